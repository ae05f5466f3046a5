"""PNG files drawn with matplotlib: one look, and the same bytes for the same figures.

Everything that could vary between machines is fixed: the Agg renderer, matplotlib's own font, and
no name of the software in the files.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from t3data.files import atomic_write

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE: dict[Any, Any] = {
    "backend": "agg",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.alpha": 0.25,
    "figure.dpi": 100,
    "savefig.dpi": 140,
}


def save_pictures(
    directory: Path, pictures: Mapping[str, "Callable[[], Figure]"], *, grid: str = "both"
) -> list[Path]:
    """Draws each figure into a file of its name in `directory`, and returns the paths.

    Args:
        directory: is there.
        pictures: file names to what draws their figure.
        grid: lines along which axis: "x", "y" or "both".
    """
    import matplotlib as mpl

    paths = []
    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE, "axes.grid.axis": grid}):
        for name, draw in pictures.items():
            path = directory / name
            figure = draw()
            with atomic_write(path) as stream:
                figure.savefig(stream, format="png", metadata={"Software": None})
            paths.append(path)
    return paths


def plain_text(name: str) -> str:
    """`name` as matplotlib writes it letter by letter: dollar signs would start a formula."""
    return name.replace("$", r"\$")
