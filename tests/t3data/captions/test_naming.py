from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.captions.naming import Namer, Seen, source_name


@given(st.lists(st.integers(0, 3000).map(lambda n: str(n).encode()), max_size=3000))
def test_seen_is_a_set(keys):
    seen, reference = Seen(), set()
    for key in keys:
        assert seen.add(key) == (key not in reference)
        reference.add(key)


def test_seen_grows():
    seen = Seen()
    assert all(seen.add(b"%d" % n) for n in range(20_000))
    assert not any(seen.add(b"%d" % n) for n in range(20_000))


def test_a_name_that_comes_again_gets_a_number():
    namer = Namer()
    given = ["a", "a", "b", "a#2", "a", "a", "é\ud800", "é\ud800"]
    assert [namer.unique(name) for name in given] == [
        "a", "a#2", "b", "a#2#2", "a#3", "a#4", "é\ud800", "é\ud800#2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "given", "name"),
    [
        ("/d/imageinwords/IIW-400.jsonl", None, "IIW-400"),
        ("/d/activitynet_captions/val_1.json", None, "activitynet_captions"),
        ("/d/didemo/val_data.json", None, "didemo"),
        ("/d/recap/data/train-00000-of-00012.parquet", None, "recap"),
        ("/d/recap/captions.json", None, "recap"),
        ("/d/recap/0001.json", None, "recap"),
        ("/d/youcook2/yc2_val.json", None, "yc2_val"),
        ("/d/imageinwords/IIW-400.jsonl", "/d/imageinwords", "imageinwords"),
        ("/d/recap/data/x.json", "/d/recap/data", "recap"),
        ("/h/datasets--lmms--ReCap-558K/snapshots/0f/data/train-0.parquet", None, "ReCap-558K"),
        ("/train.json", None, "train"),
        ("/d/my captions 😀.json", None, "my captions 😀"),
    ],
)
def test_a_source_is_named_after_what_says_most(path, given, name):
    assert source_name(Path(path), Path(given) if given else None) == name
