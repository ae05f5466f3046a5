"""The values of every video under a convention, from true and predicted events.

A value that cannot be had here is NaN.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.captioning import ngrams
from benchmarks.captioning.conventions import Convention
from benchmarks.captioning.events import Event
from benchmarks.captioning.meteor import Pair
from benchmarks.captioning.pairing import (
    THRESHOLDS,
    Overlaps,
    coverage,
    harmonic,
    matches,
    overlaps,
)
from benchmarks.captioning.soda import (
    Matrix,
    Soda,
    by_name,
    in_order,
    soda_a,
    soda_b,
    soda_c,
    soda_d,
)
from benchmarks.captioning.tools import Tools

WORDS = ("CIDEr", "METEOR", "BLEU-1", "BLEU-2", "BLEU-3", "BLEU-4", "ROUGE-L")
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Story:
    """A video's events."""

    references: Mapping[str, Sequence[Event]]
    """By the name of their file."""
    predicted: Sequence[Event]


def prepared(convention: Convention, story: Story) -> Story:
    """The story in the characters that the convention counts."""
    return Story(
        {
            name: [_plain(convention, one) for one in events]
            for name, events in story.references.items()
        },
        [_plain(convention, one) for one in story.predicted],
    )


def _plain(convention: Convention, event: Event) -> Event:
    if not convention.ascii or event.text.isascii():
        return event
    return replace(event, text="".join(c if c.isascii() else " " for c in event.text))


def values_of(
    convention: Convention, story: Story, token: Mapping[str, str], tools: Tools
) -> dict[str, float]:
    """All values of a video.

    Args:
        convention: How to count.
        story: Prepared.
        token: Caption → its tokens, the convention's garbage among them.
        tools: What there is to count with.
    """
    references, predicted = list(story.references.values()), story.predicted[: convention.first]
    found = [overlaps(predicted, one, convention.mend) for one in references]
    values: dict[str, float] = {}
    for threshold in THRESHOLDS:
        covered = coverage(found, threshold)
        values[f"precision@{threshold}"] = covered.precision
        values[f"recall@{threshold}"] = covered.recall
    for name in ("precision", "recall"):
        values[name] = ngrams.mean([values[f"{name}@{t}"] for t in THRESHOLDS])
    values["F1"] = harmonic(values["precision"], values["recall"])
    at_each = []
    for threshold in THRESHOLDS:
        pairs = [
            Pair(
                (token[convention.garbage if file is None else references[file][true].text],),
                token[predicted[event].text],
            )
            for event, file, true in matches(found, len(predicted), threshold)
        ]
        at_each.append(_words(pairs, tools))
    values.update((name, ngrams.mean([one[name] for one in at_each])) for name in WORDS)
    values.update(_sodas(convention, story, token, tools))
    return values


def _words(pairs: Sequence[Pair], tools: Tools) -> Values:
    """What a list of pairs is worth; nothing without any."""
    if not pairs:
        return dict.fromkeys(WORDS, 0.0)
    worth = dict.fromkeys(WORDS, math.nan)
    if tools.meteor is not None:
        worth["METEOR"] = tools.meteor(pairs).of_all
    if tools.ngrams:
        worth["CIDEr"] = ngrams.mean(ngrams.cider(pairs))
        worth["ROUGE-L"] = ngrams.mean(ngrams.rouge(pairs))
        for n, one in enumerate(ngrams.bleu(pairs)[1], 1):
            worth[f"BLEU-{n}"] = one
    return worth


def _sodas(
    convention: Convention, story: Story, token: Mapping[str, str], tools: Tools
) -> Iterator[tuple[str, float]]:
    each = {
        name: _soda(convention, true, story.predicted, token, tools)
        for name, true in _soda_references(convention, story).items()
    }
    kinds = list(next(iter(each.values()), ()))
    for kind in kinds:
        if convention.soda == "apart":
            yield from ((f"{kind}, {name}", found[kind].f1) for name, found in each.items())
        else:
            yield kind, max(found[kind].f1 for found in each.values())


def _soda_references(convention: Convention, story: Story) -> Mapping[str, Sequence[Event]]:
    """The true stories by name, in order: under their files, or one of all events.

    The port alone leaves the events as the file has them.
    """
    if convention.soda == "port":
        return story.references
    if convention.soda == "merged":
        return {"merged": _sorted([one for events in story.references.values() for one in events])}
    return {name: _sorted(events) for name, events in story.references.items()}


def _sorted(events: Sequence[Event]) -> list[Event]:
    return [events[place] for place in in_order([event.start for event in events])]


def _soda(
    convention: Convention,
    true: Sequence[Event],
    predicted: Sequence[Event],
    token: Mapping[str, str],
    tools: Tools,
) -> Mapping[str, Soda]:
    port = convention.soda == "port"
    if not port:
        predicted = _sorted(predicted)
    overlap = overlaps(predicted, true, convention.mend).T
    columns = by_name(len(predicted)) if port else list(range(len(predicted)))
    likeness = _likeness(overlap, true, [predicted[at] for at in columns], token, tools)
    if port:
        return {"SODA_c": soda_c(likeness, overlap)}
    return {
        "SODA_c": soda_c(likeness, overlap),
        "SODA_a": soda_a(likeness, overlap),
        "SODA_b": soda_b(likeness, overlap),
        "SODA_d": soda_d(overlap),
    }


def _likeness(
    overlap: Overlaps,
    true: Sequence[Event],
    predicted: Sequence[Event],
    token: Mapping[str, str],
    tools: Tools,
) -> Matrix:
    """METEOR of each true event, a row, and each predicted one, which is passed as the reference.

    Where they do not meet it does not count and is left at 0, but for the very first pair.
    """
    if tools.meteor is None:
        return np.full(overlap.shape, math.nan)
    wanted = overlap > 0
    wanted[:1, :1] = True
    rows, columns = np.nonzero(wanted)
    pairs = [
        Pair((token[predicted[column].text],), token[true[row].text])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    likeness = np.zeros(overlap.shape)
    likeness[rows, columns] = tools.meteor(pairs).each
    return likeness
