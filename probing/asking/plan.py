"""What is asked: a list that depends on the items and the settings alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from probing.types import Condition, Item, Probe
from t3data.seeding import stable_hash

CHAT_PROBES: tuple[Probe, ...] = ("video", "text", "self_text")
CONTROLS: tuple[Condition, ...] = ("blind", "shuffled", "reversed", "few-shot")
USUAL_CONTROLS = CONTROLS[:3]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question put to the model once."""

    item: Item
    probe: Probe
    condition: Condition
    rotation: int

    @property
    def id(self) -> str:
        """Unique in a run, and the same in every run."""
        return f"{self.item.id}#{self.probe}/{self.condition}/{self.rotation}"


def plan(
    items: Iterable[Item],
    probes: Sequence[Probe] = ("video", "text"),
    controls: Sequence[Condition] = USUAL_CONTROLS,
    rotations: int | None = None,
    seed: int = 0,
) -> list[Ask]:
    """Every ask of a run, those about one file side by side so that it is decoded once.

    Args:
        items: The questions.
        probes: Of these the ones that a chat model answers are asked, in the order of
            `CHAT_PROBES`.
        controls: What is done to the frames besides showing them as they are. They belong to the
            first probe alone (the captions are shuffled where no video is asked about), and the
            blind run would be the same question for all of them. There are no own captions of
            the examples that few-shot shows.
        rotations: Of the orders of the options, how many each item is asked in; None for all.
        seed: Decides which rotations, where not all of them are asked.
    """
    asked = [probe for probe in CHAT_PROBES if probe in probes]
    cases: list[tuple[Probe, Condition]] = [(probe, "plain") for probe in asked]
    cases += [
        (probe, control)
        for probe in asked[:1]
        for control in CONTROLS
        if control in controls and (probe, control) != ("self_text", "few-shot")
    ]
    return [
        Ask(item, probe, condition, rotation)
        for item in sorted(items, key=lambda item: (item.clip.path, item.id))
        for probe, condition in cases
        for rotation in rotations_of(item, rotations, seed)
    ]


def rotations_of(item: Item, count: int | None, seed: int) -> list[int]:
    """By how many places the options of `item` are rotated, ascending.

    With fewer than all, each item starts at a place of its own, so that over the items the true
    answer stands at every letter equally often.
    """
    options = len(item.options)
    if count is None or count >= options:
        return list(range(options))
    start = stable_hash("rotation", seed, item.id) % options
    return sorted((start + step) % options for step in range(count))
