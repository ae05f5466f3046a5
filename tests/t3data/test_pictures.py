"""The same figure is the same bytes, whatever matplotlib was told before."""

from pathlib import Path
from typing import Any

from t3data.pictures import plain_text, save_pictures


def bars() -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    figure.subplots().bar([0, 1], [2, 3])
    return figure


def test_equal_bytes_under_other_settings(tmp_path: Path) -> None:
    import matplotlib as mpl

    first = save_pictures(tmp_path, {"one.png": bars})
    with mpl.rc_context({"font.size": 20, "savefig.dpi": 30, "axes.facecolor": "red"}):
        second = save_pictures(tmp_path, {"two.png": bars})
    assert [path.name for path in (*first, *second)] == ["one.png", "two.png"]
    assert first[0].read_bytes() == second[0].read_bytes()
    assert b"Software" not in first[0].read_bytes()


def test_the_grid_is_chosen(tmp_path: Path) -> None:
    both, lines = (
        save_pictures(tmp_path, {f"{grid}.png": bars}, grid=grid)[0].read_bytes()
        for grid in ("both", "y")
    )
    assert both != lines


def test_a_dollar_sign_is_a_letter() -> None:
    assert plain_text("a$b$") == r"a\$b\$"
