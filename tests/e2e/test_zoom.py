"""`t3 run --agent zoom` against the real vLLM: clips that a model asks for reach it, and are seen.

A random model asks for nothing, so a go-between adds vLLM's own structured outputs to each request
that t3 makes; everything else goes through as it is, and the replies are the server's.
"""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import real_vllm
from invented_videomme import lines, predictions, write_film
from stub_server import Act, StubServer, received_videos, serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

FRAMES = 10
"""Of the whole video, one a second."""
ANSWER = "from 3 to 5"


def call(start: float, end: float) -> str:
    times = f'{{"start_time": {start}, "end_time": {end}}}'
    return f'<tool_call>{{"name": "get_video_clip_frame", "arguments": [{times}]}}</tool_call>'


def forcing(base_url: str, *replies: str) -> Callable[[dict[str, Any], int], Act]:
    """Passes a request on to the real server, which has to say the reply of this round."""

    def act(body: dict[str, Any], _: int) -> Act:
        round = sum(message["role"] == "assistant" for message in body["messages"])
        forced = {**body, "structured_outputs": {"choice": [replies[round]]}}
        request = urllib.request.Request(
            f"{base_url}/chat/completions",
            json.dumps(forced).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=300) as answer:
                return Act(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return Act(error.code, error.read())

    return act


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A video of ten seconds, and when a door opens in it."""
    root = tmp_path / "charades 🎬"
    write_film(root / "videos" / "A1.mp4", seconds=10)
    (root / "charades_sta_test.txt").write_text("A1 3.0 5.0##person opens a door.\n")
    return root


def asked(server: StubServer, data: Path, output: Path, *more: object) -> tuple[int, str]:
    command = [
        "run", "charades-sta", "--model", "tiny", "--base-url", server.url,
        "--annotations", data, "--videos", data / "videos", "--frames", "fps=1",
        "--max-tokens", "300", "-o", output, *more,
    ]  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, command)],
        capture_output=True, text=True, check=False, cwd=real_vllm.ROOT,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def of_words(messages: list[dict[str, Any]]) -> int:
    """Tokens of all but the videos: bytes, and four marks of a turn that are one token each."""
    count = len("assistant\n") + 1
    for message in messages:
        content = message["content"]
        parts = [content] if isinstance(content, str) else content
        said = "".join(part for part in parts if isinstance(part, str))
        count += len(f"{message['role']}\n{said}\n".encode()) + 2
    return count


def test_a_clip_is_seen_at_the_higher_rate(
    vllm_server: real_vllm.Served, data: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    with serving(forcing(vllm_server.base_url, call(2, 6), ANSWER)) as between:
        status, printed = asked(between, data, output, "--agent", "zoom")
    assert status == 0, printed
    assert "rounds:      1 in 2; faulty calls: none" in printed
    [whole], [clip] = (received_videos(body) for body in between.bodies)
    assert (len(whole[0]), whole[1]["frames_indices"]) == (FRAMES, list(range(0, 100, 10)))
    # Four seconds at two frames a second; the film has ten.
    assert (len(clip[0]), clip[1]["frames_indices"]) == (8, [20, 25, 30, 35, 40, 45, 50, 55])

    first, second = lines(output / "rounds.jsonl")
    assert (first["reply"], first["then"], first["windows"]) == (call(2, 6), "look", [[2, 6]])
    assert (second["reply"], second["then"]) == (ANSWER, "answer")
    [shown] = [part for part in second["messages"][-1]["content"] if isinstance(part, dict)]
    assert shown["times"] == [2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5]
    # What the model itself counted: a token for two frames of 32 pixels, and one at either end.
    for entry, frames in ((first, FRAMES), (second, 8)):
        assert entry["prompt_tokens"] - of_words(entry["messages"]) == frames // 2 + 2
    assert predictions(output)["0"]["reply"] == ANSWER


@pytest.mark.parametrize(
    "more",
    [
        ("--agent", "zoom"),
        ("--agent", "zoom-clip-clock"),
        ("--agent", "zoom", "--video-form", "stamped_images"),
    ],
    ids=["video", "clip clock", "stamped images"],
)
def test_three_rounds_and_no_more(
    vllm_server: real_vllm.Served, data: Path, tmp_path: Path, more: tuple[str, ...]
) -> None:
    output = tmp_path / "out"
    calls = [call(2, 6), call(6.5, 8), call(0, 1)]
    with serving(forcing(vllm_server.base_url, *calls)) as between:
        status, printed = asked(between, data, output, *more)
    assert (status, len(between.bodies)) == (1, 3), printed
    assert "rounds:      1 in 3; faulty calls: 1 out_of_rounds" in printed
    found = lines(output / "rounds.jsonl")
    assert [entry["reply"] for entry in found] == calls
    assert [entry["then"] for entry in found] == ["look", "look", "no_answer"]
    assert [entry["windows"] for entry in found[:2]] == [[[2, 6]], [[6.5, 8]]]
    assert all(entry["prompt_tokens"] > of_words(entry["messages"]) for entry in found)
    failure = "empty: asked for a clip in round 3 of 3 in place of an answer"
    assert predictions(output)["0"]["failure"] == failure
