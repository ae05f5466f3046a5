import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from benchmarks.boxes.frames import picture, run_lengths
from benchmarks.boxes.masks import boundary, outline, region, widened
from t3data.errors import T3Error

EMPTY = np.zeros((4, 4), dtype=bool)


def square(top: int, left: int, size: int, whole: int = 100) -> np.ndarray:
    mask = np.zeros((whole, whole), dtype=bool)
    mask[top : top + size, left : left + size] = True
    return mask


def test_region_by_hand() -> None:
    assert region(square(0, 0, 10), square(0, 5, 10)) == pytest.approx(50 / 150)
    assert region(EMPTY, EMPTY) == 1
    assert region(EMPTY, ~EMPTY) == 0


def test_boundary_by_hand() -> None:
    mask = np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]], dtype=bool)
    assert boundary(mask).astype(int).tolist() == [
        [1, 1, 0, 0],  # lower right; lower
        [1, 1, 0, 0],  # right; the pixel itself
        [0, 0, 1, 1],  # lower right; in the last column the lower one
        [0, 0, 1, 0],  # in the last row the right one; the last pixel has none
    ]
    assert not boundary(~EMPTY).any()


def test_outline_by_hand() -> None:
    # A diagonal of 141.4: radius ceil(1.13) = 2. The outline is a ring of 21 x 21, 80 pixels.
    # Moved by 2 all are near. By 3: 20 of the top, 20 of the bottom, and of one side the two pixels
    # next to either.
    assert outline(square(40, 40, 20), square(40, 42, 20)) == 1
    assert outline(square(40, 40, 20), square(40, 43, 20)) == pytest.approx(44 / 80)
    assert outline(square(0, 0, 20), square(60, 60, 20)) == 0


def test_outlines_of_empty_masks() -> None:
    assert outline(EMPTY, EMPTY) == 1
    assert outline(EMPTY, square(1, 1, 2, 4)) == 0
    assert outline(square(1, 1, 2, 4), EMPTY) == 0


@settings(max_examples=50, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7))), st.integers(0, 9))
def test_widened_is_all_that_is_near(mask: np.ndarray, radius: int) -> None:
    expected = np.zeros_like(mask)
    for y, x in np.ndindex(mask.shape):
        near = [math.hypot(y - a, x - b) <= radius for a, b in zip(*np.nonzero(mask), strict=True)]
        expected[y, x] = any(near)
    assert (widened(mask, radius) == expected).all()


def test_run_lengths_go_down_the_columns() -> None:
    mask = run_lengths({"size": [2, 3], "counts": [1, 2, 3]}, "x")
    assert mask.astype(int).tolist() == [[0, 1, 0], [1, 0, 0]]


def test_compressed_run_lengths_by_hand() -> None:
    # 40 = 8 + 32: "X" is 48 + 40 (8 and more follow), "1" is 1. 2 is "2". The third, 3, is "3"; the
    # fourth is told as what it adds to the second, 55 - 2 = 53 = 21 + 32: "e", "1".
    mask = run_lengths({"size": [10, 10], "counts": "X123e1"}, "x")
    flat = mask.T.ravel()
    assert np.nonzero(flat)[0].tolist() == [40, 41, *range(45, 100)]


def test_compressed_run_lengths_as_coco_writes_them() -> None:
    coco = pytest.importorskip("pycocotools.mask")
    rng = np.random.default_rng(7)
    for shape in ((5, 9), (90, 70), (1, 1), (240, 320)):
        mask = rng.random(shape) < 0.5
        mask[: shape[0] // 2] = False
        told = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
        counts = told["counts"].decode()
        assert (run_lengths({"size": list(shape), "counts": counts}, "x") == mask).all()


@pytest.mark.parametrize(
    "entry", [{}, {"size": [2, 2], "counts": [1]}, {"size": [2, 2], "counts": "😀"}, {"size": [2]}]
)
def test_damaged_run_lengths(entry: dict[str, object]) -> None:
    with pytest.raises(T3Error, match="file: object 1"):
        run_lengths(entry, "file: object 1")


def test_pictures(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    path = tmp_path / "a mask 😀.png"
    palette = image.fromarray(np.array([[0, 1], [2, 2]], dtype=np.uint8), "P")
    palette.putpalette([0, 0, 0, 200, 0, 0, 0, 0, 0])  # the second object is black
    palette.save(path)
    assert picture(path).tolist() == [[False, True], [True, True]]  # type: ignore[union-attr]
    assert picture(path, 2).tolist() == [[False, False], [True, True]]  # type: ignore[union-attr]
    assert picture(tmp_path / "none.png") is None
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(T3Error, match="not a picture"):
        picture(path)
    image.new("RGB", (2, 2)).save(path)
    with pytest.raises(T3Error, match="3 dimensions"):
        picture(path)
