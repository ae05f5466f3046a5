"""A reproduction held against the paper: each published figure beside the measured one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mixes.experiments.experiment import UNKNOWN_FRAMES, Experiment, Figure, Published
from mixes.experiments.measured import Measured, Number
from t3data.errors import UsageError


@dataclass(frozen=True, slots=True)
class Beside:
    """A published figure with what was measured."""

    figure: Figure
    measured: Number | None
    """None: the result does not have this number, or there is no result of the benchmark."""

    @property
    def difference(self) -> float | None:
        """Measured less published, in points."""
        return None if self.measured is None else self.measured.score - self.figure.score

    @property
    def inside(self) -> bool | None:
        """Whether the published figure lies in the measured 95 % interval; None without one."""
        found = self.measured
        if found is None or found.low is None or found.high is None:
            return None
        return found.low <= self.figure.score <= found.high


@dataclass(frozen=True, slots=True)
class Comparison:
    """All published figures of one benchmark beside one scored run of it."""

    published: Published
    run: Measured | None
    """None where no result of this benchmark was given."""
    figures: tuple[Beside, ...]


def compare(entry: Experiment, runs: Sequence[Measured]) -> list[Comparison]:
    """Each published benchmark beside each run of it that was given.

    Raises:
        UsageError: of none of the runs' benchmarks anything is published.
    """
    strangers = without_figures(entry, runs)
    if len(strangers) == len(runs):
        known = ", ".join(published.benchmark for published in entry.published)
        there = f"; there are figures of {known}" if known else ""
        raise UsageError(
            f"{runs[0].file if runs else entry.name}: no figure of "
            f"{', '.join(sorted({run.benchmark for run in runs})) or 'anything'} is known for "
            f"experiment {entry.name}{there}; compare two runs of your own with `t3 compare`"
        )
    found = []
    for published in entry.published:
        mine: list[Measured | None] = [r for r in runs if r.benchmark == published.benchmark]
        found += [Comparison(published, run, _beside(published, run)) for run in mine or [None]]
    return found


def without_figures(entry: Experiment, runs: Sequence[Measured]) -> list[Measured]:
    """The runs of benchmarks of which nothing is published for the experiment."""
    known = {published.benchmark for published in entry.published}
    return [run for run in runs if run.benchmark not in known]


def _beside(published: Published, run: Measured | None) -> tuple[Beside, ...]:
    numbers = run.numbers if run else {}
    return tuple(
        Beside(figure, numbers.get((figure.grouping, figure.name))) for figure in published.figures
    )


def as_objects(found: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Plain types, for `--json`; numbers are unrounded."""
    return [
        {
            "benchmark": one.published.benchmark,
            "frames": one.published.frames or None,
            "source": one.published.source,
            "scorer": one.run.scorer if one.run else None,
            "n": one.run.n if one.run else None,
            "unanswered": one.run.unanswered if one.run else None,
            "figures": [_as_object(beside) for beside in one.figures],
        }
        for one in found
    ]


def _as_object(beside: Beside) -> dict[str, Any]:
    found = beside.measured
    return {
        "grouping": beside.figure.grouping,
        "name": beside.figure.name,
        "published": beside.figure.score,
        "measured": found.score if found else None,
        "ci": [found.low, found.high] if found and found.low is not None else None,
        "n": found.n if found else None,
        "difference": beside.difference,
        "inside": beside.inside,
    }


def as_text(found: Sequence[Comparison]) -> str:
    """Tables for a terminal."""
    return "\n\n".join(_as_table(one) for one in found)


_HEADER = ("", "published", "measured", "95 % interval", "difference", "in it", "n")


def _as_table(one: Comparison) -> str:
    shown = told_frames(one.published.frames)
    head = f"{one.published.benchmark}, published with {shown} ({one.published.source})"
    rows: list[tuple[str, ...]] = [_HEADER]
    rows += [_cells(beside) for beside in one.figures]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(row[i].rjust(widths[i]) for i in range(1, 7))])
        for row in rows
    ]
    return "\n".join([head, *("  " + line.rstrip() for line in lines), *_remarks(one)])


def _cells(beside: Beside) -> tuple[str, ...]:
    found, figure = beside.measured, beside.figure
    if found is None:
        return (figure.title, f"{figure.score:.1f}", "–", "", "", "", "")
    interval = "" if found.low is None else f"[{found.low:.1f}, {found.high:.1f}]"
    inside = {True: "yes", False: "no", None: ""}[beside.inside]
    return (
        figure.title,
        f"{figure.score:.1f}",
        f"{found.score:.1f}",
        interval,
        f"{beside.difference:+.1f}",
        inside,
        f"{found.n:,}",
    )


def _remarks(one: Comparison) -> list[str]:
    if one.run is None:
        return [f"  no result of {one.published.benchmark} was given"]
    lines = [f"  scorer {one.run.scorer}, {one.run.file}"]
    missing = [beside.figure.title for beside in one.figures if beside.measured is None]
    if missing:
        lines.append(f"  not in this result: {'; '.join(missing)}")
    if one.run.unanswered:
        lines.append(
            f"  {one.run.unanswered:,} of its {one.run.n:,} questions have no reply that could be "
            "read; the paper's share of these is not known"
        )
    return lines


def told_frames(frames: int) -> str:
    """`32 frames`."""
    return "an unknown number of frames" if frames == UNKNOWN_FRAMES else f"{frames} frames"
