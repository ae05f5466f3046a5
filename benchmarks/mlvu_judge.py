"""The judge of MLVU's free texts: G-Avg.

Sub-scene captions get marks from 1 to 5 for accuracy and relevance, summaries for completeness and
reliability; a task is the mean of their sums. The words for the judge are our own. Its marks are
read as officially (`calculate.py`): the number from two characters after the key's colon to the
next comma; a missing key makes both 0.
"""

from benchmarks.contract import Reading, Sample

OPEN = {"sub_scene": 201, "summary": 217}
"""Tasks of free text, and how many questions each has."""
MARKS = {"sub_scene": ("accuracy", "relevance"), "summary": ("completeness", "reliability")}


def judge_prompt(sample: Sample, reply: str) -> str | None:
    """Asks for two marks from 1 to 5 for a free text; None for a question with options."""
    if sample.task not in OPEN:
        return None
    one, other = MARKS[sample.task]
    points = sample.extra.get("scoring_points")
    return (
        f"Grade a description of a video against a reference.\n\nQuestion: {sample.question}\n"
        f"Reference: {sample.answer}\n"
        + (f"Points to look for: {points}\n" if points else "")
        + f"Description: {reply}\n\nGive two whole marks from 1 (worst) to 5 (best): {one} and "
        f'{other}. Reply with JSON alone, in this form: {{"{one}": 3, "{other}": 3, "why": "…"}}'
    )


def read_judge(sample: Sample, reply: str, judged: str) -> Reading:
    """The sum of the two marks; 0 where one of them cannot be read."""
    marks = [_mark(judged, name) for name in MARKS[sample.task]]
    if None in marks:
        return Reading(0.0, "0 + 0", values=dict.fromkeys(MARKS[sample.task], 0.0))
    values = dict(zip(MARKS[sample.task], (mark or 0.0 for mark in marks), strict=True))
    return Reading(
        sum(values.values()), " + ".join(f"{v:g}" for v in values.values()), values=values
    )


def _mark(judged: str, name: str) -> float | None:
    """The number from two characters after the key's colon to the next comma."""
    key = judged.find(name)
    colon = judged.find(":", key) if key >= 0 else -1
    if colon < 0:
        return None
    text = judged[colon + 2 :].split(",")[0]
    try:
        return float(text.strip().rstrip("}").strip())
    except ValueError:
        return None
