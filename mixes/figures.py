"""Pictures of a mix: how long its texts are, and what it is made of."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mixes.summary import MixSummary, Numbers
from t3data.pictures import plain_text, save_pictures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BLUE, _ORANGE, _GREY = "#3b6fb6", "#d9822b", "#6b7280"
_COLORS = (
    *(_BLUE, _ORANGE, "#4c9f70", "#a45bb0", "#c44e52", "#8c6d5a", "#b8a13a", "#5ab4c5"),
    *("#9db9de", "#f0bd85", "#a3d3b6", "#d3abd9", "#e5a3a5", "#c7b3a6", "#dcd09a", "#a9dbe4"),
)
_BARS = 24


def draw_figures(summary: MixSummary, directory: Path) -> list[Path]:
    """Writes the PNG files into `directory` and returns their paths."""
    pictures = {
        "lengths.png": lambda: _lengths(summary),
        "composition.png": lambda: _composition(summary),
    }
    return save_pictures(directory, pictures)


def _lengths(summary: MixSummary) -> "Figure":
    from matplotlib.figure import Figure

    panels = [
        ("Human text", summary.human, "characters", _BLUE),
        ("Answer text", summary.answer, "characters", _ORANGE),
    ]
    if summary.counted:
        panels.append(("Whole row", summary.tokens, "tokens, template and media included", _GREY))
    figure = Figure(figsize=(3.4 * len(panels), 3.0), layout="constrained")
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    for axis, (title, values, unit, color) in zip(axes, panels, strict=True):
        _histogram(axis, values, color)
        axis.set(title=title, xlabel=unit, ylabel="rows" if axis is axes[0] else "")
    return figure


def _histogram(axis: Any, values: Numbers, color: str) -> None:
    """Bars of equal width on a logarithmic axis, the median marked."""
    from matplotlib.ticker import LogLocator, NullLocator

    values = np.maximum(values.astype(np.int64), 1)
    low, high = int(values.min()), int(values.max())
    edges = np.geomspace(max(low * 0.9, 0.5), max(high * 1.1, 2), 41)
    counts, _ = np.histogram(values, edges)
    axis.stairs(counts, edges, fill=True, color=color, alpha=0.85)
    axis.set_xscale("log")
    steps = (1, 3) if edges[-1] / edges[0] > 100 else (1, 2, 5)
    axis.xaxis.set_major_locator(LogLocator(subs=steps, numticks=7))
    axis.xaxis.set_minor_locator(NullLocator())
    median = int(np.quantile(values, 0.5, method="lower"))
    axis.axvline(median, color="black", linewidth=0.9, linestyle="--")
    axis.annotate(
        f"median {median:,}",
        (median, 1),
        (4, -2),
        ("data", "axes fraction"),
        "offset points",
        fontsize=8,
        va="top",
    )
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def _composition(summary: MixSummary) -> "Figure":
    from matplotlib.figure import Figure

    total = sum(summary.per_source.values())
    sources = sorted(summary.per_source, key=lambda name: -summary.per_source[name])[:_BARS]
    tasks = sorted(summary.per_task, key=lambda name: -summary.per_task[name])[:_BARS]
    shades = {task: _COLORS[i % len(_COLORS)] for i, task in enumerate(tasks)}
    height = 1.1 + 0.28 * max(len(sources), len(tasks), 3)
    figure = Figure(figsize=(10, height), layout="constrained")
    left, right = figure.subplots(1, 2)
    for place, source in enumerate(sources):
        start = 0
        for task in tasks:
            rows = summary.per_source_and_task.get((source, task), 0)
            left.barh(place, rows, left=start, color=shades[task], edgecolor="white", linewidth=0.4)
            start += rows
        _label(left, place, start, total)
    for place, task in enumerate(tasks):
        right.barh(place, summary.per_task[task], color=shades[task])
        _label(right, place, summary.per_task[task], total)
    for axis, title, names, per_name in (
        (left, "Rows by source", sources, summary.per_source),
        (right, "Rows by task", tasks, summary.per_task),
    ):
        axis.set(title=title, xlabel="rows")
        axis.set_yticks(range(len(names)), [_shortened(name) for name in names])
        # Bars of one thickness on both sides, from the top.
        axis.set_ylim(max(len(sources), len(tasks)) - 0.4, -0.6)
        axis.grid(visible=False, axis="y")
        axis.set_xlim(0, 1.35 * max(*per_name.values(), 1))
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return figure


def _label(axis: Any, place: int, rows: int, total: int) -> None:
    axis.annotate(
        f"{rows:,} ({100 * rows / total:.1f} %)",
        (rows, place),
        (4, 0),
        textcoords="offset points",
        va="center",
        fontsize=8,
    )


def _shortened(name: str, limit: int = 28) -> str:
    name = plain_text(name)
    return name if len(name) <= limit else f"{name[: limit - 1]}…"
