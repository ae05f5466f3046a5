"""TempCompass: matching by rule; what it leaves open goes to a judge, or is worth 0.

Source: TempCompass `eval_multi-choice.py`, `eval_yes_no.py`, `eval_caption_matching.py`.
"""

from collections.abc import Iterator


def tempcompass_clean(response: str) -> str:
    """The reply without end-of-sequence marks and outer spaces, as the scripts see it.

    lmms-eval and VLMEvalKit leave the spaces on.
    """
    return response.replace("</s>", "").strip()


def tempcompass_choice_right(reply: str, gold: str) -> bool | None:
    """Multi-choice: the gold line, a letter, "X." or "X)"; None where the judge is asked."""
    if reply == gold:
        return True
    if reply[:1] in tuple("ABCD") and reply[1:2] in ("", ".", ")"):
        return reply[0] == gold[:1]
    return None


def tempcompass_yes_no(reply: str) -> str:
    """How the lower-cased reply starts: "yes", "no" ("Not sure" is no) or the empty string."""
    lowered = reply.lower()
    return next((word for word in ("yes", "no") if lowered.startswith(word)), "")


def tempcompass_matching_right(reply: str, question: str, gold: str) -> bool | None:
    """Caption matching: the options are the question's lines after the first; None for the judge.

    A whole line, the sentence behind its label, and the label are tried in this order; a later hit
    overwrites an earlier one.
    """
    said = list(_said(reply, question.split("\n")[1:]))
    if not said:
        return None
    parts = gold.split(": ")
    return said[-1] in (gold, gold.split(":")[0], *parts[1:2], _bare_label(parts[0]))


def _said(reply: str, lines: list[str]) -> Iterator[str]:
    after_bracket = reply.split(") ")[1] if ") " in reply else None
    for line in lines:
        if line == reply:
            yield line
    for line in lines:
        sentence = line.split(": ")[1:2]
        if sentence and sentence[0] in (reply, after_bracket):
            yield sentence[0]
    without_stops = reply.replace(".", "")
    for line in lines:
        label = line.split(": ")[0]
        for name in (label, _bare_label(label)):
            if name in (reply, without_stops):
                yield name


def _bare_label(label: str) -> str:
    """The "A" of "Sentence A", the "2" of "Option 2"."""
    for kind in ("Sentence ", "Option ", "Caption "):
        label = label.removeprefix(kind)
    return label
