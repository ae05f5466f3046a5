"""`t3 run` against the real vLLM: invented questions on drawn videos, up to their score."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import real_vllm
from invented_videomme import lines, predictions, record, write_annotations, write_film

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

VIDEOS = ("one 🎬", "another")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two videos with three questions in Video-MME's form, and with two in MVBench's."""
    root = tmp_path_factory.mktemp("benchmark")
    write_annotations(root / "test.json", VIDEOS)
    for number, video in enumerate(VIDEOS):
        write_film(root / "videos" / f"{video}.mp4", shade=60 * number)
    (root / "mvbench").mkdir()
    rows = [
        {"video": f"{video}.mp4", "question": "What?", "candidates": ["x", "y"], "answer": "y"}
        for video in VIDEOS
    ]
    (root / "mvbench" / "action_count.json").write_text(json.dumps(rows))
    return root


def t3(*arguments: object) -> tuple[int, str, str]:
    """Status, output and errors of a command in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=real_vllm.ROOT,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr


def asked(server: real_vllm.Served, data: Path, benchmark: str, output: Path) -> dict[str, Any]:
    """Runs the benchmark and scores it; the run goes through a second time without a call."""
    annotations = data / ("mvbench" if benchmark == "mvbench" else "test.json")
    command = [
        "run", benchmark, "--model", server.model, "--base-url", server.base_url,
        "--annotations", annotations, "--videos", data / "videos", "--frames", "4",
        "--max-tokens", "300", "-o", output,
    ]  # fmt: skip
    status, _, errors = t3(*command)
    kinds = {line.get("failure", "").partition(":")[0] for line in predictions(output).values()}
    # A random model may not find an end.
    assert kinds <= {"", "truncated"}, errors
    assert status == (1 if "truncated" in kinds else 0), errors
    status, printed, errors = t3(
        "score", benchmark, output / "predictions.jsonl", "--annotations", annotations, "--json"
    )
    assert status == 0, errors
    found: dict[str, Any] = json.loads(printed)
    return found


def test_questions_with_frames(vllm_server: real_vllm.Served, data: Path, tmp_path: Path) -> None:
    result = asked(vllm_server, data, "videomme", tmp_path / "out")
    assert (result["n"], result["missing"], result["unknown"]) == (6, 0, 0)
    log = lines(tmp_path / "out" / "log.jsonl")
    assert [entry["indices"] for entry in log] == [[0, 6, 12, 19]] * 6
    # Four frames of 32 pixels take tokens that the words alone do not.
    assert all(entry["prompt_tokens"] > 200 for entry in log)
    assert any(line.get("reply") for line in predictions(tmp_path / "out").values())


def test_a_reply_that_is_begun(vllm_server: real_vllm.Served, data: Path, tmp_path: Path) -> None:
    result = asked(vllm_server, data, "mvbench", tmp_path / "out")
    assert (result["n"], result["missing"]) == (2, 0)
    assert record(tmp_path / "out")["prefill"] == "continued"
