"""Rows as a person reads them: wrapped, nothing lost, no escape sequence let through."""

import json

import click
import pytest

from cli.reading import as_json, for_reader
from t3data.types import Example, Turn

META = {
    "v": 1,
    "timeline": "s/1",
    "kind": "timed",
    "scale": 2,
    "format": "lettered",
    "captions": ["a", "b"],
    "answer": 0,
    "evidence": {"relation": "longest", "events": [1, 0]},
}


def example(value: str = "Which is longer?\n(A) a\n(B) b", **changes: object) -> Example:
    row = {
        "id": "t3-1",
        "conversations": (Turn("human", value), Turn("gpt", "(A) a")),
        "source": "s",
        "task": "duration",
        "n_tokens": 41,
        "meta": json.dumps(META),
    }
    return Example(**{**row, **changes})  # type: ignore[arg-type]


def plain(row: Example, monkeypatch: pytest.MonkeyPatch, columns: int = 60) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    return click.unstyle(for_reader(row)).split("\n")


def test_a_t3_row_with_all_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain(example(), monkeypatch) == [
        "━━ t3-1 " + "━" * 52,
        "duration · s · timed, 2x, lettered · 41 tokens",
        "",
        "HUMAN",
        "  Which is longer?",
        "  (A) a",
        "  (B) b",
        "",
        "ANSWER",
        "  (A) a",
        "",
        "EVIDENCE",
        '  relation: "longest"',
        "  events: [1, 0]",
        "",
    ]


def test_a_general_row_with_media(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = (Turn("system", "Be brief."), Turn("human", "<image>\nWhat?"), Turn("gpt", "A cup."))
    row = example(conversations=turns, task="", meta="{}", images=("a.jpg",), n_tokens=-1)
    assert plain(row, monkeypatch) == [
        "━━ t3-1 " + "━" * 52,
        "s · 1 image",
        *("", "SYSTEM", "  Be brief."),
        *("", "HUMAN", "  <image>", "  What?"),
        *("", "ANSWER", "  A cup.", ""),
    ]


def test_long_lines_wrap_without_losing_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    lines = plain(example(words), monkeypatch, columns=50)
    assert max(map(len, lines)) <= 50
    start = lines.index("HUMAN") + 1
    assert " ".join(" ".join(lines[start : lines.index("ANSWER")]).split()) == words


def test_a_word_longer_than_the_line_is_cut_into_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = plain(example("z" * 200), monkeypatch, columns=50)
    assert "".join(lines).count("z") == 200


def test_control_characters_are_shown_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = plain(example("a\x1b[2Jb\x07 \u202ec\td \udc80"), monkeypatch)
    assert lines[4] == r"  a\x1b[2Jb\x07 \x202ec   d \udc80"


def test_json_is_one_line_that_holds_the_whole_row() -> None:
    line = as_json(example("two\nlines", images=("a.jpg",)))
    assert "\n" not in line
    assert json.loads(line) == {
        "id": "t3-1",
        "conversations": [
            {"from": "human", "value": "two\nlines"},
            {"from": "gpt", "value": "(A) a"},
        ],
        "images": ["a.jpg"],
        "videos": [],
        "source": "s",
        "task": "duration",
        "n_tokens": 41,
        "meta": META,
    }
