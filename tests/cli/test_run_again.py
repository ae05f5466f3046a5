"""`t3 run` taken up again: after a kill, an interrupt, a lost file; and in parts."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from invented_videomme import (
    VIDEOS,
    Command,
    given,
    lines,
    predictions,
    record,
    scored,
    write_annotations,
)
from stub_server import Act, StubServer, say, serving

from t3data.files import directory_lock

ROOT = Path(__file__).parents[2]


def interrupted(command: Sequence[object], server: StubServer, after: int, by: int) -> Any:
    """Sends the command, in a process of its own, a signal when it has asked `after` times."""
    goal = len(server.bodies) + after
    started = [sys.executable, "-m", "cli.main", *map(str, command)]
    running = subprocess.Popen(started, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(server.bodies) < goal:
        assert running.poll() is None, running.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)
    running.send_signal(by)
    _, printed = running.communicate(timeout=60)
    return running.returncode, printed


def slowly(body: dict[str, Any], number: int) -> Act:
    return replace(say("ABCD"[sum(map(ord, body["messages"][0]["content"][1]["text"])) % 4]),
                   delay=0.05)  # fmt: skip


@pytest.mark.slow
def test_killed_twice_and_run_again_no_answered_question_is_repeated(
    t3: Command, more: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    with serving(slowly) as server:
        command = given(more, output, "m", "--base-url", server.url, "--concurrency", 3)
        for after in (10, 15):
            status, _ = interrupted(command, server, after, signal.SIGKILL)
            assert status == -signal.SIGKILL
        status, printed = t3(*command)
        assert status == 0, printed
        # At most the three that were under way when it was killed, twice.
        counts = Counter(server.raw)
        assert len(counts) == 50
        assert sum(counts.values()) - 50 <= 6
        resumed = [(output / name).read_bytes() for name in ("predictions.jsonl", "log.jsonl")]
        calls = len(server.bodies)
        assert t3(*command)[0] == 0
        assert len(server.bodies) == calls
        other = tmp_path / "other"
        assert t3(*given(more, other, "m", "--base-url", server.url))[0] == 0
    assert [(other / name).read_bytes() for name in ("predictions.jsonl", "log.jsonl")] == resumed


def test_an_interrupt_leaves_a_run_that_goes_on(t3: Command, more: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with serving(slowly) as server:
        command = given(more, output, "m", "--base-url", server.url, "--concurrency", 3)
        status, printed = interrupted(command, server, 12, signal.SIGINT)
        assert status == 130, printed
        assert "run the same command again to go on" in printed
        assert "Traceback" not in printed
        assert 0 < len(predictions(output)) < 50
        status, printed = t3(*command)
        assert status == 0, printed
        assert sum(Counter(server.raw).values()) - 50 <= 3


def test_a_torn_line_and_a_lost_cache_cost_one_call(
    t3: Command, data: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    with serving(say("A")) as server:
        command = given(data, output, "m", "--base-url", server.url)
        t3(*command)
        whole = (output / "predictions.jsonl").read_bytes()
        (output / "predictions.jsonl").write_bytes(whole[:-9])
        (output / "cache" / "replies.jsonl").unlink()
        status, printed = t3(*command)
        assert (status, len(server.bodies)) == (0, 13), printed
    assert (output / "predictions.jsonl").read_bytes() == whole


def test_shards_make_a_whole(t3: Command, data: Path, tmp_path: Path) -> None:
    parts = [tmp_path / f"part{n}" for n in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        status, printed = t3(*given(data, part, "oracle", "--shard", f"{number}/3"))
        assert status == 0, printed
    videos = [{entry["video"] for entry in lines(part / "log.jsonl")} for part in parts]
    assert sorted(map(len, videos)) == [1, 1, 2]
    status, printed = t3("run", "--merge", *parts, "-o", tmp_path / "whole")
    assert status == 0, printed
    assert "merged:      3 runs, 12 questions" in printed
    assert scored(t3, data, tmp_path / "whole" / "predictions.jsonl")["score"] == 100
    # The whole is a run like any other: nothing is left to be asked.
    status, printed = t3(*given(data, tmp_path / "whole", "oracle"))
    assert status == 0, printed
    assert "; 0 calls (0 more from the cache)" in printed


def test_only_shards_of_one_run_are_merged(t3: Command, data: Path, tmp_path: Path) -> None:
    t3(*given(data, tmp_path / "a", "oracle", "--limit", 2))
    t3(*given(data, tmp_path / "b", "oracle", "--frames", "3", "--limit", 2))
    status, printed = t3("run", "--merge", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "c")
    assert status == 1
    assert f"{tmp_path}/b: no shard of {tmp_path}/a: they differ in frames" in printed
    status, printed = t3("run", "--merge", tmp_path / "a", tmp_path / "none", "-o", tmp_path / "c")
    assert status == 1
    assert "none: no run here" in printed


def test_a_limit_is_taken_up_and_raised(t3: Command, data: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    status, printed = t3(*given(data, output, "oracle", "--limit", 5))
    assert (status, list(predictions(output))) == (0, [f"001-{n}" for n in (1, 2, 3)] + [
        "002-1", "002-2",
    ]), printed  # fmt: skip
    assert t3(*given(data, output, "oracle"))[0] == 0
    assert t3(*given(data, output, "oracle", "--limit", 5))[0] == 0
    assert len(predictions(output)) == 12


def test_other_settings_are_refused(t3: Command, data: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    t3(*given(data, output, "oracle"))
    status, printed = t3(*given(data, output, "oracle", "--frames", "fps=1"))
    assert status == 1
    assert 'holds a run with other settings: frames "2", now "fps=1"' in printed
    assert "give another -o, or --overwrite to replace it" in printed
    assert t3(*given(data, output, "oracle", "--frames", "fps=1", "--overwrite"))[0] == 0
    assert record(output)["frames"] == "fps=1"
    write_annotations(tmp_path / "test.json", [*VIDEOS, "new"])
    status, printed = t3(*given(data, output, "oracle", "--annotations", tmp_path / "test.json"),
                         "--frames", "fps=1")  # fmt: skip
    assert status == 1
    assert "other settings: questions" in printed


def test_two_processes_on_one_directory(t3: Command, data: Path, tmp_path: Path) -> None:
    with directory_lock(tmp_path / "out"):
        status, printed = t3(*given(data, tmp_path / "out", "oracle"))
    assert status == 1
    assert "another t3 process is writing here; wait for it or choose another -o" in printed
