from pathlib import Path

import numpy as np
import pytest

from probing.features.cache import FeatureCache
from probing.features.condensed import Features
from t3data.errors import T3Error


def some(seed: int = 0) -> Features:
    random = np.random.default_rng(seed)
    return Features(
        random.normal(size=(16, 64)).astype(np.float16), random.normal(size=64).astype(np.float16)
    )


def opened(directory: Path, **changes: str) -> FeatureCache:
    settings = {"model": "m", "fingerprint": "f", "sampling": "8"} | changes
    return FeatureCache(directory, **settings)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    opened(tmp_path / "ä 🎞").save("layer 3", "abc", some())
    found = opened(tmp_path / "ä 🎞").load("layer 3", "abc")
    assert found is not None
    np.testing.assert_array_equal(found.sequence, some().sequence)
    np.testing.assert_array_equal(found.last, some().last)


def test_other_settings_places_and_clips_do_not_share(tmp_path: Path) -> None:
    opened(tmp_path).save("vision", "abc", some())
    assert not opened(tmp_path).has("connector", "abc")
    assert not opened(tmp_path).has("vision", "other")
    assert not opened(tmp_path, fingerprint="g").has("vision", "abc")
    assert not opened(tmp_path, sampling="16").has("vision", "abc")
    assert opened(tmp_path, model="the same under another name").has("vision", "abc")


def test_no_cut_is_taken_for_whole(tmp_path: Path) -> None:
    cache = opened(tmp_path)
    cache.save("vision", "abc", some())
    path = cache.path("vision", "abc")
    whole = path.read_bytes()
    for length in {0, 1, 4, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1}:
        path.write_bytes(whole[:length])
        assert cache.load("vision", "abc") is None, length
    for damaged in (
        whole[:400] + b"\xff\x00\xff" + whole[403:],
        b"\x00" * len(whole),
        b"PK nothing",
    ):
        path.write_bytes(damaged)
        assert cache.load("vision", "abc") is None
    cache.save("vision", "abc", some())
    assert cache.has("vision", "abc")


def test_leftovers_of_a_killed_process_go(tmp_path: Path) -> None:
    cache = opened(tmp_path)
    cache.save("vision", "abc", some())
    leftover = cache.path("vision", "abc").with_name(".other.npz.17.t3tmp")
    leftover.write_bytes(b"half")
    cache.tidy()
    assert not leftover.exists()
    assert cache.has("vision", "abc")


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(T3Error, match="cannot create directory"):
        opened(tmp_path / "file")
