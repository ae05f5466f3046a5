"""Builds killed at any moment and started again end with the bytes of an undisturbed one."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from mix_material import files_of, llava_rows

pytestmark = pytest.mark.slow
Make = Callable[..., Path]
SCRIPT = "from cli.main import main; main()"


def arguments(t3: Path, general: Path, output: Path, workers: int) -> list[str]:
    return [
        *(sys.executable, "-c", SCRIPT, "build-mix", "--t3", str(t3), "--general", str(general)),
        *("--rows-per-shard", "700", "--seed", "3", "--workers", str(workers)),
        *("--keep-duplicates", "-o", str(output)),
    ]


def finished_shards(output: Path) -> dict[str, tuple[int, int]]:
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (output / "data").glob("part-*.arrow")
    }


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment(make_t3: Make, tmp_path: Path, workers: int) -> None:
    rows = llava_rows("g", 14_000)
    for row in rows:
        row["conversations"][1]["value"] *= 12
    general = tmp_path / "g.json"
    general.write_text(json.dumps(rows), encoding="utf-8")
    t3 = make_t3("A", 7000)
    begun = time.monotonic()
    subprocess.run(arguments(t3, general, tmp_path / "WHOLE", 1), check=True, capture_output=True)
    length = time.monotonic() - begun
    wanted = files_of(tmp_path / "WHOLE")
    rng = random.Random(workers)
    stopped_with_shards = 0
    for attempt in range(5):
        output = tmp_path / f"KILLED{attempt}"
        seen: dict[str, tuple[int, int]] = {}
        for _ in range(3):
            process = subprocess.Popen(
                arguments(t3, general, output, workers),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(rng.uniform(0.15, length))
            helpers = children_of(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if output.exists():
                shards = finished_shards(output)
                # What was finished before stays as it is.
                assert {name: shards[name] for name in seen} == seen
                seen = shards
                stopped_with_shards += bool(seen) and not (output / "manifest.json").exists()
            wait_for_end(helpers)
        subprocess.run(arguments(t3, general, output, workers), check=True, capture_output=True)
        assert files_of(output) == wanted
        after = finished_shards(output)
        assert {name: after[name] for name in seen} == seen
    assert stopped_with_shards


def wait_for_end(pids: list[int]) -> None:
    """Workers and the fork server end on their own when the command is gone."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not any(alive(pid) for pid in pids):
            return
        time.sleep(0.05)
    raise AssertionError(f"still running: {pids}")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_killed_worker_is_one_line_and_can_be_gone_on_from(
    make_general: Make, tmp_path: Path
) -> None:
    general = make_general("g", 30_000)
    script = (
        "import os, signal, mixes.write as w\n"
        "run = w.WriteTask.run\n"
        "def die(self):\n"
        "    if self.start: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return run(self)\n"
        "w.WriteTask.run = die\n"
        "from cli.main import main\n"
        "if __name__ == '__main__': main()"
    )
    path = tmp_path / "broken.py"
    path.write_text(script)
    options = ["build-mix", "--general", str(general), "--workers", "2", "--no-token-stats"]
    options += ["-o", str(tmp_path / "M")]
    # Workers import the main module, and with it the change.
    broken = subprocess.run([sys.executable, path, *options], capture_output=True, text=True)
    assert broken.returncode == 1
    assert "a worker process died" in broken.stderr
    assert "Traceback" not in broken.stderr
    again = subprocess.run(
        [sys.executable, "-c", SCRIPT, *options], capture_output=True, text=True, check=True
    )
    assert "30,000 in" in again.stdout


@pytest.mark.parametrize("workers", [2, 4])
def test_many_workers_give_the_same_bytes(make_t3: Make, tmp_path: Path, workers: int) -> None:
    general = tmp_path / "g.json"
    general.write_text(json.dumps(llava_rows("g", 9000)), encoding="utf-8")
    t3 = make_t3("A", 5000)
    for count in (1, workers):
        command = arguments(t3, general, tmp_path / f"W{count}", count)
        subprocess.run(command, check=True, capture_output=True)
    assert files_of(tmp_path / "W1") == files_of(tmp_path / f"W{workers}")
