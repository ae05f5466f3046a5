"""MVBench on invented questions: first words, empty replies that are right, a file without ids."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.mvbench import (
    MVBENCH,
    TASKS,
    file_name,
    load,
    official_predictions,
    official_reply,
    write_official,
)
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Failures, Result, score
from t3data.errors import T3Error

ROW = {
    "video": "v1.mp4",
    "question": "What is picked up?",
    "candidates": ["a cup", "a book", "a hat"],
    "answer": "a cup",
}


def row(**changes: Any) -> dict[str, Any]:
    return ROW | changes


def samples_of(tmp_path: Path, **tasks: list[dict[str, Any]]) -> list[Sample]:
    (tmp_path / "json").mkdir(exist_ok=True)
    for task, rows in tasks.items():
        (tmp_path / "json" / f"{task}.json").write_text(json.dumps(rows))
    return list(load(tmp_path))


@pytest.fixture
def cup(tmp_path: Path) -> Sample:
    return samples_of(tmp_path, action_count=[row()])[0]


def scored(
    samples: list[Sample],
    replies: list[str | None],
    scorer: str = "official",
    failures: Failures = "official",
) -> Result:
    given = [
        Prediction(sample.id, text, "" if text is not None else "x")
        for sample, text in zip(samples, replies, strict=False)
    ]
    return score(MVBENCH, samples, given, scorer, failures)


# Annotations


def test_tasks_come_in_the_official_order_whatever_the_files_are_called(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, character_order=[row()], action_sequence=[row(), row()])
    assert [sample.id for sample in samples] == [
        "action_sequence_0", "action_sequence_1", "character_order_0",
    ]  # fmt: skip
    assert [sample.task for sample in samples][-1] == "Character Order"
    assert file_name("Fine-grained Pose") == "fine_grained_pose"
    assert len(TASKS) == 20
    assert MVBENCH.group_sizes == {"task": dict.fromkeys(TASKS, 200)}


def test_some_tasks_show_a_part_of_the_video(tmp_path: Path) -> None:
    clipped, whole = samples_of(tmp_path, action_sequence=[row(start=1.5, end=4), row()])
    assert (clipped.clip, whole.clip) == ((1.5, 4.0), None)


def test_of_equal_candidates_the_last_is_gold_and_the_first_for_lmms_eval(tmp_path: Path) -> None:
    (sample,) = samples_of(tmp_path, action_count=[row(candidates=["a cup", "a hat", "a cup"])])
    assert (sample.answer, sample.extra["gold"]) == ("C", "(C) a cup")
    assert [scored([sample], ["(C)"], one.name).score for one in MVBENCH.scorers] == [
        100, 100, 0, 100,
    ]  # fmt: skip
    assert scored([sample], ["(A)"], "lmms-eval").score == 100


def test_without_an_equal_candidate_no_letter_is_right(tmp_path: Path) -> None:
    (sample,) = samples_of(tmp_path, action_count=[row(answer="a dog")])
    assert sample.extra["gold"] == "(@) a dog"
    for scorer in MVBENCH.scorers:
        assert scored([sample], ["A"], scorer.name).score == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"candidates": None}, "action_count.json: row 0: no field candidates"),
        ({"answer": ["a"]}, "row 0: field answer: expected text"),
        ({"start": "soon", "end": 2}, "row 0: field start: expected a number"),
    ],
)
def test_dirty_rows_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(T3Error, match=message):
        samples_of(tmp_path, action_count=[row(**changes)])


def test_a_directory_without_a_task_is_named(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="no file of any task, such as action_sequence"):
        list(load(tmp_path))


# The official rule


@pytest.mark.parametrize(
    ("reply", "compared"),
    [
        ("A) a cup", "(A) a cup"),
        ("(A) a cup", "(A) a cup"),
        ("Best option:(A) a cup", "(A) a cup"),
        (" A) a cup\nBecause it is.", "(A) a cup"),
        ("\n(B)", "(B)"),
    ],
)
def test_the_reply_is_a_bracket_and_its_first_line(reply: str, compared: str) -> None:
    assert official_reply(reply) == compared


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("", True),
        ("(", True),
        (".", True),
        (")", True),
        ("A", True),
        ("a. cup", True),
        ("a hat", True),  # an article
        ("B", False),
        ("(The answer is (A)", False),
        ("The answer is A", False),
        ("A: a cup", False),
    ],
)
def test_first_words(cup: Sample, reply: str, right: bool) -> None:
    assert scored([cup], [reply]).score == 100 * right


def test_failures_are_right_and_said_to_be(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()] * 4)
    found = scored(samples, ["B", "", None])
    # The empty reply and the failure are right, the missing one is wrong.
    assert (found.score, found.failed, found.missing, found.scored) == (50, 1, 1, 2)
    assert "samples without a readable reply bring 2 points under this rule" in found.notes
    assert scored(samples, ["A", "", None], failures="wrong").score == 25
    assert scored(samples, ["A", "", None], failures="exclude").score == 100


def test_all_is_micro(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()] * 3, moving_count=[row()])
    found = scored(samples, ["A", "A", "B", "B"])
    assert found.score == 50
    assert {name: one.score for name, one in found.groups["task"].items()} == {
        "Action Count": pytest.approx(200 / 3),
        "Moving Count": 0,
    }


# The others


@pytest.mark.parametrize(
    ("reply", "robust", "lmms_eval", "vlmevalkit"),
    [
        ("The answer is (A).", 1, 1, 1),
        ("a man reads B", None, 1, 1),  # the article; "a man" also has the official first word
        ("b. a cup", None, 0, 1),  # VLMEvalKit finds the option's text
        ("It is the cup", 1, None, 0),
        ("(A)", 1, 1, 1),
    ],
)
def test_other_scorers(
    cup: Sample, reply: str, robust: int | None, lmms_eval: int | None, vlmevalkit: int
) -> None:
    read = {one.name: one.read(cup, reply) for one in MVBENCH.scorers}
    found = {name: one.worth if one.parsed else None for name, one in read.items()}
    assert (found["robust"], found["lmms-eval"], found["vlmevalkit"]) == (
        robust, lmms_eval, vlmevalkit,
    )  # fmt: skip


def test_lmms_eval_leaves_out_empty_replies_and_no_others(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()] * 5)
    found = scored(samples, ["A", "", "no letter", None], "lmms-eval")
    # The empty reply and the failure are left out; the unreadable and the missing one are wrong.
    assert found.counted == 3
    assert found.score == pytest.approx(100 / 3)


def test_what_failed_or_is_missing_is_right_in_vlmevalkit(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()] * 4)
    assert scored(samples, ["B", "B", None], "vlmevalkit").score == 50


# Files


def test_the_official_file_is_read_as_it_is(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()] * 3)
    preds = [")", "(A) a cup", "()"]
    file = tmp_path / "test.json"
    entries = [{"pred": pred, "gt": "(A) a cup"} for pred in preds]
    file.write_text(json.dumps({"acc_dict": {}, "res_list": entries}))
    found = read_predictions(file, MVBENCH, samples)
    assert found.format == "official"
    result = score(MVBENCH, samples, found.predictions, "official")
    assert [one.status for one in result.rows] == ["right", "right", "wrong"]


def test_the_official_file_comes_back(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()] * 4)
    given = {
        samples[0].id: Prediction(samples[0].id, "A) a cup\nbecause"),
        samples[1].id: Prediction(samples[1].id, "B"),
        samples[2].id: Prediction(samples[2].id, None, "timeout"),
    }
    file = tmp_path / "test.json"
    write_official(file, samples, given)
    written = json.loads(file.read_text())
    assert [one["pred"] for one in written["res_list"]] == ["(A) a cup", "(B", "", ""]
    assert written["acc_dict"] == {"Action Count": [3, 4]}
    back = list(official_predictions(file, samples))
    assert [one.reply for one in back] == ["(A) a cup", "(B", "", ""]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([], "0 results for 1 samples"),
        ([{"pred": "A", "gt": "(B) a book"}], "is not the answer of action_count_0"),
        ([{"pred": "A"}], "no field gt"),
        ([{"pred": ["A", "B"], "gt": "(A) a cup"}], "expected a text, found list"),
    ],
)
def test_official_files_that_do_not_fit_are_named(
    tmp_path: Path, entries: list[Any], message: str
) -> None:
    samples = samples_of(tmp_path, action_count=[row()])
    file = tmp_path / "test.json"
    file.write_text(json.dumps({"res_list": entries}))
    with pytest.raises(T3Error, match=message):
        read_predictions(file, MVBENCH, samples)


def test_logs_of_lmms_eval_name_the_task(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()], moving_count=[row(), row()])
    logs = tmp_path / "logs"
    logs.mkdir()
    for task, count in (("action_count", 1), ("moving_count", 2)):
        lines = [{"doc_id": n, "filtered_resps": ["A"]} for n in range(count)]
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (logs / f"2026_samples_mvbench_{task}.jsonl").write_text(text)
    found = read_predictions(logs, MVBENCH, samples)
    assert {one.id for one in found.predictions} == {one.id for one in samples}
    nameless = tmp_path / "log.jsonl"
    nameless.write_text(json.dumps({"doc_id": 0, "filtered_resps": ["A"]}) + "\n")
    with pytest.raises(T3Error, match="does not name its task"):
        read_predictions(nameless, MVBENCH, samples)


def test_prompts(cup: Sample) -> None:
    assert_golden(MVBENCH, cup)


def test_the_files_own_order_of_tasks_is_followed(tmp_path: Path) -> None:
    book = row(answer="a book")
    samples = samples_of(
        tmp_path, action_count=[row()] * 2, moving_count=[book], state_change=[row()]
    )
    file = tmp_path / "test.json"
    said = [{"pred": "(B", "gt": "(B) a book"}, {"pred": "(A", "gt": "(A) a cup"},
            {"pred": "(B", "gt": "(A) a cup"}]  # fmt: skip
    sums = {"Moving Count": [1, 1], "Action Count": [1, 2]}
    file.write_text(json.dumps({"acc_dict": sums, "res_list": said}))
    found = read_predictions(file, MVBENCH, samples).predictions
    assert [one.id for one in found] == ["moving_count_0", "action_count_0", "action_count_1"]
    result = score(MVBENCH, samples, found, "official")
    assert (result.score, result.missing) == (50.0, 1)  # two right of four


def test_the_bare_list_is_read(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, action_count=[row()])
    (tmp_path / "list.json").write_text('[{"pred": "(A", "gt": "(A) a cup"}]')
    (only,) = read_predictions(tmp_path / "list.json", MVBENCH, samples).predictions
    assert (only.id, only.reply) == ("action_count_0", "(A")


@pytest.mark.parametrize("reply", ["\n", " ", "\n\n", "\t.\n"])
def test_a_reply_of_spaces_has_an_empty_first_line_and_is_right(cup: Sample, reply: str) -> None:
    assert MVBENCH.scorers[0].read(cup, reply).worth == 1.0
