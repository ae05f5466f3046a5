"""Questions with their options and replies, to be searched and filtered in the page.

Only a screenful is drawn at a time, from JSON, so that ten thousand replies scroll like ten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from t3data.html.markup import Html, embedded, escape

_LONGEST_REPLY = 3_000
"""Characters; the rest is in the run's own files."""


@dataclass(frozen=True, slots=True)
class Card:
    """One question and what came of it."""

    id: str
    question: str
    options: tuple[str, ...]
    """As they were shown."""
    true: int | None
    """Index of the true option."""
    chosen: int | None
    """Index of the option that was read from the reply."""
    reply: str
    facets: tuple[str, ...]
    """A value for each of the browser's filters."""
    tone: str = ""
    """"good", "bad" or "open": the colour of the card's edge."""
    note: str = ""
    """What is said of the reply, above it."""


def browser(name: str, filters: Sequence[str], cards: Iterable[Card]) -> Html:
    """A list of cards with a drop-down for each filter and a field to search in.

    Args:
        name: An id, unique in the page.
        filters: What the facets of the cards are called.
        cards: All that can be shown; none are dropped here.
    """
    questions: dict[tuple[str, str, tuple[str, ...], int | None], int] = {}
    values: list[dict[str, int]] = [{} for _ in filters]
    rows: list[list[Any]] = []
    for card in cards:
        asked = (card.id, card.question, card.options, card.true)
        reply = card.reply
        if len(reply) > _LONGEST_REPLY:
            reply = f"{reply[:_LONGEST_REPLY]} … ({len(card.reply):,} characters)"
        facets = [
            known.setdefault(value, len(known))
            for known, value in zip(values, card.facets, strict=True)
        ]
        number = questions.setdefault(asked, len(questions))
        rows.append([number, card.chosen, reply, card.tone, card.note, *facets])
    data = {
        "filters": list(filters),
        "values": [list(known) for known in values],
        "questions": list(questions),
        "cards": rows,
    }
    return Html(
        f'<div class="browser" data-source="{escape(name)}">'
        "<noscript>Searching the replies takes JavaScript; they are in the run's files as well."
        f"</noscript></div>{embedded(name, data)}"
    )
