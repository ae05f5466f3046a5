import pytest
from hypothesis import given
from hypothesis import strategies as st

from probing.asking.conditions import order_of, shuffled


@given(st.integers(2, 40), st.integers(0, 2**40), st.text(max_size=20))
def test_shuffled_frames_are_a_permutation_and_never_the_identity(
    frames: int, seed: int, item: str
) -> None:
    order = order_of("shuffled", frames, seed, item)
    assert order is not None
    assert sorted(order) == list(range(frames))
    assert order != list(range(frames))
    assert order == order_of("shuffled", frames, seed, item)


def test_two_frames_can_only_change_places() -> None:
    assert [shuffled([0, 1], seed, "x") for seed in range(20)] == [[1, 0]] * 20


def test_every_other_order_of_three_frames_occurs() -> None:
    orders = {tuple(shuffled(range(3), 0, str(item))) for item in range(200)}
    assert orders == {(0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)}


def test_reversed_and_plain() -> None:
    assert order_of("reversed", 4, 0, "x") == [3, 2, 1, 0]
    assert order_of("plain", 4, 0, "x") is None


def test_one_frame_cannot_be_reordered() -> None:
    with pytest.raises(ValueError, match="1 frame cannot be shuffled"):
        order_of("shuffled", 1, 0, "x")
