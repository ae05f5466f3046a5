"""Clusters as numbers: labels are coded once, and every sum by cluster is one pass in numpy."""

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Labels = Iterable[Hashable] | NDArray[Any]


def cluster_codes(labels: Labels) -> Codes:
    """Numbers the labels 0, 1, 2, …, none left out.

    Codes of a selection may be passed on as labels: they are numbered anew.
    """
    if isinstance(labels, np.ndarray) and labels.dtype.kind in "iu":
        return np.unique(labels, return_inverse=True)[1].astype(np.intp, copy=False)
    # A dictionary, because sorting a million strings takes several times as long.
    numbers: dict[Hashable, int] = {}
    return np.fromiter((numbers.setdefault(label, len(numbers)) for label in labels), np.intp)


def observations(values: ArrayLike, labels: Labels) -> tuple[Floats, Codes]:
    """Values and cluster codes, one each for every observation.

    Raises:
        ValueError: no values, not one label for each, or a value that is no finite number.
    """
    numbers = np.asarray(values, np.float64)
    codes = cluster_codes(labels)
    if numbers.ndim != 1 or numbers.shape != codes.shape:
        raise ValueError(f"values {numbers.shape} and clusters {codes.shape} do not match")
    if not numbers.size:
        raise ValueError("no values: an average of nothing is not a number")
    if not np.isfinite(numbers).all():
        raise ValueError("values must be finite numbers")
    return numbers, codes


def sums_and_sizes(values: Floats, codes: Codes) -> tuple[Floats, Floats]:
    """For each cluster: the sum of its values, and how many there are."""
    return sums_of(values, codes), np.bincount(codes).astype(np.float64)


def sums_of(values: Floats, codes: Codes) -> Floats:
    """The sum of the values of each cluster."""
    return np.bincount(codes, values).astype(np.float64, copy=False)


def sandwich_error(sums: Floats, sizes: Floats) -> float:
    """Standard error of the mean (Miller 2024, arXiv 2411.00640), with the factor C / (C - 1).

    The sum over clusters of (sum of residuals)² is what is left of the double sum over pairs
    within a cluster. NaN for a single cluster.
    """
    clusters, n = len(sums), sizes.sum()
    if clusters < 2:
        return float("nan")
    residuals = sums - sizes * (sums.sum() / n)
    return float(np.sqrt(clusters / (clusters - 1) * np.square(residuals).sum()) / n)


def heavy_size(sizes: Floats) -> float:
    """The size of the cluster in which an average observation lies.

    It is the design effect where observations of one cluster always agree (Kish 1965).
    """
    return float(np.square(sizes).sum() / sizes.sum())
