"""The promises of Makefile, hooks and lock: one list of checks, no address, no surprise."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*==[0-9][A-Za-z0-9.]*$")


def recipe(target: str) -> list[str]:
    """The commands of a Makefile target."""
    block = re.search(
        rf"^{target}:.*\n((?:\t.*\n?)*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert block, f"no target {target}"
    return [line.strip() for line in block.group(1).splitlines()]


def hooks() -> list[dict[str, Any]]:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"], "hooks must not be downloaded"
    found: list[dict[str, Any]] = config["repos"][0]["hooks"]
    return found


def test_hooks_run_exactly_what_make_check_runs() -> None:
    entries = [hook["entry"].replace(".venv/bin/", "$(BIN)/") for hook in hooks()]
    assert entries == recipe("check")


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: str(hook["id"]))
def test_the_tool_of_each_hook_is_installed(hook: dict[str, Any]) -> None:
    assert hook["language"] == "system"
    tool = Path(sys.executable).parent / Path(hook["entry"].split()[0]).name
    assert subprocess.run([tool, "--version"], capture_output=True, check=True).stdout


def test_the_hook_configuration_is_valid() -> None:
    tool = Path(sys.executable).parent / "pre-commit"
    subprocess.run([tool, "validate-config", ROOT / ".pre-commit-config.yaml"], check=True)


def test_the_lock_pins_every_dependency_and_names_no_host() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not PIN.match(line)] == []
    assert pins == sorted(set(pins))
    locked = {line.partition("==")[0].replace("_", "-") for line in pins}
    assert {name.replace("_", "-") for name in required()} - locked == set()


def required() -> set[str]:
    """The packages that `make setup` asks for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["dev"], *extras["qwen"]]
    return {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in wanted}


def test_continuous_integration_runs_the_make_targets() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"^make (\S+)$", script, re.MULTILINE) == ["check", "test", "test-e2e"]


@pytest.mark.parametrize("script", [".ci/run", "demo/run"])
def test_scripts_are_valid_and_executable(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    bash = shutil.which("bash")
    assert bash
    subprocess.run([bash, "-n", path], check=True)


def test_an_old_python_is_told_what_is_needed(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    pretend = "import sys; sys.version_info = (3, 9); exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$2"\n')
    old.chmod(0o755)
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    ended = subprocess.run(
        [make, "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "t3data needs Python 3.11 or newer" in ended.stderr
    assert not (tmp_path / "venv").exists()
