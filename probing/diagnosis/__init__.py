"""Where a model loses time: levels, losses and a verdict for each aspect, from answers alone."""

from probing.diagnosis.diagnose import diagnose
from probing.diagnosis.types import AspectDiagnosis, Diagnosis, Letter, Level, Loss

__all__ = ["AspectDiagnosis", "Diagnosis", "Letter", "Level", "Loss", "diagnose"]
