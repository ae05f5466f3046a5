"""MMIU: a lone letter is taken, everything else goes to a judge.

Source: MMIU `evaluate.py` and `evaluate_correct.py`.
"""

NOTHING = "Z"
"""What no reply is read as; never right."""

_NO_REPLY = ("", "image none", "image error", "model error", "model error or image error")


def mmiu_choice(response: str) -> str:
    """The letter a to n as written, `NOTHING` for no reply, empty where the judge is asked."""
    text = response.strip()
    if text in _NO_REPLY:
        return NOTHING
    text = text.replace("\u00a0", "").strip().strip(".,()").strip()
    return text if len(text) == 1 and text.lower() in "abcdefghijklmn" else ""


def mmiu_right(choice: str, gold: str) -> bool:
    """Whether the choice is **contained** in the gold output, in any case."""
    return choice.strip().lower() in gold.strip().lower()
