"""Answers of imaginary models, from how often each probe is right.

An item has one difficulty for all probes (a number in [0, 1), right where it is below the
accuracy), mixed with chance of each probe's own, so that pairs agree as those of real models do.
"""

from collections.abc import Iterator, Mapping

from probing.types import Answer, Clip, Item, Segment
from t3data.seeding import keyed_rng

OPTIONS = {
    "order": ("cat, then person", "person, then cat"),
    "order_3": (
        "cat, person, flower",
        "cat, flower, person",
        "person, cat, flower",
        "person, flower, cat",
        "flower, cat, person",
        "flower, person, cat",
    ),
    "blooming": ("it blooms", "it closes"),
    "brightness": ("brighter", "darker"),
    "speed": ("faster", "slower"),
    "direction": ("left", "right", "up", "down"),
    "count": ("two", "three", "four", "five"),
}
THIRDS = ("begin", "middle", "end")


def options_of(aspect: str) -> tuple[str, ...]:
    return OPTIONS.get(aspect, THIRDS)


def items(aspect: str, count: int = 200, per_source: int = 2) -> list[Item]:
    options = options_of(aspect)
    return [
        Item(
            Clip(
                id=f"clip_{number:04}",
                aspect=aspect,
                split="val",
                category=options[number % len(options)],
                path=f"{aspect}/clip_{number:04}.mp4",
                source=f"source {number // per_source}",
                duration=8.0,
                segments=(Segment(0, 8, "a drawn cat", "cat"),),
            ),
            stem=f"What does the video show ({aspect})?",
            options=options,
            answer=number % len(options),
        )
        for number in range(count)
    ]


def simulate(
    aspect: str,
    accuracies: Mapping[str, float],
    count: int = 200,
    per_source: int = 2,
    rotations: int | None = 1,
    seeds: int = 1,
    misformat: float = 0.0,
    failed: float = 0.0,
    shared: float = 0.8,
) -> Iterator[Answer]:
    """Answers for each probe of `accuracies`.

    Args:
        accuracies: "video", "video/blind", "text", "self_text", "vision/lstm", "layer 4/linear", …
            to the share that is right.
        shared: The share of items on which the difficulty is the item's, not the probe's.
        misformat: Of the replies to plain video questions; `failed` likewise.
    """
    for item in items(aspect, count, per_source):
        difficulty = keyed_rng("difficulty", item.id).random()
        for name, accuracy in accuracies.items():
            probe, _, rest = name.partition("/")
            features = probe not in ("video", "text", "self_text")
            for turn in range(seeds if features else (rotations or len(item.options))):
                rng = keyed_rng(item.id, name, turn)
                own = rng.random() >= shared
                right = (rng.random() if own else difficulty) < accuracy
                wrong = rng.choice([i for i in range(len(item.options)) if i != item.answer])
                chosen = item.answer if right else wrong
                mark = "right" if right else "wrong"
                if name == "video" and rng.random() < failed:
                    mark = "failed"
                elif name == "video" and rng.random() < misformat:
                    mark = "misformat"
                letter = "ABCDEF"[(chosen - turn) % len(item.options)]
                yield Answer(
                    item=item.id,
                    aspect=aspect,
                    source=item.clip.source,
                    probe="features" if features else probe,  # type: ignore[arg-type]
                    condition=(rest or "plain") if not features else "plain",  # type: ignore[arg-type]
                    rotation=0 if features else turn,
                    options=len(item.options),
                    mark=mark,  # type: ignore[arg-type]
                    chosen=chosen if mark in ("right", "wrong") else None,
                    answer=item.answer,
                    reply={
                        "failed": "timeout: no reply within 60 s",
                        "misformat": "I cannot tell from these pictures.",
                    }.get(mark, "" if features else f"({letter}) {item.options[chosen]}"),
                    place=probe if features else "",
                    classifier=rest if features else "",
                    seed=turn if features else 0,
                )
