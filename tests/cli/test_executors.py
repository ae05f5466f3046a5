"""Choices of a place to run that make no sense together are refused before any work."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import t3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--ray-address h:1", "--ray-address goes with --executor ray"),
        ("--slurm-array 3", "--slurm-array goes with --executor slurm"),
        ("--executor slurm --workers 2", "it is --slurm-array N, not --workers"),
        ("--executor ray --generator m --base-url u", "which --executor ray would not make faster"),
        ("--executor slurm --generator m --base-url u", "--executor slurm would not make faster"),
    ],
)
def test_refused(options: str, said: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    found = CliRunner().invoke(t3, ["synth", "c.jsonl", "-o", str(output), *options.split()])
    assert found.exit_code == 2
    assert said in found.output
    assert list(tmp_path.iterdir()) == []


def test_slurm_writes_scripts_only_for_inputs_that_are_there(tmp_path: Path) -> None:
    captions, output = tmp_path / "c.jsonl", tmp_path / "out"
    command = ["synth", str(captions), "-o", str(output), "--executor", "slurm"]
    assert CliRunner().invoke(t3, command).exit_code == 1
    assert list(tmp_path.iterdir()) == []
    captions.write_text(json.dumps({"id": "a", "caption": "A red balloon is in the garden."}))
    found = CliRunner().invoke(t3, command)
    assert found.exit_code == 0, found.output
    assert not output.exists()
    assert '--array="0-31%$AT_ONCE"' in (tmp_path / "out.slurm" / "submit.sh").read_text()
