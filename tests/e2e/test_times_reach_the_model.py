"""What the real vLLM tells each Qwen family of time: seconds in words, or the length of a step."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import real_vllm
from clips import clip

from t3data.models.chat import Message, Request
from t3data.video.bundle import FrameBundle

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

FAMILIES = ("qwen2_vl", "qwen2_5_vl", "qwen3_vl")
QUESTION = "When?"


def cut(bundle: FrameBundle) -> FrameBundle:
    """The same clip, cut out of a longer video: its clock starts anew."""
    return FrameBundle(
        bundle.frames,
        bundle.times,
        tuple(index + 9000 for index in bundle.indices),
        bundle.fps,
        bundle.duration,
        offset=300.0,
    )


REQUESTS = {
    "2.5 s apart": Request((Message("user", (clip(), QUESTION)),)),
    "1 s apart, 25 fps": Request((Message("user", (clip(gap=1.0, fps=25.0), QUESTION)),)),
    "64 frames": Request((Message("user", (clip(64, gap=0.5), QUESTION)),)),
    "odd": Request((Message("user", (clip(5), QUESTION)),)),
    "cut": Request((Message("user", (cut(clip()), QUESTION)),)),
    "two": Request((Message("user", (clip(), clip(tint=90), QUESTION)),)),
}

Rendered = dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module")
def rendered(tiny_models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """For each family and request: by the server's code, and in process."""
    job, out = (tmp_path_factory.mktemp("rendered") / name for name in ("job", "out"))
    job.write_bytes(pickle.dumps((tiny_models, REQUESTS)))
    real_vllm.run_script("rendered_inputs.py", str(job), str(out))
    found: Rendered = pickle.loads(out.read_bytes())
    return found


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_server_and_in_process_give_the_model_the_same(
    rendered: Rendered, family: str, name: str
) -> None:
    by_server, here = rendered[family, name]
    assert by_server == here


def stamps(rendered: Rendered, name: str) -> list[str]:
    found: list[str] = re.findall(r"<([0-9.]+) seconds>", rendered["qwen3_vl", name][0]["text"])
    return found


def test_qwen3_reads_the_seconds_of_each_pair_of_frames(rendered: Rendered) -> None:
    # The middle of 0 and 2.5 s is 1.25, which Python's rounding to even prints as 1.2.
    assert stamps(rendered, "2.5 s apart") == ["1.2", "6.2", "11.2", "16.2"]
    assert stamps(rendered, "1 s apart, 25 fps") == ["0.5", "2.5", "4.5", "6.5"]
    assert stamps(rendered, "64 frames") == [f"{0.25 + i:.1f}" for i in range(32)]
    assert stamps(rendered, "odd") == ["1.2", "6.2", "10.0"]
    assert stamps(rendered, "cut") == stamps(rendered, "2.5 s apart")
    assert stamps(rendered, "two") == 2 * stamps(rendered, "2.5 s apart")


def test_qwen2_5_knows_the_seconds_between_pairs(rendered: Rendered) -> None:
    steps = {name: rendered["qwen2_5_vl", name][0]["seconds_per_grid"] for name in REQUESTS}
    assert steps["2.5 s apart"] == pytest.approx([5.0])
    assert steps["1 s apart, 25 fps"] == pytest.approx([2.0])
    assert steps["64 frames"] == pytest.approx([1.0])
    assert steps["odd"] == pytest.approx([5.0])
    assert steps["cut"] == pytest.approx([5.0])
    assert steps["two"] == pytest.approx([5.0, 5.0])


def test_every_family_gets_every_frame(rendered: Rendered) -> None:
    for family in FAMILIES:
        assert [grid[0] for grid in rendered[family, "64 frames"][0]["grids"]] == [32]
        first, second = rendered[family, "two"][0]["patches"]
        assert first == rendered[family, "2.5 s apart"][0]["patches"][0]
        assert first != second
