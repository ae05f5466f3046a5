"""The lists of accepted keys, against the trainers that are installed."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from mixes.training.request import Framework
from mixes.training.settings import accepted_keys

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-train" / "bin" / "python"


@pytest.mark.e2e
@pytest.mark.timeout(600)
@pytest.mark.skipif(not PYTHON.exists(), reason="no .venv-train; `make test-e2e` sets it up")
@pytest.mark.parametrize("framework", ["llamafactory", "ms-swift"])
def test_keys_are_those_of_the_installed_trainer(framework: Framework, tmp_path: Path) -> None:
    done = subprocess.run(
        [PYTHON, Path(__file__).with_name("list_framework_keys.py"), framework],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "MODELSCOPE_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    installed = set(json.loads(done.stdout.splitlines()[-1]))
    # Names in capitals are environment variables, which no list of the trainer holds.
    ours = {key for key in accepted_keys(framework) if not key.isupper()}
    assert ours == installed
