"""Which option a model's reply states, if it states exactly one.

The reader that the project stands behind, for probes and benchmarks alike. The rules of other
people's scripts, quirks included, are in `benchmarks.extractors`.
"""

from t3data.answers.choice import Choice, Reason
from t3data.answers.reader import read_choice

__all__ = ["Choice", "Reason", "read_choice"]
