import stat
import time
from pathlib import Path

import pytest

from mixes.training.checking.interpreter import ask, find_python
from t3data.errors import T3Error, UsageError


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(
    "head",
    [
        "#!{python}\n",
        "#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n",
        "#!/usr/bin/env python3.11\n",
    ],
)
def test_the_interpreter_of_a_console_script_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    python = program(tmp_path / "of a framework 🎬" / "python3.11", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{python.parent}:/usr/bin:/bin")
    program(tmp_path / "bin" / "llamafactory-cli", head.format(python=python) + "import sys\n")
    assert find_python("llamafactory", None) == python


@pytest.mark.parametrize("text", ["\x7fELF", "#!/bin/bash\necho Swift 6\n", "#!\n", ""])
def test_another_program_of_that_name_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="no swift on PATH: activate"):
        find_python("ms-swift", None)
    program(tmp_path / "swift", text)
    with pytest.raises(UsageError, match="swift is not a Python script: activate"):
        find_python("ms-swift", None)


def test_a_named_interpreter_must_be_a_program(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--python .*nowhere: not a program"):
        find_python("llamafactory", tmp_path / "nowhere")


def answer_of(tmp_path: Path, body: str, timeout: float = 20) -> tuple[list[str], str | None]:
    """The events and the failure of an interpreter that is a shell script."""
    python = program(tmp_path / "python", f"#!/bin/sh\n{body}\n")
    answer = ask(python, "llamafactory_inside.py", {"file": "x"}, tmp_path, timeout)
    return [event["event"] for event in answer.events], answer.failure


def test_noise_and_half_lines_are_passed_over(tmp_path: Path) -> None:
    said = ["hello", '{"event": "one"}', "[1]", '{"no": "event"}', '{"event": "tw']
    body = "cat > /dev/null\n" + "\n".join(f"echo '{line}'" for line in said)
    assert answer_of(tmp_path, body) == (["one"], None)


def test_what_was_found_before_a_crash_is_kept(tmp_path: Path) -> None:
    body = (
        """echo '{"event": "one"}'; echo 'Traceback' >&2; echo 'OSError: no libcuda' >&2; exit 3"""
    )
    assert answer_of(tmp_path, body) == (["one"], "OSError: no libcuda")
    assert answer_of(tmp_path, "kill -SEGV $$") == ([], "ended with status -11")


def test_what_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    marks = tmp_path / "child"
    body = f"""echo '{{"event": "one"}}'; sleep 600 & echo $! > '{marks}'; wait"""
    assert answer_of(tmp_path, body, timeout=2) == (["one"], "no answer for 2 s")
    child = int(marks.read_text())
    status = Path(f"/proc/{child}/stat")
    deadline = time.monotonic() + 60
    while _runs(status) and time.monotonic() < deadline:
        pass
    assert not _runs(status)


def _runs(status: Path) -> bool:
    """A process that ended may wait for its parent to look: state Z."""
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_cannot_be_started_is_an_error_of_one_line(tmp_path: Path) -> None:
    python = program(tmp_path / "python", "#!/nowhere/at/all\n")
    with pytest.raises(T3Error, match=r"python: cannot be started: No such file"):
        ask(python, "llamafactory_inside.py", {}, tmp_path, 5)
