"""p-values of many comparisons, adjusted so that each can be read against 0.05."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values: with 95 % confidence none of those below 0.05 is an accident.

    Holm 1979; needs no independence.
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(len(p_values), 0, -1)
    stepped = np.maximum.accumulate(np.asarray(p_values, np.float64)[order] * factors)
    return _restored(stepped, order)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values: of those below 0.05 one in twenty is an accident.

    Benjamini and Hochberg 1995; for long lists, where `holm` would find nothing.
    """
    order = np.argsort(p_values, kind="stable")
    factors = len(p_values) / np.arange(1, len(p_values) + 1)
    scaled = np.asarray(p_values, np.float64)[order] * factors
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    return _restored(stepped, order)


def _restored(stepped: NDArray[np.float64], order: NDArray[np.intp]) -> list[float]:
    adjusted = np.empty_like(stepped)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(p) for p in adjusted]
