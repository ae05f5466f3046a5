"""`t3 run --agent zoom` whole: clips over the wire, the log of rounds, shards, resumption."""

import json
from pathlib import Path

import pytest
from invented_videomme import Command, given, lines, predictions, record, scored, write_film
from stub_server import received_videos, say, serving

CALL = (
    '<tool_call>{"name":"get_video_clip_frame",'
    '"arguments":[{"start_time":0.5,"end_time":1.5}]}</tool_call>'
)


def answers(body: dict[str, object], number: int) -> object:
    """A clip first, then the letter."""
    looked = any(message["role"] == "assistant" for message in body["messages"])  # type: ignore[index, attr-defined]
    return say("B" if looked else f"I look closer. {CALL}")


def test_it_looks_and_answers(t3: Command, data: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with serving(answers) as server:  # type: ignore[arg-type]
        status, printed = t3(*given(data, output, "m", "--base-url", server.url, "--agent", "zoom"))
        asked = len(server.bodies)
        again, _ = t3(*given(data, output, "m", "--base-url", server.url, "--agent", "zoom"))
        assert len(server.bodies) == asked == 24, "what was answered is not asked again"
    assert (status, again) == (0, 0), printed
    assert "rounds:      12 in 2; faulty calls: none" in printed
    clips = [received_videos(body)[0] for body in server.bodies if len(body["messages"]) == 4]
    assert len(clips) == 12
    for frames, told in clips:
        # one second at 2 frames a second would be 2 frames, at least 4 are shown
        assert (len(frames), told["fps"]) == (4, 10.0)
        assert told["frames_indices"] == [5, 8, 11, 14]
    assert {line["reply"] for line in predictions(output).values()} == {"B"}
    rounds = lines(output / "rounds.jsonl")
    assert [(entry["id"], entry["round"]) for entry in rounds[:4]] == [
        ("001-1", 1), ("001-1", 2), ("001-2", 1), ("001-2", 2),
    ]  # fmt: skip
    assert rounds[0]["windows"] == [[0.5, 1.5]]
    assert rounds[1]["messages"][-1]["content"][0]["times"] == [0.5, 0.8, 1.1, 1.4]
    settings = record(output)
    assert settings["agent"].startswith("zoom v1: 3 rounds, clips 2 fps 4-64 frames")
    assert scored(t3, data, output / "predictions.jsonl")["n"] == 12


def test_a_run_with_an_agent_is_another_run(t3: Command, data: Path, tmp_path: Path) -> None:
    with serving(say("B")) as server:
        arguments = given(data, tmp_path / "out", "m", "--base-url", server.url)
        assert t3(*arguments)[0] == 0
        status, printed = t3(*arguments, "--agent", "zoom")
    assert (status != 0, "other settings" in printed) == (True, True)


def test_a_model_that_only_calls_is_counted(t3: Command, data: Path, tmp_path: Path) -> None:
    with serving(say(CALL)) as server:
        status, printed = t3(
            *given(data, tmp_path / "out", "m", "--base-url", server.url, "--agent", "zoom"),
            "--limit", 3,
        )  # fmt: skip
    assert status == 1
    assert "rounds:      3 in 3; faulty calls: 3 repeated, 3 out_of_rounds" in printed
    assert "3 of 3 questions have no reply (3 empty)" in printed
    for line in predictions(tmp_path / "out").values():
        assert line["failure"] == "empty: asked for a clip in round 3 of 3 in place of an answer"


def test_shards_bring_their_rounds_along(t3: Command, data: Path, tmp_path: Path) -> None:
    with serving(answers) as server:  # type: ignore[arg-type]
        for number in (1, 2):
            arguments = given(data, tmp_path / f"part{number}", "m", "--base-url", server.url)
            assert t3(*arguments, "--agent", "zoom", "--shard", f"{number}/2")[0] == 0
    merged = tmp_path / "whole"
    assert t3("run", "--merge", tmp_path / "part1", tmp_path / "part2", "-o", merged)[0] == 0
    found = {(one["id"], one["round"]) for one in lines(merged / "rounds.jsonl")}
    assert len(found) == 24
    assert json.loads((merged / "run.json").read_text())["agent"].startswith("zoom v1")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--agent", "zoom", "--model", "oracle"), "oracle is told the answers"),
        (("--agent", "zom"), "there is no agent 'zom'; there are zoom, zoom-clip-clock"),
        (("--agent", "zoom", "--blind"), "--agent looks at videos"),
    ],
)
def test_what_does_not_go_together(
    t3: Command, data: Path, tmp_path: Path, more: tuple[str, ...], message: str
) -> None:
    status, printed = t3(*given(data, tmp_path / "out", "chance", *more))
    assert (status, message in printed) == (2, True), printed


def test_a_baseline_answers_at_once(t3: Command, data: Path, tmp_path: Path) -> None:
    status, printed = t3(*given(data, tmp_path / "out", "always-first", "--agent", "zoom"))
    assert (status, "rounds:      12 in 1" in printed) == (0, True), printed


def test_charades_in_the_words_of_time_r1(t3: Command, tmp_path: Path) -> None:
    (tmp_path / "charades_sta_test.txt").write_text("A1 2.0 6.0##person opens a door.\n")
    write_film(tmp_path / "videos" / "A1.mp4", seconds=10)
    answer = "<think>I saw it.</think> <answer>2.00 to 5.00</answer>"
    with serving(say(CALL), say(answer)) as server:
        status, printed = t3(
            "run", "charades-sta", "--model", "m", "--base-url", server.url, "--agent", "zoom",
            "--annotations", tmp_path, "--videos", tmp_path / "videos", "--prompt", "time-r1",
            "--frames", "fps=1", "-o", tmp_path / "out",
        )  # fmt: skip
    assert status == 0, printed
    [whole], [clip] = (received_videos(body) for body in server.bodies)
    assert whole[1]["frames_indices"] == list(range(0, 100, 10))
    assert clip[1]["frames_indices"] == [5, 8, 11, 14]
    asked = server.bodies[0]["messages"]
    assert 'pinpoint the event "person opens a door."' in asked[1]["content"][1]["text"]
    assert predictions(tmp_path / "out")["0"]["reply"] == answer
    status, printed = t3(
        "score", "charades-sta", tmp_path / "out" / "predictions.jsonl", "--annotations", tmp_path,
        "--scorer", "time-r1", "--json", "--html", tmp_path / "page.html",
    )  # fmt: skip
    assert (status, json.loads(printed)["score"]) == (0, 75.0)
    assert 'id="timelines"' in (tmp_path / "page.html").read_text(encoding="utf-8")
