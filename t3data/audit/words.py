"""How guessers cut texts into words and parts."""

import re
from functools import lru_cache

from t3data.audit.rows import BlindRow

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STATEMENT = re.compile(r"\((\d+)\)")
_JOINT = re.compile(r", then |; then | -> ")
_CACHED_TEXTS = 1 << 16


@lru_cache(_CACHED_TEXTS)
def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` in lower case, in order."""
    return tuple(_WORD.findall(text.lower()))


def numbers_of(text: str) -> list[float]:
    """The numbers written in digits in `text`."""
    return [float(number) for number in _NUMBER.findall(text)]


def numeric(row: BlindRow) -> list[list[float]] | None:
    """The numbers of each option where all of them are a number, a time or a time span."""
    numbers = [numbers_of(option) for option in row.options]
    short = all(len(words_of(option)) <= 5 for option in row.options)
    return numbers if short and all(0 < len(found) <= 2 for found in numbers) else None


def orders_of(row: BlindRow) -> list[tuple[str, ...]] | None:
    """The parts that each option puts in order, or None where options are no orders."""
    orders = []
    for option in row.options:
        if row.statements:
            numbers = [int(number) for number in _STATEMENT.findall(option)]
            if not all(1 <= number <= len(row.statements) for number in numbers):
                return None
            parts = [row.statements[number - 1] for number in numbers]
        else:
            parts = _JOINT.split(option)
        if len(parts) < 2:
            return None
        orders.append(tuple(parts))
    return orders
