from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.training.checking.script import find_command
from t3data.errors import T3Error

SCRIPT = """\
#!/usr/bin/env bash
# swift sft --model in-a-comment
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
MEDIA="${MEDIA:-/SET/ME}"
export MAX_PIXELS=401408 NPROC=8
FPS=2 exec swift sft \\
  --model "a model 🎬" \\
  --dataset data more#500 \\
  --learning_rate=1e-5 \\
  --output "$MEDIA/out" --seed $(date +%s) \\
  "$@" # the rest
"""


def test_flags_and_environment_are_read(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.write_text(SCRIPT)
    command = find_command(path, ("swift", "sft"))
    assert command is not None
    assert command.flags(after="sft") == (
        ("--model", ("a model 🎬",)),
        ("--dataset", ("data", "more#500")),
        ("--learning_rate", ("1e-5",)),
        ("--output", ("/SET/ME/out",)),
        ("--seed", ("$(date", "+%s)")),
    )
    assert dict(command.environment) == {
        "MEDIA": "/SET/ME", "MAX_PIXELS": "401408", "NPROC": "8", "FPS": "2",
    }  # fmt: skip


def test_the_environment_fills_variables_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIA", "/media")
    monkeypatch.delenv("NOWHERE", raising=False)
    path = tmp_path / "run.sh"
    path.write_text(
        'MEDIA="${MEDIA:-/SET/ME}"\nswift sft --a "$MEDIA/x" --b $NOWHERE ${NOWHERE:?set}'
    )
    command = find_command(path, ("swift",))
    assert command is not None
    assert command.flags("sft") == (
        ("--a", ("/media/x",)),
        ("--b", ("$NOWHERE", "${NOWHERE:?set}")),
    )


def test_flags_of_the_launcher_are_not_those_of_the_trainer(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.write_text("torchrun --nnodes 1 longva/train/train_mem.py --bf16 True; echo --done")
    command = find_command(path, ("train_mem.py",))
    assert command is not None
    assert command.flags("train_mem.py") == (("--bf16", ("True",)),)


def test_no_such_command(tmp_path: Path) -> None:
    path = tmp_path / "run.sh"
    path.write_text("echo 'swift\nsft'\n'unclosed\n")
    assert find_command(path, ("swift", "sft")) is None
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(T3Error, match="not a text file"):
        find_command(path, ("swift",))


@given(st.text(max_size=200))
def test_any_text_is_read(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("scripts") / "run.sh"
    path.write_text(text, "utf-8", "replace")
    find_command(path, ("swift",))
