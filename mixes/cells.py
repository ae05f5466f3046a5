"""From counts of eligible rows to the quota of every (source, part) cell.

The sides of the ratio come first, then the parts of the recipe within the T3 side, then the
sources that can fill a part. Each step is exact and respects what is there.
"""

from collections.abc import Sequence
from fractions import Fraction

from mixes.config import MixConfig, Part
from mixes.quotas import allocate, allocate_with_repeats, side_quotas
from t3data.errors import T3Error

Counts = Sequence[Sequence[int]]


def cell_quotas(config: MixConfig, counts: Counts) -> list[list[int]]:
    """Rows to draw from each cell.

    Args:
        config: ratio, total, weights and caps.
        counts: [sources][parts], eligible rows after the caps of sources. Sources of general data
            have all their rows in part 0.

    Raises:
        T3Error: rows are missing, and `on_shortage` does not say how to go on.
    """
    slots = [_Slot(config, counts, index) for index in range(len(config.slots))]
    _check_parts(config, counts)
    quotas = side_quotas(
        config.total,
        config.ratio,
        [slot.balanced if config.total is None else slot.available for slot in slots],
        config.slot_names(),
        config.on_shortage,
    )
    cells = [[0] * len(row) for row in counts]
    for slot, quota in zip(slots, quotas, strict=True):
        slot.fill(cells, quota)
    return cells


class _Slot:
    """One side of the ratio: its sources, its parts, and what they can give."""

    def __init__(self, config: MixConfig, counts: Counts, index: int) -> None:
        self._counts = counts
        self._sources = [
            i for i, source in enumerate(config.sources) if config.slot_of(source) == index
        ]
        self._source_weights = [config.sources[i].weight for i in self._sources]
        with_parts = "t3" in config.slots[index] and config.parts
        self._parts: Sequence[Part] = config.parts if with_parts else (Part("all"),)
        self._eligible = [
            sum(counts[i][part] for i in self._sources) for part in range(len(self._parts))
        ]
        self._capacities = [
            min(eligible, eligible if part.cap is None else part.cap)
            for part, eligible in zip(self._parts, self._eligible, strict=True)
        ]
        self.available = sum(self._capacities)

    @property
    def balanced(self) -> int:
        """The most rows with which every part gets its share by weight, none running short."""
        weights = [part.weight for part in self._parts]
        if all(weight is None for weight in weights):
            return self.available
        exact = _weights(weights, self._eligible)
        pairs = [
            (capacity, weight)
            for capacity, weight in zip(self._capacities, exact, strict=True)
            if capacity
        ]
        return int(
            min((capacity / weight for capacity, weight in pairs), default=0)
            * sum(weight for _, weight in pairs)
        )

    def fill(self, cells: list[list[int]], quota: int) -> None:
        """Shares `quota` among the cells of this side."""
        share = allocate if quota <= self.available else allocate_with_repeats
        weights = _weights([part.weight for part in self._parts], self._eligible)
        for part, rows in enumerate(share(quota, weights, self._capacities)):
            eligible = [self._counts[i][part] for i in self._sources]
            share = allocate if rows <= sum(eligible) else allocate_with_repeats
            shares = share(rows, _weights(self._source_weights, eligible), eligible)
            for source, given in zip(self._sources, shares, strict=True):
                cells[source][part] = given


def _weights(given: Sequence[float | None], eligible: Sequence[int]) -> list[Fraction]:
    """The weights as exact numbers; where none is given, the sizes; where one is missing, 1."""
    if all(weight is None for weight in given):
        return [Fraction(size) for size in eligible]
    return [Fraction(1 if weight is None else str(weight)) for weight in given]


def _check_parts(config: MixConfig, counts: Counts) -> None:
    """A part without any row would silently make another composition than the recipe's."""
    if config.on_shortage == "shrink":
        return
    sources = [i for i, source in enumerate(config.sources) if source.side == "t3"]
    for index, part in enumerate(config.parts):
        if not sum(counts[i][index] for i in sources):
            at = f" at scale {', '.join(map(str, part.scales))}" if part.scales else ""
            raise T3Error(
                f"recipe {config.name}: no eligible T3 row for its part {part.name!r} (tasks "
                f"{', '.join(part.tasks)}{at}); add such rows, or use --on-shortage shrink"
            )
