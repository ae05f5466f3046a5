"""Classifiers on what a video model computes: is time still there after the tower, the connector?

torch and transformers (`t3data[features]`) are imported when a model is loaded.
"""

from probing.features.examples import ClipSource, few_shot_examples
from probing.features.loading import Loaded, load_model, require_torch
from probing.features.modules import ModuleNames
from probing.features.places import CONNECTOR, VISION, check_places, default_places
from probing.features.probe import FeatureOptions, probe_features
from probing.features.settings import SEEDS, Settings, paper_settings

__all__ = [
    "CONNECTOR",
    "SEEDS",
    "VISION",
    "ClipSource",
    "FeatureOptions",
    "Loaded",
    "ModuleNames",
    "Settings",
    "check_places",
    "default_places",
    "few_shot_examples",
    "load_model",
    "paper_settings",
    "probe_features",
    "require_torch",
]
