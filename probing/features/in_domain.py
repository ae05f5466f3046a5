"""A control of the feature probes: an LSTM trained and tested among the clips of the val split.

The other classifiers are trained before another background. What they cannot read may still be
there, in a form that does not carry over; this one would read it. Each half of the sources is
answered by a classifier trained on the other half.
"""

from collections.abc import Iterator, Sequence

from probing.features.classifiers import train_and_predict
from probing.features.folds import two_folds
from probing.features.gather import Gatherer
from probing.features.places import CONNECTOR, VISION
from probing.features.settings import Settings
from probing.types import Item

NAME = "in-domain"
"""As a classifier is called in answers."""
PLACES = (VISION, CONNECTOR)
"""Where it is asked for: the verdict looks no deeper."""


def in_domain(
    gatherer: Gatherer,
    place: str,
    every: Sequence[Item],
    asked: Sequence[Item],
    settings: Settings,
    seed: int,
) -> Iterator[tuple[Item, int]]:
    """Each item of `asked` once, with the option that the control chooses.

    Args:
        gatherer: has been told to prepare the clips of `every`.
        place: where features are taken.
        every: the questions about the val split, to learn from.
        asked: those of them that are to be answered.
        settings: of the LSTM.
        seed: the same for both halves.

    Yields:
        Nothing where an answer has too few sources to be learnt in each half.
    """
    half = two_folds(every)
    if half is None:
        return
    for number in (0, 1):
        test = [item for item in asked if half[item.clip.source] == number]
        train = [item for item in every if half[item.clip.source] != number]
        if test:
            chosen = train_and_predict(
                "lstm",
                settings,
                gatherer.features((item.clip for item in train), place),
                [item.answer for item in train],
                gatherer.features((item.clip for item in test), place),
                seed=seed,
                device=gatherer.loaded.device,
            )
            yield from zip(test, chosen, strict=True)
