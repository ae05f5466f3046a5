"""MLVU: exact letters, a mean of tasks, dirty gold answers, and a judge's marks."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.mlvu import MLVU, MLVU_TEST, load, load_test, read_vlmevalkit
from benchmarks.mlvu_judge import judge_prompt, read_judge
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from t3data.errors import T3Error


def row(video: str, answer: str, *candidates: str, **more: object) -> dict[str, object]:
    listed = {"candidates": list(candidates)} if candidates else {}
    return {"video": video, "question": "What is it?", "answer": answer, **listed, **more}


FILES = {
    "1_plotQA": [row("a.mp4", "cup", "pen", "cup", "hat", "bag")],
    "2_needle": [
        row("b.mp4", "cup", "pen", "hat", question_type="findNeedle"),
        row("c.mp4", "cup", "cup", "pen", "cup", question_type="findNeedle"),
        row("d.mp4", "pen", "cup", "pen", question_type="findNeedle"),
        row("d.mp4", "pen", "cup", "pen", question_type="findNeedle"),
    ],
    "8_sub_scene": [row("e.mp4", "He runs.", scoring_points="runs", question_type="subPlot")],
    "9_summary": [row("f.mp4", "A day.")],
}


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    (tmp_path / "json").mkdir()
    for name, rows in FILES.items():
        (tmp_path / "json" / f"{name}.json").write_text(json.dumps(rows))
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_the_file_names_the_task(samples: list[Sample]) -> None:
    assert [(one.id, one.task) for one in samples] == [
        ("plotQA_0", "plotQA"), ("needle_0", "needle"), ("needle_1", "needle"),
        ("needle_2", "needle"), ("needle_3", "needle"), ("sub_scene_0", "sub_scene"),
        ("summary_0", "summary"),
    ]  # fmt: skip
    assert samples[5].extra == {"scoring_points": "runs"}


def test_gold_is_the_last_equal_candidate_or_none(samples: list[Sample]) -> None:
    assert [one.answer for one in samples[:3]] == ["B", "@", "C"]


def test_one_file_may_be_named(annotations: Path) -> None:
    assert len(list(load(annotations / "json" / "2_needle.json"))) == 4
    other = annotations / "rows.json"
    other.write_text("[]")
    with pytest.raises(T3Error, match=r"rows\.json: not the file of a task"):
        list(load(other))


@pytest.mark.parametrize(
    ("reply", "official", "robust"),
    [
        ("B", 1.0, 1.0),
        ("B) cup", 1.0, 1.0),
        ("(B) cup", 1.0, 1.0),
        ("B.", 0.0, 1.0),
        ("b", 0.0, 1.0),
        ("The answer is B", 0.0, 1.0),
        ("cup", 0.0, 1.0),
        ("x) B", 0.0, None),
        ("A", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_the_whole_reply_or_what_precedes_the_first_bracket(
    samples: list[Sample], reply: str, official: float, robust: float | None
) -> None:
    said = [Prediction("plotQA_0", reply)]
    found = score(MLVU, samples[:1], said, "official")
    assert found.score == 100 * official
    if robust is not None:
        assert score(MLVU, samples[:1], said, "robust").score == 100 * robust


def test_m_avg_is_the_mean_of_tasks_and_micro_in_vlmevalkit(samples: list[Sample]) -> None:
    said = [Prediction("plotQA_0", "B"), Prediction("needle_1", "C"), Prediction("needle_2", "A")]
    for scorer in ("official", "robust", "lmms-eval"):
        found = score(MLVU, samples, said, scorer)
        assert found.score == 100 * (1 + 1 / 4) / 2  # needle_0 has no right answer, needle_3 none
        assert {name: one.score for name, one in found.groups["task"].items()} == {
            "plotQA": 100.0, "needle": 25.0,
        }  # fmt: skip
        assert "2 samples (sub_scene, summary) need a judge and were left out" in found.notes[0]
    assert score(MLVU, samples, said, "vlmevalkit").score == 100 * 2 / 5


def test_vlmevalkit_looks_for_a_label_where_no_letter_precedes_a_bracket(
    samples: list[Sample],
) -> None:
    assert read_vlmevalkit(samples[0], "I choose B").worth == 1.0
    assert read_vlmevalkit(samples[0], "it is the cup").worth == 1.0
    assert not read_vlmevalkit(samples[0], "no idea").parsed


def test_the_judge_gives_two_marks(samples: list[Sample]) -> None:
    prompt = judge_prompt(samples[5], "He walks.")
    assert prompt is not None
    assert "Points to look for: runs" in prompt
    assert judge_prompt(samples[0], "B") is None
    reading = read_judge(samples[5], "", '{"accuracy": 4, "relevance": 3, "why": "…"}')
    assert (reading.worth, reading.values) == (7.0, {"accuracy": 4.0, "relevance": 3.0})


@pytest.mark.parametrize(
    ("judged", "worth"),
    [
        ('{"completeness": 5, "reliability": 2}', 7.0),
        ('{"completeness": 5}', 0.0),  # a missing mark makes both nothing
        ('{"completeness": five, "reliability": 2}', 0.0),
        ("completeness:  4, reliability:  1", 5.0),
        ("", 0.0),
    ],
)
def test_marks_are_read_behind_their_colon(
    samples: list[Sample], judged: str, worth: float
) -> None:
    assert read_judge(samples[6], "", judged).worth == worth


def test_results_of_the_dev_set_are_told_apart_by_video_and_question(
    samples: list[Sample], tmp_path: Path
) -> None:
    asked = {one.id: MLVU.prompts[0].text(one).removesuffix("\nOnly give the best option.")
             for one in samples}  # fmt: skip
    results = [
        {"pred": "A", "gt": "(B) pen", "question": asked["needle_2"], "video": "x/needle/d.mp4"},
        {"pred": "B", "gt": "(B) cup", "question": asked["plotQA_0"], "video": "/data/a.mp4"},
        {"pred": "C", "gt": "(B) pen", "question": asked["needle_3"], "video": "x/needle/d.mp4"},
    ]
    file = tmp_path / "bench.json"
    file.write_text(json.dumps({"acc_dict": {}, "res_list": results}))
    found = read_predictions(file, MLVU, samples)
    assert found.format == "official"
    assert list(found.predictions) == [
        Prediction("needle_2", "A"), Prediction("plotQA_0", "B"), Prediction("needle_3", "C"),
    ]  # fmt: skip
    file.write_text(json.dumps({"res_list": [{"pred": "A", "question": "?", "video": "z.mp4"}]}))
    with pytest.raises(T3Error, match="row 0: field question_id: no sample has this id, or this"):
        read_predictions(file, MLVU, samples)


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(MLVU, samples[0])


TEST_ROWS = [
    {**row("a.mp4", "f", "a", "b", "c", "d", "e", "f"), "question_id": "AR_0",
     "question_type": "anomaly_reco"},
    {**row("b.mp4", "b", "a", "b"), "question_id": "Count_0", "question_type": "count"},
]  # fmt: skip


@pytest.fixture
def test_samples(tmp_path: Path) -> list[Sample]:
    (tmp_path / "test_ssc_gt.json").write_text("[]")
    (tmp_path / "test_mcq_gt.json").write_text(json.dumps(TEST_ROWS))
    (tmp_path / "test_question.json").write_text("[]")
    return list(load_test(tmp_path))


def test_the_test_set_has_ids_and_six_options(test_samples: list[Sample]) -> None:
    assert [(one.id, one.task, one.answer) for one in test_samples] == [
        ("AR_0", "anomaly_reco", "F"), ("Count_0", "count", "B"),
    ]  # fmt: skip


def test_e_and_f_are_lost_to_lmms_eval(test_samples: list[Sample]) -> None:
    said = [Prediction("AR_0", "F"), Prediction("Count_0", "B")]
    assert score(MLVU_TEST, test_samples, said, "official").score == 100.0
    assert score(MLVU_TEST, test_samples, said, "lmms-eval").score == 50.0


def test_copies_on_the_hub_write_options_into_the_question(tmp_path: Path) -> None:
    rows = [{"video_name": "a.mp4", "question": "What?\n(A) cup\n(B) pen", "answer": "B",
             "task_type": "ego"}]  # fmt: skip
    (tmp_path / "test.json").write_text(json.dumps(rows))
    (only,) = load_test(tmp_path)
    assert (only.id, only.video, only.question) == ("ego_0", "a.mp4", "What?")
    assert (only.options, only.answer) == (("cup", "pen"), "B")


def test_the_submission_there_and_back(test_samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "test_res.json"
    assert MLVU_TEST.write_official is not None
    said = {"AR_0": Prediction("AR_0", "F) f"), "Count_0": Prediction("Count_0", None, "timeout")}
    MLVU_TEST.write_official(file, test_samples, said)
    assert json.loads(file.read_text()) == [
        {"question_id": "AR_0", "question_type": "anomaly_reco", "option": "F"},
        {"question_id": "Count_0", "question_type": "count", "option": ""},
    ]
    found = read_predictions(file, MLVU_TEST, test_samples)
    assert list(found.predictions) == [Prediction("AR_0", "F"), Prediction("Count_0", "")]


def test_sizes_are_the_published_ones() -> None:
    assert (MLVU.size, MLVU_TEST.size) == (2593, 502)
    for benchmark in (MLVU, MLVU_TEST):
        assert sum(benchmark.group_sizes["task"].values()) == benchmark.size


def test_options_by_id_or_line_by_line(test_samples: list[Sample], tmp_path: Path) -> None:
    by_id, lines = tmp_path / "by_id.json", tmp_path / "lines.jsonl"
    by_id.write_text('{"AR_0": "F", "Count_0": "A"}')
    lines.write_text(
        '{"question_id": "AR_0", "option": "F"}\n{"question_id": "Count_0", "option": "A"}\n'
    )
    for file in (by_id, lines):
        given = read_predictions(file, MLVU_TEST, test_samples).predictions
        assert score(MLVU_TEST, test_samples, given, "official").score == 50.0


def test_a_failed_reply_takes_a_point_off_in_vlmevalkit(samples: list[Sample]) -> None:
    said = [
        Prediction("plotQA_0", "B"),
        Prediction("needle_1", "C"),
        Prediction("needle_2", None, "Failed to obtain answer via API."),
    ]
    found = score(MLVU, samples, said, "vlmevalkit")
    assert (found.score, found.failed, found.missing) == (100 * (1 + 1 - 1) / 5, 1, 2)
    assert score(MLVU, samples, said, "vlmevalkit", "wrong").score == 100 * 2 / 5


def test_a_copy_on_the_hub_holds_all_tasks_in_one_table(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {"video_name": "a.mp4", "question": "What?\n(A) cup\n(B) pen", "answer": "B",
         "task_type": kind}
        for kind in ("plotQA", "findNeedle", "plotQA")
    ]  # fmt: skip
    file = tmp_path / "test-00000-of-00001.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file)
    assert [(one.id, one.task, one.answer) for one in load(tmp_path)] == [
        ("plotQA_0", "plotQA", "B"), ("needle_0", "needle", "B"), ("plotQA_1", "plotQA", "B"),
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist([{**rows[0], "task_type": "dance"}]), file)
    with pytest.raises(T3Error, match="row 0: field task_type or question_type: expected a task"):
        list(load(file))
