"""CIDEr-D, BLEU and ROUGE-L, as pycocoevalcap counts them, over lists of pairs.

CIDEr's weights come from the pairs of the call: of one pair alone it is 0.
"""

from collections.abc import Sequence

import numpy as np

from benchmarks.captioning.meteor import Pair


def cider(pairs: Sequence[Pair]) -> list[float]:
    """CIDEr-D of each pair; the score is their mean."""
    from pycocoevalcap.cider.cider_scorer import CiderScorer

    if not any(reference.split() for pair in pairs for reference in pair.references):
        return [0.0] * len(pairs)
    scorer = CiderScorer()
    for pair in pairs:
        scorer.cook_append(pair.hypothesis, pair.references)
    _, each = scorer.compute_score()
    return [float(one) for one in each]


def bleu(pairs: Sequence[Pair]) -> tuple[list[list[float]], list[float]]:
    """BLEU-1 to BLEU-4: of each pair, and of all together, which is no mean."""
    from pycocoevalcap.bleu.bleu_scorer import BleuScorer

    if not pairs:
        return [[], [], [], []], [0.0] * 4
    scorer = BleuScorer(n=4)
    for pair in pairs:
        scorer += (pair.hypothesis, pair.references)
    of_all, each = scorer.compute_score(option="closest", verbose=0)
    return each, of_all


def rouge(pairs: Sequence[Pair]) -> list[float]:
    """ROUGE-L of each pair; the score is their mean."""
    from pycocoevalcap.rouge.rouge import Rouge

    score = Rouge().calc_score
    return [float(score([pair.hypothesis], list(pair.references))) for pair in pairs]


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return float(np.mean(values)) if len(values) else 0.0
