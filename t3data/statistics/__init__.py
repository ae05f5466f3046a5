"""Uncertainty of scores whose items are not independent: everything is clustered by video."""

from t3data.statistics.bootstrap import bootstrap_rows, bootstrap_totals, macro_mean, ratio
from t3data.statistics.clusters import cluster_codes
from t3data.statistics.estimate import Difference, Estimate
from t3data.statistics.mcnemar import mcnemar
from t3data.statistics.mean import clustered_mean
from t3data.statistics.multiplicity import benjamini_hochberg, holm
from t3data.statistics.paired import bounded_difference, paired_difference
from t3data.statistics.power import (
    design_effect,
    detectable_difference,
    deviation_of_difference,
    questions_needed,
)
from t3data.statistics.proportion import clustered_proportion
from t3data.statistics.sign_flip import sign_flip

__all__ = [
    "Difference",
    "Estimate",
    "benjamini_hochberg",
    "bootstrap_rows",
    "bootstrap_totals",
    "bounded_difference",
    "cluster_codes",
    "clustered_mean",
    "clustered_proportion",
    "design_effect",
    "detectable_difference",
    "deviation_of_difference",
    "holm",
    "macro_mean",
    "mcnemar",
    "paired_difference",
    "questions_needed",
    "ratio",
    "sign_flip",
]
