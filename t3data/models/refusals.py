"""Which failure a status other than 200 stands for. Servers agree on few codes, so words count."""

import re

from t3data.models.chat import Failure, FailureKind

_KINDS: dict[int, FailureKind] = {
    401: "unauthorized",
    403: "unauthorized",
    404: "not_found",
    408: "timeout",
    425: "rate_limited",
    429: "rate_limited",
}
_LOOKED_AT = 4000
_EXCERPT = 200

_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size"  # codes of OpenAI and llama.cpp
    r"|maximum (context|model|input|prompt) length"  # vLLM, SGLang, OpenAI in words
    r"|longer than the (maximum )?model"  # vLLM, SGLang
    r"|max_tokens=\d+ cannot be greater than max_model_len"  # vLLM
    r"|exceeds? the (model's |maximum |available |configured )*context"  # SGLang, llama.cpp
    r"|context window",
    re.IGNORECASE,
)
_TIMES_REFUSED = re.compile(r"media_io_kwargs are disabled", re.IGNORECASE)
_TIMES_WANTED = (
    "the server takes no frame times; start vLLM with --trust-request-mm-kwargs, "
    "or send frames as pictures with their seconds (--video-form stamped_images)"
)
_UNSUPPORTED = re.compile(
    r"not a multimodal model|at most \d+ (image|video)|image input is not supported|mmproj"
    r"|(unknown|unsupported|invalid|unrecognized)[^.]{0,80}"
    r"(video_url|image_url|media_io_kwargs|structured_outputs|prompt_logprobs|logprobs"
    r"|continue_final_message|add_generation_prompt|response_format)",
    re.IGNORECASE,
)


def refusal(status: int, text: str) -> Failure:
    """The failure behind a response.

    Args:
        status: The HTTP status, not 200.
        text: The body.
    """
    kind = _KINDS.get(status, "server_error" if status >= 500 else "bad_request")
    start = text[:_LOOKED_AT]
    # llama.cpp answers with 500 as well where a request asks too much of it.
    if kind in ("bad_request", "server_error"):
        if _TIMES_REFUSED.search(start):
            return Failure("misconfigured", _TIMES_WANTED)
        if _TOO_LONG.search(start):
            kind = "too_long"
        elif _UNSUPPORTED.search(start):
            kind = "unsupported"
    return Failure(kind, f"HTTP {status}: {excerpt(text)}")


def excerpt(text: str) -> str:
    """The start of a text as one line."""
    line = " ".join(text[:_LOOKED_AT].split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT] + "…"
