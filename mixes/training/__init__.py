"""Training configurations: from a finished mix to files that a trainer takes as they are.

    find_model -> read_mix -> write_training(TrainRequest) -> Written(files, notes)

`mixes.training.checking` holds what was written against the installed trainer.
"""

from mixes.training.request import Framework, Method, TrainRequest, Written
from mixes.training.write import write_training

__all__ = ["Framework", "Method", "TrainRequest", "Written", "write_training"]
