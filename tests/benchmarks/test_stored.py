"""A scored run goes into a directory and comes back whole, or says what is wrong with it."""

import json
from pathlib import Path

import pytest
from toy import TOY, run

from benchmarks.stored import (
    as_run,
    model_of,
    name_of,
    read_run,
    runs_below,
    write_runs,
)
from t3data.errors import T3Error

REPLIES = ["A", "B", "half", None, "-", "no 🎬 idea", "A", "A"]


def stored(directory: Path, *scorers: str, **facts: object) -> Path:
    write_runs(directory, TOY, [run(REPLIES, name) for name in scorers], facts)
    return directory


@pytest.mark.parametrize("scorer", ["official", "robust", "macro"])
def test_there_and_back(tmp_path: Path, scorer: str) -> None:
    result = run(REPLIES, scorer)
    place = stored(tmp_path / "a run 🎬", scorer, model="m")
    found, expected = read_run(place), as_run(TOY, result, "m")
    assert found.name == "m"
    assert (found.benchmark, found.rule) == ("toy", (scorer, "official"))
    assert list(found.verdicts) == list(expected.verdicts)
    assert list(found.videos) == list(expected.videos)
    assert list(found.numbers) == list(expected.numbers)
    assert {k: v for k, v in found.result.items() if k != "run"} == expected.result


def test_the_object_has_the_keys_that_were_promised(tmp_path: Path) -> None:
    found = json.loads((stored(tmp_path, "robust") / "result.json").read_text())
    promised = "benchmark scorer failures n scored missing failed unparsed duplicated unknown score"
    assert set(promised.split()) | {"ci", "groups"} <= set(found)
    assert set(found["groups"]["task"]["x"]) == {"score", "n", "ci"}
    assert found["score"] == pytest.approx(100 * 3.5 / 8)


def test_every_sample_has_a_verdict(tmp_path: Path) -> None:
    lines = (stored(tmp_path, "robust") / "verdicts.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert list(rows[0]) == ["id", "video", "status", "worth", "counted", "read", "reply"]
    assert [row["status"] for row in rows] == (
        "right wrong partial failed missing unparsed right right".split()
    )
    assert rows[5]["reply"] == "no 🎬 idea"
    assert rows[3]["reply"] == "timeout"


def test_what_each_video_adds(tmp_path: Path) -> None:
    """4 videos of 2; worths 1 0 | .5 0 | 0 0 | 1 1, mean 3.5 / 8."""
    number = read_run(stored(tmp_path, "robust")).numbers[0]
    mean = 3.5 / 8
    sums = (1, 0.5, 0, 2)
    assert number.value == pytest.approx(mean)
    assert number.units == [2, 2, 2, 2]
    assert number.adds == pytest.approx([(total - 2 * mean) / 8 for total in sums])


def test_several_scorers_lie_side_by_side(tmp_path: Path) -> None:
    stored(tmp_path / "m", "official", "robust")
    assert runs_below(tmp_path) == [tmp_path / "m" / "official", tmp_path / "m" / "robust"]
    assert (tmp_path / "m" / "report.html").exists()
    assert {read_run(place).name for place in runs_below(tmp_path)} == {"m"}


def test_the_name_is_that_of_the_manifest_or_of_the_directory(tmp_path: Path) -> None:
    result = {"benchmark": "toy", "scorer": "robust"}
    assert name_of(tmp_path / "qwen" / "toy" / "robust", result) == "qwen"
    assert name_of(tmp_path / "qwen", result) == "qwen"
    assert name_of(tmp_path / "qwen", {**result, "run": {"model": "Qwen/7B"}}) == "Qwen/7B"
    (tmp_path / "run.json").write_text('{"model": "Qwen/7B"}')
    assert model_of(tmp_path / "predictions.jsonl") == model_of(tmp_path) == "Qwen/7B"
    for nothing in ("[]", '{"model": 3}', "{"):
        (tmp_path / "run.json").write_text(nothing)
        assert model_of(tmp_path) == ""


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("result.json", "{", "not JSON"),
        ("result.json", "[]", "not a result of `t3 score -o`"),
        ("result.json", '{"n": 3}', "not a result of `t3 score -o`"),
        ("verdicts.jsonl", '{"id": "q0"}\n', "row 0: Object missing required field"),
        ("verdicts.jsonl", "", "0 rows, 8 expected"),
        ("by_video.json", "{}", "Object missing required field"),
        ("verdicts.jsonl", None, "No such file"),
        ("by_video.json", None, "No such file"),
    ],
)
def test_damage_is_named(tmp_path: Path, file: str, content: str | None, told: str) -> None:
    stored(tmp_path, "robust")
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(content)
    with pytest.raises(T3Error) as caught:
        read_run(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / file))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_directory_without_runs(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"no result\.json here or below"):
        runs_below(tmp_path)
    with pytest.raises(T3Error, match="no such directory"):
        runs_below(tmp_path / "nothing")
