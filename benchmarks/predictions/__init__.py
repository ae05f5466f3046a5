"""Prediction files of four kinds as one stream of predictions, bad rows kept apart."""

from benchmarks.predictions.read import FORMATS, Format, Predictions, read_predictions

__all__ = ["FORMATS", "Format", "Predictions", "read_predictions"]
