from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.training.cast_rule import may_stop, media_of, safe_workers
from t3data.shards import write_shard
from t3data.types import Example, Turn


def rows(total: int, *places: int) -> np.ndarray:
    flags = np.zeros(total, np.bool_)
    flags[list(places)] = True
    return flags


@pytest.mark.parametrize(
    ("flags", "workers", "batch", "stops"),
    [  # what LLaMA-Factory 0.9.5 did with these
        (rows(3000, 999), 1, 1000, False),
        (rows(3000, 1000), 1, 1000, True),
        (rows(3000, 127), 1, 128, False),
        (rows(3000, 128), 1, 128, True),
        (rows(900, 500), 1, 1000, False),
        (rows(900, 500), 1, 128, True),
        (rows(4000, 0, 2000), 2, 1000, False),
        (rows(4000, 0), 2, 1000, False),
        (rows(4000, 2999), 2, 1000, False),
        (rows(4000, 3000), 2, 1000, True),
        (rows(4000, 0, 3500), 2, 1000, True),
        (rows(4000, 0, 2127), 2, 128, False),
        (rows(4000, 0, 2128), 2, 128, True),
        (rows(4001, 3000), 2, 1000, False),
        (rows(4001, 3001), 2, 1000, True),
        (rows(4000), 2, 1000, False),
    ],
)
def test_one_shard_stops_where_the_trainer_did(
    flags: np.ndarray, workers: int, batch: int, stops: bool
) -> None:
    assert may_stop([flags], workers, batch) is stops


def test_any_shard_may_come_first() -> None:
    assert not may_stop([rows(2000, 0), rows(2000, 999)], 1)
    assert may_stop([rows(2000, 0), rows(2000, 1000)], 1)
    assert may_stop([rows(2000, 0), rows(1000)], 1)
    # 600 rows without, then 399 more before the first: the 1,000th row is just in time.
    assert not may_stop([rows(2000, 399), rows(600)], 1)
    assert may_stop([rows(2000, 400), rows(600)], 1)


def test_several_workers_may_begin_anywhere() -> None:
    sparse = np.arange(5000) % 1001 == 0  # 1,000 rows without between two with
    assert safe_workers({"images": [sparse, sparse]}, 8) == 1
    denser = np.arange(5000) % 1000 == 0  # 999 between two, and at the end before another shard
    assert safe_workers({"images": [denser, denser]}, 8) == 8
    assert safe_workers({"images": [denser, denser]}, 8, batch=999) == 1
    dense = np.arange(5000) % 100 == 0
    assert safe_workers({"images": [dense, dense], "videos": [rows(5000), rows(5000)]}, 8) == 8
    assert (
        safe_workers({"images": [dense, dense], "videos": [rows(5000, 0), rows(5000)]}, 8) is None
    )


@given(st.lists(st.integers(0, 2999), max_size=4), st.lists(st.integers(0, 2999), max_size=4))
def test_what_is_called_safe_is_safe_in_both_orders(one: list[int], two: list[int]) -> None:
    shards = [rows(3000, *one), rows(3000, *two)]
    for workers in (1, 2, 3, 7):
        if not may_stop(shards, workers):
            for order in (shards, shards[::-1]):
                assert not may_stop([np.concatenate(order)], workers)


def test_media_are_found_in_shards(tmp_path: Path) -> None:
    turns = (Turn("human", "q"), Turn("gpt", "a"))
    media = [((), ()), (("a.png",), ()), (("a.png", "b.png"), ("v.mp4",)), ((), ())]
    path = tmp_path / "part.arrow"
    write_shard(
        path, [Example(str(i), turns, "s", "", *each, 1, "") for i, each in enumerate(media)]
    )
    found = media_of([path])
    assert [flags.tolist() for flags in found["images"]] == [[False, True, True, False]]
    assert [flags.tolist() for flags in found["videos"]] == [[False, False, True, False]]
