"""Fits the model of one task for `t3data.balance`.

A conditional logit (exactly one option is true) is fitted by its pairwise likelihood: one row
"truth minus other option" for every other option, which a plain logistic regression can take.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import log, sqrt
from typing import Any, NamedTuple

from t3data.balance import BlindQuestion, TaskBalance, Weights, fold_of, scale_for, softmax
from t3data.balance_features import MARKED_BY_WORD, TOLD, Tell, keys_of, option_features
from t3data.balance_texts import TextModel

_FOLDS = (0, 1)
_LEAST_QUESTIONS = 100
_LEAST_USES = 4
"""A key that fewer options use tells nothing that would hold in another video."""
_STRENGTHS = (0.003, 0.01, 0.03, 0.1)
"""Inverse regularisation; the one that predicts the other fold best is taken."""
_PLAIN_FACTOR = 3.0
"""Keys that are no words are few and sure: they are held back less, by the square of this."""
_SCALES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)
_CERTAIN = 2.5
"""Standard errors above chance from which on a model is believed."""
_LEAST_SURVIVAL = 0.1
"""Where less would be left, the model is made milder and some of the leak stays."""
_SEPARATOR = "\t"

Vector = dict[str, float]
"""Values by key; `relation\tkey` counts only where the stem asks for that relation."""


def fit_task(
    questions: Sequence[BlindQuestion], seed: int, texts: TextModel | None
) -> TaskBalance | None:
    """The models of one task, or None where the pilot is too small to say anything."""
    folds = [[q for q in questions if fold_of(seed, q.group) == fold] for fold in _FOLDS]
    if min(len(fold) for fold in folds) < _LEAST_QUESTIONS / 2:
        return None
    designs = _designs(folds, texts)
    fits = [_cross_fit(folds, designs, strength) for strength in _STRENGTHS]
    models, judged = min(fits, key=lambda fit: _loss(fit[1], _best_scale(fit[1])))
    scales = _scales(judged)
    believed = _certain(judged, scales)
    while believed and _survival(judged, scales) < _LEAST_SURVIVAL:
        scales = {size: round(0.95 * scale, 4) for size, scale in scales.items()}
    return TaskBalance(
        weights=tuple(_tables(model) for model in models) if believed else (),
        scales=scales if believed else {},
        questions=len(questions),
        leak=_leak(judged),
        survival=_survival(judged, scales) if believed else 1.0,
    )


class _Judged(NamedTuple):
    """A question and the scores of its options by the model that has not seen its group."""

    question: BlindQuestion
    scores: list[float]


@dataclass(frozen=True, slots=True)
class _Design:
    """One fold in numbers: a row per option, a column per key."""

    keys: Sequence[str]
    options: Any
    """Sparse [options, keys]."""
    sizes: Sequence[int]
    """How many options each question has."""
    differences: Any
    """Sparse [pairs, used]: truth minus other option, for every other option."""
    signs: Any
    used: Any
    """Columns that enough options of this fold use."""
    factors: Any
    """By which each used column was multiplied before the fit."""


def _designs(folds: Sequence[Sequence[BlindQuestion]], texts: TextModel | None) -> list[_Design]:
    """Both folds over the same keys, built once for all strengths."""
    import numpy as np
    from scipy.sparse import csr_matrix, diags  # type: ignore[import-untyped]

    columns: dict[str, int] = {}
    parts = []
    for number, fold in enumerate(folds):
        tell = partial(texts.tell, number) if texts else None
        values: list[float] = []
        indices: list[int] = []
        offsets = [0]
        for question in fold:
            for vector in _vectors(question, tell):
                values.extend(vector.values())
                indices.extend(columns.setdefault(key, len(columns)) for key in vector)
                offsets.append(len(values))
        parts.append((values, indices, offsets))
    designs = []
    for fold, part in zip(folds, parts, strict=True):
        options = csr_matrix(part, shape=(len(part[2]) - 1, len(columns)))
        sizes = [len(question.options) for question in fold]
        truths, others = _pairs(fold)
        # Signs alternate because a logistic regression needs both classes.
        signs = np.where(np.arange(len(truths)) % 2, 1.0, -1.0)
        used = np.flatnonzero(np.asarray((options != 0).sum(axis=0)).ravel() >= _LEAST_USES)
        names = list(columns)
        factors = np.array([_factor(names[column]) for column in used])
        differences = diags(signs) @ (options[truths] - options[others])[:, used] @ diags(factors)
        designs.append(_Design(names, options, sizes, differences.tocsr(), signs, used, factors))
    return designs


def _pairs(fold: Sequence[BlindQuestion]) -> tuple[list[int], list[int]]:
    """Rows of the truth and of another option, for each pair of them."""
    truths: list[int] = []
    others: list[int] = []
    start = 0
    for question in fold:
        for index in range(len(question.options)):
            if index != question.answer:
                truths.append(start + question.answer)
                others.append(start + index)
        start += len(question.options)
    return truths, others


def _cross_fit(
    folds: Sequence[Sequence[BlindQuestion]], designs: Sequence[_Design], strength: float
) -> tuple[list[Weights], list[_Judged]]:
    """For each fold the model fitted on the other one, and how it judges the fold."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    models: list[Weights] = []
    judged: list[_Judged] = []
    for fold in _FOLDS:
        design, other = designs[fold], designs[1 - fold]
        # Far more keys than pairs: the dual problem is the small one.
        model = LogisticRegression(
            C=strength,
            fit_intercept=False,
            solver="liblinear",
            dual=True,
            max_iter=1000,
            random_state=0,
        )
        model.fit(other.differences, other.signs)
        weights = np.zeros(len(other.keys))
        # Rounded, so that another machine's last bits decide nothing.
        weights[other.used] = (model.coef_[0] * other.factors).round(4)
        models.append({other.keys[i]: float(weights[i]) for i in np.flatnonzero(weights).tolist()})
        flat = (design.options @ weights).tolist()
        ends = np.cumsum(design.sizes).tolist()
        scores = [flat[end - size : end] for end, size in zip(ends, design.sizes, strict=True)]
        judged.extend(map(_Judged, folds[fold], scores))
    return models, judged


def _vectors(question: BlindQuestion, tell: Tell | None) -> list[Vector]:
    vectors = []
    for texts, keys in option_features(question, tell):
        vector: Vector = defaultdict(float)
        for factor, text in texts:
            for key in keys_of(text):
                vector[key] += factor
            if tell:
                for key, told in zip(TOLD, tell(text), strict=True):
                    vector[key] += factor * told
        for value, key in keys:
            vector[key] += value
        if question.relation:
            vector |= {f"{question.relation}{_SEPARATOR}{k}": v for k, v in vector.items()}
        vectors.append(vector)
    return vectors


def _tables(weights: Weights) -> dict[str, dict[str, float]]:
    """Weights by relation: those for any relation added to its own; "" for unknown ones."""
    tables: dict[str, dict[str, float]] = {"": {}}
    for name, weight in weights.items():
        relation, _, key = name.rpartition(_SEPARATOR)
        tables.setdefault(relation, {})[key] = weight
    for relation, table in tables.items():
        if relation:
            for key, weight in tables[""].items():
                table[key] = table.get(key, 0.0) + weight
    return tables


def _scales(judged: Sequence[_Judged]) -> dict[str, float]:
    """The best scale by number of options, for three events of three are easier to tell apart.

    Under "" the best one for all, which also serves numbers of options that are too rare.
    """
    by_size = defaultdict(list)
    for one in judged:
        by_size[str(len(one.scores))].append(one)
    scales = {"": _best_scale(judged)}
    for size in sorted(by_size):
        if len(by_size[size]) >= _LEAST_QUESTIONS:
            scales[size] = _best_scale(by_size[size])
    return scales


def _best_scale(judged: Sequence[_Judged]) -> float:
    return min(_SCALES, key=lambda scale: _loss(judged, scale))


def _loss(judged: Sequence[_Judged], scale: float) -> float:
    """Negative log-likelihood of the truths, less that of chance."""
    return -sum(_gain(one, scale) for one in judged)


def _gain(judged: _Judged, scale: float) -> float:
    """Logarithm of how much likelier than by chance the truth is."""
    likely = softmax(judged.scores, scale)[judged.question.answer]
    return log(max(likely, 1e-300) * len(judged.scores))


def _certain(judged: Sequence[_Judged], scales: Mapping[str, float]) -> bool:
    """Whether the model predicts better than chance beyond doubt, groups taken as one draw each.

    If not, it would only write its own chance errors into rows that leak nothing.
    """
    gains: dict[str, float] = defaultdict(float)
    for one in judged:
        gains[one.question.group] += _gain(one, scale_for(scales, len(one.scores)))
    total = sum(gains.values())
    variance = sum(gain * gain for gain in gains.values()) - total * total / len(gains)
    return total > _CERTAIN * sqrt(max(variance, 0.0))


def _survival(judged: Sequence[_Judged], scales: Mapping[str, float]) -> float:
    """The expected share of questions that are accepted, if the model is right."""
    shares = [
        len(scores) * min(softmax(scores, scale_for(scales, len(scores)))) for _, scores in judged
    ]
    return sum(shares) / len(shares)


def _leak(judged: Sequence[_Judged]) -> float:
    """Accuracy of the likeliest option minus chance."""
    excess = [
        (scores[question.answer] == max(scores)) - 1 / len(scores) for question, scores in judged
    ]
    return sum(excess) / len(excess)


def _factor(name: str) -> float:
    key = name.rpartition(_SEPARATOR)[2]
    return _PLAIN_FACTOR if key[:1] in "~#" and MARKED_BY_WORD not in key else 1.0
