"""What a server's words come to: log-probabilities, given replies, and failures by their kind."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stub_server import completion_of, say, serving

from t3data.models import (
    CachedModel,
    Failure,
    Message,
    OpenAIServer,
    Outcome,
    Reply,
    Request,
    TokenLogprob,
    Usage,
)
from t3data.models.completion import read_reply
from t3data.models.refusals import refusal

MESSAGES = (Message("user", "Hello"),)
PROMPT: list[dict[str, Any] | None] = [
    None,
    {"5": {"logprob": -9999.0, "rank": 3, "decoded_token": "<|im_start|>"}},
    {"6": {"logprob": -3.0, "rank": 3, "decoded_token": "assistant"}},
    {"7": {"logprob": -1.0, "rank": 1, "decoded_token": "\n"}},
]


def scored(*tokens: str) -> list[dict[str, Any] | None]:
    """A prompt that ends with `tokens`, of log-probabilities -0.5, -1.5, …"""
    found: list[dict[str, Any] | None] = [*PROMPT]
    for place, token in enumerate(tokens):
        own = {"logprob": -0.5 - place, "rank": 2, "decoded_token": token}
        found.append({"90": own, "13": {"logprob": -0.1, "rank": 1, "decoded_token": "other"}})
    return found


def read(content: Any, **wishes: Any) -> Outcome:
    return read_reply(json.dumps(content).encode(), Request(MESSAGES, **wishes))


def rate(reply: str, prompt: Any) -> Outcome:
    content = {"choices": [], "prompt_logprobs": prompt, "usage": {"prompt_tokens": 9}}
    return read(content, given_reply=reply)


def test_log_probabilities_of_a_reply() -> None:
    logprobs = {
        "content": [
            {
                "token": "A",
                "logprob": -0.25,
                "top_logprobs": [
                    {"token": "A", "logprob": -0.25},
                    {"token": "B", "logprob": -9999.0},
                ],
            },
            {"token": ".", "logprob": -0.5, "top_logprobs": []},
        ]
    }
    choice = {"message": {"content": "A."}, "finish_reason": "stop", "logprobs": logprobs}
    assert read({"choices": [choice]}, logprobs=2) == Reply(
        "A.",
        Usage(),
        (TokenLogprob("A", -0.25, {"A": -0.25, "B": -9999.0}), TokenLogprob(".", -0.5)),
    )


@pytest.mark.parametrize(
    ("wishes", "detail"),
    [
        ({"logprobs": 3}, "gives no log-probabilities"),
        ({"choices": ("A", "B")}, "does not keep to the choices, it said 'I think A'"),
        ({"given_reply": "A"}, "no log-probabilities for a given reply"),
    ],
)
def test_a_wish_that_was_passed_over_is_no_reply(wishes: dict[str, Any], detail: str) -> None:
    outcome = read({"choices": [{"message": {"content": "I think A"}}]}, **wishes)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "unsupported"
    assert detail in outcome.detail


@pytest.mark.parametrize(
    ("reply", "tokens", "of_the_reply"),
    [
        ("B", ["B"], 1),
        ("a red ball", ["a", " red", " ball"], 3),
        ("a red ball", ["a", "red", "ball"], 3),  # SentencePiece loses blanks of single tokens
        (" B\n", ["B"], 1),  # templates trim
        ("B", ["\n", "B"], 1),  # a blank line of the template before it
        ("é B", ["", "é", " B"], 3),  # vLLM gives a split character with its last part
        ("日本", ["\ufffd", "\ufffd", "本"], 3),
        ("日本", ["\ufffd", "\ufffd\ufffd", "\ufffd"], 3),
        ("assistant", ["assistant"], 1),  # the word of the template stands before it as well
        ("BB", ["B", "B"], 2),
    ],
)
def test_the_given_reply_is_found_at_the_end(
    reply: str, tokens: list[str], of_the_reply: int
) -> None:
    outcome = rate(reply, scored(*tokens))
    assert isinstance(outcome, Reply), outcome
    assert outcome.text == reply
    assert outcome.usage == Usage(9, 0)
    assert [token.token for token in outcome.logprobs] == tokens[-of_the_reply:]
    skipped = len(tokens) - of_the_reply
    assert [token.logprob for token in outcome.logprobs] == [
        -0.5 - place for place in range(skipped, len(tokens))
    ]
    assert outcome.logprobs[0].alternatives["other"] == -0.1


@pytest.mark.parametrize("tokens", [["C"], [""], ["xB"], ["B", "C"], ["\ufffd"]])
def test_another_end_is_not_taken_for_the_reply(tokens: list[str]) -> None:
    outcome = rate("B", scored(*tokens))
    assert isinstance(outcome, Failure)
    assert outcome.kind == "unsupported"
    assert "not the last of the prompt: 'B'" in outcome.detail


@given(st.lists(st.text(min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=5))
def test_any_text_in_any_pieces_is_found(tokens: list[str]) -> None:
    outcome = rate("".join(tokens), scored(*tokens))
    assert isinstance(outcome, Reply)
    assert [token.token for token in outcome.logprobs] == tokens


@pytest.mark.parametrize("prompt", [[None, {"1": {"logprob": "x"}}], [{}], [7]])
def test_nonsense_is_a_bad_reply(prompt: Any) -> None:
    outcome = rate("B", prompt)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "bad_reply"


def test_a_server_that_scores_no_replies_is_asked_once() -> None:
    requests = [Request(MESSAGES, given_reply=str(n)) for n in range(100)]
    with serving(say("x")) as stub:
        model = CachedModel(OpenAIServer("m", stub.url), None, concurrency=1)
        outcomes = model.ask_all([*requests, Request(MESSAGES)])
    assert len(stub.bodies) == 2
    assert isinstance(outcomes[-1], Reply)
    assert model.bill.failures == {"unsupported": 100}


def test_an_empty_reply_has_no_log_probability() -> None:
    with serving(completion_of({"choices": []})) as stub:
        model = CachedModel(OpenAIServer("m", stub.url), None)
        (outcome,) = model.ask_all([Request(MESSAGES, given_reply=" ")])
        assert isinstance(outcome, Failure)
        assert (outcome.kind, stub.bodies) == ("bad_request", [])


TOO_LONG = [
    (400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens"),
    (400, "'max_tokens' is too large: 99. This model's maximum context length is 2048 tokens and"),
    (400, "The decoder prompt (length 9000) is longer than the maximum model length of 4096."),
    (400, "Input length (9000) exceeds model's maximum context length (4096)."),
    (400, "The input (9000 tokens) is longer than the model's context length (4096 tokens)."),
    (400, "Requested token count exceeds the model's maximum context length of 4096 tokens."),
    (400, "the request exceeds the available context size, try increasing it"),
    (400, "request (9000 tokens) exceeds the available context size (4096 tokens)"),
    (400, "max_tokens=5000 cannot be greater than max_model_len=2048. Please request fewer."),
    (500, "exceed_context_size_error"),
    (400, "context_length_exceeded"),
]
"""vLLM, SGLang, llama.cpp and OpenAI, in their words."""


@pytest.mark.parametrize(("status", "message"), TOO_LONG)
def test_over_long_context(status: int, message: str) -> None:
    body = json.dumps({"error": {"message": message, "type": "BadRequestError", "code": status}})
    found = refusal(status, body)
    assert found.kind == "too_long"
    assert found.detail.startswith(f"HTTP {status}: ")


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "tiny is not a multimodal model", "unsupported"),
        (400, "At most 0 video(s) may be provided in one prompt.", "unsupported"),
        (400, "Invalid value: 'video_url'. Supported values are: 'text'", "unsupported"),
        (400, "Unrecognized request argument supplied: structured_outputs", "unsupported"),
        (500, "image input is not supported - hint: you may need the mmproj", "unsupported"),
        (400, "temperature must be non-negative", "bad_request"),
        (400, "frames_indices must be a list of integers", "bad_request"),
        (429, "Rate limit reached for tokens per minute: maximum context length", "rate_limited"),
        (500, "Internal Server Error", "server_error"),
        (401, "Incorrect API key provided", "unauthorized"),
        (413, "Request Entity Too Large", "bad_request"),
    ],
)
def test_other_refusals(status: int, message: str, kind: str) -> None:
    assert refusal(status, json.dumps({"error": {"message": message}})).kind == kind


def test_a_vllm_that_takes_no_frame_times_is_told_apart() -> None:
    message = (
        "Per-request media_io_kwargs are disabled by default because they can change multimodal "
        "media loading resource usage. Start the server with --trust-request-mm-kwargs only when "
        "clients are trusted. (parameter=media_io_kwargs)"
    )
    found = refusal(400, json.dumps({"error": {"message": message, "param": "media_io_kwargs"}}))
    assert found.kind == "misconfigured"
    assert "start vLLM with --trust-request-mm-kwargs" in found.detail


def test_a_page_of_a_proxy_is_looked_at_from_the_start_only() -> None:
    found = refusal(502, "<html>" + "x" * 10_000_000 + "context_length_exceeded")
    assert found.kind == "server_error"
    assert len(found.detail) < 250
