"""What is promised about speed and memory, and whether the runs keep it."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench import suites
from bench.results import Row, Table, ratios

Tables = dict[str, Table]


@dataclass(frozen=True, slots=True)
class Claim:
    """A promise: a figure of one suite, and the bound that it must keep."""

    suite: str
    text: str
    bound: float
    at_least: bool
    unit: str
    figures: Callable[[dict[str, Row]], list[float]]
    """One figure for each round; their median is what counts."""
    why: str = ""
    """What keeps it from its bound, said where it is not met."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim with what was measured."""

    claim: Claim
    figures: list[float]

    @property
    def measured(self) -> float:
        return median(self.figures)

    @property
    def met(self) -> bool:
        bound = self.claim.bound
        return self.measured >= bound if self.claim.at_least else self.measured <= bound

    def row(self) -> tuple[str, str, str, str]:
        """Claim, target, measured (with the range over the rounds), met or not."""
        unit = self.claim.unit
        sign = "≥" if self.claim.at_least else "≤"
        target = f"{sign} {shown(self.claim.bound, unit)}"
        low, high = min(self.figures), max(self.figures)
        spread = f" ({shown(low, unit)} to {shown(high, unit)})" if high > low else ""
        measured = f"{shown(self.measured, unit)}{spread}"
        return self.claim.text, target, measured, "yes" if self.met else "**no**"


def shown(value: float, unit: str) -> str:
    """A figure with its unit; ratios with two decimals, rates as whole numbers."""
    return f"{value:.2f}{unit}" if unit == "x" else f"{value:,.0f}{unit}"


_EVERY_ROW = (
    "Every row of the array is decoded and checked, drawn or not, so that every bad "
    "one is found; the command also starts workers, draws figures and hashes inputs "
    "and shards."
)
_EVERY_QUESTION = (
    "A question is asked, rendered and derived again by the independent checker, each"
    " in Python; a command over so many captions also describes each of them."
)


def _rounds(rows: dict[str, Row]) -> range:
    return range(len(rows[suites.SCORERS[0]].runs))


CLAIMS = (
    Claim(
        "mix",
        "60k-row 1:2 mix: wall time of the original over ours",
        5,
        True,
        "x",
        lambda rows: ratios(rows[suites.ORIGINAL], rows[suites.OURS]),
        _EVERY_ROW,
    ),
    Claim(
        "mix",
        "60k-row 1:2 mix: wall time of `datasets` over ours",
        10,
        True,
        "x",
        lambda rows: ratios(rows[suites.DATASETS], rows[suites.OURS]),
        _EVERY_ROW,
    ),
    Claim(
        "mix",
        "peak anonymous memory of the original over ours",
        10,
        True,
        "x",
        lambda rows: ratios(rows[suites.ORIGINAL], rows[suites.OURS], "anonymous"),
    ),
    Claim(
        "growth",
        "peak anonymous memory with an array 4 times as long over that with the array",
        1.10,
        False,
        "x",
        lambda rows: ratios(rows[suites.GROWN], rows[suites.OURS], "anonymous"),
    ),
    Claim(
        "tokens",
        "exact tokens of every row, default filters, one core",
        8_000,
        True,
        " rows/s",
        lambda rows: rows[suites.ONE].rates,
    ),
    Claim(
        "tokens",
        "the same with two workers over one",
        1.7,
        True,
        "x",
        lambda rows: ratios(rows[suites.ONE], rows[suites.TWO]),
    ),
    Claim(
        "synth",
        "`synth` at 1x, one core, captions of moderate length",
        5_000,
        True,
        " questions/s",
        lambda rows: rows[suites.MODERATE_QUESTIONS].rates,
        _EVERY_QUESTION,
    ),
    Claim(
        "asking",
        "text requests to a server that answers at once",
        500,
        True,
        " requests/s",
        lambda rows: rows[suites.TEXT_REQUESTS].rates,
    ),
    Claim(
        "stalls",
        "longest stall of the event loop while videos are decoded",
        50,
        False,
        " ms",
        lambda rows: [1000 * run.wall for run in rows[suites.WATCHING].runs],
        "Whatever else the machine does counts as well; see the idle loop.",
    ),
    Claim(
        "score",
        "scoring 1,000,000 predictions, intervals included",
        30,
        False,
        " s",
        lambda rows: [
            max(rows[name].runs[i].wall for name in suites.SCORERS) for i in _rounds(rows)
        ],
    ),
    Claim(
        "score",
        "its peak resident memory",
        2_000,
        False,
        " MB",
        lambda rows: [
            max(rows[name].runs[i].resident for name in suites.SCORERS) / 1e6 for i in _rounds(rows)
        ],
    ),
    Claim(
        "grounding",
        "scoring 100,000 windows",
        5,
        False,
        " s",
        lambda rows: [run.wall for run in rows[suites.WINDOWS].runs],
    ),
    Claim(
        "grounding",
        "scoring QVHighlights' val split",
        10,
        False,
        " s",
        lambda rows: [run.wall for run in rows[suites.HIGHLIGHTS].runs],
    ),
    Claim(
        "grounding",
        "scoring YouCook2's dense captions, METEOR included",
        60,
        False,
        " s",
        lambda rows: [run.wall for row in (rows.get(suites.COOKING),) if row for run in row.runs],
    ),
)


def verdicts(tables: Tables) -> list[Verdict]:
    """A verdict for each claim whose suite was run and could be."""
    found = [
        Verdict(claim, claim.figures(tables[claim.suite].rows))
        for claim in CLAIMS
        if claim.suite in tables and tables[claim.suite].rows
    ]
    return [verdict for verdict in found if verdict.figures]  # dense captions need Java
