"""`t3 synth`: captions in, verified T3 rows out."""

from t3data.synth.options import SynthOptions
from t3data.synth.run import SynthReport, synthesize

TASK_MODULES = ("t3data.synth.pool_task",)
"""The modules with this package's tasks, to be imported once for all workers."""
__all__ = ["TASK_MODULES", "SynthOptions", "SynthReport", "synthesize"]
