"""How a report names things, so that page, figures and terminal use the same words."""

from typing import Literal

from probing.diagnosis.types import (
    IN_DOMAIN,
    AspectDiagnosis,
    Cause,
    Key,
    Level,
    Stage,
    Verdict,
    best_at,
)

Tone = Literal["good", "bad", "open"]

HEADLINES: dict[Verdict, str] = {
    "none": "Nothing is lost: every aspect is solved.",
    "encoder": "Time is lost in the vision encoder.",
    "connector": "Time is lost in the connector.",
    "language model": "Time is lost in the language model.",
    "undecided": "No single bottleneck can be named.",
}
CAUSES: dict[Cause, str] = {
    "": "",
    "reasoning": "cannot reason over it",
    "reading": "does not use the frames",
    "both": "reasons poorly and does not use the frames",
    "open": "cause open",
}
TONES: dict[Verdict, Tone] = {
    "none": "good",
    "encoder": "bad",
    "connector": "bad",
    "language model": "bad",
    "undecided": "open",
}
STAGE_COLORS: dict[Stage, str] = {
    "encoder": "c2",
    "connector": "c4",
    "language model": "c5",
    "encoder or connector": "c2",
    "connector or language model": "c5",
}


def shown_levels(aspect: AspectDiagnosis) -> list[tuple[str, str, Level]]:
    """What is worth a bar: name, colour, level. The best classifier speaks for each place."""
    found: list[tuple[str, str, Level | None]] = [
        ("video", "c1", aspect.level(Key("video"))),
        ("text", "c3", aspect.level(Key("text"))),
        ("own captions", "c3", aspect.level(Key("self_text"))),
        ("vision tower", "c2", aspect.best("vision")),
        ("in-domain", "c2", aspect.level(_in_domain("vision"))),
        ("connector", "c4", aspect.best("connector")),
        ("in-domain", "c4", aspect.level(_in_domain("connector"))),
        *((place, "c6", best_at(aspect.levels, place)) for place in layers(aspect)),
        ("blind", "quiet", aspect.level(Key("video", "blind"))),
    ]
    return [(name, color, level) for name, color, level in found if level and level.right]


def _in_domain(place: str) -> Key:
    return Key("features", place=place, classifier=IN_DOMAIN)


def layers(aspect: AspectDiagnosis) -> list[str]:
    """The language-model layers that were probed, from first to last."""
    places = [level.key.place for level in aspect.levels if level.key.place.startswith("layer ")]
    return list(dict.fromkeys(places))


def share(level: Level | None) -> str:
    """An accuracy in percent with one decimal, or a dash."""
    return f"{100 * level.right.value:.1f}" if level and level.right else "–"
