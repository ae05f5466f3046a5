"""Many requests: order, concurrency, one call for equal requests, nothing repeated on resume."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stub_server import Act, refuse, say, serving

from t3data.errors import T3Error
from t3data.models import (
    Bill,
    CachedModel,
    Failure,
    Message,
    OpenAIServer,
    Reply,
    Request,
    ResponseCache,
    RetryPolicy,
    Usage,
)

QUICK = RetryPolicy(attempts=2, first_wait=0.01)


def request(text: str) -> Request:
    return Request((Message("user", text),))


def echo(body: dict, number: int) -> Act:
    return say(body["messages"][-1]["content"].upper())


def server(url: str, name: str = "stub") -> OpenAIServer:
    return OpenAIServer(name, url, timeout=5.0, retry=QUICK)


def test_outcomes_in_the_order_of_the_requests(tmp_path: Path) -> None:
    def uneven(body: dict, number: int) -> Act:
        act = echo(body, number)
        return Act(body=act.body, delay=0.05 if number % 3 == 0 else 0.0)

    texts = [f"text {n}" for n in range(40)]
    with serving(uneven) as stub, ResponseCache(tmp_path / "c") as cache:
        asker = CachedModel(server(stub.url), cache, concurrency=5)
        outcomes = asker.ask_all([request(text) for text in texts])
        assert outcomes == [Reply(text.upper(), Usage(10, 5)) for text in texts]
        assert 2 <= stub.busiest <= 5
        assert asker.bill == Bill(40, 0, 400, 200, {})


def test_equal_requests_are_sent_once(tmp_path: Path) -> None:
    with serving(echo) as stub, ResponseCache(tmp_path / "c") as cache:
        asker = CachedModel(server(stub.url), cache)
        outcomes = asker.ask_all([request("a"), request("b"), request("a")])
        assert [o.text for o in outcomes if isinstance(o, Reply)] == ["A", "B", "A"]
        assert len(stub.bodies) == 2
        assert asker.bill == Bill(2, 1, 20, 10, {})


def test_nothing_answered_is_asked_again(tmp_path: Path) -> None:
    with serving(say("x"), refuse(400), say("y")) as stub:
        for calls in (3, 1, 0):
            with ResponseCache(tmp_path / "c") as cache:
                asker = CachedModel(server(stub.url), cache, concurrency=1)
                outcomes = asker.ask_all([request("a"), request("b"), request("c")])
                assert asker.bill.calls == calls
                assert asker.bill.cached == 3 - calls
    assert all(isinstance(outcome, Reply) for outcome in outcomes)
    asked = [body["messages"][0]["content"] for body in stub.bodies]
    assert asked == ["a", "b", "c", "b"]


def test_models_do_not_share_replies(tmp_path: Path) -> None:
    with serving(echo) as stub, ResponseCache(tmp_path / "c") as cache:
        CachedModel(server(stub.url, "one"), cache).ask_all([request("a")])
        CachedModel(server(stub.url, "two"), cache).ask_all([request("a")])
        assert [body["model"] for body in stub.bodies] == ["one", "two"]


def test_another_address_of_the_same_model_is_answered_from_the_cache(tmp_path: Path) -> None:
    with serving(echo) as stub, ResponseCache(tmp_path / "c") as cache:
        CachedModel(server(stub.url), cache).ask_all([request("a")])
    with ResponseCache(tmp_path / "c") as cache:
        asker = CachedModel(server("http://127.0.0.1:9/v1"), cache)
        assert asker.ask_all([request("a")]) == [Reply("A", Usage(10, 5))]


RUN = """
import sys
from pathlib import Path
from t3data.models import *
with ResponseCache(Path(sys.argv[2])) as cache:
    model = CachedModel(OpenAIServer("stub", sys.argv[1]), cache, concurrency=4)
    outcomes = model.ask_all([Request((Message("user", str(n)),)) for n in range(80)])
    print(*(outcome.text for outcome in outcomes), model.bill.cached)
"""


def test_killed_in_the_middle_repeats_only_what_was_under_way(tmp_path: Path) -> None:
    def slow(body: dict, number: int) -> Act:
        return Act(body=echo(body, number).body, delay=0.02)

    with serving(slow) as stub:
        command = [sys.executable, "-c", RUN, stub.url, str(tmp_path / "c")]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while len(stub.bodies) < 40:
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.wait()
        done = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert done[:-1] == [str(n) for n in range(80)]
        assert int(done[-1]) >= 30
        assert len(stub.bodies) <= 80 + 4


def test_failures_are_typed_and_billed(tmp_path: Path) -> None:
    script = (say("x"), say("y", finish="length", prompt=1, completion=2), refuse(500), refuse(500))
    with serving(*script) as stub, ResponseCache(tmp_path / "c") as cache:
        asker = CachedModel(server(stub.url), cache, concurrency=1)
        outcomes = asker.ask_all([request("a"), request("b"), request("c")])
        kinds = [o.kind for o in outcomes if isinstance(o, Failure)]
        assert kinds == ["truncated", "server_error"]
        assert asker.bill == Bill(3, 0, 11, 7, {"truncated": 1, "server_error": 1})
        assert len(cache) == 1
        assert str(asker.bill) == (
            "3 calls (0 more from the cache), 11 prompt + 7 completion tokens; "
            "2 failed: 1 server_error, 1 truncated"
        )


def test_progress_counts_every_request(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with serving(echo) as stub, ResponseCache(tmp_path / "c") as cache:
        asker = CachedModel(server(stub.url), cache)
        asker.ask_all([request("a")])
        asker.ask_all([request(t) for t in "abc"], lambda *at: seen.append(at))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_no_requests(tmp_path: Path) -> None:
    with ResponseCache(tmp_path / "c") as cache:
        asker = CachedModel(server("http://127.0.0.1:9/v1"), cache)
        assert asker.ask_all([]) == []
        assert asker.bill == Bill()


def test_no_server_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as unused, ResponseCache(tmp_path / "c") as cache:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        with pytest.raises(T3Error, match=f"model stub at {url}: unreachable: ") as error:
            CachedModel(server(url), cache).ask_all([request(str(n)) for n in range(100)])
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(("status", "kind"), [(401, "unauthorized"), (404, "not_found")])
def test_no_access_ends_the_run_at_once(tmp_path: Path, status: int, kind: str) -> None:
    with serving(refuse(status)) as stub, ResponseCache(tmp_path / "c") as cache:
        with pytest.raises(T3Error, match=f"{kind}: HTTP {status}"):
            CachedModel(server(stub.url), cache, 2).ask_all([request(str(n)) for n in range(50)])
        assert len(stub.bodies) <= 4


def test_server_that_dies_on_the_way_ends_the_run_and_keeps_the_replies(tmp_path: Path) -> None:
    requests = [request(str(n)) for n in range(120)]

    def dying(body: dict, number: int) -> Act:
        return echo(body, number) if number < 30 else refuse(503)

    with ResponseCache(tmp_path / "c") as cache:
        with serving(dying) as stub, pytest.raises(T3Error, match="30 replies were kept"):
            CachedModel(server(stub.url), cache, 16).ask_all(requests)
        assert len(cache) == 30
        with serving(echo) as stub:
            outcomes = CachedModel(server(stub.url), cache, 4).ask_all(requests)
            assert len(stub.bodies) == 90
    assert outcomes == [Reply(str(n), Usage(10, 5)) for n in range(120)]
