"""The Hub refuses, stumbles, lies or is not there: what is retried, and what the person reads."""

import logging
import socket
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_mix import hub
from hub_server import JANE, READER, Fault, HubServer

from mixes.hub.client import Hub, Patience, endpoint
from mixes.hub.failures import clean, explain, failure_of
from mixes.hub.push import Pushed
from t3data.errors import T3Error, UsageError

Send = Callable[..., Pushed]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "request_",
    ["GET .*whoami", "POST .*create", "GET .*/tree/", "POST .*preupload", "POST .*batch", "PUT "],
)
def test_a_passing_trouble_is_not_even_mentioned(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch,
    request_: str, status: int,
) -> None:  # fmt: skip
    server.faults.append(Fault(request_, times=2, status=status))
    client, _ = hub(server.url, JANE, monkeypatch)
    assert send(mix, client=client).changed
    assert len(server.asked(rf"{request_}.* {status}$")) == 2


def test_the_hub_says_how_long_to_wait(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch,
    inner_waits: list[float],
) -> None:  # fmt: skip
    said: list[str] = []
    client, waits = hub(server.url, JANE, monkeypatch, said=said)
    server.faults += [
        Fault("POST .*create", status=429, headers={"Retry-After": "17"}),
        Fault("POST .*create", status=429, headers={"RateLimit": '"api";r=0;t=55'}),
        Fault("POST .*batch", status=429, headers={"Retry-After": "23"}),
    ]
    assert send(mix, client=client).changed
    assert waits == [17.0, 55.0]
    assert inner_waits == [24.0]
    assert said[:2] == ["the Hub is busy; next try in 17 s", "the Hub is busy; next try in 55 s"]
    assert "24" in said[2]


def test_nobody_waits_for_an_hour(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, waits = hub(server.url, JANE, monkeypatch)
    server.faults.append(Fault("create", status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(T3Error) as raised:
        send(mix, client=client)
    assert waits == []
    assert str(raised.value) == (
        "the Hub limits requests, cannot create the dataset; wait for 3600 seconds and run the "
        "same command again: it goes on where it stopped"
    )


def test_a_trouble_that_stays(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, waits = hub(server.url, JANE, monkeypatch)
    server.faults.append(Fault("GET .*/tree/", times=99, status=503))
    with pytest.raises(
        T3Error, match=r"^the Hub has trouble \(status 503\), cannot list the files"
    ):
        send(mix, client=client)
    assert waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("chunk", [None, 1000])
@pytest.mark.parametrize("after", [0, 500])
def test_the_line_breaks_within_a_file(
    send: Send, mix: Path, server: HubServer, chunk: int | None, after: int
) -> None:
    server.chunk = chunk
    server.faults.append(Fault(r"PUT ", times=3, drop_after=after))
    assert send(mix).changed
    assert len(server.asked("PUT .* dropped")) == 3
    assert send(mix).changed is False


@pytest.mark.parametrize("request_", ["PUT ", "POST .*create", "POST .*/commit/"])
def test_the_line_is_dead_without_a_word(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch, request_: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", server.url)
    client = Hub("jane/mix", JANE, Patience(silence=0.5, sleep=lambda _: None))
    server.faults.append(Fault(request_, hold=True))
    assert send(mix, client=client).changed
    assert server.held.is_set()


def test_the_line_breaks_within_a_reply(send: Send, mix: Path, server: HubServer) -> None:
    server.faults.append(Fault("GET .*/tree/", drop_after=20))
    assert send(mix).changed


def test_bytes_that_change_on_the_way_are_refused_by_the_hub(
    send: Send, mix: Path, server: HubServer, tmp_path: Path
) -> None:
    server.faults.append(Fault("PUT ", times=99, status=400, said="wrong sha256"))
    with pytest.raises(T3Error, match=r"cannot send .*: status 400 \(wrong sha256\)"):
        send(mix)
    assert "manifest.json" not in server.files("jane/mix")
    server.faults.clear()
    assert send(mix).changed


def test_the_hub_keeps_other_bytes_than_were_sent(send: Send, mix: Path, server: HubServer) -> None:
    server.faults.append(Fault("POST .*/commit/", corrupt=True))
    with pytest.raises(T3Error, match=r"data/train-00000-of-00003.parquet on the Hub is not what"):
        send(mix)
    assert send(mix).files == 1


REFUSALS = [
    (Fault("whoami", status=401), "jane/mix: the Hub does not accept the token; make one with"),
    (Fault("create", status=401), "jane/mix: the Hub does not accept the token"),
    (
        Fault("preupload", status=403, said="no write access"),
        "jane/mix: the token of jane has no right to send README.md … (no write access)",
    ),
    (
        Fault("batch", status=403, said="Private repository storage limit reached"),
        "jane/mix: no room on the Hub, cannot send README.md … (Private repository storage limit",
    ),
    (Fault("PUT ", times=9, status=413), "jane/mix: no room on the Hub, cannot send"),
    (Fault("create", status=402, said="pay"), "jane/mix: no room on the Hub, cannot create"),
    (
        Fault("/commit/", status=403, said="branch is protected"),
        "jane/mix: the token of jane has no right to commit (branch is protected)",
    ),
    (Fault("/commit/", status=400, said="bad path"), "jane/mix: cannot commit: status 400 (bad"),
    (Fault("/commit/", times=99, status=412), "jane/mix: others keep changing it; run"),
    (Fault("/commit/", times=99, status=503), "the Hub has trouble (status 503), cannot commit;"),
    (Fault("validate-yaml", status=400), "jane/mix: cannot commit"),
]


@pytest.mark.parametrize(("fault", "message"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_the_person_reads(
    send: Send, mix: Path, server: HubServer, fault: Fault, message: str
) -> None:
    server.faults.append(Fault(**vars(fault)))
    with pytest.raises(T3Error) as raised:
        send(mix)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_token_that_may_only_read(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = hub(server.url, READER, monkeypatch)
    with pytest.raises(T3Error, match="the token of jane has no right to create the dataset"):
        send(mix, client=client)
    server.make("jane/mix")
    with pytest.raises(T3Error, match="the token of jane has no right to send README"):
        send(mix, client=client)


def test_the_name_of_somebody_else(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = hub(server.url, JANE, monkeypatch, "bob/mix")
    with pytest.raises(T3Error, match=r"bob/mix: the token of jane has no right to create the"):
        send(mix, client=client)


def test_a_branch_that_is_not_there(send: Send, mix: Path, server: HubServer) -> None:
    with pytest.raises(T3Error, match="jane/mix: no such branch or revision, cannot read v2;"):
        send(mix, revision="v2")


def test_nobody_listens(
    send: Send, mix: Path, monkeypatch: pytest.MonkeyPatch, server: HubServer
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        said: list[str] = []
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        client, waits = hub(url, JANE, monkeypatch, said=said)
        with pytest.raises(T3Error, match="cannot reach the Hub to log in") as raised:
            send(mix, client=client)
    assert "HF_ENDPOINT" in str(raised.value)
    assert waits == [1.0, 2.0, 4.0]
    assert said[0] == "the Hub cannot be reached; next try in 1 s"


@pytest.mark.parametrize("given", ["foo", "hub.example.org", "https://", "ftp://hub"])
def test_an_endpoint_that_is_no_address(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", given)
    with pytest.raises(UsageError, match=f"^HF_ENDPOINT {given.rstrip('/')}: expected an address"):
        endpoint()


def test_offline_mode(send: Send, mix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.is_offline_mode", lambda: True)
    with pytest.raises(T3Error, match="HF_HUB_OFFLINE is set"):
        send(mix)


class Everything(logging.Handler):
    """Keeps every record of every logger."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.mark.parametrize(
    "request_", ["whoami", "create", "/tree/", "preupload", "batch", "PUT", "/commit/"]
)
def test_the_token_is_never_shown(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str], request_: str,
) -> None:  # fmt: skip
    said: list[str] = []
    client, _ = hub(server.url, JANE, monkeypatch, said=said)
    kept = Everything()
    logging.getLogger().addHandler(kept)
    answer = f"Bearer {JANE} is not welcome, see https://s3/x?X-Amz-Signature=secret"
    server.faults.append(Fault(request_, times=99, status=503, said=answer))
    try:
        with pytest.raises(T3Error) as raised:
            send(mix, client=client)
    finally:
        logging.getLogger().removeHandler(kept)
    shown = "".join(traceback.format_exception(raised.value)) + str(said) + str(kept.lines)
    shown += str(capfd.readouterr())
    assert JANE not in shown
    assert "Signature" not in shown


def test_only_plain_words_of_the_server_are_passed_on() -> None:
    text = "a\nb  hf_abcdefghij https://x.y/z?sig=1&b=2 end " + "w" * 300
    assert clean(text, None).startswith("a b … https://x.y/z end www")
    assert len(clean(text, None)) == 200
    assert clean("secret words", "secret") == "… words"


def test_no_room_for_one_file() -> None:
    """The batch of an LFS upload is answered with an error for a file, which is no HTTP status."""
    error = ValueError(
        "LFS batch API returned errors:\nEncountered error for file with OID abc: `You have "
        "exceeded your storage limit`"
    )
    message = str(explain(failure_of(error), "send x", "jane/mix"))
    assert message.startswith("jane/mix: no room on the Hub (ValueError: LFS batch API returned")
    assert "\n" not in message


def test_a_date_to_come_back_at(
    send: Send, mix: Path, server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, waits = hub(server.url, JANE, monkeypatch)
    past = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    server.faults.append(Fault("POST .*create", status=503, headers=past))
    assert send(mix, client=client).changed
    assert waits == [0.0]


def test_clients_do_not_use_xet(client: Hub) -> None:
    from huggingface_hub import constants

    assert constants.HF_HUB_DISABLE_XET is True
