"""Jobs: made in threads, bounded in memory, handed over as they come in, never asked twice."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from stub_server import Act, refuse, say, serving

from t3data.errors import T3Error
from t3data.models import (
    Bill,
    CachedModel,
    Failure,
    FailureKind,
    Job,
    Message,
    OpenAIServer,
    Outcome,
    Reply,
    Request,
    ResponseCache,
    RetryPolicy,
)
from t3data.models.chat import Ask
from t3data.video import FrameBundle


class Scripted:
    """A model in this process that answers with a function's result after a while."""

    name = "scripted"
    place = "here"

    def __init__(self, reply: Callable[[Request], Outcome], seconds: float = 0.0) -> None:
        self.asked: list[Request] = []
        self.opened = 0
        self.closed = 0
        self._reply = reply
        self._seconds = seconds

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        self.opened += 1
        task = asyncio.current_task()

        async def ask(request: Request) -> Outcome:
            self.asked.append(request)
            await asyncio.sleep(self._seconds)
            return self._reply(request)

        yield ask
        assert asyncio.current_task() is task, "opened and closed by different tasks"
        self.closed += 1


def text(request: Request) -> str:
    content = request.messages[-1].content
    return content if isinstance(content, str) else "".join(p for p in content if type(p) is str)


def echo(request: Request) -> Outcome:
    return Reply(text(request).upper())


def request(content: str) -> Request:
    return Request((Message("user", content),))


def watching(content: str) -> Request:
    video = FrameBundle((content.encode(),), (0.0,), (0,), fps=1.0, duration=1.0)
    return Request((Message("user", (video, content)),))


def run(model: CachedModel, jobs: list[Job] | Iterator[Job]) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}

    def handle(job: Job, outcome: Outcome) -> None:
        assert job.id not in outcomes
        outcomes[job.id] = outcome

    model.run(jobs, handle)
    return outcomes


def test_made_and_ready_requests_side_by_side() -> None:
    jobs = [
        Job("video", lambda: watching("seen")),
        Job("text", request("read")),
        Job("frames", watching("there")),
    ]
    model = CachedModel(Scripted(echo), None)
    assert run(model, jobs) == {
        "video": Reply("SEEN"),
        "text": Reply("READ"),
        "frames": Reply("THERE"),
    }
    assert model.bill == Bill(3)


def test_outcomes_come_as_they_are_ready() -> None:
    def make() -> Request:
        time.sleep(0.2)
        return request("slow")

    order: list[str] = []
    model = CachedModel(Scripted(echo), None)
    jobs = [Job("slow", make), *(Job(str(n), request(str(n))) for n in range(5))]
    model.run(jobs, lambda job, outcome: order.append(job.id))
    assert order == ["0", "1", "2", "3", "4", "slow"]


def test_requests_are_made_off_the_loop_and_few_are_in_memory() -> None:
    lock = threading.Lock()
    living = most = making = most_making = 0

    def make(n: int) -> Request:
        nonlocal living, most, making, most_making
        with lock:
            living, making = living + 1, making + 1
            most, most_making = max(most, living), max(most_making, making)
        assert threading.current_thread() is not threading.main_thread()
        time.sleep(0.001)
        with lock:
            making -= 1
        return watching(str(n))

    def handle(job: Job, outcome: Outcome) -> None:
        nonlocal living
        with lock:
            living -= 1

    drawn = 0

    def jobs() -> Iterator[Job]:
        nonlocal drawn
        for n in range(100):
            drawn += 1
            assert drawn <= n + 1 <= 100
            yield Job(str(n), lambda n=n: make(n))

    CachedModel(Scripted(echo, 0.003), None, concurrency=4, decoders=2).run(jobs(), handle)
    assert 4 < most <= 6
    assert most_making == 2
    assert living == 0


def test_jobs_are_drawn_as_there_is_room() -> None:
    drawn = 0

    def endless() -> Iterator[Job]:
        nonlocal drawn
        while True:
            drawn += 1
            yield Job(str(drawn), request(str(drawn)))

    def handle(job: Job, outcome: Outcome) -> None:
        if job.id == "50":
            raise T3Error("enough")

    with pytest.raises(T3Error, match="enough"):
        CachedModel(Scripted(echo, 0.001), None, concurrency=3, decoders=1).run(endless(), handle)
    assert 50 <= drawn <= 60


def test_an_unreadable_video_is_a_failure_of_its_own() -> None:
    def broken() -> Request:
        raise T3Error("a clip.mp4: no frame can be decoded")

    model = CachedModel(Scripted(echo), None)
    outcomes = run(model, [Job("bad", broken), Job("good", request("x"))])
    assert outcomes["bad"] == Failure("media", "a clip.mp4: no frame can be decoded")
    assert outcomes["good"] == Reply("X")
    assert model.bill == Bill(2, failures={"media": 1})


def test_a_mistake_in_making_ends_the_run() -> None:
    with pytest.raises(ZeroDivisionError):
        run(CachedModel(Scripted(echo), None), [Job("x", lambda: request(str(1 // 0)))])


def test_equal_requests_are_asked_once_with_and_without_a_cache(tmp_path: Path) -> None:
    def fail(asked: Request) -> Outcome:
        return Failure("refused", "no") if text(asked) == "bad" else echo(asked)

    jobs = [Job(str(n), request("bad" if n % 2 else "good")) for n in range(40)]
    with ResponseCache(tmp_path / "c") as cache:
        for kept in (None, cache):
            model = Scripted(fail, 0.001)
            asker = CachedModel(model, kept, concurrency=3)
            outcomes = run(asker, jobs)
            assert len(outcomes) == 40
            assert len(model.asked) == 2
            assert asker.bill == Bill(2, 38, failures={"refused": 1})
        assert len(cache) == 1


def test_the_model_is_opened_only_where_the_cache_lacks_something(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c") as cache:
        model = Scripted(echo)
        assert run(CachedModel(model, cache), [Job("a", lambda: watching("a"))])
        assert (model.opened, model.closed) == (1, 1)
        assert run(CachedModel(model, cache), [Job("a", lambda: watching("a"))])
        assert run(CachedModel(model, cache), []) == {}
        assert (model.opened, model.closed) == (1, 1)


def test_a_model_that_cannot_be_opened_ends_the_run() -> None:
    class Closed(Scripted):
        @asynccontextmanager
        async def open(self) -> AsyncIterator[Ask]:
            raise T3Error("no such model")
            yield

    with pytest.raises(T3Error, match="no such model"):
        run(CachedModel(Closed(echo), None), [Job(str(n), request(str(n))) for n in range(50)])


def test_a_cache_that_cannot_be_written_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ResponseCache(tmp_path / "c") as cache:
        write = os.write
        monkeypatch.setattr("os.write", lambda file, data: write(file, data[:5]))
        with pytest.raises(T3Error, match="cannot write: the disk is full"):
            run(CachedModel(Scripted(echo), cache), [Job("a", request("a"))])


@pytest.mark.parametrize(
    "kind", ["too_long", "media", "unsupported", "refused", "empty", "truncated"]
)
def test_failures_of_single_requests_end_nothing(kind: FailureKind) -> None:
    model = CachedModel(Scripted(lambda asked: Failure(kind, "no")), None)
    outcomes = run(model, [Job(str(n), request(str(n))) for n in range(200)])
    assert len(outcomes) == 200
    assert model.bill.failures == {kind: 200}


@pytest.mark.parametrize(
    "kind", ["timeout", "rate_limited", "server_error", "bad_reply", "bad_request"]
)
def test_fifty_failures_that_look_like_the_server_end_the_run(kind: FailureKind) -> None:
    model = CachedModel(Scripted(lambda asked: Failure(kind, "no")), None, concurrency=1)
    with pytest.raises(T3Error, match=f"{kind}: no; 0 replies were kept"):
        run(model, [Job(str(n), request(str(n))) for n in range(200)])
    assert model.bill.failures == {kind: 50}


def test_what_a_resumed_run_has_left_may_be_bad_requests_alone(tmp_path: Path) -> None:
    def picky(asked: Request) -> Outcome:
        return echo(asked) if text(asked) == "0" else Failure("bad_request", "no")

    jobs = [Job(str(n), request(str(n))) for n in range(100)]
    with ResponseCache(tmp_path / "c") as cache:
        for cached in (0, 1):
            model = CachedModel(Scripted(picky), cache, concurrency=1)
            assert len(run(model, jobs)) == 100
            assert model.bill == Bill(100 - cached, cached, failures={"bad_request": 99})


def test_a_dead_server_is_seen_between_unreadable_videos() -> None:
    kinds: list[FailureKind] = ["media", "unsupported", "server_error"]

    def reply(asked: Request) -> Outcome:
        return Failure(kinds[int(text(asked)) % 3], "no")

    with pytest.raises(T3Error, match="server_error"):
        run(
            CachedModel(Scripted(reply), None, concurrency=1),
            [Job(str(n), request(str(n))) for n in range(300)],
        )


RUN = """
import sys, time
from pathlib import Path
from t3data.models import CachedModel, Job, Message, OpenAIServer, Request, ResponseCache
from t3data.video import FrameBundle

def make(n):
    time.sleep(0.002)
    video = FrameBundle((b"%d" % n,) * 8, tuple(range(8)), tuple(range(8)), 1.0, 8.0)
    return Request((Message("user", (video, str(n))),))

with ResponseCache(Path(sys.argv[2])) as cache:
    model = CachedModel(OpenAIServer("stub", sys.argv[1]), cache, concurrency=4)
    model.run(
        (Job(str(n), lambda n=n: make(n)) for n in range(80)),
        lambda job, outcome: print(job.id, outcome.text),
    )
    print("cached", model.bill.cached)
"""


def test_killed_while_watching_repeats_only_what_was_under_way(tmp_path: Path) -> None:
    def slow(body: dict, number: int) -> Act:
        said = body["messages"][0]["content"][1]["text"]
        return Act(body=say(f"saw {said}").body, delay=0.02)

    with serving(slow) as stub:
        command = [sys.executable, "-c", RUN, stub.url, str(tmp_path / "c")]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while len(stub.bodies) < 40:
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = sorted(done.split("\n"))
    assert lines[1:-1] == sorted(f"{n} saw {n}" for n in range(80))
    assert int(lines[-1].split()[1]) >= 30
    assert len(stub.bodies) <= 80 + 4


@pytest.mark.slow
def test_interrupted_while_watching_ends_at_once_and_can_be_resumed(tmp_path: Path) -> None:
    with serving(lambda body, number: Act(body=say("x").body, delay=0.02)) as stub:
        command = [sys.executable, "-c", RUN, stub.url, str(tmp_path / "c")]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while len(stub.bodies) < 40:
            time.sleep(0.002)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=10)
        assert said.splitlines()[-1] == b"KeyboardInterrupt"
        subprocess.run(command, capture_output=True, check=True)
        assert len(stub.bodies) <= 80 + 4


def test_a_server_of_every_mood(tmp_path: Path) -> None:
    """Whatever it does, each job gets one outcome and no failure is ever kept as a reply."""

    def moody(body: dict, number: int) -> Act:
        moods = [
            say("x"),
            refuse(500),
            Act(drop=True),
            refuse(400),
            say(None),
            refuse(429, Retry_After="0"),
            Act(body=b"<html>"),
            say("y", finish="length"),
        ]
        return moods[number % len(moods)]

    retry = RetryPolicy(attempts=2, first_wait=0.001)
    with serving(moody) as stub, ResponseCache(tmp_path / "c") as cache:
        model = CachedModel(OpenAIServer("m", stub.url, retry=retry), cache, concurrency=4)
        outcomes = run(model, [Job(str(n), lambda n=n: watching(str(n))) for n in range(60)])
        replies = [one for one in outcomes.values() if isinstance(one, Reply)]
        assert len(outcomes) == 60
        assert {reply.text for reply in replies} == {"x"}
        assert len(cache) == len(replies) == 60 - model.bill.failed
        assert set(model.bill.failures) <= {
            "server_error", "unreachable", "bad_request", "empty", "rate_limited", "bad_reply",
            "truncated",
        }  # fmt: skip
