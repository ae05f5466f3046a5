"""Tables for the terminal; plain enough to be piped into a file."""

from typing import TYPE_CHECKING

from probing.diagnosis.types import AspectDiagnosis, Diagnosis, Key, Level
from probing.report.compare import Comparison
from probing.report.words import CAUSES, HEADLINES, share

if TYPE_CHECKING:
    from rich.table import Table

_PROBES = ("video", "text", "own captions", "vision", "connector")


def table(diagnosis: Diagnosis) -> "Table":
    """One row for each aspect: accuracies in percent with half an interval's width, the verdict."""
    from rich import box
    from rich.table import Table

    drawn = Table(
        title=HEADLINES[diagnosis.verdict],
        caption=_caption(diagnosis),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE,
    )
    measured = {name: [_level(aspect, name) for aspect in diagnosis.aspects] for name in _PROBES}
    kept = [name for name, levels in measured.items() if any(levels)]
    drawn.add_column("aspect", no_wrap=True)
    for name in ("chance", *kept, "consistent", "blind", "unread"):
        drawn.add_column(name, justify="right", no_wrap=True)
    drawn.add_column("verdict")
    for at, aspect in enumerate(diagnosis.aspects):
        video = aspect.level(Key("video"))
        drawn.add_row(
            aspect.aspect,
            f"{100 * aspect.chance:.1f}",
            *(_with_width(measured[name][at]) for name in kept),
            f"{100 * video.consistent.value:.1f}" if video and video.consistent else "–",
            share(blind_level(aspect)),
            f"{100 * video.misformat_share:.1f}" if video else "–",
            ": ".join(filter(None, (aspect.verdict, CAUSES[aspect.cause]))),
        )
    return drawn


def comparison_table(comparison: Comparison) -> "Table":
    """One row for each aspect and probe of two runs: both accuracies, difference, p-value."""
    from rich import box
    from rich.table import Table

    title = f"{comparison.name_a} (A) against {comparison.name_b} (B)"
    drawn = Table(title=title, title_justify="left", box=box.SIMPLE)
    for name in ("aspect", "probe"):
        drawn.add_column(name, no_wrap=True)
    for name in ("pairs", "A", "B", "B - A", "95 % interval", "p (Holm)"):
        drawn.add_column(name, justify="right", no_wrap=True)
    drawn.add_column("")
    for pair in comparison.pairs:
        difference = pair.difference
        drawn.add_row(
            pair.aspect,
            pair.key.label,
            f"{difference.n:,}",
            f"{100 * pair.a.value:.1f}",
            f"{100 * pair.b.value:.1f}",
            f"{100 * difference.value:+.1f}",
            f"{100 * difference.low:+.1f} to {100 * difference.high:+.1f}",
            f"{pair.p_holm:.3f}" if pair.p_holm >= 0.001 else "<0.001",
            pair.finding,
        )
    return drawn


def blind_level(aspect: AspectDiagnosis) -> Level | None:
    """The run without frames, whichever probe it belongs to."""
    return next((one for one in aspect.levels if one.key.condition == "blind"), None)


def _level(aspect: AspectDiagnosis, name: str) -> Level | None:
    chat = {"video": Key("video"), "text": Key("text"), "own captions": Key("self_text")}
    return aspect.level(chat[name]) if name in chat else aspect.best(name)


def _with_width(level: Level | None) -> str:
    if level is None or level.right is None:
        return "–"
    return f"{share(level)} ±{50 * (level.right.high - level.right.low):.0f}"


def _caption(diagnosis: Diagnosis) -> str:
    failed = f", {diagnosis.failed:,} of them failed" if diagnosis.failed else ""
    return (
        f"{diagnosis.reason} {diagnosis.answers:,} answers{failed}. In percent; ± half of the "
        "95 % interval, clustered by source."
    )
