"""What vLLM in this process said, read with the meanings that a server's reply has."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from t3data.models.chat import Failure, Outcome, Reply, TokenLogprob, Usage
from t3data.models.payload import UnsupportedError

_LOWEST = -9999.0
"""vLLM's servers write this for the log-probability of a token that a constraint forbids."""
_TOO_LONG = re.compile(r"maximum (context|model) length|max_model_len|longer than the maximum")
_EXCERPT = 200


def read_output(output: Any, alternatives: int) -> Outcome:
    """The model's own reply.

    Args:
        output: vLLM's finished `RequestOutput`.
        alternatives: How many tokens to report at each place; 0 for no log-probabilities.
    """
    said = output.outputs[0]
    usage = Usage(len(output.prompt_token_ids), len(said.token_ids))
    if said.finish_reason == "length":
        return Failure("truncated", f"cut off after {usage.completion_tokens} tokens", usage)
    if said.finish_reason != "stop":
        return Failure("server_error", f"generation ended with {said.finish_reason}", usage)
    if not said.text.strip():
        return Failure("empty", "a reply without text", usage)
    if not alternatives:
        return Reply(said.text, usage)
    return Reply(said.text, usage, _logprobs(said.token_ids, said.logprobs, alternatives))


def read_given(output: Any, reply: str, tokens: int, alternatives: int) -> Outcome:
    """A given reply with the log-probability of each of its tokens.

    Args:
        output: vLLM's finished `RequestOutput`, with log-probabilities of the prompt.
        reply: The given reply, with which the prompt ends.
        tokens: How many tokens of the prompt are the reply's.
        alternatives: How many tokens to report at each place.
    """
    usage = Usage(len(output.prompt_token_ids), len(output.outputs[0].token_ids))
    ids = output.prompt_token_ids[-tokens:]
    return Reply(reply, usage, _logprobs(ids, output.prompt_logprobs[-tokens:], alternatives))


def _logprobs(
    ids: Sequence[int], places: Sequence[Mapping[int, Any]], alternatives: int
) -> tuple[TokenLogprob, ...]:
    read = []
    for token, place in zip(ids, places, strict=True):
        # The token itself comes first, then the likeliest ones: a server cuts here too.
        shown = list(place.values())[:alternatives]
        read.append(
            TokenLogprob(
                place[token].decoded_token or "",
                max(place[token].logprob, _LOWEST),
                {other.decoded_token or "": max(other.logprob, _LOWEST) for other in shown},
            )
        )
    return tuple(read)


def read_error(error: Exception) -> Failure:
    """Why vLLM took no request or gave none back."""
    text = " ".join(str(error).split()) or type(error).__name__
    detail = text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
    if isinstance(error, UnsupportedError):
        return Failure("unsupported", detail)
    # By name: the class has moved between versions, and vLLM is imported by the engine alone.
    if type(error).__name__ == "EngineDeadError":
        return Failure("unreachable", "the engine has died; its last messages say why")
    if getattr(error, "parameter", None) == "input_tokens" or _TOO_LONG.search(text):
        return Failure("too_long", detail)
    if isinstance(error, ValueError | TypeError | NotImplementedError) or any(
        base.__name__ == "VLLMClientError" for base in type(error).__mro__
    ):
        return Failure("bad_request", detail)
    return Failure("server_error", f"{type(error).__name__}: {detail}")
