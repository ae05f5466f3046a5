"""The paper's experiments from end to end: data, mix, training, benchmarks, published figures.

An experiment is one YAML file of this directory. It names a recipe, a model and the settings of
its trainer, and repeats what the paper (arXiv 2410.06166) reports of it, so that a reproduction can
be held against that.
"""

from mixes.experiments.experiment import Experiment, Figure, Published
from mixes.experiments.files import experiment, experiment_names

__all__ = ["Experiment", "Figure", "Published", "experiment", "experiment_names"]
