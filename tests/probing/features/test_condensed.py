import numpy as np
import pytest

from probing.features.condensed import condense, resized

SIZES = [
    (rows, columns, height, width)
    for rows, columns in ((1, 1), (2, 31), (7, 5), (40, 3))
    for height, width in ((1, 1), (3, 2), (7, 5), (13, 40))
]


def test_resized_by_hand() -> None:
    # Half as many rows: the mean of each pair. Twice as many: quarter steps, ends repeated.
    assert resized(np.array([[0.0], [2.0], [4.0], [6.0]]), 2, 1).tolist() == [[1.0], [5.0]]
    assert resized(np.array([[0.0, 4.0]]), 1, 4).tolist() == [[0.0, 1.0, 3.0, 4.0]]


@pytest.mark.parametrize(("rows", "columns", "height", "width"), SIZES)
def test_resized_as_torch_does_it(rows: int, columns: int, height: int, width: int) -> None:
    torch = pytest.importorskip("torch")
    values = np.random.default_rng(rows * columns).normal(size=(rows, columns)).astype(np.float32)
    wanted = torch.nn.functional.interpolate(
        torch.from_numpy(values)[None, None], size=(height, width), mode="bilinear"
    )
    np.testing.assert_allclose(resized(values, height, width), wanted[0, 0].numpy(), atol=1e-4)


@pytest.mark.parametrize(("rows", "columns", "height", "width"), SIZES)
def test_resizing_stays_within_the_values(rows: int, columns: int, height: int, width: int) -> None:
    values = np.random.default_rng(rows).normal(size=(rows, columns)).astype(np.float32)
    found = resized(values, height, width)
    assert found.shape == (height, width)
    assert found.min() >= values.min() - 1e-5
    assert found.max() <= values.max() + 1e-5
    if (rows, columns) == (height, width):
        np.testing.assert_array_equal(found, values)


def test_large_features_shrink_and_small_ones_stay() -> None:
    large = condense(np.ones((700, 3584), dtype=np.float32))
    assert (large.sequence.shape, large.last.shape) == ((128, 1024), (3584,))
    small = condense(np.arange(6, dtype=np.float32).reshape(3, 2))
    assert small.sequence.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert small.last.tolist() == [4, 5]
    assert small.sequence.dtype == small.last.dtype == np.float16


def test_activations_beyond_float16_stay_finite() -> None:
    found = condense(np.array([[1e6, -1e6], [70000.0, 1.0]], dtype=np.float32))
    assert found.sequence.tolist() == [[65504, -65504], [65504, 1]]
    assert found.last.tolist() == [65504, 1]
