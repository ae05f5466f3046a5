"""What a text alone tells about its event: how late it is, how long, how near the middle.

One event is in many questions of many tasks. Fitted on the events of all timelines, these three
values let the balancer of every task do with few pilot questions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import combinations
from typing import Any

from t3data.balance_features import TOLD, Told, keys_of
from t3data.blind import group_of
from t3data.seeding import stable_hash
from t3data.types import Event, Timeline

_STRENGTH = 0.05
"""Inverse regularisation; best of 0.03 to 0.3 at telling the order on ActivityNet Captions."""
_MOST_TIMELINES = 10_000
_MOST_EVENTS = 8
_LEAST_USES = 3
_LEAST_EVENTS = 200
_LEAST_SECONDS = 1.0
_LEAST_SHARE = 0.2
_MOST_TOLD = 1 << 16


@dataclass(frozen=True, slots=True)
class TextModel:
    """Weights of words, by fold of the group that they may judge."""

    weights: tuple[Mapping[str, Sequence[float]], ...]
    """By key a weight for each of `TOLD`."""
    _told: dict[tuple[int, str], Told] = field(default_factory=dict, compare=False, repr=False)

    def tell(self, fold: int, text: str) -> Told:
        """What `text` tells, in standard deviations of all events."""
        told = self._told.get((fold, text))
        if told is None:
            weights = self.weights[fold]
            found = [weights[key] for key in keys_of(text) if key in weights]
            told = tuple(map(sum, zip(*found, strict=True))) if found else (0.0,) * len(TOLD)
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told[fold, text] = told
        return told


def fit_texts(timelines: Iterable[Timeline], seed: int, folds: Sequence[int]) -> TextModel | None:
    """Fits the model on the events of timed timelines; None where there are too few.

    Args:
        timelines: At most 10,000 of them are used, chosen by a hash of their group.
        seed: Decides the folds.
        folds: Numbers of the folds; the model of one is fitted on the others.
    """
    from t3data.balance import fold_of

    chosen = _chosen(timelines)
    if sum(len(timeline.events) for timeline in chosen) < _LEAST_EVENTS:
        return None
    kept = [fold_of(seed, group_of(timeline)) for timeline in chosen]
    weights = tuple(
        _weights([t for t, own in zip(chosen, kept, strict=True) if own != fold]) for fold in folds
    )
    return TextModel(weights)


def _chosen(timelines: Iterable[Timeline]) -> list[Timeline]:
    """A sample of timed timelines, one of each group, drawn as they come by."""
    ranked = ((stable_hash(group_of(t)), t.id, t) for t in timelines if t.kind == "timed")
    smallest = nsmallest(_MOST_TIMELINES, ranked, key=lambda entry: entry[:2])
    return list({group_of(timeline): timeline for _, _, timeline in smallest}.values())


def _weights(timelines: Sequence[Timeline]) -> dict[str, tuple[float, ...]]:
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    texts = [event.scene.caption.text for t in timelines for event in t.events]
    uses = Counter(key for text in texts for key in keys_of(text))
    keys = sorted(key for key, count in uses.items() if count >= _LEAST_USES)
    columns = {key: column for column, key in enumerate(keys)}
    rows = [[columns[key] for key in keys_of(text) if key in columns] for text in texts]
    offsets = np.cumsum([0, *map(len, rows)])
    indices = [column for row in rows for column in row]
    matrix = csr_matrix((np.ones(len(indices)), indices, offsets), shape=(len(rows), len(keys)))
    later, longer, middle = _observations(timelines)
    fitted = np.column_stack(
        [
            _logit(matrix[[b for _, b in later]] - matrix[[a for a, _ in later]], None),
            _logit(matrix[[b for _, b in longer]] - matrix[[a for a, _ in longer]], None),
            _logit(matrix[[at for at, _ in middle]], [is_middle for _, is_middle in middle]),
        ]
    )
    fitted /= np.maximum(np.std(matrix @ fitted, axis=0), 1e-9)
    # Rounded, so that another machine's last bits decide nothing.
    fitted = fitted.round(4)
    return {key: tuple(row) for key, row in zip(keys, fitted.tolist(), strict=True) if any(row)}


_Pairs = list[tuple[int, int]]


def _observations(timelines: Sequence[Timeline]) -> tuple[_Pairs, _Pairs, _Pairs]:
    """(earlier, later), (shorter, longer) and (event, whether in the middle), by event number."""
    later: _Pairs = []
    longer: _Pairs = []
    middle: _Pairs = []
    first = 0
    for timeline in timelines:
        numbered = list(enumerate(timeline.events, first))
        first += len(numbered)
        stride = -(-len(numbered) // _MOST_EVENTS)
        for (i, a), (j, b) in combinations(numbered[::stride], 2):
            if abs(_start(b) - _start(a)) >= _LEAST_SECONDS:
                later.append((i, j) if _start(a) < _start(b) else (j, i))
            short, long = sorted((_length(a), _length(b)))
            if long - short >= max(_LEAST_SECONDS, _LEAST_SHARE * short):
                longer.append((i, j) if _length(a) < _length(b) else (j, i))
        third = (timeline.duration or 0.0) / 3
        for i, event in numbered:
            within = (_start(event) >= third, _start(event) + _length(event) <= 2 * third)
            if within != (False, False):
                middle.append((i, int(all(within))))
    return later, longer, middle


def _logit(matrix: Any, right: Sequence[int] | None) -> Any:
    """Weights of a logistic regression; of differences (always right) where `right` is None."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if right is None:
        # Signs alternate because a logistic regression needs both classes.
        labels = np.where(np.arange(matrix.shape[0]) % 2, 1, -1)
        matrix = matrix.multiply(labels[:, None]).tocsr()
    else:
        labels = np.asarray(right)
    if len(set(labels.tolist())) < 2:
        return np.zeros(matrix.shape[1])
    model = LogisticRegression(
        C=_STRENGTH,
        fit_intercept=right is not None,
        solver="liblinear",
        dual=True,
        random_state=0,
        max_iter=2000,
    )
    return model.fit(matrix, labels).coef_[0]


def _start(event: Event) -> float:
    return event.start or 0.0


def _length(event: Event) -> float:
    return (event.end or 0.0) - (event.start or 0.0)
