"""The HTTP client against a server that behaves in every way servers do."""

import asyncio
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from stub_server import Act, Script, StubServer, completion_of, refuse, say, serving

from t3data.models import (
    Failure,
    Message,
    OpenAIServer,
    Outcome,
    Reply,
    Request,
    RetryPolicy,
    Sampling,
    Usage,
)

QUICK = RetryPolicy(attempts=4, first_wait=0.01, longest_wait=0.02)
HELLO = Request((Message("user", "Hello"),))


def ask(url: str, request: Request = HELLO, **options: Any) -> Outcome:
    server = OpenAIServer("stub", url, **{"retry": QUICK, "timeout": 5.0, **options})

    async def one() -> Outcome:
        async with server.open() as send:
            return await send(request)

    return asyncio.run(one())


def exchange(*script: Act | Script, **options: Any) -> tuple[Outcome, StubServer]:
    with serving(*script) as stub:
        return ask(stub.url, **options), stub


def kind(outcome: Outcome) -> str:
    assert isinstance(outcome, Failure), outcome
    return outcome.kind


def test_reply_and_usage() -> None:
    outcome, stub = exchange(say("Hi 🎈", prompt=12, completion=3))
    assert outcome == Reply("Hi 🎈", Usage(12, 3))
    assert stub.paths == ["/v1/chat/completions"]
    assert "authorization" not in stub.headers[0]
    assert stub.headers[0]["content-type"] == "application/json"


def test_exact_bytes_sent() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    request = Request(
        (Message("system", "Be brief."), Message("user", "é")),
        Sampling(temperature=0.5, max_tokens=7, seed=3),
        schema,
        "thing",
    )
    _, stub = exchange(say("x"), request=request)
    assert stub.raw[0] == (
        b'{"model": "stub", "messages": [{"role": "system", "content": "Be brief."}, '
        b'{"role": "user", "content": "\\u00e9"}], "temperature": 0.5, "max_tokens": 7, '
        b'"seed": 3, "response_format": {"type": "json_schema", "json_schema": '
        b'{"name": "thing", "schema": {"type": "object", "properties": '
        b'{"a": {"type": "string"}}}, "strict": true}}}'
    )


def test_plain_request_has_neither_schema_nor_seed() -> None:
    _, stub = exchange(say("x"))
    assert stub.bodies[0] == {
        "model": "stub",
        "messages": [{"role": "user", "content": "Hello"}],
        "temperature": 0.0,
        "max_tokens": 1024,
    }


def test_lone_surrogate_is_sent_escaped() -> None:
    outcome, stub = exchange(say("x"), request=Request((Message("user", "\ud800"),)))
    assert outcome == Reply("x", Usage(10, 5))
    assert b"\\ud800" in stub.raw[0]


def test_key_travels_as_bearer_and_stays_out_of_repr() -> None:
    _, stub = exchange(say("x"), api_key="s3cret\n")
    assert stub.headers[0]["authorization"] == "Bearer s3cret"
    assert "s3cret" not in repr(OpenAIServer("stub", stub.url, "s3cret"))


@pytest.mark.parametrize("passing", [429, 500, 502, 503, 504, 408, 425])
def test_passing_statuses_are_asked_again(passing: int) -> None:
    outcome, stub = exchange(refuse(passing), refuse(passing), say("at last"))
    assert outcome == Reply("at last", Usage(10, 5))
    assert len(stub.bodies) == 3
    assert stub.bodies[0] == stub.bodies[2]


def test_dropped_connection_is_asked_again() -> None:
    outcome, stub = exchange(Act(drop=True), say("x"))
    assert isinstance(outcome, Reply)
    assert len(stub.bodies) == 2


def test_garbage_is_asked_again() -> None:
    outcome, stub = exchange(Act(body=b"<html>proxy</html>"), Act(body=b""), say("x"))
    assert isinstance(outcome, Reply)
    assert len(stub.bodies) == 3


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (refuse(429), "rate_limited"),
        (refuse(500), "server_error"),
        (Act(drop=True), "unreachable"),
        (Act(body=b"\xff\xfe"), "bad_reply"),
        (completion_of([]), "bad_reply"),
        (completion_of({"choices": []}), "bad_reply"),
        (completion_of({"choices": [{"message": {"content": 7}}]}), "bad_reply"),
        (completion_of({"error": "model is loading"}), "bad_reply"),
    ],
)
def test_patience_ends(act: Act, expected: str) -> None:
    outcome, stub = exchange(act)
    assert kind(outcome) == expected
    assert len(stub.bodies) == QUICK.attempts


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (refuse(400), "bad_request"),
        (refuse(422), "bad_request"),
        (refuse(301, Location="http://127.0.0.1:9/"), "bad_request"),
        (refuse(401), "unauthorized"),
        (refuse(403), "unauthorized"),
        (refuse(404), "not_found"),
        (say(None), "empty"),
        (say(" \n"), "empty"),
        (say('{"items": ["a re', finish="length"), "truncated"),
        (say(None, finish="length"), "truncated"),
        (say("I must not", finish="content_filter"), "refused"),
        (
            completion_of({"choices": [{"message": {"content": None, "refusal": "no"}}]}),
            "refused",
        ),
    ],
)
def test_final_failures_are_not_asked_again(act: Act, expected: str) -> None:
    outcome, stub = exchange(act)
    assert kind(outcome) == expected
    assert len(stub.bodies) == 1


def test_what_a_truncated_reply_cost_and_said_is_known() -> None:
    outcome, _ = exchange(say("a", finish="length", prompt=100, completion=7))
    assert outcome == Failure("truncated", "cut off after 7 tokens", Usage(100, 7), "a")


def test_missing_usage_is_zero() -> None:
    outcome, _ = exchange(completion_of({"choices": [{"message": {"content": "x"}}]}))
    assert outcome == Reply("x", Usage(0, 0))


def test_slow_server_times_out() -> None:
    policy = RetryPolicy(attempts=2, first_wait=0.0)
    outcome, stub = exchange(say("late"), timeout=0.1, retry=policy)
    assert isinstance(outcome, Reply)
    late = Act(body=say("late").body, delay=0.5)
    outcome, stub = exchange(late, timeout=0.1, retry=policy)
    assert outcome == Failure("timeout", "no complete reply within 0.1 s")
    assert len(stub.bodies) == 2


def test_dripping_server_times_out() -> None:
    act = Act(body=say("x" * 100).body, drip=0.01)
    outcome, _ = exchange(act, timeout=0.2, retry=RetryPolicy(attempts=1))
    assert kind(outcome) == "timeout"


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        assert kind(ask(url)) == "unreachable"


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://x/v1", "", "http://[::1", "nonsense"])
def test_not_an_address(url: str) -> None:
    assert kind(ask(url)) == "not_found"


def test_error_text_is_one_short_line() -> None:
    outcome, _ = exchange(Act(400, b"line one\nline two " + b"x" * 1000))
    assert isinstance(outcome, Failure)
    assert outcome.detail.startswith("HTTP 400: line one line two xxx")
    assert len(outcome.detail) < 250
    assert "\n" not in outcome.detail


def test_retry_after_is_honoured() -> None:
    _, stub = exchange(refuse(429, Retry_After="0.3"), say("x"))
    assert stub.times[1] - stub.times[0] >= 0.3


def test_retry_after_as_a_date_is_honoured() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=1.5), usegmt=True)
    _, stub = exchange(refuse(503, Retry_After=soon), say("x"))
    assert stub.times[1] - stub.times[0] >= 0.3


def test_a_server_that_wants_an_hour_is_given_up() -> None:
    outcome, stub = exchange(refuse(429, Retry_After="3600"))
    assert kind(outcome) == "rate_limited"
    assert len(stub.bodies) == 1
