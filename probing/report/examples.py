"""Replies as cards of the page. Classifiers have nothing to say and stay out."""

from collections.abc import Iterable, Mapping, Sequence

from probing.diagnosis.levels import key_of
from probing.types import Answer, Item
from t3data.html import Card

FILTERS = ("aspect", "probe", "mark")
MOST = 10_000
"""Cards in a page; about 2 MB."""
_TONES = {"right": "good", "wrong": "bad", "misformat": "open", "failed": "open"}


def cards(answers: Iterable[Answer], items: Iterable[Item]) -> tuple[list[Card], int]:
    """Cards, and of how many replies they are; evenly picked where there are too many."""
    known = {item.id: item for item in items}
    spoken = [answer for answer in answers if answer.probe != "features"]
    count = min(MOST, len(spoken))
    picked = (spoken[number * len(spoken) // count] for number in range(count))
    return [_card(answer, known) for answer in picked], len(spoken)


def _card(answer: Answer, items: Mapping[str, Item]) -> Card:
    item = items.get(answer.item)
    stem, options = (item.stem, item.options) if item else ("", _unknown(answer))
    turn = answer.rotation % len(options)
    chosen = None if answer.chosen is None else (answer.chosen - turn) % len(options)
    return Card(
        id=answer.item,
        question=stem,
        options=(*options[turn:], *options[:turn]),
        true=(answer.answer - turn) % len(options),
        chosen=chosen,
        reply=answer.reply,
        facets=(answer.aspect, key_of(answer).label, answer.mark),
        tone=_TONES[answer.mark],
    )


def _unknown(answer: Answer) -> Sequence[str]:
    """Where the suite is not at hand, options by their number."""
    return tuple(f"option {number + 1} of the suite" for number in range(answer.options))
