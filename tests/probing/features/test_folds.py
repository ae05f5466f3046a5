"""The halves of a split: nothing in common, every answer in both."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probing.features.folds import FEWEST, two_folds
from probing.types import Clip, Item


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


@given(st.integers(8, 40), st.integers(2, 3), st.integers(1, 3), st.randoms())
def test_halves_depend_on_names_alone_and_differ_by_one_source(
    sources: int, answers: int, each: int, random: object
) -> None:
    items = suite(sources, answers, each)
    half = two_folds(items)
    random.shuffle(items)  # type: ignore[attr-defined]
    assert two_folds(items) == half
    assert half is not None
    assert set(half) == {f"s{s}" for s in range(sources)}
    assert abs(Counter(half.values())[0] - Counter(half.values())[1]) <= 1


@given(st.lists(st.integers(8, 30), min_size=2, max_size=4))
def test_clips_without_relatives_are_dealt_answer_by_answer(counts: list[int]) -> None:
    half = two_folds(official(*counts))
    assert half is not None
    for answer in range(len(counts)):
        dealt = Counter(h for source, h in half.items() if source.startswith(f"{answer} "))
        assert abs(dealt[0] - dealt[1]) <= 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=120))
def test_whatever_the_sources_show_there_is_enough_in_both_halves_or_no_control(
    shown: list[tuple[int, int]],
) -> None:
    items = [item(f"s{source}", answer, n) for n, (source, answer) in enumerate(shown)]
    half = two_folds(items)
    sources = {a: {s for s, other in shown if other == a} for _, a in shown}
    if half is None:
        # A half with too few: never where every source shows every answer and there are enough.
        everywhere = all(len(one) == len({s for s, _ in shown}) for one in sources.values())
        assert not (everywhere and len(next(iter(sources.values()))) >= 2 * FEWEST)
        return
    assert set(half) == {one.clip.source for one in items}
    for known in sources.values():
        dealt = Counter(half[f"s{source}"] for source in known)
        assert min(dealt[0], dealt[1]) >= FEWEST
