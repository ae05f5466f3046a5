from hypothesis import given
from hypothesis import strategies as st

from t3data.synth import pools
from t3data.synth.pools import cut_into_pools, read_pool, write_pool
from t3data.types import Caption


def image(n):
    return Caption(f"A caption, number {n}.", str(n), "images")


def moment(video, n):
    return Caption(f"Event {n}.", f"{video}#{n}", "videos", None, video, n * 1.0, n + 0.5, 60.0)


@given(st.lists(st.integers(1, 7), max_size=30))
def test_videos_are_never_split_and_nothing_is_lost(sizes):
    captions = [moment(f"v{v}", n) for v, size in enumerate(sizes) for n in range(size)]

    made = list(cut_into_pools(captions))

    assert [caption for pool in made for caption in pool.captions] == captions
    for pool in made:
        for other in made:
            if pool is not other:
                assert not {c.video for c in pool.captions} & {c.video for c in other.captions}


def test_pools_are_bounded_and_of_one_kind(monkeypatch):
    monkeypatch.setattr(pools, "POOL_CAPTIONS", 10)
    captions = [image(n) for n in range(25)] + [moment("v", n) for n in range(4)]

    made = list(cut_into_pools(captions))

    assert [len(pool.captions) for pool in made] == [10, 10, 5, 4]
    assert [pool.timed for pool in made] == [False, False, False, True]
    assert [pool.id for pool in made] == ["p0", "p1", "p2", "p3"]


def test_a_pool_survives_being_written(tmp_path):
    [pool] = cut_into_pools([moment("v", n) for n in range(3)])
    write_pool(tmp_path / "pool", pool)

    assert read_pool(tmp_path / "pool") == pool
