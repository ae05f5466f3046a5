"""Checks of training configurations against the trainers that are installed."""

from mixes.training.checking.check import check_config
from mixes.training.checking.report import CheckReport, Problem

__all__ = ["CheckReport", "Problem", "check_config"]
