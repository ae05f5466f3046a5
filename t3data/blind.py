"""What of a question can be seen by somebody who does not see the captions."""

from dataclasses import dataclass

from t3data.types import Posed, Timeline

_SUBJECTS = ("item", "anchor", "thing")


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """A question without its captions."""

    task: str
    stem: str
    options: tuple[str, ...]
    answer: int
    group: str
    """The timeline or video: what one group tells must not be used to judge the same group."""
    relation: str = ""
    """What the wording of the stem asks for (`starts_first`, `at end`); few values per task."""
    statements: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    """What the stem is about: the grounded item, the anchor or both anchors."""


def blind_question(posed: Posed) -> BlindQuestion:
    """What `posed` shows without its captions; relation and subjects are taken from the evidence.

    The group is the first video of the timeline: a video keeps its fold wherever it is shown.
    """
    question = posed.question
    evidence = question.evidence
    relation = str(evidence.get("relation", ""))
    if "position" in evidence:
        relation = f"{relation} {evidence['position']}"
    named = [str(evidence[key]) for key in _SUBJECTS if key in evidence]
    return BlindQuestion(
        task=question.task,
        stem=question.stem,
        options=question.options,
        answer=question.answer,
        group=group_of(posed.timeline),
        relation=relation,
        statements=question.statements,
        subjects=tuple(named or map(str, evidence.get("anchors", ()))),
    )


def group_of(timeline: Timeline) -> str:
    """The timeline's first video, or the timeline itself where it shows none."""
    caption = timeline.events[0].scene.caption
    return f"{caption.source}/{caption.video}" if caption.video else timeline.id
