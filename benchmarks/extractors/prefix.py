"""The first-letter rule of Video-MME and its descendants: any capital of the range, anywhere.

Source: Video-MME's `eval_your_results.py`. Its list of prefixes lacks two commas, so four of them
are fused into two strings that no reply holds; copies of the script kept that, some repaired it.
"""

_FUSED = (
    "The best answer is",
    "The correct answer is",
    "The answer is",
    "The answer",
    "The best option isThe correct option is",
    "Best answer:Best option:",
)
PK = (*_FUSED, "Answer:", "Option:")
"""VLMEvalKit for Video-MME and LongVideoBench."""
PV = (*PK, "The correct answer", "The correct option")
"""Video-MME, official."""
PL = (
    *PV[:4],
    "The best option is",
    "The correct option is",
    "Best answer:",
    "Best option:",
)
"""lmms-eval for LongVideoBench: the commas are there."""
P2 = ("Final Answer:", *PL, "Answer:", "Option:")
"""Video-MME-v2, official."""


def prefix_letter(response: str, prefixes: tuple[str, ...] = PV, letters: str = "ABCD") -> str:
    """The first of `letters` left after deleting every occurrence of each prefix in order.

    Letters inside words count: "Berries" is B, "API" is A. The scripts' test for more than ten
    words without a letter changes nothing and is left out. Nothing found gives the empty string.
    """
    text = response.strip()
    for prefix in prefixes:
        text = text.replace(prefix, "")
    found = [at for letter in letters if (at := text.find(letter)) >= 0]
    return text[min(found)] if found else ""
