"""Guessers that count what was right: letters, places, texts."""

from collections import Counter
from collections.abc import Sequence

from t3data.audit.guessers import Score, Scores, crosswise
from t3data.audit.rows import BlindRow


class LetterPrior:
    """Always the letter that was right most often."""

    name = "letter"

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """Lettered rows only: nobody sees the places of candidates."""
        return crosswise(_letters, rows, halves)


class PositionPrior:
    """The place that was right most often among questions with as many options."""

    name = "position"

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """Lettered rows only."""
        return crosswise(_positions, rows, halves)


class AnswerPrior:
    """The option whose text was the right answer most often, of the times it was an option."""

    name = "answer text"

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """All rows."""
        return crosswise(_texts, rows, halves)


def _letters(rows: Sequence[BlindRow]) -> Score:
    right = Counter(row.answer for row in rows if row.lettered)
    return lambda row: [right[i] for i in range(len(row.options))] if row.lettered else None


def _positions(rows: Sequence[BlindRow]) -> Score:
    right = Counter((len(row.options), row.answer) for row in rows if row.lettered)

    def score(row: BlindRow) -> Scores:
        k = len(row.options)
        return [right[k, i] for i in range(k)] if row.lettered else None

    return score


def _texts(rows: Sequence[BlindRow]) -> Score:
    right = Counter(row.options[row.answer].lower() for row in rows)
    chances: dict[str, float] = {}
    for row in rows:
        for option in row.options:
            text = option.lower()
            chances[text] = chances.get(text, 0.0) + row.chance

    def score(row: BlindRow) -> Scores:
        # Right answers above what chance would give, in standard errors: a text that was right
        # once in one question is worth less than one that was right 60 times in 100.
        texts = [option.lower() for option in row.options]
        return [(right[t] - chances.get(t, 0.0)) / (chances.get(t, 0.0) + 1) ** 0.5 for t in texts]

    return score
