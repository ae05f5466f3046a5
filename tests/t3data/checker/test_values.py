"""The table of attribute values holds together, and says what a reader would."""

import pytest

from t3data.checker.values import (
    _BROAD,
    _GROUPS,
    _NEAR,
    attributes_named,
    have,
    same_value,
)


def test_near_pairs_name_groups_of_one_attribute() -> None:
    heads = [{group.split("|")[0] for group in groups} for groups in _GROUPS.values()]
    for pair in _NEAR:
        one, other = pair.split()
        assert any(one in group and other in group for group in heads), pair


def test_broad_names_cover_known_attributes() -> None:
    for name, covered in _BROAD.items():
        assert set(covered.split()) <= set(_GROUPS), name


def test_no_word_is_in_two_groups_of_one_attribute() -> None:
    for attribute, groups in _GROUPS.items():
        words = [word for group in groups for word in group.split("|")]
        assert len(words) == len(set(words)), attribute


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("red", "red", True),
        ("Red", "red", True),
        ("big", "large", True),
        ("grey", "gray", True),
        ("red", "blue", False),
        ("open", "closed", False),
        ("red", "orange", None),
        ("hot", "warm", None),
        ("red", "large", None),
        ("mauve", "red", None),
        ("mauve", "mauve", True),
    ],
)
def test_same_value(one: str, other: str, expected: bool | None) -> None:
    assert same_value(one, other) is expected
    assert same_value(other, one) is expected


def test_names_of_attributes() -> None:
    assert have("color", "red")
    assert have("size", "tall")
    assert have("opening", "closed")
    assert have("lighting", "unlit")
    assert not have("color", "large")
    assert not have("size", "red")
    assert attributes_named("flavour") == frozenset()
