"""What vLLM in this process said, read with the meanings that a server's reply has."""

from collections.abc import Mapping, Sequence
from typing import Any

from t3data.models.chat import Failure, Outcome, Reply, TokenLogprob, Usage
from t3data.models.payload import UnsupportedError
from t3data.models.refusals import excerpt, refusal

_LOWEST = -9999.0
"""vLLM's servers write this for the log-probability of a token that a constraint forbids."""


def read_output(output: Any, alternatives: int) -> Outcome:
    """The model's own reply.

    Args:
        output: vLLM's finished `RequestOutput`.
        alternatives: How many tokens to report at each place; 0 for no log-probabilities.
    """
    said = output.outputs[0]
    usage = Usage(len(output.prompt_token_ids), len(said.token_ids))
    if said.finish_reason == "length":
        cut = f"cut off after {usage.completion_tokens} tokens"
        return Failure("truncated", cut, usage, said.text)
    if said.finish_reason != "stop":
        return Failure("server_error", f"generation ended with {said.finish_reason}", usage)
    if not said.text.strip():
        return Failure("empty", "a reply without text", usage)
    if not alternatives:
        return Reply(said.text, usage)
    return Reply(said.text, usage, _logprobs(said.token_ids, said.logprobs, alternatives))


def read_given(output: Any, reply: str, tokens: int) -> Outcome:
    """A given reply with the log-probability of each of its tokens.

    Args:
        output: vLLM's finished `RequestOutput`, with log-probabilities of the prompt.
        reply: The given reply, with which the prompt ends.
        tokens: How many tokens of the prompt are the reply's.
    """
    usage = Usage(len(output.prompt_token_ids), len(output.outputs[0].token_ids))
    ids = output.prompt_token_ids[-tokens:]
    return Reply(reply, usage, _logprobs(ids, output.prompt_logprobs[-tokens:], None))


def _logprobs(
    ids: Sequence[int], places: Sequence[Mapping[int, Any]], alternatives: int | None
) -> tuple[TokenLogprob, ...]:
    """At each place the token itself comes first, then the likeliest ones: a server cuts here."""
    return tuple(
        TokenLogprob(
            place[token].decoded_token or "",
            max(place[token].logprob, _LOWEST),
            {
                other.decoded_token or "": max(other.logprob, _LOWEST)
                for other in list(place.values())[:alternatives]
            },
        )
        for token, place in zip(ids, places, strict=True)
    )


def read_error(error: Exception) -> Failure:
    """Why vLLM took no request or gave no reply: what it says is what its server would say."""
    if isinstance(error, UnsupportedError):
        return Failure("unsupported", str(error))
    # By name: these have moved between versions, and only the engine imports vLLM.
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "EngineDeadError" in kinds:
        return Failure("unreachable", "the engine has died; its last messages say why")
    text = str(error) or type(error).__name__
    ours = isinstance(error, ValueError | TypeError | NotImplementedError)
    kind = refusal(400 if ours or "VLLMClientError" in kinds else 500, text).kind
    return Failure(kind, excerpt(text))
