"""The whole command: small suites, baselines and a stub server that counts and fails."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from stub_server import Act, StubServer, refuse, say, serving

from probing.suite.aspects import ASPECTS
from probing.suite.build import make_suite
from probing.suite.settings import Settings
from t3data import models
from t3data.errors import T3Error

ROOT = Path(__file__).parents[2]
SMALL = ("order", "order_3", "brightness")

Probe = Callable[..., tuple[int, str]]


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three aspects of 2, 6 and 2 categories, two clips each: 4, 12 and 4 items."""
    directory = tmp_path_factory.mktemp("probe") / "a suite 🎬"
    make_suite(directory, Settings(SMALL, count=2, size=32))
    return directory


@pytest.fixture
def probe(t3: Probe) -> Probe:
    """Runs the command with an impatient client; its exit status and what it printed."""
    return partial(t3, "probe")


def answers(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (output / "answers.jsonl").read_text().splitlines()]


def report(output: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((output / "report.json").read_text())
    return found


def levels(output: Path, probe: str, condition: str = "plain") -> dict[str, dict[str, Any]]:
    return {
        aspect["aspect"]: level
        for aspect in report(output)["aspects"]
        for level in aspect["levels"]
        if (level["key"]["probe"], level["key"]["condition"]) == (probe, condition)
    }


@pytest.mark.slow
def test_the_oracle_reaches_100(probe: Probe, suite: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    wanted = ["--probes", "video,text,self_text", "--sensitivity"]
    status, printed = probe("oracle", "--suite", suite, "-o", output, *wanted)
    assert status == 0, printed
    for name in ("video", "text", "self_text"):
        found = levels(output, name)
        assert list(found) == list(SMALL)
        assert {level["right"]["value"] for level in found.values()} == {1.0}
        assert {level["consistent"]["value"] for level in found.values()} == {1.0}
        assert {level["misformat"] + level["failed"] for level in found.values()} == {0}
    # 2, 6 and 2 rotations of 4, 12 and 4 items, in six cases
    assert len(answers(output)) == 6 * (2 * 4 + 6 * 12 + 2 * 4)
    assert "sensed:   16 of 16 items with a boundary" in printed
    for name in ("report.html", "accuracy.png", "run.json"):
        assert (output / name).stat().st_size > 0
    # It says what was the case and not what is shown.
    assert {
        level["followed"]["value"] for level in levels(output, "video", "reversed").values()
    } == {0.0}


@pytest.mark.slow
def test_chance_is_within_its_interval_on_every_aspect(probe: Probe, tmp_path: Path) -> None:
    make_suite(tmp_path / "suite", Settings(tuple(ASPECTS), count=5, size=32))
    output = tmp_path / "out"
    status, printed = probe("chance", "--suite", tmp_path / "suite", "-o", output)
    assert status == 0, printed
    for name in ("video", "text"):
        found = levels(output, name)
        assert list(found) == list(ASPECTS)
        for aspect, level in found.items():
            assert level["right"]["low"] <= level["chance"] <= level["right"]["high"], aspect
    for level in levels(output, "video", "blind").values():
        assert level["right"]["value"] == pytest.approx(level["chance"])


def test_chance_is_near_chance(probe: Probe, suite: Path, tmp_path: Path) -> None:
    status, printed = probe("chance", "--suite", suite, "-o", tmp_path / "out")
    assert status == 0, printed
    found = levels(tmp_path / "out", "video")
    assert found["order_3"]["chance"] == pytest.approx(1 / 6)
    assert found["order_3"]["right"]["value"] < 0.4  # 72 draws
    for level in found.values():
        assert level["right"]["low"] <= level["chance"] <= level["right"]["high"]


@pytest.mark.slow
def test_a_suite_is_made_where_none_is_given(probe: Probe, tmp_path: Path) -> None:
    output = tmp_path / "out"
    status, printed = probe(
        "always-first", "--aspects", "brightness", "-n", 3, "--rotations", 1, "-o", output
    )
    assert status == 0, printed
    assert (output / "suite" / "suite.json").exists()
    # 3 items, one rotation, 5 cases
    assert len(answers(output)) == 15


def test_examples_with_their_answers_come_first(probe: Probe, suite: Path, tmp_path: Path) -> None:
    given = ["--suite", suite, "-o", tmp_path / "out", "--aspects", "brightness"]
    given += ["--controls", "few-shot"]
    with serving(say("A")) as server:
        status, printed = probe("m", "--base-url", server.url, *given, "--shots", 2)
    assert status == 0, printed
    shown = [body["messages"] for body in server.bodies if len(body["messages"]) > 1]
    # two of each category, then one of 4 items, in both rotations
    assert [len(messages) for messages in shown] == [2 * 2 * 2 + 1] * 8
    assert sorted(turn["content"] for turn in shown[0][1::2]) == ["A", "A", "B", "B"]
    assert levels(tmp_path / "out", "video", "few-shot")["brightness"]["asked"] == 8
    status, printed = probe("chance", *given, "--shots", 3, "--overwrite")
    assert status == 2
    assert "has only 2 training clips" in printed


def test_two_runs_side_by_side(probe: Probe, suite: Path, tmp_path: Path) -> None:
    for model in ("oracle", "always-first"):
        probe(model, "--suite", suite, "--controls", "none", "-o", tmp_path / model)
    runs = [tmp_path / "always-first", tmp_path / "oracle"]
    status, printed = probe("--compare", *runs, "-o", tmp_path / "both")
    assert status == 0, printed
    assert "always-first (A) against oracle (B)" in printed
    assert (tmp_path / "both" / "comparison.html").exists()
    status, printed = probe("--compare", *runs, "--json")
    pairs = json.loads(printed)["pairs"]
    found = {p["aspect"]: (round(p["a"]["value"], 4), p["b"]["value"]) for p in pairs}
    assert found == {"order": (0.5, 1.0), "order_3": (0.1667, 1.0), "brightness": (0.5, 1.0)}


# A server that counts, fails and dies


def test_failures_are_marked_counted_and_asked_again(
    probe: Probe, suite: Path, tmp_path: Path
) -> None:
    acts: dict[str, Act] = {
        "brightness": refuse(500),
        "two shown": say("  "),
        "three shown": refuse(429, Retry_After="0"),
    }
    broken = True

    def script(body: dict[str, Any], number: int) -> Act:
        text = json.dumps(body["messages"])
        if broken and "Captions of" in text:
            key = next((key for key in acts if key in text), "brightness")
            return acts[key]
        return say("B")

    output = tmp_path / "out"
    given = ["--suite", suite, "-o", output, "--controls", "none", "--rotations", "1"]
    with serving(script) as server:
        status, printed = probe("m", "--base-url", server.url, *given)
        assert status == 1
        # 20 items, a question over frames and one over captions each
        assert "20 of 40 questions have no answer" in printed
        assert "run the same command again" in printed
        kinds = Counter(
            a["reply"].partition(":")[0] for a in answers(output) if a["mark"] == "failed"
        )
        assert kinds == {"rate_limited": 12, "empty": 4, "server_error": 4}
        assert {a["probe"] for a in answers(output) if a["mark"] == "failed"} == {"text"}
        broken = False
        before = len(server.bodies)
        status, printed = probe("m", "--base-url", server.url, *given)
        assert status == 0, printed
        again = server.bodies[before:]
        assert 0 < len(again) <= 20
        assert all("Captions of" in json.dumps(body) for body in again)
        assert {a["mark"] for a in answers(output)} == {"right", "wrong"}
        assert len(answers(output)) == 40


def arguments(server: StubServer, suite: Path, output: Path) -> list[str]:
    given = ["stub", "--base-url", server.url, "--suite", suite, "-o", output]
    chosen = ["--probes", "video,self_text", "--controls", "shuffled", "--aspects", "order"]
    return [*map(str, given), *chosen, "--concurrency", "4"]


def interrupted(command: Sequence[str], server: StubServer, after: int, by: int) -> tuple[int, str]:
    """Sends the command, in a process of its own, a signal when it has asked `after` times."""
    goal = len(server.bodies) + after
    started = [sys.executable, "-m", "cli.main", "probe", *command]
    running = subprocess.Popen(started, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(server.bodies) < goal:
        assert running.poll() is None, running.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)
    running.send_signal(by)
    _, printed = running.communicate(timeout=60)
    return running.returncode, printed


def slowly(body: dict[str, Any], number: int) -> Act:
    return replace(say("A"), delay=0.01)


@pytest.mark.slow
def test_killed_twice_and_run_again_no_answered_question_is_repeated(
    probe: Probe, suite: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    with serving(slowly) as server:
        command = arguments(server, suite, output)
        for after in (12, 18):
            status, _ = interrupted(command, server, after, signal.SIGKILL)
            assert status == -signal.SIGKILL
        status, printed = probe(*command)
        assert status == 0, printed
        # at most the four that were under way when it was killed, twice
        counts = Counter(server.raw)
        assert sum(counts.values()) - len(counts) <= 8
        resumed = (output / "answers.jsonl").read_bytes()
        calls = len(server.bodies)
        assert probe(*command)[0] == 0
        assert len(server.bodies) == calls
        assert probe(*arguments(server, suite, tmp_path / "other"))[0] == 0
    assert (tmp_path / "other" / "answers.jsonl").read_bytes() == resumed
    assert (output / "answers.jsonl").read_bytes() == resumed


@pytest.mark.slow
def test_an_interrupt_says_how_to_go_on(probe: Probe, suite: Path, tmp_path: Path) -> None:
    with serving(slowly) as server:
        command = arguments(server, suite, tmp_path / "out")
        status, printed = interrupted(command, server, 12, signal.SIGINT)
        assert status == 130, printed
        assert "run the same command again to go on" in printed
        assert "Traceback" not in printed
        status, printed = probe(*command)
        assert status == 0, printed
        counts = Counter(server.raw)
        assert sum(counts.values()) - len(counts) <= 4


def test_a_torn_line_and_a_lost_cache_cost_one_call(
    probe: Probe, suite: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    given = ["--suite", suite, "-o", output, "--probes", "video", "--aspects", "order"]
    with serving(say("A")) as server:
        probe("m", "--base-url", server.url, *given)
        whole = (output / "answers.jsonl").read_bytes()
        (output / "answers.jsonl").write_bytes(whole[:-20])
        (output / "cache" / "replies.jsonl").unlink()
        calls = len(server.bodies)
        status, printed = probe("m", "--base-url", server.url, *given)
        assert (status, len(server.bodies)) == (0, calls + 1), printed
    assert (output / "answers.jsonl").read_bytes() == whole


# Wrong requests


def test_a_model_without_eyes(probe: Probe, suite: Path, tmp_path: Path) -> None:
    def script(body: dict[str, Any], number: int) -> Act:
        if "video_url" in json.dumps(body):
            return replace(refuse(400), body=b'{"message": "not a multimodal model"}')
        return say("A")

    given = ["--suite", suite, "-o", tmp_path / "out"]
    with serving(script) as server:
        status, printed = probe("m", "--base-url", server.url, *given)
        assert status == 1
        assert "model m takes no video: HTTP 400" in printed
        assert "`--probes text`" in printed
        status, printed = probe(
            "m", "--base-url", server.url, *given, "--probes", "text", "--overwrite"
        )
        assert status == 0, printed


@pytest.mark.parametrize(
    ("given", "status", "message"),
    [
        (["chance", "--suite", "nowhere"], 1, "nowhere: no such directory; make a suite with"),
        (["chance", "--aspects", "ordr"], 2, "no aspect 'ordr' in this suite; did you mean order"),
        (["chance", "--probes", "vido"], 2, "no 'vido'; did you mean video?"),
        (["chance", "--probes", ""], 2, "no probes; there are video, text, self_text, features"),
        (["chance", "--controls", "blnd"], 2, "no 'blnd'; did you mean blind?"),
        (["chance", "--frames", "0"], 2, "neither a number such as 8 nor a rate such as fps=1"),
        (["chance", "--frames", "fps=-1"], 2, "neither a number such as 8 nor a rate"),
        (["chance", "other"], 2, "one MODEL, not 2; --compare is for two runs"),
        (["chance", "--base-url", "http://127.0.0.1:1/v1"], 2, "chance is built in"),
        (["m", "--base-url", "127.0.0.1:1"], 2, "does not start with http"),
        (["m", "--vllm", "dtype"], 2, "'dtype' is not NAME=VALUE"),
        (["m", "--vllm", "a=1", "--base-url", "http://x/v1"], 2, "leave out --base-url"),
        (["--compare", "a"], 2, "--compare needs the directories of two runs, not 1"),
        (["--compare", "a", "b"], 1, "a: no run here (run.json is missing)"),
    ],
)
def test_wrong_requests(
    probe: Probe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
    status: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, printed = probe(*given, "-o", "out")
    assert (found, message in " ".join(printed.split())) == (status, True), printed
    assert not (tmp_path / "out").exists()


def test_options_of_vllm(probe: Probe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def noting(*_: Any, **options: Any) -> Any:
        seen.update(options)
        raise T3Error("seen")

    monkeypatch.setattr(models, "open_model", noting)
    given = ["dtype=float32", 'processor={"max_pixels": 50176}', "tensor_parallel_size=2"]
    probe("m", "-o", tmp_path / "out", *(part for pair in given for part in ("--vllm", pair)))
    assert (seen["dtype"], seen["processor"]) == ("float32", {"max_pixels": 50176})
    assert seen["engine"] == {"tensor_parallel_size": 2}


def test_a_server_that_is_not_there(probe: Probe, suite: Path, tmp_path: Path) -> None:
    url = "http://127.0.0.1:1/v1"
    status, printed = probe("m", "--base-url", url, "--suite", suite, "-o", tmp_path / "out")
    assert status == 1
    assert f"model m at {url}: unreachable:" in printed


def test_other_settings_need_another_place_or_overwrite(
    probe: Probe, suite: Path, tmp_path: Path
) -> None:
    given = ["chance", "--suite", suite, "-o", tmp_path, "--aspects", "order"]
    probe(*given)
    status, printed = probe(*given, "--frames", "4")
    assert status == 1
    assert 'holds a run with other settings: frames "8", now "4"' in printed
    status, printed = probe(*given, "--frames", "4", "--overwrite")
    assert status == 0, printed


def test_no_place_to_write(probe: Probe, suite: Path) -> None:
    status, printed = probe("chance", "--suite", suite)
    assert (status, "Missing option '-o'" in printed) == (2, True)


def test_a_directory_that_another_run_holds(probe: Probe, suite: Path, tmp_path: Path) -> None:
    from t3data.files import directory_lock

    with directory_lock(tmp_path):
        status, printed = probe("chance", "--suite", suite, "-o", tmp_path)
    assert (status, "another t3 process is writing here" in printed) == (1, True)


def test_a_key_is_sent_and_never_kept(
    probe: Probe, suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    with serving(say("A")) as server:
        given = ["--suite", suite, "--aspects", "order", "--rotations", 1, "-o", tmp_path / "out"]
        probe("m", "--base-url", server.url, *given)
        assert server.headers[0]["authorization"] == "Bearer sk-of-nobody"
    for folder, _, names in os.walk(tmp_path / "out"):
        for name in names:
            assert b"sk-of-nobody" not in (Path(folder) / name).read_bytes()
