"""NExT-QA on the authors' own predictions, whose scores they publish."""

from dataclasses import replace
from pathlib import Path

import pytest
from golden_prompts import assert_golden
from shared_data import shared

from benchmarks.contract import Prediction, Sample
from benchmarks.nextqa import (
    NEXTQA,
    load,
    official_predictions,
    read_lmms_eval,
    read_official,
    read_own,
)
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from t3data.errors import T3Error

SAMPLE = Sample("v_1", "v", "why", "B", ("run", "jump", "sit", "lie", "fly"))


@pytest.fixture(scope="module")
def val() -> list[Sample]:
    return list(load(shared("nextqa") / "val.csv"))


@pytest.mark.parametrize("scorer", ["official", "robust"])
def test_the_published_scores_of_hga(val: list[Sample], scorer: str) -> None:
    found = read_predictions(shared("nextqa") / "HGA_val_predictions.json", NEXTQA, val)
    assert found.format == "official"
    result = score(NEXTQA, val, found.predictions, scorer)
    assert round(result.score or 0, 2) == 49.74
    groups = {name: round(group.score or 0, 2) for name, group in result.groups["category"].items()}
    assert groups == {"C": 46.26, "T": 50.74, "D": 59.33}
    assert (result.n, result.scored, result.missing, result.unknown) == (4996, 4996, 0, 0)


def test_types_are_those_of_the_official_table(val: list[Sample]) -> None:
    assert {str(sample.groups["type"]) for sample in val} == {
        "CW", "CH", "TN", "TC", "DC", "DL", "DO",
    }  # fmt: skip


def test_tp_counts_as_tn(tmp_path: Path) -> None:
    (tmp_path / "val.csv").write_text(
        "video,question,answer,qid,type,a0,a1,a2,a3,a4\n1,why,0,2,TP,a,b,c,d,e\n"
    )
    (sample,) = load(tmp_path)
    assert (sample.id, sample.groups) == ("1_2", {"category": "T", "type": "TN"})


@pytest.mark.parametrize(("reply", "worth"), [("1", 1.0), (" 1 ", 1.0), ("2", 0.0)])
def test_the_official_rule_compares_indexes(reply: str, worth: float) -> None:
    assert read_official(SAMPLE, reply).worth == worth


@pytest.mark.parametrize("reply", ["B", "jump", "", "1.5", "٣", "99999999999"])
def test_anything_but_an_index_is_unreadable_officially(reply: str) -> None:
    assert not read_official(SAMPLE, reply).parsed


@pytest.mark.parametrize("reply", ["1", "B", "(B) jump", "The answer is B."])
def test_the_robust_rule_reads_letters_too(reply: str) -> None:
    assert read_own(SAMPLE, reply).worth == 1.0


def test_official_predictions_may_hold_the_index_alone(tmp_path: Path) -> None:
    file = tmp_path / "res.json"
    file.write_text('{"v_1": {"prediction": 4, "answer": 0}, "v_2": 3}')
    assert list(official_predictions(file, [])) == [Prediction("v_1", "4"), Prediction("v_2", "3")]


@pytest.mark.parametrize(
    ("reply", "worth"),
    [
        ("(B)", 1.0),
        ("B", 1.0),
        ("VIB because", 1.0),  # "B " needs no boundary before it
        ("(B) or rather (C)", 0.0),  # of several the last one
        ("you can see how they jump there", 1.0),  # an option's text, in more than five words
        ("they jump", 0.2),  # in fewer it is not looked for: one of five letters is drawn
        ("", 0.2),
        ("1", 0.2),
    ],
)
def test_lmms_eval_reads_letters_and_texts_or_draws(reply: str, worth: float) -> None:
    assert read_lmms_eval(SAMPLE, reply).worth == worth


def test_drawn_letters_count_their_expected_worth_unless_failures_are_wrong() -> None:
    said = [Prediction("v_1", "no idea")]
    official = score(NEXTQA, [SAMPLE], said, "lmms-eval")
    assert (official.score, official.unparsed) == (20.0, 1)
    assert "1 replies where the rule draws a random letter count their expected worth" in (
        official.notes
    )
    assert score(NEXTQA, [SAMPLE], said, "lmms-eval", "wrong").score == 0.0


def test_the_prompt_is_held() -> None:
    assert_golden(NEXTQA, SAMPLE)


CONTAINERS = [
    ("res.json", '{"9_0": {"prediction": 1}, "9_1": {"prediction": 2}}'),
    ("res.json", '{"results": {"9_0": 1, "9_1": 2}}'),
    ("res.json", '[{"id": "9_0", "prediction": 1}, {"id": "9_1", "prediction": "2"}]'),
    ("res.json", '[{"video": 9, "qid": 0, "pred": 1}, {"video_id": "9", "qid": "1", "pred": 2}]'),
    ("res.jsonl", '{"qns_id": "9_0", "prediction": 1}\n{"qns_id": "9_1", "prediction": 2}\n'),
    ("res.csv", "video,qid,answer,prediction\n9,0,1,1\n9,1,1,2\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), CONTAINERS)
def test_entries_are_read_in_any_container(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    samples = [replace(SAMPLE, id="9_0"), replace(SAMPLE, id="9_1")]
    found = read_predictions(tmp_path / name, NEXTQA, samples)
    assert [(one.id, one.reply) for one in found.predictions] == [("9_0", "1"), ("9_1", "2")]
    assert score(NEXTQA, samples, found.predictions, "official").score == 50.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"prediction": 1}]', "row 0: field id: no field that names the question"),
        ('{"9_0": {"guess": 1}}', "row 0: field prediction: missing; the entry has guess"),
    ],
)
def test_an_entry_without_id_or_answer_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "res.json").write_text(text)
    with pytest.raises(T3Error, match=message):
        read_predictions(tmp_path / "res.json", NEXTQA, [replace(SAMPLE, id="9_0")])


def test_the_script_takes_its_gold_from_the_file(tmp_path: Path) -> None:
    samples = [replace(SAMPLE, id=f"9_{n}") for n in range(3)]  # the annotations say 1
    file = tmp_path / "res.json"
    file.write_text(
        '{"9_0": {"answer": 1, "prediction": 1}, "9_1": {"answer": 2, "prediction": 2},'
        ' "9_2": {"answer": 0, "prediction": 1}}'
    )
    given = read_predictions(file, NEXTQA, samples).predictions
    official = score(NEXTQA, samples, given, "official")
    assert [one.status for one in official.rows] == ["right", "right", "wrong"]
    assert any("the file's own gold answer" in note for note in official.notes)
    # The annotations' gold elsewhere: the first and the last one are right.
    assert score(NEXTQA, samples, given, "robust").score == pytest.approx(200 / 3)
