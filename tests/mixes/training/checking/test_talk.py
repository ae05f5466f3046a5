"""Types as dataclasses declare them against values as YAML gives them."""

import subprocess
import sys
from enum import Enum
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Literal, Optional, Union

import pytest

import mixes.training.checking

PATH = Path(mixes.training.checking.__file__).parent / "inside" / "t3_inside_talk.py"


class Strategy(Enum):
    NO = "no"
    STEPS = "steps"


@pytest.fixture(scope="module")
def talk() -> Any:
    """The module, loaded without its turning of stdout."""
    source = PATH.read_text().replace("os.dup2(2, 1)", "").replace("os.dup(1)", "1")
    spec = spec_from_file_location("t3_inside_talk", PATH)
    assert spec is not None
    module = module_from_spec(spec)
    exec(compile(source, str(PATH), "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(
    ("value", "hint", "fits"),
    [
        (1, int, True),
        (True, int, False),
        (1.0, int, False),
        ("1", int, False),
        (1, float, True),
        (1e-5, float, True),
        ("1e-5", float, False),
        (True, float, False),
        (True, bool, True),
        ("true", bool, False),
        (1, bool, False),
        ("x", str, True),
        (None, str, False),
        (None, Optional[str], True),  # noqa: UP045
        (None, str | None, True),
        ({"a": 1}, Union[dict, str, None], True),  # noqa: UP007
        ([1], Union[dict, str, None], False),  # noqa: UP007
        ("sft", Literal["sft", "dpo"], True),
        ("sfft", Literal["sft", "dpo"], False),
        (["a"], list[str], True),
        ("a", list[str], False),
        ([1], list[str], False),
        ("steps", Strategy | str, True),
        ("steps", Strategy, True),
        ("step", Strategy, False),
        (object(), Any, True),
        ("x", "ForwardReference", True),
    ],
)
def test_values_and_types(talk: Any, value: Any, hint: Any, fits: bool) -> None:
    assert talk.fits(value, hint) is fits


def test_types_in_words(talk: Any) -> None:
    assert talk.described(int | None) == "a whole number or null"
    assert talk.described(Literal["sft", "dpo"]) == "one of sft, dpo"
    assert talk.described(Strategy) == "one of no, steps"
    assert talk.one_line("a\n  b") == "a b"
    assert len(talk.one_line("x" * 9999)) < 400


def test_what_a_framework_prints_is_no_answer(tmp_path: Path) -> None:
    script = tmp_path / "noisy.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(PATH.parent)!r})\n"
        "import t3_inside_talk as talk\n"
        "print('hello'); import os; os.system('echo shell'); talk.emit('one', text='\\ud800')\n"
    )
    ended = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert ended.stdout == '{"event": "one", "text": "\\ud800"}\n'
    assert "hello" in ended.stderr
    assert "shell" in ended.stderr


@pytest.mark.parametrize(
    ("seen", "missing", "said"),
    [
        (0, [], []),
        (
            2,
            [],
            [
                {"text": "2 media files are there"},
                {"text": "whether images and videos can be decoded"},
            ],
        ),
        (
            2,
            ["a.jpg (row 3)"],
            [
                {
                    "place": "media_dir",
                    "message": "1 of 2 media files are not there, first a.jpg (row 3)",
                    "remedy": "set it to the directory that the paths in the rows begin from",
                },
                {"text": "whether images and videos can be decoded"},
            ],
        ),
    ],
)
def test_what_is_said_of_media_files(
    talk: Any, monkeypatch: pytest.MonkeyPatch, seen: int, missing: list[str], said: list[Any]
) -> None:
    events: list[Any] = []
    monkeypatch.setattr(talk, "emit", lambda _, **fields: events.append(fields))
    talk.media("media_dir", "set it", seen, missing)
    assert events == said


def test_a_model_with_a_name_that_no_file_can_have(
    talk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts: list[str] = []
    monkeypatch.setattr(talk, "emit", lambda _, text: texts.append(text))
    for model in (str(tmp_path), "x" * 9999, "a\0b"):
        talk.weights(model)
    assert texts[0] == f"the weights in {tmp_path}: they are not loaded here"
    assert all("not a directory here" in text for text in texts[1:])
