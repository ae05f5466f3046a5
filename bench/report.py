"""RESULTS.md from the figures: what was promised, what was measured, what stands in the way."""

from collections.abc import Iterable, Sequence
from statistics import median

from bench.claims import Verdict
from bench.profiling import Profile
from bench.results import Row, Table

_INTRODUCTION = """\
Written by `make bench`. Contenders of one table ran in turns (A B C, A B C, ...), so that whatever
else the machine did met all of them; ratios are taken within a round, and the median of the rounds
counts. Memory is anonymous memory (RssAnon) of all processes of a command together, looked at
every 15 ms; pages that processes share after a fork count for each of them. A wall time is that
of the whole command, interpreter start included. CPU time is that of all its processes."""


def render(
    machine: Sequence[tuple[str, str]],
    verdicts: Sequence[Verdict],
    tables: Iterable[Table],
    profiles: Sequence[Profile],
    command: str,
) -> str:
    """The whole document."""
    parts = [
        "# Speed and memory",
        _INTRODUCTION,
        table(("", "machine"), machine),
        "## What is promised",
        table(("claim", "target", "measured (range)", "met"), [v.row() for v in verdicts]),
        "## What stands in the way",
        obstacles(verdicts),
    ]
    for profile in profiles:
        parts += [f"### Where the time goes: {profile.title}", *_profile(profile)]
    parts.append("## Figures")
    for one in tables:
        parts += [f"### {one.title}", *_figures(one)]
    parts += ["## To measure again", f"```\n{command}\n```"]
    return "\n\n".join(part for part in parts if part) + "\n"


def obstacles(verdicts: Iterable[Verdict]) -> str:
    """How far each claim that is not met is from its target."""
    lines = []
    for verdict in verdicts:
        if not verdict.met:
            text, target, measured, _ = verdict.row()
            claim = verdict.claim
            short = verdict.measured / claim.bound if claim.at_least else 0
            share = short or claim.bound / verdict.measured
            line = f"* Not reached: {text}: {measured}, target {target}, {share:.0%} of it."
            lines.append(f"{line} {claim.why}".rstrip())
    if not lines:
        return "Nothing: every target is met. The profiles show what a further gain would cost."
    return "\n".join([*lines, "", "The profiles show what the time is spent on."])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is left-aligned, and so are words."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def spread(values: Iterable[float], decimals: int = 0) -> str:
    """Lowest, median and highest value."""
    found = list(values)
    return " / ".join(f"{v:,.{decimals}f}" for v in (min(found), median(found), max(found)))


def _figures(found: Table) -> list[str]:
    if not found.rows:
        return found.about
    header = ["", "wall s", "CPU s", "peak anonymous MB", "peak resident MB"]
    rated = any(row.amount for row in found.rows.values())
    rows = [_row(row, rated) for row in found.rows.values()]
    header += [f"{found.unit}/s"] if rated else []
    return ["\n".join(found.about), "Lowest / median / highest of the rounds:", table(header, rows)]


def _row(row: Row, rated: bool) -> list[str]:
    cells = [
        row.name,
        spread((run.wall for run in row.runs), 2),
        spread((run.cpu for run in row.runs), 2),
        spread(run.anonymous / 1e6 for run in row.runs),
        spread(run.resident / 1e6 for run in row.runs),
    ]
    return [*cells, spread(row.rates)] if rated else cells


def _profile(profile: Profile) -> list[str]:
    total = profile.seconds
    steps = [(name, f"{spent / total:.0%}") for name, spent in profile.steps if spent > total / 100]
    hot = [(name, f"{calls:,}", f"{spent / total:.1%}") for name, calls, spent in profile.hottest]
    return [
        f"One worker under cProfile, {total:.1f} s; it slows Python code down, so see the shares.",
        table(("step", "share, calls below included"), steps),
        table(("function", "calls", "share, itself"), hot),
    ]
