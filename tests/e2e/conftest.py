"""The real vLLM for tests that need one: tiny models, a server, scripts in its environment."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import real_vllm


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Directories with tiny random models: qwen2_vl, qwen2_5_vl, qwen3_vl; 4,096 tokens each."""
    real_vllm.need()
    top = tmp_path_factory.mktemp("models")
    real_vllm.run_script("tiny_qwen.py", "all", str(top))
    return {path.name: path for path in sorted(top.iterdir())}


@pytest.fixture(scope="session")
def vllm_server(
    tiny_models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[real_vllm.Served]:
    """A real vLLM server with the tiny Qwen2-VL, started once for the session."""
    log = tmp_path_factory.mktemp("server") / "vllm.log"
    with real_vllm.serve(tiny_models["qwen2_vl"], log) as served:
        yield served
