"""Video-MME-v2 on invented questions: letters, groups of four, and what a failure is worth."""

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
from benchmarks.videomme_v2 import (
    VIDEOMME_V2,
    load,
    logic,
    official_predictions,
    read_letter,
    read_official,
    relevance,
    write_official,
)
from t3data.errors import T3Error

OPTIONS = "\n".join(f"{letter}. {n} boats" for n, letter in enumerate("ABCDEFGH"))


def row(video: int, question: int, **changes: Any) -> dict[str, Any]:
    last = question == 4
    return {
        "video_id": f"{video:03}",
        "url": "",
        "group_type": "relevance",
        "group_structure": "[1, 2, 3, 4]",
        "question_id": f"{video:03}-{question}",
        "question": f"How many boats pass in part {question}?",
        "options": OPTIONS,
        "answer": "A",
        "level": 2.0 if last else None,
        "second_head": "Order" if last else "None",
        "third_head": "Sequence of boats" if last else None,
    } | changes


def chain(video: int, structure: str = "[1, [2, 3], 4]") -> list[dict[str, Any]]:
    return [row(video, n, group_type="logic", group_structure=structure) for n in range(1, 5)]


def four(video: int) -> list[dict[str, Any]]:
    return [row(video, n) for n in range(1, 5)]


def samples_of(tmp_path: Path, *rows: dict[str, Any]) -> list[Sample]:
    pq.write_table(pa.Table.from_pylist(list(rows)), tmp_path / "test.parquet")
    return list(load(tmp_path))


def said(samples: list[Sample], replies: str) -> list[Prediction]:
    """One character a reply: "-" for one without a letter, "." for none at all."""
    return [
        Prediction(sample.id, "no idea" if letter == "-" else letter)
        for sample, letter in zip(samples, replies, strict=True)
        if letter != "."
    ]


def scored(
    tmp_path: Path,
    rows: list[dict[str, Any]],
    replies: str,
    scorer: str = "official",
    failures: Failures = "official",
) -> Result:
    samples = samples_of(tmp_path, *rows)
    return score(VIDEOMME_V2, samples, said(samples, replies), scorer, failures)


def test_a_row_becomes_a_sample(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, *four(7))
    assert (samples[0].id, samples[0].video, samples[0].answer) == ("007-1", "007", "A")
    assert samples[0].options[1] == "1 boats"
    assert len(samples[0].options) == 8
    assert (samples[0].groups, samples[3].groups) == (
        {},
        {"level": "level_2", "second_head": "Order", "third_head": "Sequence of boats"},
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"group_type": "other"}, "row 0: field group_type: expected relevance or logic"),
        ({"group_type": "logic", "group_structure": "[1,2]"}, "row 0: field group_structure"),
        ({"answer": None}, "row 0: no field answer"),
    ],
)
def test_dirty_rows_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(T3Error, match=message):
        samples_of(tmp_path, row(1, 1, **changes))


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("H", "H"),
        ("Final Answer: H.", "H"),  # the F and A of the prefix are deleted with it
        ("Best option: G", "G"),  # no comma is missing here
        ("The Eiffel tower", "E"),  # inside words too
        ("none of them", ""),
    ],
)
def test_letters_reach_to_h(reply: str, read: str) -> None:
    assert read_letter(Sample("", "", "", "A"), reply).read == read


@pytest.mark.parametrize(
    ("worths", "expected"),
    [
        ([0, 0, 0, 0], 0),
        ([0, 1, 0, 0], 0.0625),
        ([1, 0, 1, 0], 0.25),
        ([1, 1, 0, 1], 0.5625),
        ([1, 1, 1, 1], 1),
        ([1, 1, 1, -1], 0.25),  # three right and one failure are two
        ([0, 0, 0, -1], 0),  # a sum below 0 has no entry in the table
    ],
)
def test_relevance(worths: list[float], expected: float) -> None:
    assert relevance(worths) == expected


@pytest.mark.parametrize(
    ("structure", "right", "expected"),
    [
        ("[1,2,3,4]", "0111", 0),
        ("[1,2,3,4]", "1011", 1 / 16),
        ("[1,2,3,4]", "1101", 4 / 16),
        ("[1,2,3,4]", "1110", 9 / 16),
        ("[1,2,3,4]", "1111", 1),
        ("[1,[2,3],4]", "0111", 0),
        ("[1,[2,3],4]", "1001", 1 / 12),
        ("[1,[2,3],4]", "1010", 4 / 12),  # 3 stands in for its sibling 2
        ("[1,[2,3],4]", "1011", 4 / 12),  # and the chain ends there
        ("[1,[2,3],4]", "1100", 4 / 12),
        ("[1,[2,3],4]", "1110", 7 / 12),
        ("[1,[2,3],4]", "1111", 1),
        ("[[1,2],3,4]", "0011", 0),
        ("[[1,2],3,4]", "0111", 0.1),  # 2 stands in for its sibling 1
        ("[[1,2],3,4]", "1000", 0.1),
        ("[[1,2],3,4]", "1101", 0.2),
        ("[[1,2],3,4]", "1110", 0.5),
        ("[[1,2],3,4]", "1111", 1),
    ],
)
def test_logic(structure: str, right: str, expected: float) -> None:
    assert logic([float(one) for one in right], structure) == expected


def test_an_official_failure_is_minus_one_and_right_in_a_chain() -> None:
    assert read_official(Sample("", "", "", "A"), "no idea").worth == -1
    assert logic([1, -1, -1, 1], "[1,2,3,4]") == 1


def test_all_numbers_are_means_over_groups(tmp_path: Path) -> None:
    # Relevance: 3 of 4 right = 56.25 (linear 75), 1 of 4 = 6.25 (25). Logic: 1 and 3 = 4/12.
    found = scored(tmp_path, [*four(1), *four(2), *chain(3)], "AABA" + "BBBA" + "ABAB")
    assert found.score == pytest.approx((56.25 + 6.25 + 100 / 3) / 3)
    metrics = {name: metric.score for name, metric in found.metrics.items()}
    assert metrics == pytest.approx(
        {
            "total": (56.25 + 6.25 + 100 / 3) / 3,
            "relevance": 31.25,
            "relevance (linear)": 50,
            "logic": 100 / 3,
        }
    )
    assert found.groups["level"]["level_2"].n == 3
    assert found.groups["second_head"]["Order"].score == found.score
    assert (found.n, found.scored) == (12, 12)


@pytest.mark.parametrize(
    ("scorer", "expected"), [("official", 25.0), ("robust", 56.25), ("lmms-eval", 56.25),
                             ("vlmevalkit", 56.25)],
)  # fmt: skip
@pytest.mark.parametrize("failed", ["-", "."])
def test_three_right_and_one_failure(
    tmp_path: Path, scorer: str, expected: float, failed: str
) -> None:
    assert scored(tmp_path, four(1), "AAA" + failed, scorer).score == expected


def test_a_failure_breaks_no_chain_officially(tmp_path: Path) -> None:
    assert scored(tmp_path, chain(1, "[1, 2, 3, 4]"), "A-.A").score == 100
    assert scored(tmp_path, chain(1, "[1, 2, 3, 4]"), "A-.A", "lmms-eval").score == 6.25


def test_without_failures_all_scorers_agree(tmp_path: Path) -> None:
    rows = [*four(1), *chain(2, "[[1, 2], 3, 4]")]
    found = {one.name: scored(tmp_path, rows, "ABCABACA", one.name) for one in VIDEOMME_V2.scorers}
    # Two right: 25. Only 2 and 4 of the chain: 10.
    assert {name: one.score for name, one in found.items()} == dict.fromkeys(found, 17.5)


def test_other_policies_know_no_minus_one(tmp_path: Path) -> None:
    assert scored(tmp_path, four(1), "AAA-", failures="wrong").score == 56.25
    left = scored(tmp_path, [*four(1), *four(2)], "AAA-AAAA", failures="exclude")
    assert (left.score, left.metrics["total"].n) == (100, 1)


def test_a_torn_group_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="the group of 002-1 has 1 questions"):
        scored(tmp_path, [*four(1), row(2, 1)], "AAAAA")


def test_the_official_table_comes_back(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, *four(1))
    given = {
        "001-1": Prediction("001-1", 'He says "A",\nthen B'),
        "001-2": Prediction("001-2", None, "timeout"),
        "001-3": Prediction("001-3", "tab\there"),
    }
    file = tmp_path / "result.tsv"
    write_official(file, samples, given)
    expected = [given["001-1"].reply, "", given["001-3"].reply, ""]
    assert [one.reply for one in official_predictions(file, samples)] == expected  # type: ignore[union-attr]
    assert [one.reply for one in read_predictions(file, VIDEOMME_V2, samples).predictions] == (
        expected
    )


def test_prompts() -> None:
    sample = Sample(
        "1-1", "1", "How many boats pass?", "A", tuple(f"{n} boats" for n in range(8)),
    )  # fmt: skip
    heard = replace(sample, extra={"subtitles": "ahoy there"})
    assert_golden(VIDEOMME_V2, sample)
    assert_golden(VIDEOMME_V2, heard, name="subtitles")
    assert VIDEOMME_V2.prompts[1].text(sample) == VIDEOMME_V2.prompts[0].text(sample)
    assert_golden(VIDEOMME_V2, sample, name="reasoning")


def test_answers_as_json_in_any_container(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, *four(1))
    ids = [sample.id for sample in samples]
    rows = [{"question_id": id, "response": "A"} for id in ids]
    texts = {
        "rows.json": json.dumps(rows),
        "lines.jsonl": "".join(json.dumps(one) + "\n" for one in rows),
        "by_id.json": json.dumps(dict.fromkeys(ids, "A")),
        "videos.json": json.dumps([{"video_id": "001", "questions": rows}]),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
        found = read_predictions(tmp_path / name, VIDEOMME_V2, samples)
        assert [(one.id, one.reply) for one in found.predictions] == [(id, "A") for id in ids]
