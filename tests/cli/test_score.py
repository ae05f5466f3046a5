"""The whole of `t3 score`, on real files and on bad ones."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from shared_data import shared
from stub_server import say, serving

from cli.main import main

Run = Callable[..., tuple[int, str, str]]

HEADER = "video,frame_count,width,height,question,answer,qid,type,a0,a1,a2,a3,a4\n"


@pytest.fixture
def t3(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `t3`: exit status, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(map(str, arguments)))
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


@pytest.fixture
def val(tmp_path: Path) -> Path:
    """Four questions of our own on two videos; the answers are A, B, C, D."""
    kinds = ("CW", "CH", "TP", "DL")
    lines = [
        f"{10 + i // 2},90,320,240,what is it {i},{i},{i},{kind},zero {i},one,two,three,four\n"
        for i, kind in enumerate(kinds)
    ]
    path = tmp_path / "val.csv"
    path.write_text(HEADER + "".join(lines))
    return path


def predictions(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_reference_of_next_qa(t3: Run) -> None:
    data = shared("nextqa")
    status, out, _ = t3(
        "score", "nextqa", data / "HGA_val_predictions.json",
        "--annotations", data / "val.csv", "--scorer", "official", "--json",
    )  # fmt: skip
    assert status == 0
    found = json.loads(out)
    assert f"{found['score']:.2f}" == "49.74"
    groups = {name: f"{g['score']:.2f}" for name, g in found["groups"]["category"].items()}
    assert groups == {"C": "46.26", "T": "50.74", "D": "59.33"}
    assert (found["n"], found["scored"]) == (4996, 4996)


def test_the_table_always_shows_what_became_of_every_sample(
    t3: Run, val: Path, tmp_path: Path
) -> None:
    path = predictions(
        tmp_path / "mine.jsonl",
        {"id": "10_0", "reply": "A"},
        {"id": "10_0", "reply": "B"},
        {"id": "10_1", "reply": "I cannot tell."},
        {"id": "11_2", "failure": "timeout"},
        {"id": "99_9", "reply": "A"},
    )
    status, out, _ = t3("score", "nextqa", path, "--annotations", val)
    assert status == 0
    assert "n 4  scored 1  missing 1  failed 1  unparsed 1  duplicated 1  unknown 1\n" in out
    assert re.search(r"accuracy +25\.00 +\[", out)
    assert "note: ids that no sample has: 99_9, …" in out


def test_all_scorers_and_everything_that_can_be_written(t3: Run, val: Path, tmp_path: Path) -> None:
    path = predictions(
        tmp_path / "my replies 🎬.jsonl",
        {"id": "10_0", "reply": "(A)"},
        {"id": "10_1", "reply": "1"},
        {"id": "11_2", "reply": "two"},
        {"id": "11_3", "reply": "The answer is D."},
    )
    wanted = {
        f"--{kind}": tmp_path / f"out.{kind}" for kind in ("markdown", "latex", "csv", "html")
    }
    options = [word for pair in wanted.items() for word in pair]
    place = tmp_path / "runs" / "a model"
    status, out, _ = t3(
        "score", "nextqa", path, "--annotations", val, "--all-scorers", "-o", place, *options
    )
    assert status == 0
    assert "replies that the scorers do not agree on" in out
    assert all(written.stat().st_size > 100 for written in wanted.values())
    assert (place / "report.html").exists()
    assert json.loads((place / "robust" / "result.json").read_text())["score"] == 100.0
    assert f"written: {place / 'report.html'}" in out


def test_json_of_all_scorers_is_a_list(t3: Run, val: Path, tmp_path: Path) -> None:
    path = predictions(tmp_path / "a.jsonl", {"id": "10_0", "reply": "A"})
    _, out, _ = t3("score", "nextqa", path, "--annotations", val, "--all-scorers", "--json")
    found = json.loads(out)
    assert [one["scorer"] for one in found][:2] == ["official", "robust"]


def test_scorers_that_agree(t3: Run, tmp_path: Path) -> None:
    question = {
        "question_id": "001-1", "task_type": "OCR Problems", "question": "Which?", "answer": "C",
        "options": ["A. cat", "B. dog", "C. cow", "D. hen"], "response": "C",
    }  # fmt: skip
    facts = {"video_id": "001", "duration": "short", "domain": "x", "sub_category": "y"}
    path = tmp_path / "res.json"
    path.write_text(json.dumps([{**facts, "questions": [question]}]))
    status, out, _ = t3("score", "videomme", path, "--annotations", path, "--all-scorers")
    assert status == 0
    assert "All scorers agree on every reply." in out


def test_metrics_of_all_conventions_side_by_side(t3: Run, tmp_path: Path) -> None:
    (tmp_path / "charades_sta_test.txt").write_text("AB12 10.0 20.0##person sits.\n")
    said = tmp_path / "p.jsonl"
    said.write_text('{"id": "0", "reply": "10.0 - 15.0"}\n')
    asked = ("score", "charades-sta", said, "--annotations", tmp_path)
    _, out, _ = t3(*asked, "--all-conventions")
    table = out[out.index("What each scorer says") :].splitlines()
    names = table[2].split()
    row = dict(zip(names, next(one for one in table if "R@0.5" in one).split()[1:], strict=True))
    # An IoU of exactly .5, which some do not read and two do not count.
    assert (row["strict"], row["timechat"], row["taro"]) == ("100.0", "100.00", "1.0000")
    assert (row["videotemp"], row["time-r1"], row["trace"]) == ("0.00", "0.00", "–")


def test_bad_rows_end_in_one_line_and_may_be_put_up_with(
    t3: Run, val: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "10_0", "reply": "A"}\n{"id": "10_1", "rep')
    status, out, err = t3("score", "nextqa", path, "--annotations", val)
    assert (status, out) == (1, "")
    assert err.startswith(f"t3: error: {path}: row 1: Input data was truncated")
    assert err.count("\n") == 1
    status, out, _ = t3("score", "nextqa", path, "--annotations", val, "--max-bad", "1")
    assert status == 0
    assert "note: 1 unusable row was left out" in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--scorer", "strict"], "nextqa has no scorer 'strict'; it has official, robust"),
        (["--judge", "m"], "--judge and --base-url go together"),
        (["--judge", "m", "--base-url", "http://127.0.0.1:1/v1"], "leaves nothing to a judge"),
        (["--annotations", "nowhere/val.csv"], "nowhere/val.csv"),
    ],
)
def test_wrong_usage(t3: Run, val: Path, tmp_path: Path, options: list[str], told: str) -> None:
    path = predictions(tmp_path / "a.jsonl", {"id": "10_0", "reply": "A"})
    status, _, err = t3("score", "nextqa", path, "--annotations", val, *options)
    assert status in (1, 2)
    assert told in err
    assert "Traceback" not in err


def test_a_benchmark_that_is_not_there(t3: Run, tmp_path: Path) -> None:
    status, _, err = t3("score", "nextq", tmp_path)
    assert status == 2
    assert "did you mean nextqa?" in err


def test_a_file_that_cannot_be_written(t3: Run, val: Path, tmp_path: Path) -> None:
    path = predictions(tmp_path / "a.jsonl", {"id": "10_0", "reply": "A"})
    status, _, err = t3("score", "nextqa", path, "--annotations", val, "-o", path / "x")
    assert status in (1, 2)
    assert "Traceback" not in err
    status, _, err = t3("score", "nextqa", path, "--annotations", val, "--html", "/dev/full/x")
    assert status in (1, 2)
    assert "Traceback" not in err


def test_the_judge_is_asked_once_and_its_share_is_shown(t3: Run, tmp_path: Path) -> None:
    rows = [{"video": "v.mp4", "question": "Sum it up.", "answer": "A dog barks.", "duration": 9}]
    (tmp_path / "9_summary.json").write_text(json.dumps(rows))
    choice = {
        "video": "w.mp4", "question": "Which?", "duration": 9, "question_type": "plotQA",
        "answer": "dog", "candidates": ["cat", "dog", "cow", "hen"],
    }  # fmt: skip
    (tmp_path / "1_plotQA.json").write_text(json.dumps([choice]))
    path = predictions(
        tmp_path / "a.jsonl",
        {"id": "summary_0", "reply": "A dog."},
        {"id": "plotQA_0", "reply": "B"},
    )
    words = ["score", "mlvu", path, "--annotations", tmp_path]
    _, out, _ = t3(*words)
    assert "need a judge and were left out; name one with --judge" in out
    marks = say("{'score_completeness': 4, 'score_reliability': 3, }")
    cache = tmp_path / "kept"
    with serving(marks) as server:
        for _ in range(2):
            status, out, _ = t3(
                *words, "--judge", "a judge", "--base-url", server.url, "--judge-cache", cache
            )
            assert status == 0
            assert "note: judge a judge was asked about 1 of 2 samples (50.0 %)" in out
        assert len(server.bodies) == 1
    assert cache.exists()


def test_a_file_about_something_else_is_no_score_of_nought(
    t3: Run, val: Path, tmp_path: Path
) -> None:
    path = predictions(tmp_path / "p.jsonl", {"id": "x", "reply": "A"}, {"id": "y", "reply": "B"})
    status, out, err = t3("score", "nextqa", path, "--annotations", val)
    assert (status, out) == (1, "")
    assert err == (
        f"t3: error: {path}: none of its 2 ids belongs to a sample of nextqa; are predictions and "
        "annotations of the same benchmark and split?\n"
    )
