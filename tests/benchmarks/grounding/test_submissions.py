"""Submissions of moments in every shape, there and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.charades_sta import CHARADES_STA
from benchmarks.contract import Prediction
from benchmarks.grounding.moments import moment, said
from benchmarks.grounding.submissions import (
    key_of,
    read_submission,
    write_keyed,
    write_submission,
)
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from t3data.errors import T3Error
from t3data.types import Reject

SAMPLES = [
    moment("0", "AB12", "person opens a door.", [(2.0, 12.5)], 30.0),
    moment("1", "AB12", "person sits down.", [(20.0, 24.0)], 30.0),
    moment("2", "CD34", "person opens a door.", [(0.0, 5.0)], 20.0),
    moment("3", "CD34", "person opens a door.", [(9.0, 12.0)], 20.0),
]
WINDOW = {"windows": [[1, 2]]}


def read(path: Path, held: Any) -> list[Prediction]:
    lines = isinstance(held, list) and path.suffix == ".jsonl"
    path.write_text("\n".join(map(json.dumps, held)) if lines else json.dumps(held))
    found = list(read_submission(path, SAMPLES))
    assert not any(isinstance(one, Reject) for one in found), found
    return [one for one in found if isinstance(one, Prediction)]


def test_timechat_and_trace(tmp_path: Path) -> None:
    nested = {"0": {"timestamp": [[1, 2]], "query": "person opens a door.", "vid": "AB12"}}
    flat = {"0": {"timestamp": [1, 2], "query": "person opens a door.", "vid": "AB12"}}
    for held in (nested, flat):
        assert read(tmp_path / "p.json", held) == [Prediction("0", "", "", WINDOW)]


def test_trace_without_the_key_is_left_out_and_with_an_empty_list_counts(tmp_path: Path) -> None:
    found = read(
        tmp_path / "p.json",
        {"0": {"timestamp": [[2, 12.5]]}, "1": {"timestamp": []}, "2": {"query": "x"}},
    )
    assert [one.reply for one in found] == ["", "", None]
    # Query 0 right, 1 empty, 2 without the key, 3 absent: TRACE has 1 of 2, ours 1 of 4.
    assert score(CHARADES_STA, SAMPLES, found, "trace").metrics["R@0.5"].score == 50.0
    assert score(CHARADES_STA, SAMPLES, found, "trace").score == 0.5
    assert score(CHARADES_STA, SAMPLES, found, "strict").score == 25.0


def test_trace_before_conversion(tmp_path: Path) -> None:
    row = {"video": "AB12.mp4", "id": 1, "scores": [[]], "captions": ["x"]}
    rows = [
        {**row, "timestamps": [[3.0], [1, 2], [5, 6]]},
        {**row, "id": 0, "timestamps": [[3.0]]},
    ]
    found = read(tmp_path / "p.json", rows)
    assert found[0] == Prediction("1", "", "", WINDOW)
    assert found[1].reply is None


def test_timechat_before_conversion(tmp_path: Path) -> None:
    row = {"vname": "CD34.mp4", "id": 2, "query": "x", "generated_cap": "1 - 2"}
    assert read(tmp_path / "p.json", [row]) == [Prediction("2", "1 - 2")]


def test_moment_detr(tmp_path: Path) -> None:
    lines = [{"qid": 5, "query": "Person sits down", "vid": "AB12", "pred_relevant_windows": []}]
    lines[0]["pred_relevant_windows"] = [[1, 2, 0.5], [3, 4, 0.9]]
    found = read(tmp_path / "p.jsonl", lines)
    # The number is of another count: video and query say which it is.
    assert found == [Prediction("1", "", "", {"windows": [[1, 2, 0.5], [3, 4, 0.9]]})]


def test_timelens_windows_come_before_text_and_lmms_eval_has_text_alone(tmp_path: Path) -> None:
    key = "AB12>>>person sits down.>>>[20.0, 24.0]"
    both = {key: {"timestamps": [[1, 2]], "answers": "from 3 to 4"}}
    assert read(tmp_path / "p.json", both) == [Prediction("1", "", "", WINDOW)]
    text = {key: {"answers": "from 3 to 4"}}
    assert read(tmp_path / "p.json", text) == [Prediction("1", "from 3 to 4")]
    assert read(tmp_path / "p.json", {key: "3 - 4"}) == [Prediction("1", "3 - 4")]


def test_copies_of_a_query_are_told_apart_by_gold_window_or_number(tmp_path: Path) -> None:
    keys = ["CD34>>>person opens a door.>>>[9.0, 12.0]", "CD34>>>person opens a door.>>>[0.0, 5.0]"]
    found = read(tmp_path / "p.json", dict.fromkeys(keys, "1 - 2"))
    assert [one.id for one in found] == ["3", "2"]
    entry = {"timestamp": [[1, 2]], "query": "person opens a door.", "vid": "CD34"}
    assert [one.id for one in read(tmp_path / "p.json", {"3": entry, "2": entry})] == ["3", "2"]


def test_ids_that_no_sample_has_stay(tmp_path: Path) -> None:
    found = read(tmp_path / "p.json", {"77": {"timestamp": [[1, 2]], "vid": "Z", "query": "q"}})
    assert found[0].id == "77"


def test_an_id_of_another_video_is_not_meant(tmp_path: Path) -> None:
    window = {"timestamp": [[1, 2]]}
    held = {
        "0": {**window, "query": "person flies.", "vid": "CD34"},
        "1": {**window, "query": "person sitts down.", "vid": "AB12.mp4"},
    }
    assert [one.id for one in read(tmp_path / "p.json", held)] == ["CD34>>>0", "1"]


def test_copies_that_nothing_tells_apart_come_in_order(tmp_path: Path) -> None:
    entry = {"timestamp": [[1, 2]], "query": "person opens a door.", "vid": "CD34"}
    assert [one.id for one in read(tmp_path / "p.json", {"x": entry, "y": entry})] == ["2", "3"]


@pytest.mark.parametrize("name", ["p.json", "p.jsonl", "keyed.json"])
def test_round_trip(tmp_path: Path, name: str) -> None:
    predictions = {one.id: said(one, one.answer) for one in SAMPLES[:3]}
    writer = write_keyed if name == "keyed.json" else write_submission
    writer(tmp_path / name, SAMPLES, predictions)
    found = read_predictions(tmp_path / name, CHARADES_STA, SAMPLES)
    assert found.format == "official"
    result = score(CHARADES_STA, SAMPLES, found.predictions, "strict")
    assert result.score == 75.0
    assert result.missing == (1 if name == "keyed.json" else 0)
    assert result.unparsed == 1 - result.missing


@pytest.mark.parametrize(
    ("name", "held"),
    [
        (
            "p.trace.json",
            {
                "0": {"timestamp": [1, 2.5], "query": "person opens a door.", "vid": "AB12"},
                "1": {"query": "person sits down.", "vid": "AB12"},
                "2": {"timestamp": [3, 4], "query": "person opens a door.", "vid": "CD34"},
            },
        ),
        (
            "p.timelens.json",
            {
                "AB12>>>person opens a door.>>>[2.0, 12.5]": {"answers": "from 1 to 2.5 seconds"},
                "AB12>>>person sits down.>>>[20.0, 24.0]": {"answers": "I cannot tell."},
                "CD34>>>person opens a door.>>>[0.0, 5.0]": {"timestamps": [[3, 4], [5, 6]]},
            },
        ),
        (
            "p.lmms-eval.json",
            {
                "AB12>>>person opens a door.>>>[2.0, 12.5]": "from 1 to 2.5 seconds",
                "AB12>>>person sits down.>>>[20.0, 24.0]": "I cannot tell.",
                "CD34>>>person opens a door.>>>[0.0, 5.0]": "3.0 - 4.0, 5.0 - 6.0",
            },
        ),
    ],
)
def test_other_shapes_by_name(tmp_path: Path, name: str, held: Any) -> None:
    replies = {
        "0": Prediction("0", "from 1 to 2.5 seconds"),
        "1": Prediction("1", "I cannot tell."),
        "2": Prediction("2", "", "", {"windows": [[3, 4], [5, 6]]}),
    }
    write_submission(tmp_path / name, SAMPLES, replies)
    assert json.loads((tmp_path / name).read_text()) == held
    found = read_predictions(tmp_path / name, CHARADES_STA, SAMPLES).predictions
    assert [one.id for one in found] == ["0", "1", "2"]
    assert score(CHARADES_STA, SAMPLES, found, "strict").metrics["mIoU"].score == (
        # .5 / 11.5 and 1 / 5, nothing of the second, none of the fourth.
        pytest.approx(100 * (0.5 / 11.5 + 1 / 5) / 4)
    )


@pytest.mark.parametrize(
    ("name", "held"),
    [
        (
            "p.trace-raw.json",
            [
                {"video": "AB12.mp4", "id": 0, "timestamps": [[1, 2.5]]},
                {"video": "AB12.mp4", "id": 1, "timestamps": []},
                {"video": "CD34.mp4", "id": 2, "timestamps": [[3, 4], [5, 6]]},
                {"video": "CD34.mp4", "id": 3, "timestamps": []},
            ],
        ),
        (
            "p.timechat-raw.json",
            [
                {"id": 0, "vname": "AB12.mp4", "generated_cap": "From 1 to 2.5 seconds"},
                {"id": 1, "vname": "AB12.mp4", "generated_cap": "I cannot tell."},
                {"id": 2, "vname": "CD34.mp4", "generated_cap": "3.0 - 4.0, 5.0 - 6.0"},
            ],
        ),
    ],
)
def test_files_before_conversion(tmp_path: Path, name: str, held: list[dict[str, Any]]) -> None:
    replies = {
        "0": Prediction("0", "From 1 to 2.5 seconds"),
        "1": Prediction("1", "I cannot tell."),
        "2": Prediction("2", "", "", {"windows": [[3, 4], [5, 6]]}),
        "3": Prediction("3", None, "out of memory"),
    }
    write_submission(tmp_path / name, SAMPLES, replies)
    rows = json.loads((tmp_path / name).read_text())
    for row, expected in zip(rows, held, strict=True):
        if "vname" in expected:
            query = SAMPLES[expected["id"]].question
            assert row == {**expected, "query": query}
        else:
            spans = len(expected["timestamps"])
            assert row == {**expected, "scores": [[]] * spans, "captions": [""] * spans}
    found = read_predictions(tmp_path / name, CHARADES_STA, SAMPLES)
    assert found.format == "official"
    assert [one.id for one in found.predictions] == [str(row["id"]) for row in held]
    result = score(CHARADES_STA, SAMPLES, found.predictions, "strict")
    # .5 / 11.5 and 1 / 5, nothing of the second, none of the fourth.
    assert result.metrics["mIoU"].score == pytest.approx(100 * (0.5 / 11.5 + 1 / 5) / 4)
    # Written anew from what was read: the same file.
    again = {one.id: one for one in found.predictions}
    write_submission(tmp_path / f"again.{name}", SAMPLES, again)
    other = read_predictions(tmp_path / f"again.{name}", CHARADES_STA, SAMPLES).predictions
    for rule in ("strict", "trace", "timechat", "taro"):
        assert (
            score(CHARADES_STA, SAMPLES, other, rule).metrics
            == score(CHARADES_STA, SAMPLES, found.predictions, rule).metrics
        )


def test_an_empty_list_stays_one_as_trace_counts_it(tmp_path: Path) -> None:
    held = {
        "0": {"timestamp": [2, 12.5], "query": "person opens a door.", "vid": "AB12"},
        "1": {"timestamp": [], "query": "person sits down.", "vid": "AB12"},
        "2": {"query": "person opens a door.", "vid": "CD34"},
    }
    found = {one.id: one for one in read(tmp_path / "p.json", held)}
    write_submission(tmp_path / "q.trace.json", SAMPLES, found)
    assert json.loads((tmp_path / "q.trace.json").read_text()) == held


def test_a_number_with_noughts_before_it_stays_a_text(tmp_path: Path) -> None:
    samples = [moment("007", "AB12", "person opens a door.", [(2.0, 12.5)], 30.0)]
    write_submission(tmp_path / "p.jsonl", samples, {"007": said(samples[0], "2.0 - 12.5")})
    assert json.loads((tmp_path / "p.jsonl").read_text())["qid"] == "007"


def test_text_is_written_as_windows_or_as_it_is(tmp_path: Path) -> None:
    reply = {"0": Prediction("0", "from 1 to 2 seconds")}
    write_submission(tmp_path / "p.json", SAMPLES[:1], reply)
    held = json.loads((tmp_path / "p.json").read_text())
    assert held == {"0": {"timestamp": [[1, 2]], "query": "person opens a door.", "vid": "AB12"}}
    write_keyed(tmp_path / "k.json", SAMPLES[:1], reply)
    held = json.loads((tmp_path / "k.json").read_text())
    assert held == {key_of(SAMPLES[0]): {"answers": "from 1 to 2 seconds"}}
    assert key_of(SAMPLES[0]) == "AB12>>>person opens a door.>>>[2.0, 12.5]"


@pytest.mark.parametrize("held", ["x", [["a", 1]], [[1]], {"s": 1}, [[None, None]]])
def test_bad_windows_name_their_row(tmp_path: Path, held: Any) -> None:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"0": {"timestamp": [[1, 2]]}, "1": {"timestamp": held}}))
    with pytest.raises(T3Error, match=r"p\.json: row 1: field timestamp: expected \[\[start"):
        read_predictions(path, CHARADES_STA, SAMPLES)


@pytest.mark.parametrize(
    "text",
    [
        '{"1": {"timestamp": [5, 6]}, "0": {"timestamp": [1, 2]}, "0": {"timestamp": [2, 12.5]}}',
        '{"1": "5 - 6", "0": "{1 - 2}", "0": "2 - 12.5"}',
    ],
)
def test_an_id_that_stands_there_twice_is_a_bad_row(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(T3Error, match=r"p\.json: row 1: 0 stands here twice.*--max-bad 1$"):
        read_predictions(tmp_path / "p.json", CHARADES_STA, SAMPLES)
    found = read_predictions(tmp_path / "p.json", CHARADES_STA, SAMPLES, max_bad=1)
    assert [one.id for one in found.predictions] == ["1", "0"]
    assert score(CHARADES_STA, SAMPLES[:1], found.predictions, "strict").score == 100.0


def test_a_file_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("[1, 2]")
    with pytest.raises(T3Error, match="expected an object of predictions"):
        read_predictions(tmp_path / "p.json", CHARADES_STA, SAMPLES)


def test_half_a_surrogate_pair_is_a_bad_window_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text('{"0": {"timestamp": [[1, "\\ud800"]]}}')
    with pytest.raises(T3Error, match=r"row 0: field timestamp: expected"):
        read_predictions(path, CHARADES_STA, SAMPLES)


def test_a_score_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"qid": 0, "pred_relevant_windows": [[1, 2, "high"]]}\n')
    with pytest.raises(T3Error, match=r"expected a number as the score of each window"):
        read_predictions(path, CHARADES_STA, SAMPLES)
