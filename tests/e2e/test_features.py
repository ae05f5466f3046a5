"""The feature probes' own tests, run where torch and transformers are installed."""

import os
import re
import subprocess

import pytest
import real_vllm

pytestmark = pytest.mark.e2e


@pytest.mark.timeout(900)
def test_the_feature_probes_hold_where_torch_is_installed() -> None:
    real_vllm.need()
    ended = subprocess.run(
        [real_vllm.PYTHON, "-m", "pytest", "-q", "-rs", "tests/probing/features"],
        cwd=real_vllm.ROOT,
        env=os.environ | real_vllm.ENVIRONMENT,
        capture_output=True, text=True, check=False, timeout=850, start_new_session=True,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    skipped = re.findall(r"^SKIPPED .*", ended.stdout, re.MULTILINE)
    assert [line for line in skipped if "torch is installed" not in line] == []
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed
    assert int(passed[1]) >= 100
