"""NExT-QA on the authors' own predictions, whose scores they publish."""

from pathlib import Path

import pytest
from shared_data import shared

from benchmarks.contract import Prediction, Sample
from benchmarks.nextqa import NEXTQA, load, official_predictions, read_official, read_own
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score

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
