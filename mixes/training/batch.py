"""The global batch: the paper's 64 rows a step, however many GPUs there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mixes.training.settings import whole_number
from t3data.errors import UsageError

PAPER = 64
"""Rows a step: 8 GPUs with one row each and 8 accumulated, and the same for LongVA."""
PER_NODE = 8
"""GPUs of one machine."""


@dataclass(frozen=True, slots=True)
class Batch:
    """How a step is put together."""

    gpus: int
    """Of all machines together."""
    per_gpu: int
    """Rows that a GPU takes at once."""
    accumulated: int
    """How often it does before the weights change."""

    @property
    def rows(self) -> int:
        """Rows a step."""
        return self.gpus * self.per_gpu * self.accumulated

    @property
    def nodes(self) -> int:
        """Machines of up to 8 GPUs."""
        return max(1, self.gpus // PER_NODE)

    @property
    def gpus_per_node(self) -> int:
        """On each machine."""
        return self.gpus // self.nodes

    @property
    def comment(self) -> str:
        """For a configuration."""
        makes = (
            f"{_many(self.gpus, 'GPU')} x {self.per_gpu} x {self.accumulated} = {self.rows} rows"
        )
        return f"{makes} a step" + (", as in the paper." if self.rows == PAPER else ".")

    def notes(self) -> tuple[str, ...]:
        """What to say where it is not the paper's."""
        if self.rows == PAPER:
            return ()
        sizes = f"{_many(self.gpus, 'GPU')} x {self.per_gpu} x {self.accumulated}"
        return (f"the global batch is {self.rows} rows ({sizes}), the paper's is {PAPER}",)


def batch_for(gpus: int, given: Mapping[str, Any]) -> Batch:
    """The batch nearest to the paper's on so many GPUs, with what the user has set.

    Raises:
        UsageError: machines that are not full, or sizes that are no whole numbers.
    """
    if gpus < 1:
        raise UsageError(f"--gpus {gpus}: at least one")
    if gpus > PER_NODE and gpus % PER_NODE:
        raise UsageError(f"--gpus {gpus}: several machines have to be full, {PER_NODE} GPUs each")
    per_gpu = _given(given, "per_device_train_batch_size", 1)
    nearest = max(1, round(PAPER / (gpus * per_gpu)))
    return Batch(gpus, per_gpu, _given(given, "gradient_accumulation_steps", nearest))


def _given(given: Mapping[str, Any], key: str, default: int) -> int:
    value = given.get(key)
    return default if value is None else whole_number(key, value)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
