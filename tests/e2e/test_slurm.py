"""The jobs that `--executor slurm` writes, run by bash as Slurm would: the bytes of a local run."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from spread import Work, prepare

from t3data.executors.slurm import run_share

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

SBATCH = """\
#!/bin/bash
# Runs the job at once: every element of an array from the last to the first, two at a time.
printf '%s\\n' "$*" >> "$CALLS"
script="${@: -1}"
elements=-
for word in "$@"; do
    case "$word" in
        --array=*) last="${word#--array=0-}"; elements=$(seq "${last%%%*}" -1 0) ;;
    esac
done
if [ "$elements" = - ]; then
    bash "$script" >> "$CALLS.log" 2>&1 || exit 1
else
    echo "$elements" | xargs -P 2 -I{} env SLURM_ARRAY_TASK_ID={} bash "$script" \\
        >> "$CALLS.log" 2>&1 || exit 1
fi
echo "$RANDOM;cluster"
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    return prepare(tmp_path_factory.mktemp("slurm") / "50% of 'work' 🎈")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with an `sbatch` that waits for its job, as if the queue were empty."""
    directory = tmp_path_factory.mktemp("bin")
    (directory / "sbatch").write_text(SBATCH)
    (directory / "sbatch").chmod(0o755)
    return directory


def step(directory: Path) -> None:
    done = subprocess.run(["bash", directory / "step.sh"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def shares(directory: Path, numbers: Sequence[int]) -> None:
    for number in numbers:
        environment = {**os.environ, "SLURM_ARRAY_TASK_ID": str(number)}
        subprocess.run(["bash", directory / "share.sh"], env=environment, check=True)


@pytest.mark.parametrize("command", ["synth", "build_mix"])
def test_submitted_to_a_queue(work: Work, scheduler: Path, tmp_path: Path, command: str) -> None:
    local = "local questions" if command == "synth" else "local mix"
    output = f"queued {command} 🎈"
    call = getattr(work, command)
    said = work.run(call(output, "--executor", "slurm", "--slurm-array", "3")).stdout
    assert "nothing is submitted yet" in said
    assert not (work.root / output).exists()
    submit = work.root / f"{output}.slurm" / "submit.sh"
    calls = tmp_path / "calls"
    path = f"{scheduler}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", submit], env={**os.environ, "PATH": path, "CALLS": str(calls)}, check=True
    )
    assert work.files(output) == work.files(local), Path(f"{calls}.log").read_text()
    lines = calls.read_text().splitlines()
    arrays = 2 if command == "synth" else 3
    assert ["--array=0-2%3" in line for line in lines] == [False, *[True, False] * arrays]
    assert all(("--dependency=afterok:" in line) == (n > 0) for n, line in enumerate(lines))
    assert not any(";cluster" in line for line in lines)
    assert all("50%% of 'work'" in line for line in lines)


def test_shares_one_by_one_killed_and_done_twice(work: Work) -> None:
    work.run(work.build_mix("by hand", "--executor", "slurm", "--slurm-array", "3"))
    directory = work.root / "by hand.slurm"
    shares(directory, [1])  # nothing is planned yet
    step(directory)
    step(directory)
    killed = subprocess.Popen(
        ["bash", directory / "share.sh"], env={**os.environ, "SLURM_ARRAY_TASK_ID": "2"}
    )
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    shares(directory, [2, 0, 2])
    step(directory)  # without share 1 there is nothing to go on with
    assert (directory / "pending").read_text() == "ScanTask"
    shares(directory, [1])
    step(directory)
    assert (directory / "pending").read_text() == "RepeatTask"
    shares(directory, [0, 1, 2])
    step(directory)
    assert (directory / "pending").read_text() == "WriteTask"
    shares(directory, [1, 0])
    # The node of the third is lost behind its first shards: their results are not written.
    results = directory / "phases" / "WriteTask" / "results-00000"
    results.unlink()
    shares(directory, [2, 0])
    step(directory)
    assert work.files("by hand") == work.files("local mix")
    assert run_share(directory, 0) == 0


def test_a_share_killed_in_the_middle_of_its_work(work: Work) -> None:
    work.run(work.synth("killed", "--executor", "slurm", "--slurm-array", "1"))
    directory = work.root / "killed.slurm"
    data = work.root / "killed" / "data"
    for phase in ("PilotTask", "PoolTask"):
        step(directory)
        assert (directory / "pending").read_text() == phase
        if phase == "PoolTask":
            share = subprocess.Popen(
                ["bash", directory / "share.sh"], env={**os.environ, "SLURM_ARRAY_TASK_ID": "0"}
            )
            while share.poll() is None and not list(data.glob("part-*")):
                time.sleep(0.01)
            assert share.poll() is None, "all shards were done at once"
            share.kill()
            share.wait()
            step(directory)
            assert (directory / "pending").read_text() == phase
        shares(directory, [0])
    step(directory)
    assert work.files("killed") == work.files("local questions")


def test_only_the_first_step_overwrites(work: Work, scheduler: Path, tmp_path: Path) -> None:
    """And what an earlier run left behind does not count."""
    slurm = ("--executor", "slurm", "--slurm-array", "2", "--overwrite")
    work.run(work.synth("again", "--seed", "6"))
    work.run(work.synth("again", *slurm))
    environment = {"PATH": f"{scheduler}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls")}
    submit = ["bash", str(work.root / "again.slurm" / "submit.sh")]
    work.run(submit, **environment)
    assert work.files("again") == work.files("local questions")
    before = (work.root / "again" / "manifest.json").stat().st_mtime_ns
    work.run(submit, **environment)
    assert (work.root / "again" / "manifest.json").stat().st_mtime_ns == before
    work.run(work.synth("again", *slurm))
    work.run(submit, **environment)
    assert (work.root / "again" / "manifest.json").stat().st_mtime_ns > before
    assert work.files("again") == work.files("local questions")
