"""OVO-Bench: three forms of answers, and means of means worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.ovobench import GROUPS, OVOBENCH, load, read_official, read_own
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from t3data.errors import T3Error


def item(id: int, task: str, **fields: Any) -> dict[str, Any]:
    common = {"id": id, "task": task, "video": f"{id}.mp4", "question": "What is it?"}
    if task in GROUPS["forward"]:
        return {**common, **fields}
    return {**common, "options": ["a cup", "a pen"], "gt": 0, "realtime": 12.5, **fields}


ITEMS = [
    item(1, "EPM"),
    item(2, "EPM", gt=1),
    item(3, "HLD"),
    item(4, "OCR"),
    item(5, "REC", activity="jump", question=None,
         test_info=[{"realtime": 3, "count": 2}, {"realtime": 9, "count": 23}]),
    item(6, "SSR", test_info=[{"realtime": 5, "step": "stir", "type": 1},
                              {"realtime": 7, "step": "pour", "type": 0}]),
    item(7, "CRR", test_info=[{"realtime": 8, "type": 0}]),
]  # fmt: skip


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    (tmp_path / "ovo_bench_new.json").write_text(json.dumps(ITEMS))
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_every_moment_of_a_forward_item_is_a_query(samples: list[Sample]) -> None:
    assert [(one.id, one.answer) for one in samples] == [
        ("1", "A"), ("2", "B"), ("3", "A"), ("4", "A"),
        ("5_0", "2"), ("5_1", "23"), ("6_0", "Yes"), ("6_1", "No"), ("7_0", "No"),
    ]  # fmt: skip
    assert samples[4].question == "How many times did they jump?"
    assert samples[6].question == "stir"
    assert samples[7].clip == (0.0, 7.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"task": "XYZ"}, "row 0: field task: expected one of EPM, .*, found 'XYZ'"),
        ({"gt": 2}, "row 0: field gt: expected an index below 2, found 2"),
        ({"options": None}, "row 0: no field options"),
    ],
)
def test_a_damaged_row_is_named(annotations: Path, change: dict[str, object], message: str) -> None:
    (annotations / "ovo_bench_new.json").write_text(json.dumps([{**ITEMS[0], **change}]))
    with pytest.raises(T3Error, match=message):
        list(load(annotations))


@pytest.mark.parametrize(
    ("place", "reply", "worth", "robust"),
    [
        (0, "A", 1.0, 1.0),
        (0, "Answer: B", 1.0, 0.0),  # the A of "Answer"
        (0, "a", 0.0, 1.0),
        (4, "2", 1.0, 1.0),
        (4, "They jumped 2 times.", 1.0, 1.0),
        (4, "2 or 3", 0.0, 0.0),
        (5, "2 or 3", 1.0, 0.0),  # the digits joined are 23
        (4, "twice", 0.0, 0.0),
        (6, "Y", 1.0, 0.0),
        (6, "Yes.", 1.0, 1.0),
        (6, "yes", 0.0, 1.0),
        (7, "N", 1.0, 0.0),
        (7, "Now he pours", 1.0, 0.0),  # "No" is contained
        (7, "Yes and No", 1.0, 0.0),
        (7, "no", 0.0, 1.0),
    ],
)
def test_readers(
    samples: list[Sample], place: int, reply: str, worth: float, robust: float
) -> None:
    assert read_official(samples[place], reply).worth == worth
    assert read_own(samples[place], reply).worth == robust


def test_an_empty_reply_is_wrong_everywhere(samples: list[Sample]) -> None:
    for sample in samples:
        assert read_official(sample, "").worth == 0.0
        assert not read_own(sample, "").parsed


RIGHT = {"1": "A", "2": "B", "3": "A", "4": "A", "5_0": "2", "5_1": "23", "6_0": "Yes",
         "6_1": "No", "7_0": "No"}  # fmt: skip


def says(**changes: str | None) -> list[Prediction]:
    replies = {**RIGHT, **{name.removeprefix("q"): text for name, text in changes.items()}}
    return [Prediction(id, reply) for id, reply in replies.items() if reply != "-"]


def metrics(predictions: list[Prediction], samples: list[Sample], scorer: str) -> dict[str, Any]:
    found = score(OVOBENCH, samples, predictions, scorer).metrics
    return {name: None if m.score is None else round(m.score, 4) for name, m in found.items()}


def test_means_of_means(samples: list[Sample]) -> None:
    # EPM 1/2, HLD 1: backward 0.75. OCR 1. REC 1/2, SSR 1, CRR 0: forward 0.5.
    found = metrics(says(q2="-", q1="b", q5_0="3", q7_0="Yes"), samples, "official")
    # the line of 2 is missing and leaves its task: EPM 0/1, backward 0.5
    assert found == {
        "total": round(100 * (0.5 + 1 + 0.5) / 3, 4),
        "mean of tasks": round(100 * (0 + 1 + 1 + 0.5 + 1 + 0) / 6, 4),
        "backward": 50.0,
        "realtime": 100.0,
        "forward": 50.0,
    }
    found = metrics(says(q1="b", q5_0="3", q7_0="Yes"), samples, "official")
    assert found["backward"] == 75.0
    assert found["total"] == 75.0
    assert found["mean of tasks"] == round(100 * (0.5 + 1 + 1 + 0.5 + 1 + 0) / 6, 4)


def test_the_total_needs_all_groups(samples: list[Sample]) -> None:
    found = metrics(says(q4="-"), samples, "official")
    assert (found["total"], found["realtime"], found["backward"]) == (None, None, 100.0)
    assert metrics(says(q4="-"), samples, "robust")["total"] == 66.6667


def test_lmms_eval_leaves_out_forward_queries_without_a_reply(samples: list[Sample]) -> None:
    replies = says(q1=None, q5_0=None)
    official = metrics(replies, samples, "official")
    assert (official["backward"], official["forward"]) == (75.0, round(100 * 2.5 / 3, 4))
    lmms = metrics(replies, samples, "lmms-eval")
    assert (lmms["backward"], lmms["forward"]) == (75.0, 100.0)
    wrong = score(OVOBENCH, samples, replies, "lmms-eval", "wrong").metrics["forward"]
    assert wrong.score == pytest.approx(100 * 2.5 / 3)


def test_result_files_there_and_back(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "out" / "mine.json"
    file.parent.mkdir()
    said = says(q3=None, q5_1="-")
    assert OVOBENCH.write_official is not None
    OVOBENCH.write_official(file, samples, {one.id: one for one in said})
    held = json.loads(file.read_text())
    assert [one["ground_truth"] for one in held["backward"]] == ["A", "B", "A"]
    assert held["forward"][0]["test_info"] == [{"count": 2, "response": "2"}, {"count": 23}]
    assert held["forward"][1]["test_info"][1] == {"type": 0, "response": "No"}
    found = read_predictions(tmp_path / "out", OVOBENCH, samples)
    assert found.format == "official"
    assert {one.id: one.reply for one in found.predictions} == {one.id: one.reply for one in said}


def test_files_are_read_together_and_an_id_counts_once(
    samples: list[Sample], tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    for name, reply in (("a.json", "A"), ("b.json", "B")):
        results = {"backward": [{"id": 1, "task": "EPM", "response": reply}]}
        (folder / name).write_text(json.dumps(results))
    found = read_predictions(folder, OVOBENCH, samples).predictions
    result = score(OVOBENCH, samples, found, "official")
    assert (result.duplicated, result.metrics["backward"].score) == (1, 100.0)


def test_entries_of_all_groups_in_one_list(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    entries = [
        {"id": 1, "task": "EPM", "response": "A", "ground_truth": "A"},
        {"id": 6, "task": "SSR", "test_info": [{"type": 1, "response": "Y"}, {"type": 0}]},
    ]
    file.write_text(json.dumps(entries))
    found = read_predictions(file, OVOBENCH, samples)
    assert list(found.predictions) == [Prediction("1", "A"), Prediction("6_0", "Y")]


def test_a_list_has_the_answer_as_a_member(samples: list[Sample], tmp_path: Path) -> None:
    results = {
        "backward": [{"id": 1, "response": ["Answer: A"]}, {"id": 2, "response": ["A", "B"]}],
        "forward": [{"id": 6, "task": "SSR", "test_info": [{"response": ["Yes"]}]}],
    }
    (tmp_path / "r.json").write_text(json.dumps(results))
    found = read_predictions(tmp_path / "r.json", OVOBENCH, samples).predictions
    rows = score(OVOBENCH, samples, found, "official").rows
    verdicts = {row.sample.id: row.reading.worth for row in rows if row.status != "missing"}
    assert verdicts == {"1": 0.0, "2": 1.0, "6_0": 1.0}


def test_a_count_in_a_list_is_a_bad_row(samples: list[Sample], tmp_path: Path) -> None:
    results = {"forward": [{"id": 5, "task": "REC", "test_info": [{"response": ["2"]}]}]}
    (tmp_path / "r.json").write_text(json.dumps(results))
    with pytest.raises(T3Error, match=r"r\.json: forward: row 0: field response: a list; REC"):
        read_predictions(tmp_path / "r.json", OVOBENCH, samples)


def test_sizes_are_those_of_the_paper() -> None:
    assert OVOBENCH.size == 1640 - (82 + 42 + 48) + 698 + 629 + 240


def test_the_prompts_are_held(samples: list[Sample]) -> None:
    assert_golden(OVOBENCH, samples[0], samples[4], samples[6], samples[8])


def test_damaged_results_are_put_up_with_where_that_is_allowed(
    samples: list[Sample], tmp_path: Path
) -> None:
    results = {
        "backward": [{"response": "A"}, {"id": 1, "response": "A"}, "?"],
        "forward": [{"id": 5, "test_info": None}],
    }
    file = tmp_path / "r.json"
    file.write_text(json.dumps(results))
    with pytest.raises(T3Error, match=r"backward: row 0: no field id; .* \(3 such rows\)"):
        read_predictions(file, OVOBENCH, samples)
    assert len(read_predictions(file, OVOBENCH, samples, max_bad=3).predictions) == 1
