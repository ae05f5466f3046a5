"""`t3 synth`: captions in, verified T3 rows out."""

from t3data.synth.options import SynthOptions
from t3data.synth.run import SynthReport, synthesize

__all__ = ["SynthOptions", "SynthReport", "synthesize"]
