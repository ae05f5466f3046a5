"""Whatever decides a reply is in the key of its request, and nothing else."""

from dataclasses import replace

import pytest

from t3data.models import Message, OpenAIServer, Request, Sampling
from t3data.models.keys import identity, request_key
from t3data.video import FrameBundle

VIDEO = FrameBundle((b"one", b"two"), (0.0, 1.0), (0, 30), fps=30.0, duration=2.0)
HELLO = Request((Message("user", "Hello"),))


def seen(*videos: FrameBundle) -> Request:
    return Request((Message("user", (*videos, "What happens?")),))


@pytest.mark.parametrize(
    ("model", "other"),
    [
        ("n", HELLO),
        ("m", Request((Message("user", "Hello "),))),
        ("m", Request((Message("user", ("Hello",)),))),
        ("m", Request((Message("system", "Hello"),))),
        ("m", Request((Message("user", "Hello"), Message("user", "")))),
        ("m", Request(HELLO.messages, Sampling(temperature=0.1))),
        ("m", Request(HELLO.messages, Sampling(max_tokens=1))),
        ("m", Request(HELLO.messages, Sampling(seed=0))),
        ("m", Request(HELLO.messages, schema={})),
        ("m", Request(HELLO.messages, schema={"type": "object"})),
        ("m", Request(HELLO.messages, choices=("A",))),
        ("m", Request(HELLO.messages, logprobs=1)),
        ("m", Request(HELLO.messages, given_reply="")),
    ],
)
def test_whatever_decides_the_reply_is_in_the_key(model: str, other: Request) -> None:
    assert request_key(model, other) != request_key("m", HELLO)


def test_order_of_properties_and_choices_is_in_the_key() -> None:
    a = Request(HELLO.messages, schema={"a": {}, "b": {}})
    b = Request(HELLO.messages, schema={"b": {}, "a": {}})
    assert request_key("m", a) != request_key("m", b)
    a, b = Request(HELLO.messages, choices=("A", "B")), Request(HELLO.messages, choices=("B", "A"))
    assert request_key("m", a) != request_key("m", b)


@pytest.mark.parametrize(
    "other",
    [
        replace(VIDEO, frames=(b"one", b"twO")),
        VIDEO.reordered((1, 0)),
        replace(VIDEO, times=(0.0, 1.5)),
        replace(VIDEO, fps=25.0),
        replace(VIDEO, duration=2.5),
    ],
)
def test_frames_and_their_times_are_in_the_key(other: FrameBundle) -> None:
    assert request_key("m", seen(other)) != request_key("m", seen(VIDEO))


def test_same_frames_same_key() -> None:
    again = FrameBundle((b"one", b"two"), (0.0, 1.0), (0, 30), fps=30.0, duration=2.0)
    assert request_key("m", seen(again)) == request_key("m", seen(VIDEO))


def test_a_text_that_looks_like_a_video_is_none() -> None:
    text = Request((Message("user", (f'{{"video": "{VIDEO.digest}"}}', "What happens?")),))
    assert request_key("m", text) != request_key("m", seen(VIDEO))


def test_keys_stay_what_they_are() -> None:
    """A cache is worth hours of a GPU: keys change on purpose or not at all."""
    assert request_key("m", HELLO).startswith("cac002ab66")


def test_identity_of_a_server_is_all_but_its_address() -> None:
    here = OpenAIServer("m", "http://127.0.0.1/v1", "key", 5.0)
    there = OpenAIServer("m", "http://elsewhere:8000/v1")
    assert identity(here) == identity(there) == "m jpeg_sequence"
    others = [replace(there, video_form="stamped_images"), replace(there, revision="abc")]
    assert len({identity(one) for one in (here, *others)}) == 3


def test_identity_is_the_name_where_nothing_else_is_said() -> None:
    class Plain:
        name = "plain"

    assert identity(Plain()) == "plain"
