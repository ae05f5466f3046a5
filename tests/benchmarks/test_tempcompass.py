"""TempCompass on invented questions: rules, the judge, and aspects."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.joining import join
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Result, score, scorer_of, summarise, to_judge, verdicts
from benchmarks.tempcompass import TEMPCOMPASS, read_judge
from benchmarks.tempcompass_files import load, official_predictions, write_official
from t3data.errors import T3Error

CHOICE = {"question": "What does the cat do?\nA. sleep\nB. jump\nC. purr", "answer": "B. jump"}
SECOND = {"question": "How does it move?\nA. up\nB. down", "answer": "A. up"}
YES = {"question": "Does the cat jump?", "answer": "yes"}
NO = {"question": "Does the cat sleep?", "answer": "no"}
MATCH = {
    "question": "Which caption matches the video better?\nCaption A: The cat jumps.\n"
    "Caption B: The cat sleeps.",
    "answer": "Caption A: The cat jumps.",
}
MATCH_2 = {
    "question": "Which description is a more suitable match for the video?\n"
    "Option 1: The cat sleeps.\nOption 2: The cat jumps.",
    "answer": "Option 2: The cat jumps.",
}
CAPTION = {"question": "Describe what the cat does."}
FILES: dict[str, dict[str, Any]] = {
    "multi-choice": {"11": {"action": [CHOICE, SECOND]}, "12": {"order": [CHOICE]}},
    "yes_no": {"11": {"action": [YES, NO]}},
    "caption_matching": {"11": {"direction": [MATCH, MATCH_2]}},
    "captioning": {"11": {"action": [CAPTION]}},
}
META = {
    "11": {
        "eval_dim": {
            "action": {"type": "coarse-grained action"},
            "direction": {"type": "object motion"},
        }
    },
    "12": {"eval_dim": {"order": None}},
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "questions").mkdir()
    for task, content in FILES.items():
        (tmp_path / "questions" / f"{task}.json").write_text(json.dumps(content))
    (tmp_path / "meta_info.json").write_text(json.dumps(META))
    return tmp_path


@pytest.fixture
def samples(root: Path) -> dict[str, Sample]:
    return {sample.id: sample for sample in load(root)}


def scored(samples: dict[str, Sample], replies: dict[str, str | None], scorer: str) -> Result:
    given = [Prediction(id, text, "" if text is not None else "x") for id, text in replies.items()]
    return score(TEMPCOMPASS, list(samples.values()), given, scorer)


def judged(
    samples: dict[str, Sample], replies: dict[str, str], said: dict[str, str], scorer: str
) -> Result:
    """As a judge that says `said`; where it has no entry the judge failed."""
    rule = scorer_of(TEMPCOMPASS, scorer)
    asked = list(samples.values())
    joined = join(asked, [Prediction(id, text) for id, text in replies.items()])
    found = verdicts(asked, joined, rule, "official", said)
    return summarise(TEMPCOMPASS, rule, "official", found, joined)


# Annotations


def test_ids_groups_and_answers(samples: dict[str, Sample]) -> None:
    assert {id: sample.answer for id, sample in samples.items()} == {
        "multi-choice/11/action/0": "B",
        "multi-choice/11/action/1": "A",
        "multi-choice/12/order/0": "B",
        "yes_no/11/action/0": "yes",
        "yes_no/11/action/1": "no",
        "caption_matching/11/direction/0": "A",
        "caption_matching/11/direction/1": "2",
        "captioning/11/action/0": "B. jump",
    }
    assert samples["multi-choice/11/action/0"].options == ("sleep", "jump", "purr")
    assert samples["caption_matching/11/direction/1"].options == (
        "The cat sleeps.", "The cat jumps.",
    )  # fmt: skip
    assert samples["yes_no/11/action/0"].groups == {
        "task": "yes_no",
        "yes_no, aspect": "action",
        "yes_no, fine aspect": "coarse-grained action",
    }
    assert samples["multi-choice/12/order/0"].groups["multi-choice, fine aspect"] == "order"


def test_a_caption_is_judged_by_the_first_choice_of_its_aspect(samples: dict[str, Sample]) -> None:
    extra = samples["captioning/11/action/0"].extra
    assert (extra["asked"], extra["gold"]) == (CHOICE["question"], "B. jump")


def test_predictions_beside_the_questions_are_not_taken_for_them(root: Path) -> None:
    (root / "predictions" / "m").mkdir(parents=True)
    (root / "predictions" / "m" / "yes_no.json").write_text("{}")
    assert sum(sample.task == "yes_no" for sample in load(root)) == 2


def test_one_file_alone(root: Path) -> None:
    assert [s.task for s in load(root / "questions" / "captioning.json")] == ["captioning"]
    assert len(list(load(root / "questions" / "yes_no.json"))) == 2


def test_the_layout_of_the_hub(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {**CAPTION, "answer": "", "video_id": "11", "dim": "speed",
         "mc_question": CHOICE["question"], "mc_answer": "B. jump"}
    ]  # fmt: skip
    (tmp_path / "captioning").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "captioning" / "test-0.parquet")
    (sample,) = load(tmp_path)
    assert (sample.id, sample.extra["gold"]) == ("captioning/11/speed/0", "B. jump")
    assert sample.groups == {"task": "captioning", "captioning, aspect": "speed"}


@pytest.mark.parametrize(
    ("task", "content", "message"),
    [
        ("yes_no", {"11": {"action": [{"question": "?"}]}}, "yes_no.json: row 0: no field answer"),
        ("yes_no", {"11": {"action": "x"}}, "row 0: field action: expected a list"),
        ("yes_no", [1], "expected a JSON object"),
        ("caption_matching", {"11": {"direction": [{**MATCH, "answer": "C: x"}]}}, "field answer"),
        ("captioning", {"11": {"direction": [CAPTION]}}, "11, direction: no multi-choice question"),
        ("yes_no", {"13": {"speed": [YES]}}, r"meta_info.json: video 13: no eval_dim\.speed"),
    ],
)
def test_dirty_files_are_named(root: Path, task: str, content: Any, message: str) -> None:
    (root / "questions" / f"{task}.json").write_text(json.dumps(content))
    with pytest.raises(T3Error, match=message):
        list(load(root))


def test_a_file_of_no_task_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(T3Error, match="expected a name such as yes_no"):
        list(load(tmp_path / "x.json"))


# Rules: official, robust, lmms-eval and VLMEvalKit; None where nothing is read


@pytest.mark.parametrize(
    ("id", "reply", "official", "robust", "unstripped"),
    [
        ("multi-choice/11/action/0", "B. jump", 1, 1, 1),
        ("multi-choice/11/action/0", " B</s>\n", 1, 1, None),
        ("multi-choice/11/action/0", "B</s>", 1, 1, None),
        ("multi-choice/11/action/0", "B) sleep", 1, None, 1),  # a letter with another's text
        ("multi-choice/11/action/0", "A.", 0, 0, 0),
        ("multi-choice/11/action/0", "The answer is B.", None, 1, None),
        ("multi-choice/11/action/0", "jump", None, 1, None),
        ("yes_no/11/action/0", "YES, it does", 1, 1, 1),
        ("yes_no/11/action/1", "Not sure", 1, None, 1),
        ("yes_no/11/action/0", "It does", None, None, None),
        ("yes_no/11/action/1", " No.", 1, 1, None),
        ("caption_matching/11/direction/0", "Caption A: The cat jumps.", 1, 1, 1),
        ("caption_matching/11/direction/0", "The cat jumps.", 1, 1, 1),
        ("caption_matching/11/direction/0", "The cat jumps", None, 1, None),
        ("caption_matching/11/direction/0", "A) The cat jumps.", 1, 1, 1),
        ("caption_matching/11/direction/0", "Caption A.", 1, 1, 1),
        ("caption_matching/11/direction/0", "B", 0, 0, 0),
        ("caption_matching/11/direction/1", "2", 1, 1, 1),
        ("caption_matching/11/direction/1", "Option 2", 1, 1, 1),
        ("caption_matching/11/direction/1", "Option 1: The cat sleeps.", 0, 0, 0),
    ],
)
def test_rules(
    samples: dict[str, Sample],
    id: str,
    reply: str,
    official: int | None,
    robust: int | None,
    unstripped: int | None,
) -> None:
    read = {one.name: one.read(samples[id], reply) for one in TEMPCOMPASS.scorers}
    found = {name: one.worth if one.parsed else None for name, one in read.items()}
    assert found == {
        "official": official,
        "robust": robust,
        "lmms-eval": unstripped,
        "vlmevalkit": unstripped,
    }


# Scores


def test_all_is_micro_and_absent_questions_do_not_count(samples: dict[str, Sample]) -> None:
    replies = {
        "multi-choice/11/action/0": "B",
        "multi-choice/11/action/1": "I would say A",  # for the judge; 0 without one
        "yes_no/11/action/0": "no",
        "caption_matching/11/direction/0": None,  # the model failed: 0
    }
    found = scored(samples, replies, "official")
    assert found.score == 25  # 1 of 4
    assert (found.n, found.missing, found.counted) == (7, 3, 4)
    metrics = {name: one.score for name, one in found.metrics.items()}
    assert metrics == {
        "overall": 25,
        "multi-choice match rate": 50,
        "yes_no match rate": 100,
        "caption_matching match rate": 0,
    }
    assert found.groups["task"]["multi-choice"].score == 50
    assert found.groups["multi-choice, aspect"]["action"].score == 50
    assert found.groups["yes_no, fine aspect"]["coarse-grained action"].score == 0
    assert "1 samples (captioning) need a judge and were left out" in found.notes[-1]


def test_the_others_count_what_is_absent(samples: dict[str, Sample]) -> None:
    found = scored(samples, {"multi-choice/11/action/0": "B"}, "vlmevalkit")
    assert found.score == pytest.approx(100 / 7)


# The judge


def test_the_judge_is_asked_about_captions_and_what_matches_nothing(
    samples: dict[str, Sample],
) -> None:
    replies = {
        "multi-choice/11/action/0": "B",
        "multi-choice/11/action/1": "I would say A",
        "captioning/11/action/0": "A cat jumps.</s>",
    }
    joined = join(list(samples.values()), [Prediction(i, text) for i, text in replies.items()])
    official = to_judge(list(samples.values()), joined, scorer_of(TEMPCOMPASS, "official"))
    assert official.keys() == {"multi-choice/11/action/1", "captioning/11/action/0"}
    assert "Right answer: A. up" in official["multi-choice/11/action/1"]
    assert "Description: A cat jumps.\n" in official["captioning/11/action/0"]
    assert CHOICE["question"] in official["captioning/11/action/0"]
    assert "B. jump\n\n" not in official["captioning/11/action/0"]
    robust = to_judge(list(samples.values()), joined, scorer_of(TEMPCOMPASS, "robust"))
    assert robust.keys() == {"captioning/11/action/0"}


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Correct", 1),
        ("Incorrect", 0),
        ("The prediction is Correct.", 1),
        ("Incorrect, not Correct", 0),
        ("Correct, not Incorrect", 1),
        ("It is Incorrect rather than Correct", 0),
        ("correct", 0),
        ("", 0),
    ],
)
def test_correct_or_incorrect(samples: dict[str, Sample], said: str, right: int) -> None:
    assert read_judge(samples["multi-choice/11/action/1"], "x", said).worth == right


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("Reasoning: it jumps.\nAnswer: B. jump", 1),
        ("B. jump", 1),
        ("Answer: B", 0),  # no "B." in it
        ("Answer: B.", 0),  # the text before ". " is "B."
        ("Answer: C. purr", 0),
        ("Answer: B. jump or C. purr", 0),
        ("Answer: None of the choices are correct", 0),
        ("Answer: A. sleep\nAnswer: B. jump", 1),  # the last such line
    ],
)
def test_the_judges_choice_for_a_caption(samples: dict[str, Sample], said: str, right: int) -> None:
    assert read_judge(samples["captioning/11/action/0"], "x", said).worth == right


def test_a_judge_that_fails_on_a_caption_takes_a_point_officially(
    samples: dict[str, Sample],
) -> None:
    other = replace(samples["captioning/11/action/0"], id="captioning/11/action/1")
    captions = {"captioning/11/action/0": samples["captioning/11/action/0"], other.id: other}
    replies, said = dict.fromkeys(captions, "A cat."), {other.id: "Answer: B. jump"}
    assert judged(captions, replies, said, "official").score == 0  # (1 - 1) / 2
    assert judged(captions, replies, said, "robust").score == 50


def test_a_judge_that_fails_on_an_answer_makes_it_wrong(samples: dict[str, Sample]) -> None:
    one = {"yes_no/11/action/0": samples["yes_no/11/action/0"]}
    assert judged(one, {"yes_no/11/action/0": "It does"}, {}, "official").score == 0
    right = {"yes_no/11/action/0": "Correct"}
    found = judged(one, {"yes_no/11/action/0": "It does"}, right, "official")
    assert (found.score, found.metrics["yes_no match rate"].score) == (100, 0)


# Files


def test_official_files_come_back(samples: dict[str, Sample], tmp_path: Path) -> None:
    given = {
        "multi-choice/11/action/0": Prediction("multi-choice/11/action/0", 'B "jump"\n'),
        "yes_no/11/action/1": Prediction("yes_no/11/action/1", None, "timeout"),
        "captioning/11/action/0": Prediction("captioning/11/action/0", "A 🐈 jumps."),
    }
    write_official(tmp_path / "out", list(samples.values()), given)
    back = {one.id: one for one in official_predictions(tmp_path / "out", list(samples.values()))}  # type: ignore[union-attr]
    assert {id: one.reply for id, one in back.items()} == {  # type: ignore[union-attr]
        id: one.reply for id, one in given.items()
    }
    written = json.loads((tmp_path / "out" / "yes_no.json").read_text())
    assert written == {"11": {"action": [{**NO, "prediction": None}]}}


def test_a_response_stands_in_for_a_prediction(samples: dict[str, Sample], tmp_path: Path) -> None:
    file = tmp_path / "yes_no.json"
    file.write_text(json.dumps({"11": {"action": [{**YES, "response": "yes"}]}}))
    found = read_predictions(file, TEMPCOMPASS, list(samples.values()))
    assert found.format == "official"
    assert list(found.predictions) == [Prediction("yes_no/11/action/0", "yes")]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({**YES}, "field prediction: missing"),
        ({"question": "Is it a dog?", "prediction": "no"}, "does not ask this of 11, action"),
        ({**YES, "prediction": {"a": 1}}, "expected a text, found dict"),
    ],
)
def test_bad_entries_are_named(
    samples: dict[str, Sample], tmp_path: Path, entry: dict[str, Any], message: str
) -> None:
    file = tmp_path / "yes_no.json"
    file.write_text(json.dumps({"11": {"action": [entry]}}))
    with pytest.raises(T3Error, match=message):
        read_predictions(file, TEMPCOMPASS, list(samples.values()))


def test_a_question_answered_twice_is_counted_once(
    samples: dict[str, Sample], tmp_path: Path
) -> None:
    file = tmp_path / "yes_no.json"
    entry = {**YES, "prediction": "yes"}
    file.write_text(json.dumps({"11": {"action": [entry, entry]}}))
    with pytest.raises(T3Error, match="row 0: field question"):
        read_predictions(file, TEMPCOMPASS, list(samples.values()))
    found = read_predictions(file, TEMPCOMPASS, list(samples.values()), max_bad=1)
    assert len(found.predictions) == 1


def test_logs_of_lmms_eval_are_found_by_video_and_question(
    samples: dict[str, Sample], tmp_path: Path
) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for task, asked in (("multi_choice", SECOND), ("yes_no", NO)):
        recorded = {"video_id": "11", "question": asked["question"], "dim": "action"}
        entry = {"doc_id": 0, "filtered_resps": ["A"], "avg_accuracy": recorded}
        (logs / f"1_samples_tempcompass_{task}.jsonl").write_text(json.dumps(entry) + "\n")
    found = read_predictions(logs, TEMPCOMPASS, list(samples.values()))
    assert {one.id for one in found.predictions} == {
        "multi-choice/11/action/1", "yes_no/11/action/1",
    }  # fmt: skip


def test_prompts(samples: dict[str, Sample]) -> None:
    tasks = {sample.task: sample for sample in reversed(samples.values())}
    assert_golden(TEMPCOMPASS, *(tasks[task] for task in FILES))


def test_a_models_name_before_the_tasks_and_videos_named_as_files(
    samples: dict[str, Sample], tmp_path: Path
) -> None:
    said = [{**YES, "prediction": "Yes."}, {**NO, "prediction": "Yes"}]
    file = tmp_path / "my-model_yes_no.json"
    file.write_text(json.dumps({"11.mp4": {"action": said}}))
    found = read_predictions(file, TEMPCOMPASS, list(samples.values()))
    result = score(TEMPCOMPASS, list(samples.values()), found.predictions, "official")
    assert (result.score, result.counted) == (50.0, 2)  # the second answer is "no"
