"""Fits the model of one task for `t3data.balance`.

A conditional logit (exactly one option is true) is fitted by its pairwise likelihood: one row
"truth minus other option" for every other option, which a plain logistic regression can take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from typing import Any

from t3data.balance import BlindQuestion, TaskBalance, Weights, fold_of, softmax
from t3data.balance_texts import TextModel
from t3data.blind import Tell, option_features

_FOLDS = (0, 1)
_LEAST_QUESTIONS = 100
_LEAST_USES = 4
"""A key that fewer options use tells nothing that would hold in another video."""
_STRENGTHS = (0.01, 0.03, 0.1, 0.3)
"""Inverse regularisation; the one that predicts the other fold best is taken."""
_PLAIN_STRENGTHS = (0.1, 1.0)
_SCALES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
_LEAST_SURVIVAL = 0.3
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
    candidates = [_cross_fit(designs, strength, False) for strength in _STRENGTHS]
    if texts:
        candidates += [_cross_fit(designs, strength, True) for strength in _PLAIN_STRENGTHS]
    models, scores = min(candidates, key=lambda c: _loss(folds, c[1], _best_scale(folds, c[1])))
    scale = _best_scale(folds, scores)
    while scale and _survival(scores, scale) < _LEAST_SURVIVAL:
        scale = scale - 0.05 if scale > 0.05 else 0.0
    return TaskBalance(
        weights=tuple(_tables(model) for model in models),
        scale=scale,
        questions=len(questions),
        leak=_leak(folds, scores),
        survival=_survival(scores, scale),
    )


Scores = list[list[list[float]]]
"""By fold, question and option."""


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
    plain: Any
    """Those of `used` that are no words."""


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
        differences = diags(signs) @ (options[truths] - options[others])[:, used]
        names = list(columns)
        plain = np.flatnonzero([_is_plain(names[column]) for column in used])
        designs.append(_Design(names, options, sizes, differences.tocsr(), signs, used, plain))
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


def _cross_fit(designs: Sequence[_Design], strength: float, plain: bool) -> tuple[list[Weights], Scores]:
    """For each fold the model fitted on the other one, and its scores."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    models: list[Weights] = []
    scores: Scores = []
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
        chosen = other.plain if plain else np.arange(len(other.used))
        model.fit(other.differences[:, chosen], other.signs)
        weights = np.zeros(len(other.keys))
        # Rounded, so that another machine's last bits decide nothing.
        weights[other.used[chosen]] = model.coef_[0].round(4)
        models.append({other.keys[i]: float(weights[i]) for i in np.flatnonzero(weights).tolist()})
        flat = (design.options @ weights).tolist()
        ends = np.cumsum(design.sizes).tolist()
        scores.append([flat[e - n : e] for e, n in zip(ends, design.sizes, strict=True)])
    return models, scores


def _vectors(question: BlindQuestion, tell: Tell | None) -> list[Vector]:
    vectors = []
    for groups in option_features(question, tell):
        vector: Vector = {}
        for value, keys in groups:
            for key in keys:
                vector[key] = vector.get(key, 0.0) + value
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


def _best_scale(folds: Sequence[Sequence[BlindQuestion]], scores: Scores) -> float:
    return min(_SCALES, key=lambda scale: _loss(folds, scores, scale))


def _loss(folds: Sequence[Sequence[BlindQuestion]], scores: Scores, scale: float) -> float:
    """Negative log-likelihood of the truths."""
    return -sum(
        log(max(softmax(options, scale)[question.answer], 1e-300))
        for fold, fold_scores in zip(folds, scores, strict=True)
        for question, options in zip(fold, fold_scores, strict=True)
    )


def _survival(scores: Scores, scale: float) -> float:
    """The expected share of questions that are accepted, if the model is right."""
    shares = [len(o) * min(softmax(o, scale)) for fold in scores for o in fold]
    return sum(shares) / len(shares)


def _leak(folds: Sequence[Sequence[BlindQuestion]], scores: Scores) -> float:
    """Accuracy of the likeliest option minus chance."""
    excess = [
        (options[question.answer] == max(options)) - 1 / len(options)
        for fold, fold_scores in zip(folds, scores, strict=True)
        for question, options in zip(fold, fold_scores, strict=True)
    ]
    return sum(excess) / len(excess)


def _is_plain(name: str) -> bool:
    key = name.rpartition(_SEPARATOR)[2]
    return key[:1] in "~#" and "|" not in key
