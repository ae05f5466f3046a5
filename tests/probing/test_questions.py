"""Questions about clips: every category has its option, rotations map back, draws are balanced."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probing.questions import (
    QUESTIONS,
    chosen_option,
    items,
    letters,
    question_of,
    question_text,
    shown_options,
    true_place,
)
from probing.suite.aspects import ASPECTS
from probing.suite.read import Suite
from probing.types import Clip, Item, Segment


def clip(aspect: str, category: str, number: int = 0, split: str = "val") -> Clip:
    return Clip(
        id=f"{category}_{number:04d}",
        aspect=aspect,
        split="train" if split == "train" else "val",
        category=category,
        path=f"{aspect}/{split}/{category}/{number:04d}.mp4",
        source=str(number),
        duration=6.0,
        segments=(Segment(0.0, 6.0, "A cat.", "cat"),),
    )


def suite(count: int) -> Suite:
    clips = [
        clip(aspect, category, number, split)
        for aspect in ("order", "order_3", "needle")
        for split in ("train", "val")
        for category in ASPECTS[aspect].categories
        for number in range(count)
    ]
    return Suite(Path("suite"), tuple(clips), official=False)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_the_options_of_a_question_are_the_categories_in_their_order(aspect: str) -> None:
    assert tuple(QUESTIONS[aspect].options) == ASPECTS[aspect].categories
    texts = list(QUESTIONS[aspect].options.values())
    assert len(set(texts)) == len(texts)
    for place, category in enumerate(ASPECTS[aspect].categories):
        assert question_of(clip(aspect, category)).answer == place


def test_the_prompt_of_six_options() -> None:
    item = question_of(clip("order_3", "bloom_people_cats"))
    assert question_text(item) == (
        "In which order are the three shown in the video?\n"
        "(A) the cat, then the person, then the flower\n"
        "(B) the cat, then the flower, then the person\n"
        "(C) the person, then the cat, then the flower\n"
        "(D) the person, then the flower, then the cat\n"
        "(E) the flower, then the person, then the cat\n"
        "(F) the flower, then the cat, then the person\n"
        "Answer with the letter of the right option only."
    )
    assert letters(item) == ("A", "B", "C", "D", "E", "F")
    assert letters(item)[true_place(item)] == "E"


def test_a_rotated_prompt() -> None:
    item = question_of(clip("grounding_cats", "begin"))
    assert question_text(item, 1) == (
        "When does the video show a cat?\n"
        "(A) in the middle third\n"
        "(B) in the last third\n"
        "(C) in the first third\n"
        "Answer with the letter of the right option only."
    )
    assert true_place(item, 1) == 2


@given(st.integers(2, 6), st.integers(0, 5), st.integers(0, 11))
def test_a_rotation_maps_back(count: int, answer: int, rotation: int) -> None:
    options = tuple(f"option {number}" for number in range(count))
    item = Item(clip("order", "cats_people"), "Which?", options, answer % count)
    shown = shown_options(item, rotation)
    assert sorted(shown) == sorted(options)
    for place, text in enumerate(shown):
        assert options[chosen_option(item, place, rotation)] == text
    assert shown[true_place(item, rotation)] == options[item.answer]


def test_over_all_rotations_the_truth_stands_at_every_letter_once() -> None:
    item = question_of(clip("order_3", "cats_bloom_people"))
    assert sorted(true_place(item, rotation) for rotation in range(6)) == list(range(6))


def test_all_items_of_val_in_suite_order() -> None:
    asked = items(suite(2))
    assert [item.clip.aspect for item in asked] == ["order"] * 4 + ["order_3"] * 12 + ["needle"] * 8
    assert {item.clip.split for item in asked} == {"val"}
    assert asked[0].id == "order/cats_people_0000"
    assert {item.clip.split for item in items(suite(2), ["order"], split="train")} == {"train"}


@given(st.integers(0, 40), st.integers(0, 3))
def test_a_draw_is_balanced_and_part_of_any_larger_draw(n: int, seed: int) -> None:
    whole = suite(5)
    drawn = items(whole, ["order_3"], n=n, seed=seed)
    assert len(drawn) == min(n, 30)
    counts = Counter(item.clip.category for item in drawn)
    shares = [counts[category] for category in ASPECTS["order_3"].categories]
    assert max(shares) - min(shares) <= 1
    larger = {item.id for item in items(whole, ["order_3"], n=n + 1, seed=seed)}
    assert {item.id for item in drawn} <= larger
    assert drawn == items(whole, ["order_3"], n=n, seed=seed)


def test_the_seed_decides_the_draw() -> None:
    draws = {tuple(i.id for i in items(suite(9), ["order"], n=6, seed=seed)) for seed in range(5)}
    assert len(draws) > 1
