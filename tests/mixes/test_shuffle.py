import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mixes.shuffle import IMAGE, RARE, TEXT, VIDEO, final_order, keyed, spread

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


@given(KINDS, st.integers(0, 2**32), st.integers(1, 400))
def test_every_prefix_of_the_order_looks_like_the_whole(
    kinds: list[int], seed: int, rows_per_shard: int
) -> None:
    given_kinds = np.array(kinds, np.uint8)
    keys = keyed(np.arange(len(kinds), dtype=np.uint64), seed)
    order = final_order(given_kinds, keys, rows_per_shard)
    assert sorted(order.tolist()) == list(range(len(kinds)))
    ordered = given_kinds[order]
    # A rare kind at the head of a shard runs ahead of its share.
    slack = 4 if any(0 < kinds.count(k) * RARE < len(kinds) for k in (IMAGE, VIDEO)) else 0
    for kind, rounding in ((TEXT, 0.5), (IMAGE, 1.5), (VIDEO, 1.0)):
        counts = np.cumsum(ordered == kind)
        share = (given_kinds == kind).mean()
        apart = np.abs(counts - share * np.arange(1, len(kinds) + 1))
        assert np.all(apart <= rounding + slack + 1e-9)


@given(st.integers(1, 30_000), st.integers(0, 300), st.integers(0, 300), st.integers(1000, 11_000))
def test_each_kind_of_media_comes_early_in_each_shard(
    texts: int, images: int, videos: int, rows_per_shard: int
) -> None:
    kinds = np.repeat(np.array([TEXT, IMAGE, VIDEO], np.uint8), [texts, images, videos])
    total = len(kinds)
    ordered = kinds[final_order(kinds, np.zeros(total, np.uint64), rows_per_shard)]
    heads = [
        ordered[start : start + 500]
        for start in range(0, total, rows_per_shard)
        if start + 500 <= total  # a last shard of few rows need not hold any
    ]
    for kind, rows in ((IMAGE, images), (VIDEO, videos)):
        expected = min(rows, len(heads)) if rows * RARE < total else len(heads)
        assert sum(kind in head for head in heads) >= expected


def test_rare_media_stand_at_the_head_of_shards() -> None:
    kinds = np.array([TEXT] * 297 + [IMAGE] * 2 + [VIDEO], np.uint8)
    ordered = kinds[final_order(kinds, np.arange(300, dtype=np.uint64), rows_per_shard=100)]
    # One video for three shards: the first. Two images: the first shard and the one after it.
    assert ordered[:2].tolist() == [VIDEO, IMAGE]
    assert np.flatnonzero(ordered).tolist() == [0, 1, 101]


def test_common_media_do_not_make_the_order_depend_on_the_shards() -> None:
    kinds = np.array([TEXT] * 990 + [IMAGE] * 10, np.uint8)
    keys = keyed(np.arange(1000, dtype=np.uint64), 3)
    orders = [final_order(kinds, keys, size).tolist() for size in (1, 7, 10_000)]
    assert orders[0] == orders[1] == orders[2]


def test_the_order_is_random_within_a_kind_and_changes_with_the_seed() -> None:
    kinds = np.zeros(1000, np.uint8)
    values = np.arange(1000, dtype=np.uint64)
    one, other = (final_order(kinds, keyed(values, seed), 100) for seed in (1, 2))
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
