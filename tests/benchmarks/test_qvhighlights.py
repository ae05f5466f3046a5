"""QVHighlights whole: files, metrics and quirks, all numbers worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.grounding.highlight_text import saliency, times_and_scores
from benchmarks.predictions import read_predictions
from benchmarks.qvhighlights import QVHIGHLIGHTS, load
from benchmarks.scoring import score
from t3data.errors import T3Error

ROWS: list[dict[str, Any]] = [
    {
        "qid": 7,
        "query": "a man cuts wood",
        "duration": 10,
        "vid": "x_0_10",
        "relevant_windows": [[2, 6]],
        "relevant_clip_ids": [1, 2],
        "saliency_scores": [[4, 4, 4], [2, 2, 2]],
    },
    {
        "qid": 8,
        "query": "a dog",
        "duration": 60,
        "vid": "y_0_60",
        "relevant_windows": [[0, 20], [40, 44]],
        "relevant_clip_ids": [*list(range(10)), 20, 21],
        "saliency_scores": [[2, 2, 2]] * 12,
    },
]
RIGHT = {"pred_relevant_windows": [[2, 6, 0.9]], "pred_saliency_scores": [0, 3, 2, 0, 0]}
TWO = {
    "pred_relevant_windows": [[40, 44, 0.2], [0, 20, 0.9]],
    "pred_saliency_scores": [1.0] * 10 + [0.0] * 20,
}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    return list(load(write(tmp_path / "highlight_val_release.jsonl", ROWS)))


def numbers(
    samples: list[Sample], path: Path, lines: list[dict[str, Any]], scorer: str = "official"
) -> dict[str, float | None]:
    found = read_predictions(write(path, lines), QVHIGHLIGHTS, samples)
    assert found.format == "official"
    result = score(QVHIGHLIGHTS, samples, found.predictions, scorer)
    return {
        name: None if one.score is None else round(one.score, 2)
        for name, one in result.metrics.items()
    }


def line(qid: int, fields: dict[str, Any]) -> dict[str, Any]:
    return {"qid": qid, "query": "", "vid": "", **fields}


def test_samples(samples: list[Sample]) -> None:
    assert [s.id for s in samples] == ["7", "8"]
    assert samples[0].groups["has a window"] == ("short",)
    assert samples[1].groups["has a window"] == ("short", "middle")
    assert samples[1].groups["share of video"] == "30-60 %"
    assert samples[0].answer == "2 - 6"
    assert samples[0].extra["rated"][:, 0].tolist() == [0, 4, 2, 0, 0]


def test_everything_right(samples: list[Sample], tmp_path: Path) -> None:
    found = numbers(samples, tmp_path / "p.jsonl", [line(7, RIGHT), line(8, TWO)])
    assert found["MR-full-mAP"] == 100.0
    # short: query 8 has [40, 44] alone, behind [0, 20] by score: precision 1/2; query 7: 1.
    assert found["MR-short-mAP"] == 75.0
    assert found["MR-middle-mAP"] == 100.0
    assert found["MR-long-mAP"] is None  # no such query
    # R1 of a range looks at place 0 of the whole list: [40, 44] is none of the middle ones.
    for name in ("R1@0.5", "R1@0.7"):
        found_by_range = [found[f"MR-{part}-{name}"] for part in ("short", "middle", "long")]
        assert found_by_range == [100.0, 0.0, None]
    assert (found["MR-short-mAP@0.5"], found["MR-middle-mAP@0.75"]) == (75.0, 100.0)
    assert found["MR-full-R1@0.7"] == found["MR-full-mIoU"] == 100.0
    # Query 8, Fair: ten of twelve positives at precision 1, then 12 of 30 at score 0: (1 + .4) / 2.
    assert found["HL-min-Fair-mAP"] == round(100 * (1 + 0.7) / 2, 2)
    assert found["HL-min-VeryGood-mAP"] == 50.0  # query 8 has no such clip: 0
    assert found["HL-min-VeryGood-Hit1"] == 50.0
    assert found["HL-min-Fair-Hit1"] == 100.0


def test_an_empty_list_raises_map_and_the_sentinel_does_not(
    samples: list[Sample], tmp_path: Path
) -> None:
    lines = [line(7, RIGHT), line(8, {**TWO, "pred_relevant_windows": []})]
    official = numbers(samples, tmp_path / "p.jsonl", lines)
    assert (official["MR-full-mAP"], official["MR-full-R1@0.5"]) == (100.0, 50.0)
    strict = numbers(samples, tmp_path / "p.jsonl", lines, "robust")
    assert (strict["MR-full-mAP"], strict["MR-full-R1@0.5"]) == (50.0, 50.0)
    lines[1]["pred_relevant_windows"] = [[-1, -1, 0]]
    assert numbers(samples, tmp_path / "p.jsonl", lines) == strict


def test_of_an_id_twice_windows_concatenate_and_the_last_counts_for_r1(
    samples: list[Sample], tmp_path: Path
) -> None:
    other = {**RIGHT, "pred_relevant_windows": [[8, 10, 0.1]], "pred_saliency_scores": [1, 0]}
    found = numbers(samples, tmp_path / "p.jsonl", [line(7, RIGHT), line(8, TWO), line(7, other)])
    assert found["MR-full-mAP"] == 100.0
    assert found["MR-full-R1@0.5"] == 50.0
    assert found["HL-min-VeryGood-Hit1"] == 0.0


def test_the_first_line_decides_what_is_scored(samples: list[Sample], tmp_path: Path) -> None:
    only = {"pred_relevant_windows": [[2, 6, 1]]}
    found = numbers(samples, tmp_path / "p.jsonl", [line(7, only), line(8, TWO)])
    assert found["HL-min-Fair-mAP"] is None
    assert found["MR-full-mAP"] == 100.0
    clips = {"pred_saliency_scores": [0, 1]}
    found = numbers(samples, tmp_path / "p.jsonl", [line(7, clips), line(8, TWO)])
    assert found["MR-full-mAP"] is None
    assert found["HL-min-VeryGood-Hit1"] == 50.0
    with pytest.raises(T3Error, match=r"row 1: field pred_saliency_scores: missing"):
        numbers(samples, tmp_path / "p.jsonl", [line(7, RIGHT), line(8, only)])


def test_r1_is_reached_by_an_iou_on_the_threshold(samples: list[Sample], tmp_path: Path) -> None:
    # [2, 4] is half of [2, 6], to the digit; query 8 is met whole.
    half = {**RIGHT, "pred_relevant_windows": [[2, 4, 0.9]]}
    found = numbers(samples, tmp_path / "p.jsonl", [line(7, half), line(8, TWO)])
    assert (found["MR-full-R1@0.5"], found["MR-full-R1@0.55"]) == (100.0, 50.0)
    assert found["MR-full-mIoU"] == 75.0


def test_queries_without_a_line(samples: list[Sample], tmp_path: Path) -> None:
    lines = [line(7, RIGHT)]
    assert numbers(samples, tmp_path / "p.jsonl", lines)["MR-full-mAP"] == 50.0
    found = numbers(samples, tmp_path / "p.jsonl", lines, "intersection")
    assert found["MR-full-mAP"] == found["HL-min-VeryGood-mAP"] == 100.0


def test_one_window_by_the_conventions_of_language_models(samples: list[Sample]) -> None:
    said = [
        Prediction("7", "from 2 to 6 seconds"),
        Prediction("8", "It is from 40 to 44 seconds."),
    ]
    # The best of several gold windows: both are met; the first alone: only query 7 is.
    assert score(QVHIGHLIGHTS, samples, said, "strict").score == 100.0
    assert score(QVHIGHLIGHTS, samples, said, "timelens").score == 50.0
    found = score(QVHIGHLIGHTS, samples, said, "robust")
    assert found.score == 75.0  # one of two windows: AP 1/2
    assert found.metrics["HL-min-Fair-mAP"].score is None


def test_text_without_windows_is_unparsed(samples: list[Sample]) -> None:
    said = [Prediction("7", "I cannot tell."), Prediction("8", None, "timeout")]
    for scorer in ("official", "robust"):
        found = score(QVHIGHLIGHTS, samples, said, scorer)
        assert (found.score, found.unparsed, found.failed) == (0.0, 1, 1)


def test_round_trip(samples: list[Sample], tmp_path: Path) -> None:
    lines = [line(7, RIGHT), line(8, TWO)]
    before = numbers(samples, tmp_path / "p.jsonl", lines)
    said = read_predictions(tmp_path / "p.jsonl", QVHIGHLIGHTS, samples).predictions
    assert QVHIGHLIGHTS.write_official is not None
    QVHIGHLIGHTS.write_official(tmp_path / "q.jsonl", samples, {one.id: one for one in said})
    written = [json.loads(row) for row in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert numbers(samples, tmp_path / "p.jsonl", written) == before
    assert written[0]["qid"] == 7
    assert written[0]["vid"] == "x_0_10"
    QVHIGHLIGHTS.write_official(tmp_path / "q.jsonl", samples, {said[1].id: said[1]})
    written = [json.loads(row) for row in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert written[0]["pred_relevant_windows"] == [[-1, -1, 0]]
    assert written[0]["pred_saliency_scores"] == [0.0] * 5


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"relevant_windows": [[2]]}, "relevant_windows"),
        ({"saliency_scores": [[4, 4, 4]]}, "saliency_scores"),
        ({"relevant_clip_ids": [1, 5]}, "saliency_scores"),
        ({"duration": "long"}, "duration"),
    ],
)
def test_dirty_annotations(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    path = write(tmp_path / "highlight_val_release.jsonl", [ROWS[1], {**ROWS[0], **change}])
    with pytest.raises(T3Error, match=rf"release\.jsonl: row 1: field {field}"):
        list(load(path))


@pytest.mark.parametrize("held", ["x", [["a", 1]], [[None, 1]], 3, [[1]]])
def test_dirty_predictions(samples: list[Sample], tmp_path: Path, held: Any) -> None:
    path = write(tmp_path / "p.jsonl", [line(7, {"pred_relevant_windows": held})])
    with pytest.raises(T3Error, match=r"p\.jsonl: row 0: field pred_relevant_windows: expected"):
        read_predictions(path, QVHIGHLIGHTS, samples)


def test_queries_of_the_test_split_without_truth_are_not_scored(tmp_path: Path) -> None:
    hidden = {name: ROWS[0][name] for name in ("qid", "query", "duration", "vid")}
    samples = list(load(write(tmp_path / "highlight_test_release.jsonl", [hidden])))
    assert samples[0].answer == ""
    with pytest.raises(T3Error, match="none of 1 samples"):
        score(QVHIGHLIGHTS, samples, [])


def test_highlights_out_of_text() -> None:
    text = "The highlight timestamps are in the 2, 4, 5 seconds. Their scores are 1.5, 2.0, 1, 9"
    assert times_and_scores(text) == ([2, 4, 5], [1.5, 2.0, 1])
    assert times_and_scores("at 82, 84 seconds, scores 1.3") == ([82, 84], [1.3, 0.0])
    assert times_and_scores("no numbers, no scores") is None
    # Clips of a 10 s video: (2-1)/2 = 0, (4-1)/2 = 1, (5-1)/2 = 2; TRACE: 0, 1 and 1 once more.
    assert saliency([2, 4, 5], [1.5, 2, 1], 10) == [1.5, 2, 1, 0, 0]
    assert saliency([2, 4, 5], [1.5, 2, 1], 10, "trace") == [1.5, 1.5, 0, 0, 0]
    assert saliency([0, 2, 11], [1, 2, 3], 10) == [1.5, 0, 0, 0, 0]
    assert saliency([83], [1], 150).index(1) == 41
    assert saliency([83], [1], 150, "trace").index(1) == 40


def test_highlights_of_a_reply_are_scored(samples: list[Sample]) -> None:
    reply = "The highlights are at 4, 6 seconds, their saliency scores are 4.0, 2.0."
    found = score(QVHIGHLIGHTS, samples[:1], [Prediction("7", reply)], "official")
    assert found.metrics["HL-min-VeryGood-Hit1"].score == 100.0
    assert found.metrics["HL-min-VeryGood-mAP"].score == 100.0


def test_golden_prompt(samples: list[Sample]) -> None:
    assert_golden(QVHIGHLIGHTS, samples[0])
