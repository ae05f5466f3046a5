"""What a suite found: rows of one table, each with the runs behind it."""

from dataclasses import dataclass, field
from statistics import median

from bench.measure import Run


@dataclass(frozen=True, slots=True)
class Row:
    """One contender."""

    name: str
    runs: list[Run]
    amount: float = 0
    """What one run goes through, in `Table.unit`; a rate is this over the wall time."""

    @property
    def wall(self) -> float:
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def anonymous(self) -> float:
        return median(run.anonymous for run in self.runs)

    @property
    def rates(self) -> list[float]:
        return [self.amount / run.wall for run in self.runs]


@dataclass(slots=True)
class Table:
    """One suite's findings."""

    title: str
    about: list[str] = field(default_factory=list)
    """Lines above the table."""
    unit: str = ""
    rows: dict[str, Row] = field(default_factory=dict)

    def add(self, name: str, runs: list[Run], amount: float = 0) -> None:
        self.rows[name] = Row(name, runs, amount)


def ratios(above: Row, below: Row, of: str = "wall") -> list[float]:
    """The ratio of a figure in each round, where both ran one after the other."""
    pairs = zip(above.runs, below.runs, strict=True)
    return [getattr(one, of) / getattr(other, of) for one, other in pairs]
