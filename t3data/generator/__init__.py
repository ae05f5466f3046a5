"""A language model as proposer: what to ask of a caption, and how to say it.

The model proposes, we decide: each proposal passes the checks here or becomes a reject, and the
questions made from it still meet the independent checker.
"""

from t3data.generator.describer import LanguageModelDescriber
from t3data.generator.rewording import reword

__all__ = ["LanguageModelDescriber", "reword"]
