import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes import select
from mixes.rowtable import NO_PART, ROW, Rows
from mixes.select import count_cells, draw, drop_duplicates, keep_smallest, smallest
from mixes.shuffle import keyed


def table(hashes: list[int], parts: list[int] | None = None) -> Rows:
    rows = np.zeros(len(hashes), ROW)
    rows["hash"][:, 0] = hashes
    rows["hash"][:, 1] = [value % 7 for value in hashes]
    rows["part"] = parts or 0
    return rows


def all_alive(rows: Rows) -> np.ndarray:
    return np.ones(len(rows), np.bool_)


@pytest.mark.parametrize("bucket", [2, 10**6])
def test_of_equal_rows_the_first_stays(monkeypatch: pytest.MonkeyPatch, bucket: int) -> None:
    monkeypatch.setattr(select, "_BUCKET", bucket)
    rows = table([5, 2**63, 5, 9, 2**63, 5])
    alive = all_alive(rows)
    assert drop_duplicates(rows, alive).tolist() == [[2, 0], [4, 1], [5, 0]]
    assert alive.tolist() == [True, True, False, True, False, False]


def test_half_of_the_hash_is_not_enough_to_be_equal() -> None:
    rows = table([5, 5])
    rows["hash"][1, 1] = 6
    assert drop_duplicates(rows, all_alive(rows)).tolist() == []


def test_an_empty_table_has_no_duplicates() -> None:
    assert drop_duplicates(table([]), np.empty(0, np.bool_)).shape == (0, 2)


@given(st.lists(st.integers(0, 12), max_size=60), st.integers(1, 9), st.integers(1, 9))
def test_duplicates_do_not_depend_on_buckets_or_pieces(
    hashes: list[int], bucket: int, piece: int
) -> None:
    rows = table([value * (2**64 // 13) for value in hashes])
    expected = [[i, hashes.index(value)] for i, value in enumerate(hashes) if value in hashes[:i]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(select, "_BUCKET", bucket)
        patch.setattr(select, "_PIECE", piece)
        assert drop_duplicates(rows, all_alive(rows)).tolist() == expected


@given(st.integers(0, 200), st.integers(1, 50), st.integers(0, 5))
def test_the_smallest_keys_are_drawn_in_their_order(total: int, piece: int, seed: int) -> None:
    hashes = [i * 0x9E3779B97F4A7C15 % 2**64 for i in range(total)]
    rows = table(hashes)
    keys = keyed(np.array(hashes, np.uint64), seed, 1)
    count = total // 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(select, "_PIECE", piece)
        found = smallest(rows, all_alive(rows), range(total), None, count, seed)
    assert found.tolist() == np.argsort(keys, kind="stable")[:count].tolist()


def test_a_draw_does_not_change_when_other_rows_come_or_go() -> None:
    hashes = list(range(1, 101))
    few, many = table(hashes), table([*range(1000, 1300), *hashes])
    first = smallest(few, all_alive(few), range(100), None, 60, 7)
    alive = all_alive(many)
    second = smallest(many, alive, range(300, 400), None, 60, 7)
    assert [hashes[i] for i in first] == [int(many["hash"][i, 0]) for i in second]
    # With the others in the draw, those that are still drawn keep their order.
    third = smallest(many, alive, range(400), None, 80, 7)
    kept = [int(many["hash"][i, 0]) for i in third if i >= 300]
    assert 5 < len(kept) < 60
    assert kept == [hashes[i] for i in first][: len(kept)]


def test_cells_count_living_rows_of_a_source_and_part() -> None:
    rows = table(list(range(7)), [0, 1, 1, NO_PART, 0, 0, 1])
    alive = all_alive(rows)
    alive[1] = False
    assert count_cells(rows, alive, [range(4), range(4, 7)], 2).tolist() == [[1, 1], [2, 1]]


def test_a_cap_leaves_the_rows_that_are_drawn_first() -> None:
    rows = table(list(range(50)))
    alive = all_alive(rows)
    keep_smallest(rows, alive, range(10, 50), 5, seed=3)
    expected = smallest(rows, all_alive(rows), range(10, 50), None, 5, 3)
    assert alive[:10].all()
    assert np.flatnonzero(alive[10:]).tolist() == sorted(i - 10 for i in expected)


@pytest.mark.parametrize(
    ("quota", "copies"), [(3, [0]), (5, [0]), (7, [0, 1]), (10, [0, 1]), (11, [0, 1, 2]), (0, [])]
)
def test_a_large_quota_takes_all_rows_again_and_again(quota: int, copies: list[int]) -> None:
    rows = table(list(range(5)))
    drawn = draw(rows, all_alive(rows), range(5), 0, quota, 5, seed=1)
    assert len(drawn.rows) == quota
    assert sorted(set(drawn.copies.tolist())) == copies
    pairs = set(zip(drawn.rows.tolist(), drawn.copies.tolist(), strict=True))
    assert len(pairs) == quota
    times = np.bincount(drawn.rows, minlength=5)
    assert times.max() - times.min() <= 1
