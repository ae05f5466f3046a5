"""`t3 run` and `t3 export` whole: baselines, and a server that is looked over and that fails."""

import json
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from invented_videomme import (
    SUBTITLES,
    VIDEOS,
    Command,
    given,
    lines,
    predictions,
    record,
    scored,
    write_annotations,
)
from PIL import Image
from stub_server import Act, received_videos, refuse, say, serving

from t3data.video import read_frames, store


def test_the_oracle_scores_100(t3: Command, data: Path, tmp_path: Path) -> None:
    status, printed = t3(*given(data, tmp_path / "out", "oracle"))
    assert status == 0, printed
    assert "asked:       12 of 12 questions" in printed
    assert f"{tmp_path}/out/predictions.jsonl; `t3 score videomme` reads them" in printed
    for scorer in ("official", "robust", "lmms-eval", "vlmevalkit"):
        result = scored(t3, data, tmp_path / "out" / "predictions.jsonl", scorer)
        assert (result["score"], result["n"], result["scored"]) == (100, 12, 12)


def test_chance_is_near_chance(t3: Command, tmp_path: Path) -> None:
    write_annotations(tmp_path / "test.json", [f"v{n}" for n in range(40)], questions=5)
    arguments = given(tmp_path, tmp_path / "out", "chance", "--blind")
    status, printed = t3(*arguments)
    assert status == 0, printed
    # 200 draws with a chance of a quarter: 4 standard deviations
    result = scored(t3, tmp_path, tmp_path / "out" / "predictions.jsonl")
    assert 13 < result["score"] < 37


def test_what_arrives_and_what_is_written(t3: Command, data: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    with serving(say("B", prompt=7, completion=1)) as server:
        status, printed = t3(*given(data, output, "m", "--base-url", server.url, "--seed", 3))
    assert status == 0, printed
    assert len(server.bodies) == 12
    for body in server.bodies:
        [(frames, times)] = received_videos(body)
        assert len(set(frames)) == 2
        assert (times["frames_indices"], times["fps"], times["duration"]) == ([0, 19], 10.0, 2.0)
        assert (body["temperature"], body["max_tokens"], body["seed"]) == (0.0, 1024, 3)
    assert lines(output / "predictions.jsonl")[:2] == [
        {"id": "001-1", "reply": "B"},
        {"id": "001-2", "reply": "B"},
    ]
    log = {entry["id"]: entry for entry in lines(output / "log.jsonl")}
    assert list(log) == list(predictions(output))
    one, other = log["003-1"], log["003-2"]
    assert (one["video"], one["file"]) == ("film 🎬", "film 🎬.mp4")
    assert (one["indices"], one["times"]) == ([0, 19], [0.0, 1.9])
    assert (one["prompt_tokens"], one["completion_tokens"]) == (7, 1)
    assert one["frames"] == other["frames"] != log["001-1"]["frames"]
    assert one["prompt"] != other["prompt"]
    settings = record(output)
    assert settings["benchmark"] == "videomme"
    assert settings["prompt"] == "official v1"
    assert (settings["frames"], settings["seed"], settings["prefill"]) == ("2", 3, "none")
    assert settings["result"]["versions"]["av"]
    assert (settings["result"]["replies"], settings["result"]["calls"]) == (12, 12)
    assert settings["result"]["annotations"] == "test.json"


def test_each_video_is_decoded_once(
    t3: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []

    def noting(path: Path, *arguments: Any, **options: Any) -> Any:
        decoded.append(path.stem)
        assert threading.current_thread() is not threading.main_thread()
        return read_frames(path, *arguments, **options)

    monkeypatch.setattr(store, "read_frames", noting)
    assert t3(*given(data, tmp_path / "out", "oracle"))[0] == 0
    assert sorted(decoded) == sorted(VIDEOS)


def test_missing_and_broken_videos_are_failures(t3: Command, data: Path, tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    for name in VIDEOS[:2]:
        (videos / f"{name}.mp4").write_bytes((data / "videos" / f"{name}.mp4").read_bytes())
    (videos / "last.mp4").write_bytes(b"no video at all")
    output = tmp_path / "out"
    with serving(say("B")) as server:
        command = [*given(data, output, "m", "--base-url", server.url), "--videos", videos]
        status, printed = t3(*command)
        assert status == 1, printed
        assert "6 of 12 questions have no reply (6 media), such as 003-1: media: film 🎬: no such"
        assert "run the same command again to ask them" in printed
        found = predictions(output)
        assert len(found) == 12
        assert found["003-1"]["failure"].startswith("media: film 🎬: no such video below")
        assert "last.mp4: not a video" in found["004-2"]["failure"]
        assert record(output)["result"]["failed"] == {"media": 6}
        result = scored(t3, data, output / "predictions.jsonl", "robust")
        assert (result["n"], result["scored"], result["failed"]) == (12, 6, 6)
        # The missing ones arrive, and nothing else is asked again.
        for name in VIDEOS[2:]:
            (videos / f"{name}.mp4").write_bytes((data / "videos" / f"{name}.mp4").read_bytes())
        status, printed = t3(*command)
        assert status == 0, printed
        assert len(server.bodies) == 12
        assert {line["reply"] for line in predictions(output).values()} == {"B"}


def test_failures_of_the_server_are_asked_again(t3: Command, data: Path, tmp_path: Path) -> None:
    output, broken = tmp_path / "out", True

    def script(body: dict[str, Any], number: int) -> Act:
        text = json.dumps(body["messages"])
        if broken and "part 1" in text:
            return refuse(500)
        return say("  " if broken and "part 2" in text else "A")

    with serving(script) as server:
        command = given(data, output, "m", "--base-url", server.url)
        status, printed = t3(*command)
        assert status == 1, printed
        assert "8 of 12 questions have no reply (4 empty, 4 server_error), such as 001-1" in printed
        broken, before = False, len(server.bodies)
        status, printed = t3(*command)
        assert status == 0, printed
        assert len(server.bodies) == before + 8
        assert {line.get("reply") for line in predictions(output).values()} == {"A"}


def test_a_model_without_eyes_is_stopped(t3: Command, data: Path, tmp_path: Path) -> None:
    blind = replace(refuse(400), body=b'{"message": "not a multimodal model"}')
    output = tmp_path / "out"
    with serving(blind) as server:
        status, printed = t3(*given(data, output, "m", "--base-url", server.url))
    assert status == 1
    assert "model m takes no video: HTTP 400" in printed
    assert "--blind asks it without frames" in printed


def test_subtitles_come_with_their_prompt(t3: Command, data: Path, tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "film 🎬.srt").write_text(SUBTITLES)
    with serving(say("A")) as server:
        status, printed = t3(
            *given(data, tmp_path / "out", "m", "--base-url", server.url),
            "--subtitles", tmp_path / "lines",
        )  # fmt: skip
    assert status == 0, printed
    assert "subtitles:   3 videos have none" in printed
    heard = [body["messages"][0]["content"][1]["text"] for body in server.bodies]
    assert Counter("first words\nlast words" in text for text in heard) == {False: 9, True: 3}
    assert record(tmp_path / "out")["prompt"] == "subtitles v1"


def test_subtitles_between_pictures(t3: Command, data: Path, tmp_path: Path) -> None:
    row = {
        "id": "q1", "video_id": "plain", "question": "Who?", "candidates": ["x", "y"],
        "correct_choice": 1, "duration_group": 15, "question_category": "S2E",
        "subtitle_path": "plain_en.json", "starting_timestamp_for_subtitles": 10.0,
    }  # fmt: skip
    (tmp_path / "lvb_val.json").write_text(json.dumps([row]))
    said = [{"start": "00:00:10.000", "end": "00:00:12.000", "line": "early words"}]
    (tmp_path / "plain_en.json").write_text(json.dumps(said))
    command = ["run", "longvideobench", "--annotations", tmp_path, "--videos", data / "videos"]
    command += ["--subtitles", tmp_path, "--frames", "2", "--model", "m", "-o", tmp_path / "out"]
    with serving(say("B")) as server:
        status, printed = t3(*command, "--base-url", server.url)
        assert (status, "add --video-form stamped_images" in printed) == (2, True)
        command += ["--base-url", server.url, "--video-form", "stamped_images"]
        status, printed = t3(*command)
    assert status == 0, printed
    content = server.bodies[0]["messages"][0]["content"]
    assert [part.get("text", "picture") for part in content][:5] == [
        "<0.0 seconds>", "picture", "early words", "<1.9 seconds>", "picture",
    ]  # fmt: skip


def mvbench(root: Path) -> list[object]:
    rows = [
        {"video": "film 🎬.mp4", "question": f"What {n}?", "candidates": ["x", "y"], "answer": "y"}
        for n in range(2)
    ]
    (root / "action_count.json").write_text(json.dumps(rows))
    return ["run", "mvbench", "--annotations", root, "--frames", "2"]


@pytest.mark.parametrize("able", [True, False])
def test_the_beginning_of_a_reply(t3: Command, data: Path, tmp_path: Path, able: bool) -> None:
    def script(body: dict[str, Any], number: int) -> Act:
        if "continue_final_message" in body and not able:
            told = b'{"error": {"message": "Unrecognized argument: continue_final_message"}}'
            return replace(refuse(400), body=told)
        return say("B) y" if "continue_final_message" in body else "Best option:(B) y")

    output = tmp_path / "out"
    with serving(script) as server:
        command = [*mvbench(tmp_path), "--model", "m", "--base-url", server.url, "-o", output]
        status, printed = t3(*command, "--videos", data / "videos", "--limit", 1)
        assert status == 0, printed
        assert len(server.bodies) == 2  # one to find out
        status, printed = t3(*command, "--videos", data / "videos")
        assert (status, len(server.bodies)) == (0, 3), printed
    last = server.bodies[-1]["messages"][-1]
    if able:
        assert last == {"role": "assistant", "content": "Best option:("}
    else:
        assert last["content"][1]["text"].endswith("Only give the best option.\nBest option:(")
    assert record(output)["prefill"] == ("continued" if able else "in the question")
    file = output / "predictions.jsonl"
    status, printed = t3("score", "mvbench", file, "--annotations", tmp_path, "--json")
    assert json.loads(printed)["score"] == 100


def test_a_text_benchmark_needs_no_videos(t3: Command, tmp_path: Path) -> None:
    rows = [
        {"qid": f"order_{n}", "question": f"Captions {n}. Question: what is first?\n(A) x\n(B) y",
         "answer": "(B) y"}
        for n in range(3)
    ]  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps(rows))
    where = ["text-temporal", "--annotations", tmp_path / "t.json"]
    output = tmp_path / "out"
    status, printed = t3("run", *where, "--model", "oracle", "-o", output)
    assert status == 0, printed
    assert {line["reply"] for line in predictions(output).values()} == {"(B) y"}
    assert record(output)["frames"] is None


def test_a_film_in_pictures(t3: Command, tmp_path: Path) -> None:
    folder = tmp_path / "videos" / "tvqa" / "show_ep"
    folder.mkdir(parents=True)
    for number in range(9):
        Image.new("RGB", (16, 16), (number * 20,) * 3).save(folder / f"{number:05}.jpg")
    row = {"video": "show_ep", "question": "Who?", "candidates": ["x", "y"], "answer": "x"}
    (tmp_path / "episodic_reasoning.json").write_text(json.dumps([{**row, "start": 1, "end": 3}]))
    output = tmp_path / "out"
    given = ["--annotations", tmp_path, "--videos", tmp_path / "videos", "--frames", "fps=1"]
    status, printed = t3("run", "mvbench", "--model", "oracle", *given, "-o", output)
    assert status == 0, printed
    [entry] = lines(output / "log.jsonl")
    assert (entry["indices"], entry["times"], entry["offset"]) == ([3, 6], [0.0, 1.0], 1.0)


@pytest.mark.parametrize("id", ["videomme", "mvbench"])
def test_an_exported_file_scores_the_same(t3: Command, data: Path, tmp_path: Path, id: str) -> None:
    output, file = tmp_path / "out", tmp_path / "sent" / "official.json"
    command = mvbench(tmp_path) if id == "mvbench" else given(data, output)[:6]
    where = ["--annotations", tmp_path if id == "mvbench" else data / "test.json"]
    command[4:] = []
    command = ["run", id, *where, "--videos", data / "videos", "--frames", "2", "-o", output]
    assert t3(*command, "--model", "chance", "--seed", 5)[0] == 0
    status, printed = t3("export", id, output / "predictions.jsonl", *where, "-o", file)
    assert status == 0, printed
    asked = len(predictions(output))
    assert f"official.json, {asked} of {asked} with a reply" in printed
    scores = []
    for path in (output / "predictions.jsonl", file):
        status, printed = t3("score", id, path, *where, "--scorer", "official", "--json")
        assert status == 0, printed
        scores.append(json.loads(printed)["score"])
    assert scores[0] == scores[1]


@pytest.mark.parametrize(
    ("more", "status", "message"),
    [
        (["--videos", "nowhere"], 1, "nowhere: no such directory"),
        (
            ["--videos", "empty"],
            1,
            "empty: none of the 4 videos of videomme is here, such",
        ),
        (["--shard", "3/2"], 2, "--shard 3/2: not a part such as 2/8"),
        (["--frames", "x"], 2, "neither a number such as 8 nor a rate such as fps=1"),
        (["--prompt", "plain"], 2, "no prompt 'plain'; it has official, subtitles"),
        (["--base-url", "127.0.0.1:1"], 2, "does not start with http"),
        (["--limit", "0"], 2, "0 is not in the range"),
        (["--annotations", "none.json"], 1, "none.json"),
        (["--vllm", "a"], 2, "'a' is not NAME=VALUE"),
    ],
)
def test_wrong_requests(
    t3: Command,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    Path("empty").mkdir()
    model = "m" if "--base-url" in more else "oracle"
    found, printed = t3(*given(data, Path("out"), model), *more)
    assert (found, message in " ".join(printed.split())) == (status, True), printed
    assert "Traceback" not in printed


def test_more_wrong_requests(t3: Command, data: Path, tmp_path: Path) -> None:
    output = ["-o", tmp_path / "out"]
    assert "Missing option '--model'" in t3("run", "videomme", *output)[1]
    assert "one BENCHMARK, not 2" in t3("run", "a", "b", "--model", "m", *output)[1]
    assert "at least two runs" in t3("run", "--merge", "a", *output)[1]
    status, printed = t3("run", "videome", "--model", "oracle", *output)
    assert (status, "did you mean videomme?" in printed) == (2, True)
    known = ["--annotations", data / "test.json"]
    status, printed = t3("run", "videomme", "--model", "oracle", *known, *output)
    assert status == 2
    assert "name their directory with --videos, or leave the frames out with --blind" in printed
    (tmp_path / "p.jsonl").write_text('{"id": "1_2", "reply": "A"}\n')
    (tmp_path / "val.csv").write_text(
        "video,question,answer,qid,type,a0,a1,a2,a3,a4\n1,why,0,2,TP,a,b,c,d,e\n"
    )
    where = ["--annotations", tmp_path / "val.csv"]
    status, printed = t3("export", "nextqa", tmp_path / "p.jsonl", *where, *output)
    assert status == 2
    assert "nextqa has no official submission format that we know; `t3 score` reads" in printed
