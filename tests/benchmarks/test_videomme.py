"""Video-MME on invented questions: first letters, the template, what leaves the denominator."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Failures, Result, score
from benchmarks.videomme import VIDEOMME, load, official_predictions, write_official
from t3data.errors import T3Error

OPTIONS = ["A. A red kite.", "B. A boat.", "C. Three dogs.", "D. Nothing."]


def asked(id: str, **changes: Any) -> dict[str, Any]:
    return {
        "question_id": id,
        "task_type": "Object Recognition",
        "question": "What flies past?",
        "options": OPTIONS,
        "answer": "C",
    } | changes


def video(id: str, *questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "video_id": id,
        "duration": "short",
        "domain": "Knowledge",
        "sub_category": "Geography",
        "questions": list(questions),
    } | changes


def template(path: Path, *videos: dict[str, Any]) -> Path:
    file = path / "template.json"
    file.write_text(json.dumps(videos))
    return file


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    videos = [
        video("001", asked("001-1"), asked("001-2", task_type="OCR Problems")),
        video("002", asked("002-1"), asked("002-2"), duration="long", domain="Life Record"),
    ]
    return list(load(template(tmp_path, *videos)))


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
    return score(VIDEOMME, samples, given, scorer, failures)


# Annotations


def test_the_hub_has_a_row_a_question(tmp_path: Path) -> None:
    fields = asked("001-1") | {
        "video_id": "001", "videoID": "tube1", "url": "", "duration": "medium",
        "domain": "Multilingual", "sub_category": "Multilingual",
    }  # fmt: skip
    pq.write_table(pa.Table.from_pylist([fields]), tmp_path / "test-00000-of-00001.parquet")
    (sample,) = load(tmp_path)
    assert (sample.id, sample.video, sample.answer) == ("001-1", "tube1", "C")
    assert sample.options == ("A red kite.", "A boat.", "Three dogs.", "Nothing.")
    assert sample.groups == {
        "duration": "medium",
        "domain": "Multilingual",
        "sub_category": "Multilingual",
        "task_type": "Object Recognition",
    }


def test_an_older_template_calls_the_groups_otherwise(tmp_path: Path) -> None:
    older = {
        "video_id": "001",
        "duration_category": "long",
        "video_category": "Knowledge",
        "video_subcategory": "Law",
        "questions": [asked("001-1")],
    }
    (sample,) = load(template(tmp_path, older))
    assert (sample.groups["duration"], sample.groups["sub_category"]) == ("long", "Law")


def test_official_counts_are_those_of_2700_questions() -> None:
    assert {name: sum(sizes.values()) for name, sizes in VIDEOMME.group_sizes.items()} == (
        dict.fromkeys(("duration", "domain", "sub_category", "task_type"), 2700)
    )
    assert len(VIDEOMME.group_sizes["sub_category"]) == 30


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([{"video_id": "1"}], "row 0: no field questions"),
        ([video("1", asked("1-1", answer=None))], "row 0: no field answer"),
        (
            [video("1", asked("1-1", options=[1, 2]))],
            "row 0: field options or choices: expected a list",
        ),
        (["text"], "row 0: no field questions"),
    ],
)
def test_dirty_templates_are_named(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(T3Error, match=message):
        list(load(template(tmp_path, *content)))


# The official rule


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("C", "C"),
        ("The best answer is: C. The kite is far away.", "C"),
        ("Best answer: C", "B"),  # fused prefixes: B of "Best"
        ("Best option: C", "B"),
        ("A boat, so the answer is C", "A"),  # an article
        ("API", "A"),  # inside a word
        ("<think>A or B?</think> C", "A"),
        ("(d)", ""),
        ("none of the many things that you have listed here, as far as i see", ""),
    ],
)
def test_the_first_letter_anywhere(samples: list[Sample], reply: str, read: str) -> None:
    found = VIDEOMME.scorers[0].read(samples[0], reply)
    assert (found.read, found.parsed) == (read, bool(read))


def test_what_has_no_letter_leaves_the_denominator(samples: list[Sample]) -> None:
    found = scored(samples, ["C", "no letter", None, ""])
    assert (found.score, found.counted) == (100, 1)
    assert (found.scored, found.unparsed, found.failed) == (1, 2, 1)
    assert scored(samples, ["C", "no letter", None], failures="wrong").score == 25


def test_what_is_missing_is_wrong(samples: list[Sample]) -> None:
    found = scored(samples, ["C", "A"])
    assert (found.score, found.missing) == (25, 2)


def test_where_nothing_was_answered_the_score_is_0(samples: list[Sample]) -> None:
    found = scored(samples, ["", "", "", ""])
    assert (found.score, found.ci, found.counted) == (0, None, 0)


def test_groups_are_micro(samples: list[Sample]) -> None:
    found = scored(samples, ["C", "C", "A", "no letter"])
    assert found.score == pytest.approx(200 / 3)
    assert {name: one.score for name, one in found.groups["duration"].items()} == {
        "short": 100,
        "long": 0,
    }
    assert found.groups["task_type"]["OCR Problems"].score == 100
    assert found.groups["domain"]["Life Record"].n == 1
    assert found.groups["sub_category"]["Geography"].n == 3


# The others


@pytest.mark.parametrize(
    ("reply", "official", "robust", "lmms_eval", "vlmevalkit"),
    [
        ("Best answer: C", 0, 1, 1, 0),
        ("Answer: C", 1, 1, 1, 1),
        ("three dogs.", None, 1, None, 1),  # the option's text
        ("A boat, so the answer is C", 0, 1, 0, 0),
        ("", None, None, None, None),
    ],
)
def test_scorers(
    samples: list[Sample],
    reply: str,
    official: int | None,
    robust: int | None,
    lmms_eval: int | None,
    vlmevalkit: int | None,
) -> None:
    read = [one.read(samples[0], reply) for one in VIDEOMME.scorers]
    found = [one.worth if one.parsed else None for one in read]
    assert found == [official, robust, lmms_eval, vlmevalkit]


@pytest.mark.parametrize("scorer", ["robust", "lmms-eval", "vlmevalkit"])
def test_failures_are_wrong_everywhere_else(samples: list[Sample], scorer: str) -> None:
    assert scored(samples, ["C", "", None], scorer).score == 25


# Files


def test_the_template_comes_back(samples: list[Sample], tmp_path: Path) -> None:
    given = {
        "001-1": Prediction("001-1", 'C "🪁"\n'),
        "002-2": Prediction("002-2", None, "timeout"),
    }
    file = tmp_path / "out.json"
    write_official(file, samples, given)
    assert [one.reply for one in official_predictions(file, samples)] == [  # type: ignore[union-attr]
        'C "🪁"\n', "", "", "",
    ]  # fmt: skip
    assert list(load(file)) == samples
    written = json.loads(file.read_text())
    assert [entry["video_id"] for entry in written] == ["001", "002"]
    assert written[0]["questions"][0]["options"] == OPTIONS


def test_trailing_commas_are_forgiven(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "published.json"
    text = json.dumps([video("001", asked("001-1", response="C, and [B,]"))])
    file.write_text(text.replace("}]", "},]"))
    found = read_predictions(file, VIDEOMME, samples)
    assert list(found.predictions) == [Prediction("001-1", "C, and [B,]")]


def test_a_video_marked_as_missing_leaves_the_denominator(
    samples: list[Sample], tmp_path: Path
) -> None:
    file = template(
        tmp_path,
        video("001", asked("001-1", response="C"), asked("001-2", response="A")),
        video("002", asked("002-1"), asked("002-2"), missing=True),
    )
    given = read_predictions(file, VIDEOMME, samples).predictions
    official = score(VIDEOMME, samples, given, "official")
    assert (official.score, official.counted, official.failed) == (50, 2, 2)
    assert score(VIDEOMME, samples, given, "robust").score == 25


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (["A", "B"], "row 0: field response: expected a text, found list"),
        ({"a": 1}, "expected a text, found dict"),
    ],
)
def test_responses_that_are_no_text_are_named(
    samples: list[Sample], tmp_path: Path, response: Any, message: str
) -> None:
    file = template(
        tmp_path, video("001", asked("001-1", response=response), asked("001-2", response="C"))
    )
    with pytest.raises(T3Error, match=message):
        read_predictions(file, VIDEOMME, samples)
    assert len(read_predictions(file, VIDEOMME, samples, max_bad=1).predictions) == 1


@pytest.mark.parametrize(("response", "reply"), [(["C"], "C"), (None, ""), ("", "")])
def test_responses_that_can_be_read(
    samples: list[Sample], tmp_path: Path, response: Any, reply: str
) -> None:
    file = template(tmp_path, video("001", asked("001-1", response=response)))
    (found,) = read_predictions(file, VIDEOMME, samples).predictions
    assert found == Prediction("001-1", reply)


def test_a_question_without_a_response_is_named(samples: list[Sample], tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="row 0: field response: missing"):
        read_predictions(template(tmp_path, video("001", asked("001-1"))), VIDEOMME, samples)


def test_a_cut_template_is_named(samples: list[Sample], tmp_path: Path) -> None:
    file = template(tmp_path, video("001", asked("001-1", response="C")))
    file.write_text(file.read_text()[:-30])
    with pytest.raises(T3Error, match=r"template\.json"):
        read_predictions(file, VIDEOMME, samples)


def test_logs_and_tables_of_harnesses(samples: list[Sample], tmp_path: Path) -> None:
    log = tmp_path / "2026_samples_videomme.jsonl"
    entry = {
        "doc_id": 0,
        "filtered_resps": ["C"],
        "videomme_perception_score": {"question_id": "002-1", "pred_answer": "C"},
    }
    log.write_text(json.dumps(entry) + "\n")
    assert list(read_predictions(log, VIDEOMME, samples).predictions) == [Prediction("002-1", "C")]
    table = tmp_path / "m_Video-MME.tsv"
    table.write_text(
        "index\tvideo\tquestion\tprediction\n"
        "3\tx\tWhat flies past?\tFailed to obtain answer via API.\n"
    )
    (failed,) = read_predictions(table, VIDEOMME, samples).predictions
    assert (failed.id, failed.reply) == ("002-2", None)


def test_prompts(samples: list[Sample]) -> None:
    assert_golden(VIDEOMME, samples[0])
    heard = replace(samples[0], extra={"subtitles": "look up\nthere it flies"})
    assert_golden(VIDEOMME, heard, name="subtitles")
    plain, subtitled = VIDEOMME.prompts
    assert subtitled.text(samples[0]) == plain.text(samples[0])
    assert (plain.subtitles, subtitled.subtitles) == (False, True)


def test_videos_by_id_line_by_line_and_bare_questions(
    samples: list[Sample], tmp_path: Path
) -> None:
    one = video("001", asked("001-1", response="C"))
    other = video("002", asked("002-1", response="A"), asked("002-2", response="?"))
    texts = {
        "by_id.json": json.dumps({"001": one, "002": other}),
        "lines.jsonl": json.dumps(one) + "\n" + json.dumps(other) + "\n",
        "rows.json": json.dumps(
            [{**entry, **q} for entry in (one, other) for q in entry["questions"]]
        ).replace('"questions"', '"_"'),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        found = read_predictions(tmp_path / name, VIDEOMME, samples)
        result = score(VIDEOMME, samples, found.predictions, "official")
        # One right of three: "?" leaves the denominator, the missing question does not.
        assert (result.score, result.counted, result.missing) == (pytest.approx(100 / 3), 3, 1)


def test_one_text_may_hold_all_options(samples: list[Sample], tmp_path: Path) -> None:
    entry = video("001", asked("001-1", options="\n".join(OPTIONS)))
    (only,) = load(template(tmp_path, entry))
    assert only.options == samples[0].options
