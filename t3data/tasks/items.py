"""What tasks share: items that only one event of a timeline names, places, and option orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Literal, TypeVar

from t3data.english import FUNCTION_WORDS, kin, lemmas, named_kin
from t3data.phrases import event_phrase, head_of
from t3data.seeding import KeyedRandom
from t3data.types import Event, Question, Timeline

FREE_SHARE = 0.2
"""Share of questions answered in words instead of a letter."""
_SAME_EVENT = 0.6
Position = Literal["begin", "middle", "end"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item:
    """Words that point at one event, and at that one only."""

    text: str
    event: int
    kind: Literal["thing", "event", "fragment"]


def items_of(timeline: Timeline, rng: KeyedRandom) -> list[Item]:
    """At most one item per event, in timeline order: things on composed timelines, else events."""
    if timeline.kind == "timed":
        return _told_events(
            tuple([(e.scene.caption.text, e.start, e.end) for e in timeline.events])
        )
    return _named_things(timeline, rng)


def quoted(item: Item) -> str:
    """How an item stands inside a sentence: things as they are, events in quotation marks."""
    return item.text if item.kind == "thing" else f'"{item.text}"'


def position_of(timeline: Timeline, at: int) -> Position | None:
    """In which part of the timeline event `at` lies; None near the borders (docs/rows.md)."""
    event = timeline.events[at]
    if event.start is None or event.end is None or timeline.duration is None:
        fraction = (at + 0.5) / len(timeline.events)
        if fraction <= 0.25:
            return "begin"
        if 0.375 <= fraction <= 0.625:
            return "middle"
        return "end" if fraction >= 0.75 else None
    third = timeline.duration / 3
    if event.end <= third:
        return "begin"
    if event.start >= 2 * third:
        return "end"
    return "middle" if third <= event.start and event.end <= 2 * third else None


def overlap(a: Event, b: Event) -> float:
    """Seconds that two timed events share; negative is the gap between them."""
    assert a.start is not None
    assert a.end is not None
    assert b.start is not None
    assert b.end is not None
    return round(min(a.end, b.end) - max(a.start, b.start), 1)


def length(event: Event) -> float:
    """Seconds that a timed event lasts."""
    assert event.start is not None
    assert event.end is not None
    return round(event.end - event.start, 1)


def sequential(
    timeline: Timeline, items: Sequence[Item], rng: KeyedRandom, most: int
) -> list[Item]:
    """Up to `most` of `items`, whose events start at least a second apart and end in that order."""
    if timeline.kind == "composed":
        chosen = list(items)
    else:
        chosen = []
        for item in items:
            event = timeline.events[item.event]
            if not chosen or _follows(timeline.events[chosen[-1].event], event):
                chosen.append(item)
    if len(chosen) > most:
        keep = set(rng.sample(range(len(chosen)), most))
        chosen = [item for at, item in enumerate(chosen) if at in keep]
    return chosen


def shuffled(values: Sequence[T], rng: KeyedRandom) -> list[T]:
    """A new list with `values` in random order."""
    return rng.sample(list(values), len(values))


def orders(
    count: int, true: tuple[int, ...], options: int, rng: KeyedRandom
) -> list[tuple[int, ...]]:
    """`true` and other random orders of `count` things, shuffled.

    Distractors are drawn evenly from all orders, never derived from the truth: a guesser that looks
    for the option in the middle of the others finds nothing.
    """
    others = [order for order in permutations(range(count)) if order != true]
    chosen = rng.sample(others, min(options - 1, len(others)))
    return shuffled([true, *chosen], rng)


def among(
    items: Sequence[Item], true: Item, others: Sequence[Item], rng: KeyedRandom
) -> list[Item]:
    """`true` with up to three of `others`, shuffled; `items` limits the number of options."""
    most = min(len(items), 4)
    return shuffled([true, *rng.sample(list(others), min(len(others), most - 1))], rng)


def question(
    task: str,
    stem: str,
    options: Sequence[str],
    true: str,
    evidence: dict[str, object],
    *,
    statements: Sequence[str] = (),
    free: bool = False,
) -> Question:
    """A `Question` whose answer is the place of `true` among `options`."""
    return Question(
        task=task,
        stem=stem,
        options=tuple(options),
        answer=list(options).index(true),
        evidence=evidence,
        statements=tuple(statements),
        lettered=not free,
    )


def listed(texts: Sequence[str], link: str = "or") -> str:
    """Candidates inside a sentence: "a cat, a dog or a tree"."""
    return f"{', '.join(texts[:-1])} {link} {texts[-1]}"


@lru_cache(maxsize=1 << 15)
def content(text: str) -> frozenset[str]:
    """Lemmas of `text` that carry meaning."""
    return lemmas(text) - FUNCTION_WORDS


@lru_cache(maxsize=1 << 15)
def _event_phrase(text: str) -> str | None:
    return event_phrase(text)


def _named_things(timeline: Timeline, rng: KeyedRandom) -> list[Item]:
    return [
        Item(rng.choice(things), at, "thing")
        for at, things in enumerate(
            _own_things(tuple([(e.scene.caption.text, e.scene.items) for e in timeline.events]))
        )
        if things
    ]


@lru_cache(maxsize=4)
def _own_things(scenes: tuple[tuple[str, tuple[str, ...]], ...]) -> list[list[str]]:
    """For each (caption, items) the items no other caption names; many tasks ask one timeline."""
    named = [named_kin(text) for text, _ in scenes]
    return [
        [thing for thing in things if not _in_another(_stem_of(thing), named)]
        for _, things in scenes
    ]


def _in_another(word: str, named: Sequence[frozenset[str]]) -> bool:
    return sum(word in words for words in named) > 1


@lru_cache(maxsize=1 << 15)
def _stem_of(thing: str) -> str:
    head = head_of(thing)
    return kin().get(head, head)


@lru_cache(maxsize=4)
def _told_events(events: tuple[tuple[str, float | None, float | None], ...]) -> list[Item]:
    """Events that stand alone and that no other caption tells, one for each span of time.

    Several annotators may have described one span; their captions are alike, so that among
    options of one span and one of another the other would stand out.
    """
    said = [content(text) for text, _, _ in events]
    items: dict[tuple[float | None, float | None], Item] = {}
    for at, (text, *span) in enumerate(events):
        phrase = _event_phrase(text)
        start, end = span
        if phrase is None or (start, end) in items:
            continue
        words = content(phrase)
        shared = max((len(words & said[o]) for o in range(len(said)) if o != at), default=0)
        if len(words) >= 2 and shared < _SAME_EVENT * len(words):
            items[start, end] = Item(phrase, at, "event")
    return list(items.values())


def _follows(first: Event, second: Event) -> bool:
    assert first.start is not None
    assert second.start is not None
    assert first.end is not None
    assert second.end is not None
    return round(second.start - first.start, 1) >= 1.0 and second.end > first.end
