"""Each shape in which general data comes, by hand and in the real files."""

import json
from typing import Any

import msgspec
import pytest
from shared_data import shared

from mixes.shapes.read import read_row
from mixes.shapes.row import Row, UnfitRowError
from t3data.records import Record, open_files
from t3data.types import Place, Reject

ASK = {"from": "human", "value": "q"}
TELL = {"from": "gpt", "value": "a"}


def read(row: Any) -> Row:
    raw = json.dumps(row).encode()
    return read_row(Record(Place("x.json", 0, 0), len(raw), raw))


def turns(row: Row) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.value) for turn in row.turns]


def refusal(row: Any) -> tuple[str, str]:
    with pytest.raises(UnfitRowError) as raised:
        read(row)
    return raised.value.refusal.reason, raised.value.refusal.detail


def test_llava_rows() -> None:
    row = read({"id": 7, "image": "a.jpg", "conversations": [ASK, TELL]})
    assert (row.id, row.images, row.videos, row.task, row.meta) == ("7", ("a.jpg",), (), "", "{}")
    assert turns(row) == [("human", "q"), ("gpt", "a")]
    assert read({"image": ["a", "b"], "conversations": [ASK, TELL]}).images == ["a", "b"]
    assert read({"images": ["a"], "conversations": [ASK, TELL]}).images == ["a"]
    assert read({"video": "v.mp4", "conversations": [ASK, TELL]}).videos == ("v.mp4",)
    assert read({"id": "", "image": "", "conversations": [ASK, TELL]}).id is None


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("user", "human"),
        ("Human", "human"),
        ("assistant", "gpt"),
        ("chatgpt", "gpt"),
        ("SYSTEM", "system"),
        ("tool", "observation"),
        ("function_call", "function_call"),
    ],
)
def test_speakers_have_many_names(name: str, speaker: str) -> None:
    assert turns(read({"conversations": [{"from": name, "value": "q"}]})) == [(speaker, "q")]
    assert turns(read({"messages": [{"role": name, "content": "q"}]})) == [(speaker, "q")]


def test_what_stands_beside_the_turns_is_kept() -> None:
    row = read({"system": "Be brief.", "tools": "[1]", "conversations": [ASK, TELL]})
    assert turns(row) == [("system", "Be brief."), ("human", "q"), ("gpt", "a")]
    assert json.loads(row.meta) == {"tools": "[1]"}
    # Fields of general data that happen to be called like ours are not taken for ours.
    other = read({"task": "vqa", "meta": "page 3", "conversations": [ASK, TELL]})
    assert (other.task, other.meta) == ("", "{}")
    own = read({"task": "order_list", "meta": '{"v": 1}', "conversations": [ASK, TELL]})
    assert (own.task, own.meta) == ("order_list", '{"v": 1}')


def test_other_key_names_of_turns() -> None:
    rows = [{"role": "user", "content": "q"}, {"speaker": "assistant", "text": "a"}]
    assert turns(read({"conversations": rows})) == [("human", "q"), ("gpt", "a")]


def test_openai_messages_with_typed_parts() -> None:
    parts = [
        {"type": "image_url", "image_url": {"url": "a.jpg"}},
        {"type": "text", "text": "What? "},
        {"type": "video", "video": "v.mp4"},
        "And?",
    ]
    row = read({"messages": [{"role": "user", "content": parts}]})
    assert turns(row) == [("human", "<image>What? <video>And?")]
    assert (row.images, row.videos) == (["a.jpg"], ["v.mp4"])


def test_places_that_the_text_marks_already_are_kept() -> None:
    parts = [
        {"type": "image_url", "image_url": {"url": "a.jpg"}},
        {"type": "image_url", "value": "b.jpg"},
        {"type": "text", "text": "Is <IMG_CONTEXT> like <image>?"},
    ]
    row = read({"messages": [{"role": "user", "content": parts}]})
    assert turns(row) == [("human", "Is <image> like <image>?")]
    assert row.images == ["a.jpg", "b.jpg"]


def test_tool_calls_become_function_calls() -> None:
    call = {"type": "function", "function": {"name": "f", "arguments": '{"x": 1}'}}
    row = read({"messages": [{"role": "assistant", "content": None, "tool_calls": [call]}]})
    assert [turn.speaker for turn in row.turns] == ["function_call"]
    assert json.loads(row.turns[0].value) == {"name": "f", "arguments": {"x": 1}}


def test_alpaca_rows() -> None:
    row = read({"instruction": "Add.", "input": "1 2", "output": "3", "history": [["a", "b"]]})
    assert turns(row) == [("human", "a"), ("gpt", "b"), ("human", "Add.\n1 2"), ("gpt", "3")]
    assert turns(read({"instruction": "Add.", "input": "", "response": "3"}))[0] == (
        "human",
        "Add.",
    )


def test_questions_with_and_without_passages() -> None:
    assert turns(read({"question": "q", "answer": "a", "image": "x"})) == [
        ("human", "q"),
        ("gpt", "a"),
    ]
    expected = (
        "Read the passages and answer the question.\n\nRome: It is old. It is big.\n\nQuestion: q"
    )
    lists = {"_id": "5a", "question": "q", "answer": "a"}
    official = read({**lists, "context": [["Rome", ["It is old.", " It is big."]]]})
    hub = read(
        {**lists, "context": {"title": ["Rome"], "sentences": [["It is old.", " It is big."]]}}
    )
    assert turns(official)[0] == turns(hub)[0] == ("human", expected)
    assert official.id == "5a"


@pytest.mark.parametrize(
    ("row", "reason", "words"),
    [
        ([], "wrong_type", "expected an object"),
        ({"a": 1}, "unknown_shape", "found 'a'; expected one of 'conversations', 'messages'"),
        ({"conversations": "x"}, "wrong_type", "conversations is text, expected a list of turns"),
        ({"conversations": [5]}, "wrong_type", r"conversations\[0\] is a number"),
        (
            {"conversations": [ASK, {"from": "gpt", "value": None}]},
            "wrong_type",
            r"conversations\[1\].value is null, expected text",
        ),
        ({"conversations": [{"value": "q"}]}, "missing_key", r"conversations\[0\] has no 'from'"),
        (
            {"conversations": [{"from": "martian", "value": "q"}]},
            "unknown_speaker",
            "turn 0 is by 'martian'",
        ),
        ({"messages": [{"role": "user"}]}, "missing_key", r"messages\[0\] has no 'content'"),
        ({"messages": {}}, "wrong_type", "messages is an object"),
        (
            {"messages": [{"role": "user", "content": [{"type": "audio"}]}]},
            "unknown_part",
            "'audio'",
        ),
        ({"instruction": "x"}, "missing_key", "neither 'output' nor 'response'"),
        ({"question": "x"}, "missing_key", "no 'answer'"),
        ({"question": "x", "answer": ["y"]}, "wrong_type", "answer is a list, expected text"),
        ({"image": 5, "conversations": [ASK, TELL]}, "wrong_type", "image is a number"),
        (
            {"image": {"bytes": "..."}, "conversations": [ASK, TELL]},
            "embedded_media",
            "write the media out first",
        ),
        (
            {"image": "data:image/png;base64,xx", "messages": []},
            "embedded_media",
            "data: URL",
        ),
        (
            {"videos": [["f1.jpg", "f2.jpg"]], "conversations": [ASK, TELL]},
            "wrong_type",
            "videos is a list",
        ),
    ],
)
def test_rows_that_do_not_fit_say_where(row: Any, reason: str, words: str) -> None:
    found, detail = refusal(row)
    assert found == reason
    assert pytest.importorskip("re").search(words, detail), detail


def test_nesting_has_its_limits() -> None:
    raw = b'{"conversations":' + b"[" * 5000 + b"]" * 5000 + b"}"
    with pytest.raises(UnfitRowError, match="nested"):
        read_row(Record(Place("x", 0, 0), len(raw), raw))


@pytest.mark.parametrize(
    ("file", "rows", "turn_count"),
    [
        ("stablellava/llava_format/stablellava_7916.json", 7916, 2 * 7916),
        ("vlm_r1_gui/gui_multi-image.jsonl", 1797, 2 * 1797),
        ("gpteacher/roleplay-instruct.json", 1923, 2 * 1923),
        ("llamafactory_demo/mllm_demo.json", 6, 24),
        ("llamafactory_demo/mllm_video_demo.json", 3, 6),
        ("llamafactory_demo/glaive_toolcall_en_demo.json", 300, None),
        ("xtuner_openai_style/mllm_sft_text_example_data.jsonl", 200, None),
        ("xtuner_openai_style/mllm_sft_multi_image_example_data.jsonl", 11, None),
        ("xtuner_openai_style/mllm_sft_video_example_data.jsonl", 10, None),
        ("qwen_vl_finetune_demo/video.json", 3, 6),
        ("hotpotqa_distractor_sample/hotpot_dev_distractor_first.json", 53, 106),
    ],
)
def test_real_files_are_read_to_the_last_row(file: str, rows: int, turn_count: int | None) -> None:
    found = [read_row(record) for record in good_records(file)]
    assert len(found) == rows
    if turn_count is not None:
        assert sum(len(row.turns) for row in found) == turn_count
    assert all(turn.value for row in found for turn in row.turns)
    for row in found:
        marks = sum(turn.value.count("<image>") for turn in row.turns)
        if "vlm_r1_gui" not in file:
            assert marks == len(row.images)
        msgspec.json.decode(row.meta)


def good_records(file: str) -> list[Record]:
    records = [item for each in open_files([shared(file)]) for item in each.rows()]
    assert not any(isinstance(item, Reject) for item in records)
    return [item for item in records if isinstance(item, Record)]


def test_llava_video_marks_its_videos_with_image() -> None:
    asked = {"from": "human", "value": "<image>\nWhat happens?"}
    row = read({"video": "v.mp4", "conversations": [asked, TELL]})
    assert turns(row) == [("human", "<video>\nWhat happens?"), ("gpt", "a")]
    # Two marks for one video, or a picture beside it: nothing is guessed.
    twice = {"from": "human", "value": "<image><image> q"}
    assert turns(read({"video": "v", "conversations": [twice, TELL]}))[0][1] == "<image><image> q"
    both = read({"video": "v", "image": "i", "conversations": [asked, TELL]})
    assert turns(both)[0][1] == "<image>\nWhat happens?"
