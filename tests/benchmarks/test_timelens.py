"""TimeLens-Bench: one item a span, cleaned queries, keys."""

import json
from pathlib import Path

import pytest

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import score
from benchmarks.timelens import TIMELENS, cleaned, load
from t3data.errors import T3Error

VIDEOS = {
    "AB12": {
        "duration": 30,
        "spans": [[1, 5.5], [8, 9], [8, 9]],
        "queries": [" ..A  man\n runs. ", "He sits.", "He sits"],
    }
}


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    root = tmp_path / "truth"
    root.mkdir()
    (root / "charades-timelens.json").write_text(json.dumps(VIDEOS))
    return list(load(root))


def test_one_item_a_span(samples: list[Sample]) -> None:
    assert [one.id for one in samples] == [
        "AB12>>>A man runs>>>[1.0, 5.5]",
        "AB12>>>He sits>>>[8.0, 9.0]",
        "AB12>>>He sits>>>[8.0, 9.0] (2)",
    ]
    assert samples[0].groups["source"] == "charades-timelens"
    assert cleaned("... A  b.c . ") == "A b.c"


def test_round_trip_of_text_and_windows(samples: list[Sample], tmp_path: Path) -> None:
    first, second = samples[0].id, samples[1].id
    predictions = {
        first: Prediction(first, "3.2s to 7.5s"),
        second: Prediction(second, "", "", {"windows": [[8, 9]]}),
    }
    assert TIMELENS.write_official is not None
    TIMELENS.write_official(tmp_path / "p.json", samples, predictions)
    found = read_predictions(tmp_path / "p.json", TIMELENS, samples)
    assert {one.id: one for one in found.predictions} == predictions
    result = score(TIMELENS, samples, found.predictions, "official")
    # "3.2s to 7.5s" is read as [3, 7]: 2.5 / 6 of [1, 5.5]; the third is not in the file.
    assert result.score == pytest.approx(100 * (2.5 / 6 + 1) / 2)
    assert score(TIMELENS, samples, found.predictions, "strict").counted == 3


def test_spans_and_queries_in_pairs(tmp_path: Path) -> None:
    videos = {"A": {**VIDEOS["AB12"], "spans": [[1, 2]]}}
    (tmp_path / "x.json").write_text(json.dumps(videos))
    with pytest.raises(T3Error, match=r"x\.json: row 0: field spans: expected 3 windows"):
        list(load(tmp_path))
