import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.training.batch import batch_for
from t3data.errors import UsageError


@pytest.mark.parametrize(
    ("gpus", "settings", "per_gpu", "accumulated", "rows"),
    [
        (8, {}, 1, 8, 64),
        (1, {}, 1, 64, 64),
        (64, {}, 1, 1, 64),
        (6, {}, 1, 11, 66),
        (128, {}, 1, 1, 128),
        (8, {"per_device_train_batch_size": 4}, 4, 2, 64),
        (8, {"gradient_accumulation_steps": 1}, 1, 1, 8),
        (4, {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 3}, 2, 3, 24),
    ],
)
def test_the_step_stays_near_the_papers(
    gpus: int, settings: dict[str, int], per_gpu: int, accumulated: int, rows: int
) -> None:
    batch = batch_for(gpus, settings)
    assert (batch.per_gpu, batch.accumulated, batch.rows) == (per_gpu, accumulated, rows)
    assert bool(batch.notes()) == (rows != 64)


def test_words() -> None:
    assert batch_for(8, {}).comment == "8 GPUs x 1 x 8 = 64 rows a step, as in the paper."
    assert batch_for(1, {}).comment.startswith("1 GPU x 1 x 64")
    assert batch_for(6, {}).notes() == (
        "the global batch is 66 rows (6 GPUs x 1 x 11), the paper's is 64",
    )


@given(st.integers(1, 64))
def test_machines_are_full(nodes: int) -> None:
    batch = batch_for(8 * nodes, {})
    assert (batch.nodes, batch.gpus_per_node) == (nodes, 8)


@pytest.mark.parametrize("gpus", [0, -1, 9, 12])
def test_gpus_that_make_no_machines(gpus: int) -> None:
    with pytest.raises(UsageError, match=f"--gpus {gpus}"):
        batch_for(gpus, {})


@pytest.mark.parametrize("value", [0, -1, 1.5, "8", True])
def test_sizes_are_whole_numbers(value: object) -> None:
    with pytest.raises(UsageError, match="expected a whole number"):
        batch_for(8, {"gradient_accumulation_steps": value})
