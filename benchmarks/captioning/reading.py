"""All predictions of a benchmark against its events: a reading, with all values, for each video."""

import math
import re
from collections.abc import Mapping, Sequence

from benchmarks.captioning import ngrams
from benchmarks.captioning.conventions import Convention
from benchmarks.captioning.events import Event, predicted
from benchmarks.captioning.measuring import Story, prepared, values_of
from benchmarks.captioning.meteor import Pair
from benchmarks.captioning.parsers import PARSERS
from benchmarks.captioning.tools import Tools, tools
from benchmarks.contract import Prediction, Reading, Sample

REFERENCES = "references"
"""Field of a sample: name of a reference file → its events, in the order of the files."""
PARAGRAPHS = ("CIDEr", "METEOR", "BLEU-4", "ROUGE-L")


def read_all(
    convention: Convention,
    samples: Sequence[Sample],
    predictions: Mapping[str, Prediction],
    has: Tools | None = None,
) -> Mapping[str, Reading]:
    """Readings by id. What a reading is worth is the F1 of its events, whatever they say.

    Args:
        convention: How to count.
        samples: All videos.
        predictions: Of those that count; without a reply they have no events.
        has: The instruments; None for those that this machine has.
    """
    has = has or tools()
    files = list(dict.fromkeys(name for s in samples for name in s.extra[REFERENCES]))
    kept = files if convention.reference == "all" else files[-1:]
    true = {s.id: {f: e for f, e in s.extra[REFERENCES].items() if f in kept} for s in samples}
    read = PARSERS[convention.parser]
    told = {id: predicted(predictions[id], read) for id in true if id in predictions}
    stories = {
        id: prepared(convention, Story(true[id], events or []))
        for id, events in told.items()
        if true[id]
    }
    token = has.tokenized([convention.garbage, *_captions(stories)])
    spoken, beside = stories, list(stories.values())
    if convention.shifted:
        spoken = {id: one for id, one in stories.items() if predictions[id].reply is not None}
        beside = [prepared(convention, Story(found, [])) for found in true.values() if found]
    paragraphs = _paragraphs(spoken, beside, has)
    readings = {}
    for id, events in told.items():
        if id not in stories:
            readings[id] = Reading(0.0, parsed=False, left_out=True)
            continue
        values = {**values_of(convention, stories[id], token, has), **paragraphs.get(id, {})}
        shown = f"{len(events or [])} events"
        readings[id] = Reading(values["F1"], shown, events is not None, values, has.missing)
    return readings


def _captions(stories: Mapping[str, Story]) -> list[str]:
    return [
        event.text
        for story in stories.values()
        for events in (*story.references.values(), story.predicted)
        for event in events
    ]


def _paragraphs(
    stories: Mapping[str, Story], beside: Sequence[Story], has: Tools
) -> Mapping[str, Mapping[str, float]]:
    """Values of whole paragraphs, by video; each is put to the true one in its place in `beside`.

    METEOR and BLEU of all together are no means: each video's value is moved by the same amount,
    so that their mean is the result.
    """
    pairs = [
        Pair(
            tuple(_letters(events) for events in against.references.values()),
            _letters(story.predicted),
        )
        for story, against in zip(stories.values(), beside, strict=False)
    ]
    each = {name: [math.nan] * len(pairs) for name in PARAGRAPHS}
    if has.ngrams:
        each["CIDEr"], each["ROUGE-L"] = ngrams.cider(pairs), ngrams.rouge(pairs)
        bleus, of_all = ngrams.bleu(pairs)
        each["BLEU-4"] = _moved(bleus[3], of_all[3])
    if has.meteor is not None:
        found = has.meteor(pairs)
        each["METEOR"] = _moved(found.each, found.of_all)
    return {
        id: {f"paragraph {name}": each[name][place] for name in PARAGRAPHS}
        for place, id in enumerate(stories)
    }


def _moved(values: Sequence[float], mean: float) -> list[float]:
    return [value + mean - ngrams.mean(values) for value in values]


def _letters(events: Sequence[Event]) -> str:
    """The captions as words of letters, in lower case."""
    text = " ".join(event.text for event in events)
    return " ".join(re.sub("[^a-zA-Z]", " ", text).lower().split())
