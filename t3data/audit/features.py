"""Sparse features of options for the guessers that learn words."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from t3data.audit.rows import BlindRow
from t3data.audit.words import numeric, orders_of, words_of

Features = dict[str, float]

_CROSSED_WORDS = 30
_MOST_WORDS = 60
_CACHED_TEXTS = 1 << 16


class Crosses:
    """Which words are frequent enough to be crossed: of questions, and of options.

    "first" x every word of an option, every word of a question x "beginning".
    """

    def __init__(self, rows: Sequence[BlindRow]) -> None:
        stems = Counter(word for row in rows for word in set(words_of(row.stem)))
        options = Counter(
            word for row in rows for word in {w for o in row.options for w in words_of(o)}
        )
        self.stem_words = _frequent(stems, len(rows))
        self.option_words = _frequent(options, len(rows))

    def of(self, row: BlindRow) -> list[Features]:
        """The features of each option of `row`."""
        orders = orders_of(row)
        if orders is not None:
            return [
                _order(order, option) for order, option in zip(orders, row.options, strict=True)
            ]
        stem = list(dict.fromkeys(words_of(row.stem)))[:_MOST_WORDS]
        asked = [word for word in stem if word in self.stem_words]
        shapes = _shapes(row)
        features = []
        for at, option in enumerate(row.options):
            words = words_of(option)[:_MOST_WORDS]
            named = dict.fromkeys([*words, *shapes[at]])
            found = dict.fromkeys([*named, *_pairs(words)], 1.0)
            found |= dict.fromkeys([f"{a}*{word}" for a in asked for word in named], 1.0)
            crossed = [word for word in named if word in self.option_words or word[0] == "#"]
            found |= dict.fromkeys([f"{o}<{word}" for o in crossed for word in stem], 1.0)
            found["#length"] = len(option) / 50
            found |= {f"{a}*#length": len(option) / 50 for a in asked}
            if row.lettered:
                found[f"#{at}"] = 1.0
            features.append(found)
        return features


def letter_features(row: BlindRow) -> Features:
    """The features of a question with its options: words, tagged by the letter they stand at."""
    found = dict.fromkeys(["#", *words_of(row.stem)], 1.0)
    for at, option in enumerate(row.options):
        shown = words_of(option)[:_MOST_WORDS]
        found |= dict.fromkeys([f"{at}:{word}" for word in shown], 1.0)
        found[f"{at}:#length"] = len(option) / 50
    return found


def _order(parts: Sequence[str], option: str) -> Features:
    """Words weighted by the place of their part, from -1 (first) to 1 (last)."""
    found: Features = {f"={option.lower()}" if len(option) < 40 else "=": 1.0}
    for at, part in enumerate(parts):
        place = 2 * at / (len(parts) - 1) - 1
        for key in _keys(part):
            found[key] = found.get(key, 0.0) + place
    return found


@lru_cache(_CACHED_TEXTS)
def _keys(text: str) -> tuple[str, ...]:
    words = words_of(text)[:_MOST_WORDS]
    return tuple(dict.fromkeys([*words, *_pairs(words)]))


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(("^", *words, "$"))]


def _shapes(row: BlindRow) -> list[list[str]]:
    """What options look like beside the others: ranks by length and by number, last digits."""
    lengths = sorted({len(option) for option in row.options})
    shapes = [[f"#rank{lengths.index(len(option))}"] for option in row.options]
    numbers = numeric(row)
    if numbers is not None:
        starts = sorted({found[0] for found in numbers})
        spans = sorted({found[-1] - found[0] for found in numbers})
        for shape, found in zip(shapes, numbers, strict=True):
            shape.append(f"#n{starts.index(found[0])}")
            shape.append(f"#s{spans.index(found[-1] - found[0])}")
            shape.extend(f"#.{round(number * 10) % 10}" for number in found)
    return shapes


def _frequent(counts: Counter[str], rows: int) -> frozenset[str]:
    """The most frequent words, but for those that stand nearly everywhere and tell nothing."""
    common = counts.most_common(_CROSSED_WORDS)
    return frozenset(word for word, count in common if count < 0.95 * rows)
