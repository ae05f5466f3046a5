"""Guessers that learn words: two logistic regressions over hashed sparse features."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from t3data.audit.features import Crosses, Features, letter_features
from t3data.audit.guessers import credit
from t3data.audit.rows import BlindRow

_COLUMNS = 1 << 20
_LEAST_USES = 2
_STRENGTH = 0.1
"""Inverse regularisation."""


class OptionRegression:
    """How true each option looks, from its words, the question's words, its length and place.

    A conditional logit, fitted by its pairs: truth minus other option is one row.
    """

    name = "option words"

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """All rows."""
        import numpy as np

        crosses = Crosses(rows)
        options = _hashed(found for row in rows for found in crosses.of(row))
        sizes = [len(row.options) for row in rows]
        starts = (np.cumsum(sizes) - sizes).tolist()

        def learn(learnt: Sequence[int]) -> list[float]:
            truths = [starts[i] + rows[i].answer for i in learnt for _ in range(sizes[i] - 1)]
            others = [
                starts[i] + other
                for i in learnt
                for other in range(sizes[i])
                if other != rows[i].answer
            ]
            # Signs alternate because a logistic regression needs both classes.
            signs = np.where(np.arange(len(truths)) % 2, 1, -1)
            differences = (options[truths] - options[others]).multiply(signs[:, None]).tocsr()
            scores: list[float] = (options @ _weights(differences, signs)).round(9).tolist()
            return scores

        def score(scores: list[float], at: int) -> list[float]:
            return scores[starts[at] : starts[at] + sizes[at]]

        return _crosswise(rows, halves, learn, score)


class LetterRegression:
    """Which letter is right, from the question's words and the options' words by letter."""

    name = "letter words"

    def credits(self, rows: Sequence[BlindRow], halves: Sequence[int]) -> list[float | None]:
        """Lettered rows only."""
        import numpy as np

        shown = [at for at, row in enumerate(rows) if row.lettered]
        lettered = [rows[at] for at in shown]
        earned: list[float | None] = [None] * len(rows)
        if not lettered:
            return earned
        questions = _hashed(map(letter_features, lettered))
        answers = np.array([row.answer for row in lettered])
        letters = range(max(len(row.options) for row in lettered))

        def learn(learnt: Sequence[int]) -> Any:
            chosen = questions[learnt]
            columns = []
            for letter in letters:
                right = np.where(answers[learnt] == letter, 1, -1)
                weights = _weights(chosen, right) if abs(right.sum()) < len(right) else None
                columns.append(np.zeros(len(lettered)) if weights is None else questions @ weights)
            return np.column_stack(columns).round(9)

        def score(scores: Any, at: int) -> list[float]:
            found: list[float] = scores[at, : len(lettered[at].options)].tolist()
            return found

        found = _crosswise(lettered, [halves[at] for at in shown], learn, score)
        for at, value in zip(shown, found, strict=True):
            earned[at] = value
        return earned


def _crosswise(
    rows: Sequence[BlindRow],
    halves: Sequence[int],
    learn: Callable[[Sequence[int]], Any],
    score: Callable[[Any, int], list[float]],
) -> list[float | None]:
    """Credits; `learn` gets the indexes of one half's rows, `score` the index of another's."""
    earned: list[float | None] = [None] * len(rows)
    for half in (0, 1):
        learnt = [at for at, own in enumerate(halves) if own != half]
        tested = [at for at, own in enumerate(halves) if own == half]
        if learnt and tested:
            scores = learn(learnt)
            for at in tested:
                earned[at] = credit(score(scores, at), rows[at].answer)
    return earned


def _hashed(features: Iterable[Features]) -> Any:
    """A sparse matrix with a row for each of `features`, keys hashed to columns."""
    from sklearn.feature_extraction import FeatureHasher

    return FeatureHasher(_COLUMNS, alternate_sign=False).transform(features)


def _weights(matrix: Any, labels: Any) -> Any:
    """A weight for each column of `matrix`."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    used = np.flatnonzero(np.bincount(matrix.indices, minlength=_COLUMNS) >= _LEAST_USES)
    weights = np.zeros(_COLUMNS)
    if len(used):
        # Far more words than rows: the dual problem is the small one.
        model = LogisticRegression(
            C=_STRENGTH,
            fit_intercept=False,
            solver="liblinear",
            dual=True,
            max_iter=2000,
            random_state=0,
        )
        weights[used] = model.fit(matrix[:, used], labels).coef_[0]
    return weights


REGRESSIONS = (OptionRegression(), LetterRegression())
