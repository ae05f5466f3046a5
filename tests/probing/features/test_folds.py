"""The halves of a split: nothing in common, every answer in both."""

from collections import Counter

import pytest

from probing.features.folds import FEWEST, two_folds
from probing.types import Clip, Item
from t3data.seeding import keyed_rng


def item(source: str, answer: int, number: int = 0) -> Item:
    name = f"{source} {answer} {number}"
    clip = Clip(name, "order", "val", str(answer), name, source, 4.0, ())
    return Item(clip, "Which?", ("a", "b", "c"), answer)


def suite(sources: int, answers: int = 2, each: int = 1) -> list[Item]:
    """As ours: every source shows every answer."""
    return [
        item(f"s{s}", answer, number)
        for answer in range(answers)
        for s in range(sources)
        for number in range(each)
    ]


def official(*counts: int) -> list[Item]:
    """As the official layout is read: every clip is a source of its own."""
    return [item(f"{a} {s}", a) for a, count in enumerate(counts) for s in range(count)]


@pytest.mark.parametrize(
    ("items", "there"),
    [
        (suite(2 * FEWEST), True),
        (suite(2 * FEWEST - 1), False),
        (suite(FEWEST, each=5), False),
        (official(8, 8, 8), True),
        (official(8, 9, 8), True),
        (official(8, 7, 8), False),
        (suite(1, each=100), False),
    ],
)
def test_every_answer_needs_four_sources_in_each_half(items: list[Item], there: bool) -> None:
    assert (two_folds(items) is not None) == there


@pytest.mark.parametrize("seed", range(20))
def test_halves_depend_on_names_alone_and_differ_by_one_source(seed: int) -> None:
    rng = keyed_rng("folds", seed)
    sources = 8 + rng.below(33)
    items = suite(sources, answers=2 + rng.below(2), each=1 + rng.below(3))
    half = two_folds(items)
    assert two_folds(rng.sample(items, len(items))) == half
    assert half is not None
    assert set(half) == {f"s{s}" for s in range(sources)}
    assert abs(Counter(half.values())[0] - Counter(half.values())[1]) <= 1


@pytest.mark.parametrize("seed", range(20))
def test_clips_without_relatives_are_dealt_answer_by_answer(seed: int) -> None:
    rng = keyed_rng("official folds", seed)
    counts = [8 + rng.below(23) for _ in range(2 + rng.below(3))]
    half = two_folds(official(*counts))
    assert half is not None
    for answer in range(len(counts)):
        dealt = Counter(h for source, h in half.items() if source.startswith(f"{answer} "))
        assert abs(dealt[0] - dealt[1]) <= 1


@pytest.mark.parametrize("seed", range(200))
def test_there_is_enough_in_both_halves_or_no_control(seed: int) -> None:
    rng = keyed_rng("any folds", seed)
    shown = [(rng.below(24), rng.below(3)) for _ in range(1 + rng.below(120))]
    items = [item(f"s{source}", answer, n) for n, (source, answer) in enumerate(shown)]
    half = two_folds(items)
    of_answer = {answer: {s for s, other in shown if other == answer} for _, answer in shown}
    if half is None:
        # Three times the least that there must be leaves room for any way of dealing.
        assert min(map(len, of_answer.values())) < 3 * 2 * FEWEST
        return
    assert set(half) == {one.clip.source for one in items}
    for sources in of_answer.values():
        dealt = Counter(half[f"s{source}"] for source in sources)
        assert min(dealt[0], dealt[1]) >= FEWEST
