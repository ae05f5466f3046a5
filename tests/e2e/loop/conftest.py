"""The loop, run once: from captions to a trained model, and both models asked the same."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import real_trainers
import real_vllm
from asked import Asked, ask_both
from steps import Loop, run_loop


@pytest.fixture(scope="session")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Loop:
    """Captions to a trained model."""
    real_trainers.need()
    real_vllm.need()
    return run_loop(tmp_path_factory.mktemp("loop"))


@pytest.fixture(scope="session")
def asked(loop: Loop) -> Asked:
    """What the model says before and after it was trained, by the real vLLM."""
    return ask_both(loop)
