"""PNG figures for papers and slides; the page draws its own, which suit dark screens too."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from probing.diagnosis.types import AspectDiagnosis, Diagnosis
from probing.report.words import STAGE_COLORS, shown_levels
from t3data.pictures import plain_text, save_pictures

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {
    "c1": "#2f5fa8", "c2": "#c9761c", "c3": "#3f8f62", "c4": "#8a56a3", "c5": "#b8434a",
    "c6": "#7a8087", "quiet": "#c9cdd1",
}  # fmt: skip
"""As style.css has them on paper."""
_ACROSS = 3


def draw_figures(diagnosis: Diagnosis, directory: Path) -> list[Path]:
    """Writes accuracy.png and, where stages were measured, losses.png; returns their paths."""
    pictures = {"accuracy.png": lambda: _accuracies(diagnosis)}
    if any(aspect.losses for aspect in diagnosis.aspects):
        pictures["losses.png"] = lambda: _losses(diagnosis)
    return save_pictures(directory, pictures, grid="y")


def _accuracies(diagnosis: Diagnosis) -> "Figure":
    """A small panel for each aspect: every probe with its interval, chance dashed."""
    from matplotlib.figure import Figure

    rows = -(-len(diagnosis.aspects) // _ACROSS)
    across = min(_ACROSS, len(diagnosis.aspects))
    figure = Figure(figsize=(3.7 * across, 2.75 * rows), layout="constrained")
    axes = figure.subplots(rows, across, squeeze=False, sharey=True).ravel()
    for axis, aspect in zip(axes, diagnosis.aspects, strict=False):
        _panel(axis, aspect)
    for axis in axes[len(diagnosis.aspects) :]:
        axis.set_axis_off()
    for axis in axes[::across]:
        axis.set_ylabel("right (%)")
    return figure


def _panel(axis: Any, aspect: AspectDiagnosis) -> None:
    shown = shown_levels(aspect)
    for place, (_, color, level) in enumerate(shown):
        right = level.right
        if right is None:
            continue
        value = 100 * right.value
        axis.bar(place, value, color=COLORS[color], width=0.74)
        reach = [[value - 100 * right.low], [100 * right.high - value]]
        axis.errorbar(place, value, reach, color="#1c1e21", linewidth=1, capsize=2.5)
        axis.annotate(
            f"{value:.0f}",
            (place, 100 * right.high),
            (0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=7.5,
        )
    axis.axhline(100 * aspect.chance, color="#1c1e21", linestyle="--", linewidth=0.9)
    names = [name for name, _, _ in shown]
    axis.set_xticks(range(len(shown)), names, rotation=38, ha="right", rotation_mode="anchor")
    axis.set_ylim(0, 112)
    axis.set_yticks(range(0, 101, 25))
    axis.set_title(plain_text(aspect.aspect), fontsize=10, fontweight="bold", loc="left", pad=9)
    axis.set_title(aspect.verdict, fontsize=8.5, color="#5c636b", loc="right", pad=9)


def _losses(diagnosis: Diagnosis) -> "Figure":
    """Where the points of each aspect go: right, or lost in one of the stages."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    shown = [aspect for aspect in diagnosis.aspects if aspect.losses]
    figure = Figure(figsize=(8.2, 1.2 + 0.34 * len(shown)), layout="constrained")
    axis = figure.subplots()
    labels: dict[str, str] = {}
    for place, aspect in enumerate(shown):
        start = 0.0
        for label, share, color in parts(aspect):
            labels[label] = COLORS[color]
            axis.barh(place, 100 * share, left=start, color=COLORS[color], height=0.74)
            if share >= 0.05:
                middle = start + 50 * share
                axis.annotate(
                    f"{100 * share:.0f}", (middle, place), ha="center", va="center",
                    color="white", fontsize=8,
                )  # fmt: skip
            start += 100 * share
    axis.set_yticks(range(len(shown)), [plain_text(aspect.aspect) for aspect in shown])
    axis.invert_yaxis()
    axis.set_xlim(0, 100)
    axis.set_xlabel("share of items (%)")
    axis.grid(visible=False)
    handles = [Patch(color=color, label=label) for label, color in labels.items()]
    figure.legend(handles=handles, loc="outside upper left", ncols=4, frameon=False, fontsize=8.5)
    return figure


def parts(aspect: AspectDiagnosis) -> Sequence[tuple[str, float, str]]:
    """Label, share and colour: what is right, then what is lost, the last stage first."""
    lost = [
        (f"lost in the {loss.stage}", max(0.0, loss.lost.value), STAGE_COLORS[loss.stage])
        for loss in reversed(aspect.losses)
    ]
    return [("right from the frames", 1 - sum(share for _, share, _ in lost), "c1"), *lost]
