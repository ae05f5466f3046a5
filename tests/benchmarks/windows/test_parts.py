"""Single parts of a convention set otherwise."""

import pytest

from benchmarks.windows.conventions import CONVENTIONS, STRICT, TARO, Convention
from benchmarks.windows.parts import SETTABLE, named, with_parts
from t3data.errors import UsageError


def test_parts_are_set_and_told() -> None:
    found = with_parts(STRICT, ["operator=>", "parser=taro", "decimals=3", "average=true"])
    assert (found.operator, found.parser, found.decimals, found.average) == (">", "taro", 3, True)
    assert found.name == "strict, operator=>, parser=taro, decimals=3, average=true"
    assert found.denominator == STRICT.denominator


def test_nothing_asked_is_the_convention_itself() -> None:
    assert with_parts(STRICT, []) is STRICT


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("operator=<", "expected one of >=, >"),
        ("colour=red", "expected NAME=VALUE with one of parser"),
        ("operator", "expected NAME=VALUE"),
        ("name=mine", "expected NAME=VALUE"),
        ("scale=much", "expected a number"),
        ("average=yes", "expected true or false"),
        ("parser=mine", "there is no parser 'mine'"),
    ],
)
def test_what_cannot_be_set_is_said(part: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        with_parts(STRICT, [part])


@pytest.mark.parametrize("name", SETTABLE)
@pytest.mark.parametrize("convention", CONVENTIONS.values(), ids=lambda one: one.name)
def test_every_part_of_every_convention_can_be_written_down(
    convention: Convention, name: str
) -> None:
    value = getattr(convention, name)
    if value is not None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        assert getattr(with_parts(convention, [f"{name}={text}"]), name) == value


def test_a_name_tells_its_convention() -> None:
    rule = with_parts(STRICT, ["operator=>", "which=last"])
    assert named(rule.name) == rule
    assert named("taro") is TARO
    assert named("official") is None
