import pytest

from t3data.scenes import alternatives, describe, find_edits, replace_value
from t3data.types import Caption


def scene(text):
    return describe(Caption(text, "1", "test"))


def test_a_scene_lists_each_thing_once():
    found = scene("A black cat sleeps on a wooden chair. The cat is beside a cat toy.")

    assert sorted(found.items) == ["a black cat", "a cat toy", "a wooden chair"]


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("A red balloon floats over a field.", "A blue balloon floats over a field."),
        ("There is a red umbrella.", "There is a blue umbrella."),
        ("Red curtains hang there.", "Blue curtains hang there."),
    ],
)
def test_an_edit_changes_one_word(text, edited):
    edits = {edit.after: edit.text for edit in find_edits(text)}

    assert edits["blue"] == edited


def test_an_edit_mends_the_article():
    edits = {e.after: e.text for e in find_edits("A green apple lies on an empty shelf.")}

    assert edits["orange"] == "An orange apple lies on an empty shelf."
    assert edits["full"] == "A green apple lies on a full shelf."


@pytest.mark.parametrize(
    "text",
    [
        "A red balloon and a red car.",  # the value comes twice
        "A red balloon. The balloon is old.",  # more is said about the thing
        "A dark red balloon.",  # the value is qualified
        "A red and white balloon.",  # there are two values
        "A glass of orange juice.",  # the value is part of the name
        "An old man.",  # people are left as they are
        "A full glass of water.",  # "empty glass of water" would be odd
        "A balloon that is red.",  # not directly before the thing
    ],
)
def test_nothing_is_edited_where_the_rest_would_no_longer_fit(text):
    assert find_edits(text) == ()


def test_values_that_look_alike_are_never_alternatives():
    assert "orange" not in alternatives("color", "red")
    assert "blue" in alternatives("color", "red")
    assert alternatives("opening", "open") == ["closed"]


def test_a_value_is_replaced_only_where_its_place_is_unique():
    assert replace_value("a red car", "red", "blue", "car") == "a blue car"
    assert replace_value("a red car, a red car", "red", "blue", "car") is None
    assert replace_value("a covered cart", "red", "blue", "car") is None
    assert replace_value("a red carpet", "red", "blue", "car") is None
