from collections import Counter
from dataclasses import replace

import pytest
from clips_by_hand import item_of

from probing.asking.choosing import choose_aspects, choose_items
from t3data.errors import UsageError

KNOWN = ["order", "order_3", "grounding_people", "grounding_cats", "blooming", "brightness"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], KNOWN),
        (["order"], ["order", "order_3"]),
        (["order_3"], ["order_3"]),
        (["grounding", "order_3"], ["order_3", "grounding_people", "grounding_cats"]),
        (["attribute"], ["blooming", "brightness"]),
        (["shape"], ["blooming"]),
    ],
)
def test_names_and_groups(names: list[str], expected: list[str]) -> None:
    assert choose_aspects(names, KNOWN) == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ordr", "no aspect 'ordr' in this suite; did you mean order"),
        ("grounding_cat", "did you mean grounding_cats"),
        ("zzz", "there are order, order_3"),
    ],
)
def test_an_unknown_name(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        choose_aspects([name], KNOWN)


ITEMS = [
    item_of(*shows, stem=str(n), split=split)
    for shows in (("cat", "person"), ("person", "cat"))
    for split in ("val", "train")
    for n in range(10)
]


def test_categories_take_turns_and_only_val_is_asked() -> None:
    chosen = choose_items(ITEMS, ["order"], 7, seed=0)
    counts = Counter(item.clip.category for item in chosen)
    assert sorted(counts.values()) == [3, 4]
    assert {item.clip.split for item in chosen} == {"val"}


def test_a_larger_count_takes_the_same_and_more_in_whatever_order() -> None:
    few = choose_items(ITEMS, ["order"], 6, seed=3)
    assert choose_items(ITEMS[::-1], ["order"], 11, seed=3)[:6] == few
    assert len(choose_items(ITEMS, ["order"], None, seed=3)) == 20
    assert len(choose_items(ITEMS, ["order"], 999, seed=3)) == 20
    assert choose_items(ITEMS, ["order"], 6, seed=4) != few


def test_each_aspect_has_its_own_count() -> None:
    others = [replace(item, clip=replace(item.clip, aspect="needle")) for item in ITEMS]
    chosen = choose_items(ITEMS + others, ["needle", "order"], 4, seed=0)
    assert [item.clip.aspect for item in chosen] == ["needle"] * 4 + ["order"] * 4
