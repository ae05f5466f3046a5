"""What a diagnosis consists of. Shares are in [0, 1], and nothing is rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from probing.types import Condition, Probe
from t3data.statistics import Estimate

Verdict = Literal["none", "encoder", "connector", "language model", "undecided"]

Cause = Literal["", "reasoning", "reading", "both", "open"]
"""Of a language model's loss. `reasoning`: it fails on true captions as well; `reading`: it can
reason over captions and does not use what the frames bring; `open`: text cannot tell."""

Stage = Literal[
    "encoder", "connector", "language model", "encoder or connector", "connector or language model"
]
"""Where points are lost; two together where the features between them are missing."""


class Key(NamedTuple):
    """Which answers make one level."""

    probe: Probe
    condition: Condition = "plain"
    place: str = ""
    classifier: str = ""

    @property
    def label(self) -> str:
        """For people: "video", "video, blind", "vision, lstm"."""
        if self.probe == "features":
            return f"{self.place}, {self.classifier}" if self.classifier else self.place
        names = {"video": "video", "text": "text", "self_text": "own captions"}
        name = names[self.probe]
        return name if self.condition == "plain" else f"{name}, {self.condition}"


@dataclass(frozen=True, slots=True)
class Level:
    """How often one probe was right on one aspect."""

    key: Key
    right: Estimate | None
    """Of the answers that did not fail; a reply that cannot be read is a wrong one. None where
    all failed."""
    chance: float
    items: int
    asked: int
    """Answers: items by rotations or seeds."""
    failed: int
    misformat: int
    consistent: Estimate | None = None
    """The share of items right under every rotation, of those asked under two or more."""
    consistent_chance: float | None = None
    """What independent guesses would reach."""
    rotations: int = 1
    seeds: int = 1
    official: float | None = None
    """Right by the paper's own reader of replies, which has known faults; None where not read."""
    followed: Estimate | None = None
    """Of a video run backwards: the share that answered what it then shows, over the answers for
    which that differs from the clip's own truth."""

    @property
    def failed_share(self) -> float:
        """Of all answers."""
        return self.failed / self.asked

    @property
    def misformat_share(self) -> float:
        """Of the answers that did not fail."""
        return self.misformat / max(1, self.asked - self.failed)


@dataclass(frozen=True, slots=True)
class Loss:
    """The share of items that one stage loses; all stages add up to 1 - video accuracy."""

    stage: Stage
    lost: Estimate


@dataclass(frozen=True, slots=True)
class Letter:
    """How a model treats one place in the list of options as shown."""

    letter: str
    chosen: float
    """Share of the readable replies that chose it."""
    true: float
    """Share of the same questions in which the truth stood there."""
    excess: Estimate
    """chosen - true."""


@dataclass(frozen=True, slots=True)
class AspectDiagnosis:
    """The verdict on one aspect and what it rests on."""

    aspect: str
    verdict: Verdict
    cause: Cause
    reason: str
    """Why, in one or two sentences."""
    missing: tuple[str, ...]
    """Probes that would be needed to say more."""
    notes: tuple[str, ...]
    """What controls and further probes show; no part of the verdict."""
    levels: tuple[Level, ...]
    losses: tuple[Loss, ...]
    letters: tuple[Letter, ...]
    sensitivity: Estimate | None = None
    """Mean drop of the true answer's log-probability, in nats, when frames around the true
    boundary are permuted, less the drop when others are. 0: the model does not look when."""

    def level(self, key: Key) -> Level | None:
        """The level of that key, if it was measured."""
        return next((level for level in self.levels if level.key == key), None)

    def best(self, place: str) -> Level | None:
        """The better of the classifiers trained in full at that place."""
        return best_at(self.levels, place)

    @property
    def chance(self) -> float:
        """Of guessing."""
        return self.levels[0].chance


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The verdict on a model."""

    verdict: Verdict
    reason: str
    aspects: tuple[AspectDiagnosis, ...]
    losses: tuple[Loss, ...]
    """Mean over the aspects on which all stages were measured, each counting alike."""
    measured: tuple[str, ...]
    """Those aspects."""
    answers: int
    failed: int


FEW_SHOT, IN_DOMAIN = "few-shot", "in-domain"
"""Classifiers that are shown beside the others and speak for no place."""


def competes(key: Key) -> bool:
    """Whether it is a classifier that may speak for its place."""
    return bool(key.place) and key.classifier not in (FEW_SHOT, IN_DOMAIN)


def best_at(levels: Sequence[Level], place: str) -> Level | None:
    """The level at `place` with the highest accuracy, of those that compete."""
    found = [
        level
        for level in levels
        if level.key.place == place and competes(level.key) and level.right
    ]
    return max(found, key=lambda level: level.right.value if level.right else 0, default=None)
