"""The prompt that vLLM is given in process: exact ids, exact frame times, exact settings."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from t3data.errors import T3Error
from t3data.models.chat import Message, Request, Sampling
from t3data.models.payload import UnsupportedError
from t3data.models.vllm_prompt import (
    Renderer,
    constraint,
    frames,
    prompt_ids,
    sampling,
    video_item,
)
from t3data.video.bundle import FrameBundle


def jpeg(shade: int) -> bytes:
    from io import BytesIO

    out = BytesIO()
    Image.new("L", (8, 6), shade).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def bundle(times: tuple[float, ...] = (0.0, 1.5, 3.0), fps: float = 30.0) -> FrameBundle:
    return FrameBundle(
        frames=tuple(jpeg(40 * i) for i in range(len(times))),
        times=times,
        indices=tuple(range(len(times))),
        fps=fps,
        duration=4.0,
    )


class Tokenizer:
    """A token for each character; "ok" is one token, as merges make them."""

    def __init__(self, parts: bool = True, stringly: bool = False) -> None:
        self.parts, self.stringly = parts, stringly

    def apply_chat_template(self, conversation: Any, **options: Any) -> str:
        assert options == {
            "chat_template": "T",
            "tokenize": False,
            "add_generation_prompt": True,
        }
        text = ""
        for turn in conversation:
            content = turn["content"]
            if self.stringly:
                text += f"{turn['role']}: {content}\n"
                continue
            if isinstance(content, str) == self.parts:
                raise TypeError("can only concatenate str")
            shown = "".join(p.get("text", "▷") for p in content) if self.parts else content
            text += f"{turn['role']}: {shown}\n"
        return text + "o"

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        assert add_special_tokens is False
        return [ord(c) for c in text.replace("ok", "K")]


def rendered(request: Request, tokenizer: Tokenizer | None = None) -> tuple[str, int]:
    ids, given = prompt_ids(Renderer.of(tokenizer or Tokenizer(), "T"), request)
    return "".join(map(chr, ids)), given


def test_videos_stand_where_they_were_put() -> None:
    messages = (
        Message("system", "S"),
        Message("user", ("first", bundle(), "then", bundle(), "?")),
    )
    assert rendered(Request(messages)) == ("system: S\nuser: first▷then▷?\no", 0)


@pytest.mark.parametrize("tokenizer", [Tokenizer(parts=False), Tokenizer(stringly=True)])
def test_a_template_that_wants_strings_gets_strings(tokenizer: Tokenizer) -> None:
    assert rendered(Request((Message("user", "a?"),)), tokenizer) == ("user: a?\no", 0)
    assert rendered(Request((Message("user", ("a", "?")),)), tokenizer) == ("user: a?\no", 0)
    with pytest.raises(UnsupportedError, match="no place for a video"):
        rendered(Request((Message("user", (bundle(), "a?")),)), tokenizer)


def test_a_given_reply_ends_the_prompt_and_its_tokens_are_counted() -> None:
    messages = (Message("user", "a?"),)
    assert rendered(Request(messages, given_reply="yes")) == ("user: a?\noyes", 3)


def test_the_beginning_of_a_reply_ends_the_prompt() -> None:
    begun = (Message("user", "a?"), Message("assistant", "yes ("))
    assert rendered(Request(begun))[0] == "user: a?\noyes ("
    with pytest.raises(UnsupportedError, match="the beginning of another"):
        rendered(Request(begun, given_reply="x"))


def test_a_token_across_the_border_is_the_replys() -> None:
    messages = (Message("user", "a?"),)
    assert rendered(Request(messages, given_reply="k.")) == ("user: a?\nK.", 2)


def test_frames_come_with_all_that_is_known_of_their_times() -> None:
    pixels, times = video_item(bundle())
    assert pixels.shape == (3, 6, 8, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels.mean(axis=(1, 2, 3)) - [0, 40, 80]).max() < 2
    assert times == {
        "fps": 30.0,
        "frames_indices": [0, 45, 90],
        "total_num_frames": 120,
        "duration": 4.0,
        "do_sample_frames": False,
    }
    assert all(type(index) is int for index in times["frames_indices"])


def test_all_videos_of_a_request_are_decoded() -> None:
    request = Request((Message("user", (bundle(), "or", bundle((0.0, 2.0)))),))
    items = frames(request)["multi_modal_data"]["video"]
    assert [(len(pixels), times["frames_indices"]) for pixels, times in items] == [
        (3, [0, 45, 90]),
        (2, [0, 60]),
    ]
    assert frames(Request((Message("user", "text"),))) == {}


def test_settings_are_the_wishes_over_the_models_own() -> None:
    own = {"repetition_penalty": 1.05, "temperature": 0.7, "top_p": 0.8, "max_tokens": 2048}
    request = Request((), Sampling(temperature=0.0, max_tokens=64, seed=7), logprobs=3)
    assert sampling(request, own) == {
        "repetition_penalty": 1.05,
        "top_p": 0.8,
        "temperature": 0.0,
        "max_tokens": 64,
        "seed": 7,
        "logprobs": 3,
    }
    assert sampling(Request(()), {}) == {"temperature": 0.0, "max_tokens": 1024}


def test_a_given_reply_is_read_with_the_prompt() -> None:
    request = Request((), given_reply="B", logprobs=2, choices=("A", "B"))
    wanted = {"temperature": 0.0, "max_tokens": 1, "prompt_logprobs": 2}
    assert sampling(request, {}) == wanted
    assert constraint(request) == {}


def test_constraints() -> None:
    assert constraint(Request((), choices=("A", "B"))) == {"choice": ["A", "B"]}
    assert constraint(Request((), schema={"type": "object"})) == {"json": {"type": "object"}}
    assert constraint(Request(())) == {}


def test_unsupported_is_an_error_for_people() -> None:
    assert issubclass(UnsupportedError, T3Error)
