"""Conventions that count lines of the file, at the command line; all numbers worked out by hand."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.main import main

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def t3(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `t3`: exit status, stdout."""

    def run(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, arguments)))
        return int(ended.value.code or 0), capfd.readouterr().out

    return run


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """Samples 0 and 1, both from 10 to 20 seconds, of two videos."""
    path = tmp_path / "charades_sta_test.txt"
    path.write_text("AAA 10.0 20.0##a cup falls.\nBBB 10.0 20.0##a door opens.\n")
    return path


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    """Sample 0 twice, with an IoU of 1 and of 0.5; sample 1 right; a stranger."""
    said = [("0", "10 to 20"), ("0", "10 to 15"), ("1", "10 to 20"), ("7", "10 to 20")]
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps({"id": id, "reply": text}) + "\n" for id, text in said))
    return path


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """TRACE's file: two hits, a stranger, one with an empty list, one without windows."""
    path = tmp_path / "trace.json"
    windows = {"0": [[10, 20]], "1": [[10, 15]], "90": [[1, 2]], "91": []}
    entries = {id: {"timestamp": found} for id, found in windows.items()}
    path.write_text(json.dumps({**entries, "92": {"query": "nothing"}}))
    return path


def scored(t3: Run, path: Path, truth: Path, rule: str, *more: object) -> dict[str, Any]:
    options = ("--annotations", truth, "--convention", rule, "--json", *more)
    status, out = t3("score", "charades-sta", path, *options)
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    kinds = ("scored", "unparsed", "failed", "missing")
    assert found["n"] == sum(found[kind] for kind in kinds)
    return found


@pytest.mark.parametrize(
    ("rule", "miou", "r07"),
    [
        # Lines: IoU 1, 0.5, 1.
        ("taro", 2.5 / 3, 2 / 3),
        ("time-r1-www", 2.5 / 3, 2 / 3),
        ("videotemp", 250 / 3, 200 / 3),
        # Samples: 1 and 1, as the first line of each counts.
        ("strict", 100.0, 100.0),
        ("timechat", None, None),  # reads no "to"
        ("time-r1", 100.0, 100.0),  # distinct ids
        ("lmms-eval", 100.0, 100.0),
        ("timelens", 100.0, 100.0),
    ],
)
def test_a_line_that_repeats_an_id(
    t3: Run, truth: Path, replies: Path, rule: str, miou: float | None, r07: float | None
) -> None:
    found = scored(t3, replies, truth, rule)
    expected = (0.0, 0.0) if miou is None or r07 is None else (miou, r07)
    metrics = found["metrics"]
    assert (metrics["mIoU"]["score"], metrics["R@0.7"]["score"]) == pytest.approx(expected)
    lines = rule in ("taro", "time-r1-www", "videotemp")
    assert (found["n"], found["counted"], found["further"]) == ((3, 3, 1) if lines else (2, 2, 0))
    assert (found["duplicated"], found["unknown"]) == (1, 1)
    fate = "each line counts" if lines else "the first of each counts"
    assert f"duplicated ids, {fate}: 0, …" in found["notes"]
    assert "ids that no sample has: 7, …" in found["notes"]


def test_trace_counts_windows_that_nobody_asked_for(t3: Run, truth: Path, submission: Path) -> None:
    found = scored(t3, submission, truth, "trace")
    metrics = {name: one["score"] for name, one in found["metrics"].items()}
    # IoU 1, 0.5, and 0 for 90 and 91; 92 has no windows and is left out.
    assert metrics == {"mIoU": 1.5 / 4, "R@0.3": 50.0, "R@0.5": 50.0, "R@0.7": 25.0}
    assert (found["n"], found["counted"], found["unknown"], found["further"]) == (4, 4, 3, 2)
    assert "ids that no sample has, 2 lines count: 90, 91, 92, …" in found["notes"]


def test_our_rule_shows_them_and_scores_each_sample_once(
    t3: Run, truth: Path, submission: Path
) -> None:
    found = scored(t3, submission, truth, "strict")
    assert found["metrics"]["mIoU"]["score"] == 75.0
    assert (found["n"], found["unknown"], found["further"]) == (2, 3, 0)


def test_the_denominator_is_a_part_that_can_be_set(t3: Run, truth: Path, replies: Path) -> None:
    by_line = scored(t3, replies, truth, "strict", "--part", "denominator=lines")
    assert by_line["metrics"]["mIoU"]["score"] == pytest.approx(250 / 3)
    by_item = scored(t3, replies, truth, "taro", "--part", "denominator=items")
    assert by_item["metrics"]["mIoU"]["score"] == 1.0


def test_a_part_set_otherwise_reaches_every_report(t3: Run, truth: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.jsonl"
    path.write_text(json.dumps({"id": "0", "reply": "10 to 15"}) + "\n")
    place = tmp_path / "run"
    options = ("--part", "operator=>", "-o", place)
    found = scored(t3, path, truth, "taro", *options)
    assert (found["counted"], found["metrics"]["R@0.5"]["score"]) == (1, 0.0)
    assert json.loads((place / "result.json").read_text())["scorer"] == "taro, operator=>"
    assert "taro, operator=&gt;" in (place / "report.html").read_text()


def test_failures_counted_as_wrong_count_a_line_each(t3: Run, truth: Path, tmp_path: Path) -> None:
    path = tmp_path / "failed.jsonl"
    lines: list[dict[str, str]] = [
        {"id": "0", "failure": "timeout"},
        {"id": "0", "reply": "10 to 20"},
        {"id": "1", "reply": "nothing"},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    official = scored(t3, path, truth, "taro")
    assert (official["counted"], official["failed"], official["score"]) == (2, 1, 0.5)
    strictly = scored(t3, path, truth, "taro", "--failures", "wrong")
    assert (strictly["counted"], strictly["score"]) == (3, pytest.approx(1 / 3))


def test_side_by_side_compared_and_on_a_page(
    t3: Run, truth: Path, submission: Path, tmp_path: Path
) -> None:
    status, out = t3(
        "score", "charades-sta", submission, "--annotations", truth, "--all-conventions",
        "-o", tmp_path / "a",
    )  # fmt: skip
    assert status == 0
    assert "note, trace: ids that no sample has, 2 lines count: 90, 91, 92, …" in out
    verdicts = (tmp_path / "a" / "trace" / "verdicts.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in verdicts] == ["0", "1", "90", "91"]
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"0": {"timestamp": [[10, 20]]}, "1": {"timestamp": [[10, 20]]}}))
    t3(
        "score", "charades-sta", other, "--annotations", truth, "--all-conventions",
        "-o", tmp_path / "b",
    )  # fmt: skip
    runs = (tmp_path / "a" / "trace", tmp_path / "b" / "trace")
    status, out = t3("compare", *runs)
    assert status == 0
    assert "A alone has 0 right, B alone 1, of 2 questions that count for both" in out
    assert re.search(r"trace +4 +0\.38 +1\.00 +\+0\.62", out)  # 1.5 of 4 lines, 2 of 2
