from pathlib import Path

import numpy as np
import pytest

from benchmarks.boxes.box import boxes_from, boxes_of, clipped, flags_of, overlap, pushed_in
from t3data.errors import T3Error


def boxes(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, dtype=float)


def test_overlap_by_hand() -> None:
    one = boxes((0, 0, 10, 10), (0, 0, 10, 10), (0, 0, 0, 0), (5, 5, -2, 3))
    other = boxes((5, 0, 10, 10), (20, 0, 5, 5), (0, 0, 0, 0), (0, 0, 10, 10))
    assert overlap(one, other).tolist()[:3] == [50 / 150, 0, 0]
    assert overlap(one, other)[3] == 0


def test_boxes_are_cut_to_the_picture() -> None:
    cut = clipped(boxes((-5, -5, 10, 10), (90, 40, 20, 20), (200, 5, 5, 5)), 100, 50)
    assert cut.tolist() == [[0, 0, 5, 5], [90, 40, 10, 10], [100, 5, 0, 5]]


def test_files_with_commas_tabs_and_blanks(tmp_path: Path) -> None:
    path = tmp_path / "boxes 😀.txt"
    path.write_text("1,2,3,4\n1.5\t2\t3\t4\n 1, 2, 3, NaN \n", "utf-8")
    found = boxes_of(path)
    assert found[1].tolist() == [1.5, 2, 3, 4]
    assert np.isnan(found[2, 3])
    path.write_text("0,1,0\n", "utf-8")
    assert flags_of(path).tolist() == [0, 1, 0]
    with pytest.raises(T3Error, match="line 1: expected 4 numbers, found '0,1,0'"):
        boxes_of(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(T3Error, match="not UTF-8"):
        boxes_of(path)


@pytest.mark.parametrize(
    "value", [None, "ab", [[1, 2, 3, 4]], [[1, 2, 3]] * 2, [[1, 2, 3, None]] * 2]
)
def test_what_is_no_list_of_boxes(value: object) -> None:
    assert boxes_from(value, 2) is None
    assert boxes_from([[1, 2, 3, float("inf")]] * 2, 2) is None
    assert boxes_from([[1, 2, 3, 4]] * 2, 2) is not None


def test_the_toolkit_moves_boxes_in() -> None:
    found = pushed_in(boxes((-10, 10, 20, 10), (90, 40, 20, 20), (120, -5, 5, 60)), 100, 50)
    assert found.tolist() == [[0, 10, 20, 10], [90, 40, 10, 10], [100, 0, 0, 50]]
