"""The body of a chat request in OpenAI's form, with frames and their times.

A body may be hundreds of megabytes, so it is made in pieces: frames are encoded one at a time and
are never part of a string that has to be escaped, copied or joined as a whole.
"""

import json
import secrets
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from t3data.errors import T3Error
from t3data.models.chat import Message, Part, Request
from t3data.video.bundle import FrameBundle

VideoForm = Literal["jpeg_sequence", "stamped_images"]
"""How a server is sent the frames of a video.

`jpeg_sequence`: one `video_url` with all frames and, in `media_io_kwargs`, where they stand in the
source (vLLM, since vllm-project/vllm#40133). `stamped_images`: one `image_url` for each frame, and
before it a text with its seconds, for servers that know pictures only (OpenAI, SGLang, llama.cpp).
"""

Url = Callable[[str, Sequence[bytes]], str]
"""From a media type and the frames to a URL that holds them."""


class UnsupportedError(T3Error):
    """The wire form cannot carry the request."""


def data_url(media: str, frames: Sequence[bytes]) -> str:
    """The frames in base64, with commas between them."""
    return b"".join(_url_pieces(media, frames)).decode("ascii")


def payload(
    model: str, request: Request, video_form: VideoForm = "jpeg_sequence", url: Url = data_url
) -> dict[str, Any]:
    """The JSON body for `POST {base_url}/chat/completions`.

    `response_format` with a JSON schema is understood by OpenAI, vLLM (structured outputs),
    SGLang, llama.cpp and Ollama alike; `structured_outputs` by vLLM from 0.11 on. Where the last
    message is the assistant's, vLLM and SGLang are told to leave it open. So is a given reply,
    whose log-probabilities vLLM reports among those of the prompt.

    Raises:
        UnsupportedError: several videos in one `jpeg_sequence` request whose times differ, or a
            given reply after the beginning of one.
    """
    sampling = request.sampling
    given = request.given_reply
    if given is not None and begun(request):
        raise UnsupportedError("a given reply cannot follow the beginning of another")
    messages = [
        {"role": message.role, "content": _content(message, video_form, url)}
        for message in request.messages
    ]
    if given is not None:
        messages.append({"role": "assistant", "content": given})
    body: dict[str, Any] = {
        "model": model,
        "messages": messages,
        "temperature": sampling.temperature,
        "max_tokens": sampling.max_tokens if given is None else 1,
    }
    if sampling.seed is not None:
        body["seed"] = sampling.seed
    if given is not None:
        body["prompt_logprobs"] = request.logprobs
    else:
        body |= _wishes(request)
    if given is not None or begun(request):
        body["continue_final_message"] = True
        body["add_generation_prompt"] = False
    shown = videos(request)
    if shown and video_form == "jpeg_sequence":
        body["media_io_kwargs"] = {"video": _common_times(shown)}
    return body


def encoded(
    model: str, request: Request, video_form: VideoForm = "jpeg_sequence"
) -> tuple[bytes, ...]:
    """The body as it is sent, in pieces; ASCII, so that a lone surrogate is the server's to refuse.

    Raises:
        UnsupportedError: as `payload`.
    """
    # Nothing that a request says can hold a mark that is drawn afterwards.
    mark = f"frames-{secrets.token_hex(16)}-"
    found: list[tuple[str, Sequence[bytes]]] = []

    def remember(media: str, frames: Sequence[bytes]) -> str:
        found.append((media, frames))
        return mark

    text = json.dumps(payload(model, request, video_form, remember)).encode("ascii")
    head, *rest = text.split(mark.encode("ascii"))
    pieces = [head]
    for (media, frames), following in zip(found, rest, strict=True):
        pieces += _url_pieces(media, frames)
        pieces.append(following)
    return tuple(pieces)


def videos(request: Request) -> list[FrameBundle]:
    """The videos of a request, in the order in which the model meets them."""
    return [
        part
        for message in request.messages
        if not isinstance(message.content, str)
        for part in message.content
        if isinstance(part, FrameBundle)
    ]


def begun(request: Request) -> str:
    """The beginning of the reply with which the conversation ends; empty where there is none."""
    for message in request.messages[-1:]:
        if message.role == "assistant" and isinstance(message.content, str):
            return message.content
    return ""


def times_of(video: FrameBundle) -> dict[str, Any]:
    """What vLLM has to know of a sequence of JPEG frames, all of it at once.

    Without `num_frames` it takes the first 32; without indices and total the frames close up, and
    `fps` is that of the source, by which indices become seconds.
    """
    return {
        "num_frames": -1,
        "fps": video.fps,
        "frames_indices": list(video.clock_indices),
        # vLLM refuses fewer than it is sent, which a frame that is shown twice would lead to.
        "total_num_frames": max(video.clock_total, len(video)),
        "duration": video.duration,
        "do_sample_frames": False,
    }


def _common_times(shown: Sequence[FrameBundle]) -> dict[str, Any]:
    """Every video of a request is read by vLLM with the same `media_io_kwargs`."""
    first, *others = (times_of(video) for video in shown)
    if any(other != first for other in others):
        raise UnsupportedError(
            f"{len(shown)} videos with different frame times in one request, of which vLLM can be "
            "told only one set; ask with one video, or send the frames as stamped images"
        )
    return first


def _content(message: Message, video_form: VideoForm, url: Url) -> str | list[dict[str, Any]]:
    if isinstance(message.content, str):
        return message.content
    return [item for part in message.content for item in _items(part, video_form, url)]


def _items(part: Part, video_form: VideoForm, url: Url) -> Iterator[dict[str, Any]]:
    if isinstance(part, str):
        yield {"type": "text", "text": part}
    elif video_form == "jpeg_sequence":
        yield {"type": "video_url", "video_url": {"url": url("video/jpeg", part.frames)}}
    else:
        for time, frame in zip(part.times, part.frames, strict=True):
            yield {"type": "text", "text": f"<{time:.1f} seconds>"}
            yield {"type": "image_url", "image_url": {"url": url("image/jpeg", (frame,))}}


def _wishes(request: Request) -> dict[str, Any]:
    """What a reply of the model's own has to be like."""
    body: dict[str, Any] = {}
    if request.schema is not None:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {
                "name": request.schema_name,
                "schema": dict(request.schema),
                "strict": True,
            },
        }
    if request.choices:
        body["structured_outputs"] = {"choice": list(request.choices)}
    if request.logprobs:
        body["logprobs"] = True
        body["top_logprobs"] = request.logprobs
    return body


def _url_pieces(media: str, frames: Sequence[bytes]) -> Iterator[bytes]:
    before = f"data:{media};base64,".encode("ascii")
    for frame in frames:
        yield before + b2a_base64(frame, newline=False)
        before = b","
