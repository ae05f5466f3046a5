import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mixes.shuffle import IMAGE, TEXT, VIDEO, final_order, keyed, spread

KINDS = st.lists(st.sampled_from([TEXT, TEXT, IMAGE, VIDEO]), min_size=1, max_size=300)


def test_marks_are_spread_evenly() -> None:
    assert spread(6, 3).tolist() == [True, False, True, False, True, False]
    assert spread(6, 2).tolist() == [False, True, False, False, True, False]
    assert spread(3, 0).tolist() == [False] * 3
    assert spread(0, 0).tolist() == []


@given(st.integers(1, 500), st.data())
def test_every_prefix_holds_its_share(total: int, data: st.DataObject) -> None:
    marked = data.draw(st.integers(0, total))
    counts = np.cumsum(spread(total, marked))
    assert counts[-1] == marked
    assert all(
        abs(count - (k + 1) * marked / total) <= 0.5 for k, count in enumerate(counts.tolist())
    )


@given(KINDS, st.integers(0, 2**32))
def test_every_prefix_of_the_order_looks_like_the_whole(kinds: list[int], seed: int) -> None:
    given_kinds = np.array(kinds, np.uint8)
    keys = keyed(np.arange(len(kinds), dtype=np.uint64), seed)
    order = final_order(given_kinds, keys)
    assert sorted(order.tolist()) == list(range(len(kinds)))
    ordered = given_kinds[order]
    for kind, slack in ((TEXT, 0.5), (VIDEO, 1.0)):
        counts = np.cumsum(ordered == kind)
        share = (given_kinds == kind).mean()
        assert np.all(np.abs(counts - share * np.arange(1, len(kinds) + 1)) <= slack + 1e-9)


def test_the_order_is_random_within_a_kind_and_changes_with_the_seed() -> None:
    kinds = np.zeros(1000, np.uint8)
    values = np.arange(1000, dtype=np.uint64)
    one, other = (final_order(kinds, keyed(values, seed)) for seed in (1, 2))
    assert not np.array_equal(one, other)
    assert abs(np.corrcoef(one, np.arange(1000))[0, 1]) < 0.15
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.15


def splitmix(value: int) -> int:
    """The generator's published step, in Python's own integers."""
    value = (value + 0x9E3779B97F4A7C15) % 2**64
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB % 2**64
    return value ^ (value >> 31)


@given(st.integers(0, 2**64 - 1), st.integers(-5, 2**64))
def test_keys_follow_the_published_generator(value: int, seed: int) -> None:
    expected = splitmix(value ^ splitmix(seed % 2**64))
    assert keyed(np.array([value], np.uint64), seed).tolist() == [expected]
