"""The exact bytes of requests with videos, and what a server makes of them."""

import asyncio
import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub_server import received_videos, refuse, say, serving

from t3data.models import (
    Failure,
    Message,
    OpenAIServer,
    Outcome,
    Reply,
    Request,
    RetryPolicy,
    Sampling,
    VideoForm,
)
from t3data.models.payload import UnsupportedError, encoded, payload, times_of
from t3data.video import FrameBundle

VIDEO = FrameBundle((b"one", b"two!", b"3"), (0.0, 1.0, 12.26), (0, 30, 368), 30.0, 64.0)
STILL = FrameBundle((b"\xff\xd8",), (0.0,), (0,), 25.0, 0.04)
TIMES = {
    "num_frames": -1,
    "fps": 30.0,
    "frames_indices": [0, 30, 368],
    "total_num_frames": 1920,
    "duration": 64.0,
    "do_sample_frames": False,
}


def asked(*parts: str | FrameBundle, **wishes: Any) -> Request:
    return Request((Message("user", parts),), Sampling(max_tokens=4), **wishes)


def body(request: Request, video_form: VideoForm = "jpeg_sequence") -> bytes:
    return b"".join(encoded("m", request, video_form))


def test_a_video_is_one_url_with_its_times_beside_it() -> None:
    assert body(asked("Look:", VIDEO, "What happens?")) == (
        b'{"model": "m", "messages": [{"role": "user", "content": ['
        b'{"type": "text", "text": "Look:"}, '
        b'{"type": "video_url", "video_url": {"url": '
        b'"data:video/jpeg;base64,b25l,dHdvIQ==,Mw=="}}, '
        b'{"type": "text", "text": "What happens?"}]}], '
        b'"temperature": 0.0, "max_tokens": 4, '
        b'"media_io_kwargs": {"video": {"num_frames": -1, "fps": 30.0, '
        b'"frames_indices": [0, 30, 368], "total_num_frames": 1920, "duration": 64.0, '
        b'"do_sample_frames": false}}}'
    )


def test_a_video_of_one_frame() -> None:
    sent = json.loads(body(asked(STILL)))
    assert sent["messages"][0]["content"] == [
        {"type": "video_url", "video_url": {"url": "data:video/jpeg;base64,/9g="}}
    ]
    assert sent["media_io_kwargs"]["video"] == {
        "num_frames": -1,
        "fps": 25.0,
        "frames_indices": [0],
        "total_num_frames": 1,
        "duration": 0.04,
        "do_sample_frames": False,
    }


def test_stamped_images() -> None:
    assert body(asked(VIDEO, "What happens?"), "stamped_images") == (
        b'{"model": "m", "messages": [{"role": "user", "content": ['
        b'{"type": "text", "text": "<0.0 seconds>"}, '
        b'{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,b25l"}}, '
        b'{"type": "text", "text": "<1.0 seconds>"}, '
        b'{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,dHdvIQ=="}}, '
        b'{"type": "text", "text": "<12.3 seconds>"}, '
        b'{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,Mw=="}}, '
        b'{"type": "text", "text": "What happens?"}]}], "temperature": 0.0, "max_tokens": 4}'
    )


def test_wishes_of_a_constrained_reply() -> None:
    sent = payload("m", asked("x", choices=("A", "B"), logprobs=5))
    assert sent == {
        "model": "m",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}],
        "temperature": 0.0,
        "max_tokens": 4,
        "structured_outputs": {"choice": ["A", "B"]},
        "logprobs": True,
        "top_logprobs": 5,
    }


def test_a_given_reply_is_the_open_end_of_the_prompt() -> None:
    sent = payload("m", asked("x", choices=("A", "B"), logprobs=2, given_reply="B"))
    assert sent == {
        "model": "m",
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "x"}]},
            {"role": "assistant", "content": "B"},
        ],
        "temperature": 0.0,
        "max_tokens": 1,
        "prompt_logprobs": 2,
        "continue_final_message": True,
        "add_generation_prompt": False,
    }


def test_the_beginning_of_a_reply_is_left_open() -> None:
    begun = (Message("user", "Which?"), Message("assistant", "Best option:("))
    sent = payload("m", Request(begun, Sampling(max_tokens=4), choices=("A", "B")))
    assert sent == {
        "model": "m",
        "messages": [
            {"role": "user", "content": "Which?"},
            {"role": "assistant", "content": "Best option:("},
        ],
        "temperature": 0.0,
        "max_tokens": 4,
        "structured_outputs": {"choice": ["A", "B"]},
        "continue_final_message": True,
        "add_generation_prompt": False,
    }
    with pytest.raises(UnsupportedError, match="the beginning of another"):
        payload("m", Request(begun, given_reply="A"))
    answered = Request((*begun, Message("user", "And then?")))
    assert "continue_final_message" not in payload("m", answered)


def test_frames_shown_twice_are_not_more_than_the_video_has() -> None:
    twice = FrameBundle((b"a",) * 3, (0.0,) * 3, (0,) * 3, fps=1.0, duration=1.0)
    assert times_of(twice)["total_num_frames"] == 3


def test_videos_of_one_clock_travel_together() -> None:
    other = replace(VIDEO, frames=(b"x", b"y", b"z"))
    sent = json.loads(body(asked(VIDEO, "or", other)))
    assert received_videos(sent) == [(VIDEO.frames, TIMES), (other.frames, TIMES)]


def test_videos_of_different_clocks_do_not() -> None:
    request = asked(VIDEO, "or", replace(VIDEO, duration=60.0))
    with serving(say("x")) as stub:
        outcome, _ = ask(stub.url, request)
        assert outcome.kind == "unsupported"
        assert "2 videos with different frame times" in outcome.detail
        assert stub.bodies == []
        outcome, _ = ask(stub.url, request, video_form="stamped_images")
        assert outcome == Reply("x", outcome.usage)


def ask(url: str, request: Request, **options: Any) -> tuple[Outcome, OpenAIServer]:
    retry = RetryPolicy(attempts=3, first_wait=0.01)
    server = OpenAIServer("m", url, timeout=5.0, retry=retry, **options)

    async def one() -> Outcome:
        async with server.open() as send:
            return await send(request)

    return asyncio.run(one()), server


def video_of(count: int, fps: Fraction, size: int) -> FrameBundle:
    indices = tuple(7 * n for n in range(count))
    frames = tuple(bytes((n * k) % 256 for k in range(size)) for n in range(count))
    times = tuple(float(index / fps) for index in indices)
    return FrameBundle(frames, times, indices, float(fps), float((indices[-1] + 4) / fps))


@pytest.mark.parametrize("count", [1, 2, 33, 300])
def test_nothing_is_lost_on_the_way(count: int) -> None:
    """What a stub server received, decoded: frames, indices, rate, total and duration."""
    video = video_of(count, Fraction(30000, 1001), size=1000)
    with serving(refuse(500), say("x")) as stub:
        outcome, _ = ask(stub.url, asked(video, "What happens?"))
    assert isinstance(outcome, Reply)
    assert stub.raw[0] == stub.raw[1]
    ((frames, times),) = received_videos(stub.bodies[1])
    assert frames == video.frames
    assert times == {
        "num_frames": -1,
        "fps": 30000 / 1001,
        "frames_indices": list(video.indices),
        "total_num_frames": video.indices[-1] + 4,
        "duration": video.duration,
        "do_sample_frames": False,
    }
    assert all(type(index) is int for index in times["frames_indices"])
    assert [index / times["fps"] for index in times["frames_indices"]] == pytest.approx(video.times)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda video: video.update(num_frames=32),
        lambda video: video.pop("total_num_frames"),
        lambda video: video.pop("frames_indices"),
        lambda video: video.update(frames_indices=[0.0, 30.0, 368.0]),
        lambda video: video.pop("fps"),
        lambda video: video.update(do_sample_frames=True),
    ],
)
def test_the_stub_server_would_notice(spoil: Any) -> None:
    sent = json.loads(body(asked(VIDEO)))
    spoil(sent["media_io_kwargs"]["video"])
    with pytest.raises((AssertionError, KeyError)):
        received_videos(sent)


def test_retries_send_what_was_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from t3data.models import openai_server

    calls = []

    def counting(*arguments: Any) -> tuple[bytes, ...]:
        calls.append(arguments)
        return encoded(*arguments)

    monkeypatch.setattr(openai_server, "encoded", counting)
    with serving(refuse(500), refuse(503), say("x")) as stub:
        outcome, _ = ask(stub.url, asked(VIDEO))
    assert isinstance(outcome, Reply)
    assert len(stub.raw) == 3
    assert len(calls) == 1


def test_a_server_that_answers_before_it_has_read_all() -> None:
    """As proxies do with bodies above their limit."""
    with serving(refuse(413)) as stub:
        outcome, _ = ask(stub.url, asked(video_of(20, Fraction(30), 100_000)))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "bad_request"


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.lists(st.binary(), min_size=1, max_size=3).map(
                lambda frames: FrameBundle(
                    tuple(frames), (0.0,) * len(frames), (0,) * len(frames), 1.0, 9.0
                )
            ),
        ),
        max_size=5,
    ),
    st.sampled_from(["jpeg_sequence", "stamped_images"]),
)
def test_pieces_make_up_the_payload(parts: list[str | FrameBundle], form: VideoForm) -> None:
    lengths = {len(part) for part in parts if isinstance(part, FrameBundle)}
    if form == "jpeg_sequence" and len(lengths) > 1:
        return
    request = asked(*parts)
    assert body(request, form) == json.dumps(payload("m", request, form)).encode("ascii")
