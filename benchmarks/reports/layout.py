"""The lines that every report of a result shows, in one order and one rounding."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.scoring import GroupScore, Result


@dataclass(frozen=True, slots=True)
class Line:
    """One number."""

    grouping: str
    """Empty for the score and the other metrics of the whole."""
    name: str
    score: float | None
    low: float | None
    high: float | None
    n: int


def lines(result: Result) -> Iterator[Line]:
    """The score, further metrics, then the groups."""
    for name, value in result.metrics.items():
        yield _line("", name, value)
    for grouping, members in result.groups.items():
        for name, value in members.items():
            yield _line(grouping, name, value)


def shown(value: float | None, decimals: int) -> str:
    """A number as a table prints it; a dash where there is none."""
    return "–" if value is None else f"{value:.{decimals}f}"


def interval(line: Line, decimals: int) -> str:
    """The 95 % interval of a line; empty where there is none."""
    if line.low is None or line.high is None:
        return ""
    return f"[{shown(line.low, decimals)}, {shown(line.high, decimals)}]"


def counts(result: Result) -> dict[str, int]:
    """What became of samples and predictions; always shown."""
    return {
        "n": result.n,
        "scored": result.scored,
        "missing": result.missing,
        "failed": result.failed,
        "unparsed": result.unparsed,
        "duplicated": result.duplicated,
        "unknown": result.unknown,
    }


def _line(grouping: str, name: str, value: GroupScore) -> Line:
    low, high = value.ci or (None, None)
    return Line(grouping, name, value.score, low, high, value.n)
