"""Fits the model of one task for `t3data.balance`.

A conditional logit (exactly one option is true) is fitted by its pairwise likelihood: one row
"truth minus other option" for every other option, which a plain logistic regression can take.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log

from t3data.balance import BlindQuestion, TaskBalance, Weights, fold_of, softmax
from t3data.blind import option_features

_FOLDS = (0, 1)
_LEAST_QUESTIONS = 100
_LEAST_USES = 4
"""A key that fewer options use tells nothing that would hold in another video."""
_STRENGTHS = (0.01, 0.03, 0.1, 0.3)
"""Inverse regularisation; the one that predicts the other fold best is taken."""
_SCALES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5)
_LEAST_SURVIVAL = 0.3
_SEPARATOR = "\t"

Vector = dict[str, float]
"""Values by key; `relation\tkey` counts only where the stem asks for that relation."""


def fit_task(questions: Sequence[BlindQuestion], seed: int) -> TaskBalance | None:
    """The models of one task, or None where the pilot is too small to say anything."""
    folds = [[q for q in questions if fold_of(seed, q.group) == fold] for fold in _FOLDS]
    if min(len(fold) for fold in folds) < _LEAST_QUESTIONS / 2:
        return None
    vectors = [[_vectors(question) for question in fold] for fold in folds]
    candidates = [_cross_fit(folds, vectors, strength) for strength in _STRENGTHS]
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


def _cross_fit(
    folds: Sequence[Sequence[BlindQuestion]], vectors: list[list[list[Vector]]], strength: float
) -> tuple[list[Weights], Scores]:
    """For each fold the model fitted on the other one, and its scores."""
    models = []
    for fold in _FOLDS:
        other = 1 - fold
        answers = [question.answer for question in folds[other]]
        models.append(_fit(vectors[other], answers, strength))
    scores = [
        [[_dot(model, vector) for vector in options] for options in fold]
        for model, fold in zip(models, vectors, strict=True)
    ]
    return models, scores


def _fit(questions: Sequence[Sequence[Vector]], answers: Sequence[int], strength: float) -> Weights:
    """Weights by key."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    uses = Counter(key for options in questions for vector in options for key in vector)
    columns = {
        key: i for i, key in enumerate(sorted(k for k, n in uses.items() if n >= _LEAST_USES))
    }
    values: list[float] = []
    indices: list[int] = []
    offsets = [0]
    labels: list[int] = []
    for difference in _differences(questions, answers):
        # Signs alternate because a logistic regression needs both classes.
        sign = 1 if len(labels) % 2 else -1
        for key, value in difference.items():
            if value and key in columns:
                values.append(sign * value)
                indices.append(columns[key])
        offsets.append(len(values))
        labels.append(sign)
    matrix = csr_matrix((values, indices, offsets), shape=(len(labels), len(columns)))
    model = LogisticRegression(C=strength, fit_intercept=False, max_iter=300).fit(matrix, labels)
    return {key: float(model.coef_[0][i]) for key, i in columns.items() if model.coef_[0][i]}


def _differences(questions: Sequence[Sequence[Vector]], answers: Sequence[int]) -> Iterator[Vector]:
    """Truth minus other option, for every other option."""
    for options, answer in zip(questions, answers, strict=True):
        for index, other in enumerate(options):
            if index != answer:
                difference = dict(options[answer])
                for key, value in other.items():
                    difference[key] = difference.get(key, 0.0) - value
                yield difference


def _vectors(question: BlindQuestion) -> list[Vector]:
    vectors = []
    for groups in option_features(question):
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


def _dot(weights: Mapping[str, float], vector: Vector) -> float:
    return sum(weights.get(key, 0.0) * value for key, value in vector.items())


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
