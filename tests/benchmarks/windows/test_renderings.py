"""Twelve thousand known windows, said in all the ways that models say them."""

from random import Random

import pytest
from said_windows import Rendering

from benchmarks.windows import robust
from benchmarks.windows.robust import read_windows

COUNT = 12_000


def test_at_least_999_of_1000_are_read_right() -> None:
    wrong = []
    for seed in range(COUNT):
        said = Rendering.of(seed)
        found = read_windows(said.text)
        if found.windows[:1] != (pytest.approx(said.window, abs=1e-6),):
            wrong.append((said.text, said.window, found))
    assert len(wrong) <= COUNT // 1000, wrong[:3]


def test_damaged_ones_are_no_accident() -> None:
    for seed in range(4_000):
        random = Random(seed)
        text = Rendering.of(seed).text
        at, to = sorted(random.randrange(len(text) + 1) for _ in range(2))
        other = Rendering.of(seed + 1).text
        for damaged in (text[at:to], text[:at] + text[to:], text[:at] + other + text[at:]):
            found = read_windows(damaged)
            assert bool(found.windows) != bool(found.reason)


def test_texts_that_differ_in_digits_alone_are_read_as_if_they_were_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shapes: dict[object, object] = {}
    monkeypatch.setattr(robust, "_SHAPES", shapes)
    known = 0
    for seed in range(2_000):
        random = Random(seed)
        text = Rendering.of(seed).text
        other = "".join(random.choice("0123456789") if c in "0123456789" else c for c in text)
        alone = read_windows(other, duration=60.0)
        shapes.clear()
        read_windows(text, duration=60.0)
        known += bool(shapes)
        assert read_windows(other, duration=60.0) == alone, (text, other)
        shapes.clear()
    assert known > 500
