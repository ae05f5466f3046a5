"""What the steps of a build share: the request, its inputs, and where things are."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mixes.config import MixConfig
from mixes.filters.registry import FilterContext
from mixes.inputs import Inputs
from mixes.target import Target

Notify = Callable[[str, int, int | None], None]
"""Called with (what is going on, how much is done, of how much where that is known)."""


@dataclass(frozen=True, slots=True)
class Job:
    """One build."""

    config: MixConfig
    inputs: Inputs
    target: Target
    scan: Path
    """Work directory of the scan."""
    mix: Path
    """Work directory of everything behind the scan."""
    notify: Notify

    @property
    def filters(self) -> FilterContext:
        """What the row filters are made from."""
        return FilterContext(self.config.filters, self.scan / "benchmarks")

    @property
    def table(self) -> Path:
        """The table of eligible rows."""
        return self.scan / "rows.bin"

    @property
    def signatures(self) -> Path:
        """MinHash signatures of eligible rows; empty when near duplicates are not asked for."""
        return self.scan / "signatures.bin"

    @property
    def scan_rejects(self) -> Path:
        """Lines of `rejects.jsonl` for rows that the scan rejected."""
        return self.scan / "rejects.jsonl"

    @property
    def repeats(self) -> Path:
        """Rows that repeat an earlier one."""
        return self.mix / "repeats.npy"

    @property
    def plan(self) -> Path:
        """The rows of the mix in their final order."""
        return self.mix / "plan.npy"
