import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mixes.training.request import FRAMEWORKS, Framework
from mixes.training.settings import (
    Group,
    Setting,
    accepted_keys,
    check_keys,
    overridden,
    read_settings,
    values_of,
    yaml_value,
)
from t3data.errors import UsageError

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), TEXT, st.floats(allow_nan=False, allow_infinity=False)
)


@given(st.one_of(VALUES, st.lists(VALUES), st.dictionaries(TEXT, VALUES)))
def test_yaml_reads_every_value_back(value: Any) -> None:
    text = yaml_value(value)
    assert "\n" not in text
    found = yaml.safe_load(f"key: {text}")["key"]
    if isinstance(value, float):
        assert isinstance(found, float)
        assert math.isclose(found, value, rel_tol=0, abs_tol=0)
    elif not isinstance(value, list | dict):
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-5, "1.0e-05"),
        (2.5e-6, "2.5e-06"),
        (0.05, "0.05"),
        (True, "true"),
        (None, "null"),
        ("qwen2_vl", "qwen2_vl"),
        ("no", '"no"'),
        ("a: b # c", '"a: b # c"'),
        ("/media/😀 it's", '"/media/😀 it\'s"'),
        (".", "."),
    ],
)
def test_values_look_as_a_person_writes_them(value: Any, text: str) -> None:
    assert yaml_value(value) == text


def test_values_of_set_are_yaml() -> None:
    given = ("a=1", "b=true", "c=null", "d=2e-5", "e=x=y", "f=[q, v]", "g='7'", "h=")
    assert read_settings(given) == {
        "a": 1,
        "b": True,
        "c": None,
        "d": 2e-5,
        "e": "x=y",
        "f": ["q", "v"],
        "g": "7",
        "h": None,
    }


@pytest.mark.parametrize("text", ["", "key", "=1", "key: 1", "key=[1", "key=2024-01-01"])
def test_set_takes_nothing_else(text: str) -> None:
    with pytest.raises(UsageError, match=r"^--set "):
        read_settings((text,))


def test_settings_replace_ours_in_their_place() -> None:
    groups = (
        Group("model", (Setting("a", 1, "why"), Setting("b", 2))),
        Group("data", (Setting("c", 3),)),
    )
    assert overridden(groups, {"a": 9, "c": None, "new": "x", "gone": None}) == (
        Group("model", (Setting("a", 9), Setting("b", 2))),
        Group("set by you", (Setting("new", "x"),)),
    )
    assert values_of(groups) == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize(
    ("framework", "key", "message"),
    [
        ("llamafactory", "learning_rat", "is it learning_rate?"),
        ("llamafactory", "evaluation_strategy", "is it eval_strategy?"),
        ("llamafactory", "image_resolution", "is it image_max_pixels?"),
        ("ms-swift", "sft_type", "is it tuner_type?"),
        ("ms-swift", "NFRAMES", "is it FPS_MAX_FRAMES?"),
        ("llamafactory", "MAX_PIXELS", "it is a key of ms-swift"),
        ("longva", "zzzzzz", "see its documentation"),
    ],
)
def test_unknown_keys_are_refused_with_the_nearest(
    framework: Framework, key: str, message: str
) -> None:
    with pytest.raises(UsageError, match=f"--set {key}: {framework} has no such key; ") as refused:
        check_keys(framework, {key: 1})
    assert str(refused.value).endswith(message)


def test_keys_that_are_known_pass() -> None:
    check_keys("llamafactory", {"use_cpu": True, "deepspeed": None, "max_steps": 3})
    check_keys("ms-swift", {"MAX_PIXELS": 1, "max_length": 5120, "strict": False})
    check_keys("longva", {"frames_upbound": 8, "save_steps": 3})
    assert all(len(accepted_keys(framework)) > 150 for framework in FRAMEWORKS)


def test_json_values_are_yaml_values() -> None:
    value = {"a": [1, "é", None], "b": {"c": 1.5}}
    assert yaml.safe_load(yaml_value(value)) == json.loads(json.dumps(value))
