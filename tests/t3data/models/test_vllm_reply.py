"""Outputs and errors of vLLM in process mean what a server's responses mean."""

from types import SimpleNamespace
from typing import Any

import pytest

from t3data.models.chat import Failure, Reply, TokenLogprob, Usage
from t3data.models.payload import UnsupportedError
from t3data.models.vllm_reply import read_error, read_given, read_output


def place(*tokens: tuple[int, str | None, float]) -> dict[int, SimpleNamespace]:
    return {
        token: SimpleNamespace(decoded_token=text, logprob=logprob)
        for token, text, logprob in tokens
    }


def output(text: str = "B", finish: str = "stop", **more: Any) -> SimpleNamespace:
    said = SimpleNamespace(text=text, token_ids=[66, 9], finish_reason=finish, logprobs=None)
    vars(said).update(more)
    return SimpleNamespace(prompt_token_ids=[1, 2, 3], outputs=[said], prompt_logprobs=None)


def test_a_reply() -> None:
    assert read_output(output(" B\n"), 0) == Reply(" B\n", Usage(3, 2))


def test_log_probabilities_are_cut_to_what_was_asked_for() -> None:
    inf = float("inf")
    places = [
        place((66, "B", -3.0), (65, "A", -0.5), (67, "C", -1.0)),
        place((9, "<end>", 0.0), (65, "A", -inf)),
    ]
    assert read_output(output(logprobs=places), 2) == Reply(
        "B",
        Usage(3, 2),
        (
            TokenLogprob("B", -3.0, {"B": -3.0, "A": -0.5}),
            TokenLogprob("<end>", 0.0, {"<end>": 0.0, "A": -9999.0}),
        ),
    )


@pytest.mark.parametrize(
    ("given", "kind", "detail", "text"),
    [
        (output(finish="length"), "truncated", "cut off after 2 tokens", "B"),
        (output(" \n"), "empty", "a reply without text", ""),
        (output(finish="abort"), "server_error", "generation ended with abort", ""),
    ],
)
def test_what_is_no_reply(given: SimpleNamespace, kind: str, detail: str, text: str) -> None:
    expected = Failure(kind, detail, Usage(3, 2), text)  # type: ignore[arg-type]
    assert read_output(given, 0) == expected


def test_a_given_reply() -> None:
    given = output()
    given.prompt_logprobs = [
        None,
        place((2, "b", -2.0), (7, "x", -0.1)),
        place((3, None, -4.0), (7, "x", -0.2)),
    ]
    assert read_given(given, "bé", 2) == Reply(
        "bé",
        Usage(3, 2),
        (
            TokenLogprob("b", -2.0, {"b": -2.0, "x": -0.1}),
            TokenLogprob("", -4.0, {"": -4.0, "x": -0.2}),
        ),
    )


class VLLMClientError(Exception):
    pass


class VLLMValidationError(VLLMClientError):
    pass


class EngineDeadError(Exception):
    pass


class EngineGenerateError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (
            VLLMValidationError(
                "This model's maximum context length is 2048 tokens. However, your prompt "
                "contains 5057 input tokens (parameter=input_tokens, value=5057)"
            ),
            "too_long",
        ),
        (
            ValueError(
                "The decoder prompt (length 9000) is longer than the maximum model length of 4096."
            ),
            "too_long",
        ),
        (VLLMValidationError("temperature must be non-negative, got -1.0."), "bad_request"),
        (ValueError("Grammar error"), "bad_request"),
        (UnsupportedError("no place for a video"), "unsupported"),
        (EngineDeadError("EngineCore encountered an issue."), "unreachable"),
        (EngineGenerateError(), "server_error"),
    ],
)
def test_errors(error: Exception, kind: str) -> None:
    failure = read_error(error)
    assert failure.kind == kind
    assert failure.detail
    assert "HTTP" not in failure.detail
