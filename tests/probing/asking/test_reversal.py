from dataclasses import replace
from itertools import permutations

import pytest
from clips_by_hand import clip_of, item_of

from probing.asking.reversal import answers_backwards
from probing.types import Item


def labelled(aspect: str, categories: str, shows: tuple[str, ...] = ()) -> list[Item]:
    """One item for each category, the n-th answered by option n."""
    names = categories.split()
    items = []
    for n, name in enumerate(names):
        clip = replace(clip_of(*(shows or (name,)), aspect=aspect), category=name, id=f"{name}_0")
        items.append(Item(clip, "?", tuple(names), n))
    return items


def answers(items: list[Item]) -> list[int | None]:
    found = answers_backwards(items)
    return [found.get(item.id) for item in items]


def test_labels_that_have_an_inverse() -> None:
    assert answers(labelled("blooming", "bloom bloom_reverse")) == [1, 0]
    assert answers(labelled("grounding_cats", "begin middle end")) == [2, 1, 0]
    assert answers(labelled("direction", "left right up down")) == [1, 0, 3, 2]
    assert answers(labelled("repetition", "2 3 4 5")) == [0, 1, 2, 3]
    hay = ("tree", "cat", "tree")
    assert answers(labelled("needle", "quarter_1 quarter_2 quarter_3 quarter_4", hay)) == [
        3,
        2,
        1,
        0,
    ]


def test_orders_by_name_where_nothing_is_known_of_the_scenes() -> None:
    order_3 = (
        "cats_people_bloom cats_bloom_people people_cats_bloom "
        "people_bloom_cats bloom_people_cats bloom_cats_people"
    )
    assert answers(labelled("order_3", order_3)) == [4, 3, 5, 1, 0, 2]
    assert answers(labelled("order", "cats_people people_cats")) == [1, 0]


@pytest.mark.parametrize("few", [False, True])
def test_what_is_at_the_begin_of_a_reversed_video_was_at_the_end(few: bool) -> None:
    things = ("person", "cat", "flower")
    items = [
        item_of(*shows, aspect="referring_begin", answer=things.index(shows[0]))
        for shows in permutations(things)
    ]
    found = answers_backwards(items[:-1] if few else items)
    for item in items[: len(found)]:
        assert found[item.id] == things.index(item.clip.segments[-1].shows)


def test_a_flower_among_others_is_no_blooming() -> None:
    items = labelled("referring_middle", "people cats bloom", ("", ""))
    assert answers_backwards(items) == {}
