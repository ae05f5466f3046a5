"""A result on the terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.reports.differences import Disagreement, told
from benchmarks.reports.layout import counts, interval, lines, shown
from benchmarks.scoring import Result

if TYPE_CHECKING:
    from rich.table import Table

_REPLY = 48
"""Letters of a reply that are shown."""


def score_table(result: Result) -> "Table":
    """Every number with its interval."""
    drawn = bare_table(f"{result.benchmark} · scorer {result.scorer} · failures {result.failures}")
    drawn.add_column("")
    drawn.add_column("")
    for name in ("score", "95 % interval", "n"):
        drawn.add_column(name, justify="right")
    before = ""
    for line in lines(result):
        if line.grouping != before:
            drawn.add_section()
        drawn.add_row(
            plain(line.grouping) if line.grouping != before else "",
            plain(line.name),
            shown(line.score, result.decimals),
            interval(line, result.decimals),
            f"{line.n:,}",
        )
        before = line.grouping
    return drawn


def scorers_table(results: Sequence[Result]) -> "Table":
    """Several scorers' verdicts on the same predictions, side by side."""
    first = results[0]
    drawn = bare_table(
        f"{first.benchmark} · failures {first.failures} · what each scorer makes of the replies"
    )
    drawn.add_column("scorer")
    for name in ("score", "95 % interval", *counts(first), "counted"):
        drawn.add_column(name, justify="right")
    for result in results:
        drawn.add_row(
            result.scorer,
            shown(result.score, result.decimals),
            interval(next(lines(result)), result.decimals),
            *(f"{count:,}" for count in counts(result).values()),
            f"{result.counted:,}",
        )
    return drawn


def metrics_table(results: Sequence[Result]) -> "Table | None":
    """Each metric under each scorer that has it; None where no scorer has more than one."""
    if all(len(result.metrics) < 2 for result in results):
        return None
    drawn = bare_table("What each scorer says")
    drawn.add_column("")
    for result in results:
        drawn.add_column(plain(result.scorer), justify="right")
    for name in dict.fromkeys(name for result in results for name in result.metrics):
        found = [
            shown(result.metrics[name].score, result.decimals) if name in result.metrics else ""
            for result in results
        ]
        drawn.add_row(plain(name), *found)
    return drawn


def disagreement_table(found: Sequence[Disagreement], limit: int = 20) -> "Table":
    """The first replies that the scorers do not agree on, with what each of them read.

    Args:
        found: At least one.
        limit: How many are shown.
    """
    more = f", the first {limit}" if len(found) > limit else ""
    many = "1 reply" if len(found) == 1 else f"{len(found):,} replies"
    drawn = bare_table(f"{many} that the scorers do not agree on{more}")
    drawn.add_column("id")
    drawn.add_column("reply", no_wrap=True)
    drawn.add_column("gold")
    for name in found[0].verdicts:
        drawn.add_column(name)
    for one in found[:limit]:
        reply = " ".join(one.reply.split())
        reply = reply if len(reply) <= _REPLY else reply[:_REPLY] + "…"
        cells = (one.sample.id, reply, one.sample.answer, *map(told, one.verdicts.values()))
        drawn.add_row(*map(plain, cells))
    return drawn


def told_counts(result: Result) -> str:
    """What became of samples and predictions, in one line; always shown."""
    return "  ".join(f"{name} {count:,}" for name, count in counts(result).items())


def told_notes(results: Sequence[Result]) -> Iterator[str]:
    """Each note once, with the name of its scorer where not all have it."""
    for result in results:
        for note in result.notes:
            if all(note in other.notes for other in results):
                if result is results[0]:
                    yield f"note: {note}"
            else:
                yield f"note, {result.scorer}: {note}"


def bare_table(title: str) -> "Table":
    """A table without lines between its columns, its title to the left."""
    from rich import box
    from rich.table import Table

    return Table(title=plain(title), title_justify="left", box=box.SIMPLE)


def plain(text: str) -> str:
    """Strangers' text for a cell: no markup, and no escape sequence reaches the terminal."""
    from rich.markup import escape

    return escape("".join(sign if sign.isprintable() else " " for sign in text))
