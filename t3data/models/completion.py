"""What a chat completion says: a reply that keeps what was wished for, or a typed failure."""

import re
from collections.abc import Sequence

import msgspec

from t3data.models.chat import Failure, Outcome, Reply, Request, TokenLogprob, Usage
from t3data.models.refusals import excerpt

NO_SCORES = "the server gives no log-probabilities for a given reply (vLLM does)"


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Alternative(msgspec.Struct):
    token: str
    logprob: float


class _Token(msgspec.Struct):
    token: str
    logprob: float
    top_logprobs: list[_Alternative] | None = None


class _Logprobs(msgspec.Struct):
    content: list[_Token] | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None
    prompt_logprobs: list[msgspec.Raw] | None = None
    """One for each token of the prompt, thousands with a video: only the last ones are decoded."""


class _PromptToken(msgspec.Struct):
    logprob: float
    decoded_token: str | None = None


def read_reply(body: bytes, request: Request) -> Outcome:
    """What a response of status 200 to `request` says.

    A reply that ignores a wish (for log-probabilities, for one of the choices) is `unsupported`:
    servers pass over fields that they do not know without a word.
    """
    try:
        completion = msgspec.json.decode(body, type=_Completion)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        shown = excerpt(body.decode("utf-8", "replace"))
        return Failure("bad_reply", f"not a chat completion: {error}: {shown}")
    counted = completion.usage or _Usage()
    usage = Usage(counted.prompt_tokens, counted.completion_tokens)
    if request.given_reply is not None:
        return _given(completion.prompt_logprobs, request.given_reply, usage)
    if not completion.choices:
        return Failure("bad_reply", "no choices in the reply")
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == "content_filter":
        return Failure("refused", excerpt(choice.message.refusal or "content filter"), usage)
    text = choice.message.content or ""
    if choice.finish_reason == "length":
        cut = f"cut off after {usage.completion_tokens} tokens"
        return Failure("truncated", cut, usage, text)
    if not text.strip():
        return Failure("empty", "a reply without text", usage)
    if request.choices and text not in request.choices:
        told = f"the server does not keep to the choices, it said {excerpt(text)!r}"
        return Failure("unsupported", told, usage)
    tokens = (choice.logprobs and choice.logprobs.content) or []
    if request.logprobs and not tokens:
        return Failure("unsupported", "the server gives no log-probabilities", usage)
    return Reply(text, usage, tuple(map(_token, tokens)))


def _token(token: _Token) -> TokenLogprob:
    alternatives = {other.token: other.logprob for other in token.top_logprobs or ()}
    return TokenLogprob(token.token, token.logprob, alternatives)


def _given(prompt: Sequence[msgspec.Raw] | None, reply: str, usage: Usage) -> Outcome:
    """The log-probabilities of `reply`, which ends the prompt."""
    if not prompt:
        return Failure("unsupported", NO_SCORES, usage)
    try:
        tokens = _last_tokens(prompt, reply)
    except (msgspec.DecodeError, UnicodeDecodeError, StopIteration) as error:
        return Failure("bad_reply", f"log-probabilities that make no sense: {error}", usage)
    if not tokens:
        told = f"the tokens of the given reply are not the last of the prompt: {excerpt(reply)!r}"
        return Failure("unsupported", told, usage)
    return Reply(reply, usage, tokens)


def _last_tokens(prompt: Sequence[msgspec.Raw], reply: str) -> tuple[TokenLogprob, ...]:
    """The tokens of `reply`: the longest end of the prompt that reads like it; () for none.

    Blanks do not count, for templates trim them and some tokenizers lose them from single tokens,
    but the end must not start with a blank token, which would be the template's. Where a character
    is spread over tokens, vLLM gives none or U+FFFD for them, which may stand for anything beyond
    ASCII.
    """
    wanted = "".join(reply.split())
    tokens: list[TokenLogprob] = []
    best = 0
    read = ""
    for raw in reversed(prompt):
        token = _prompt_token(raw)
        if token is None:
            break
        tokens.append(token)
        read = "".join(token.token.split()) + read
        if len(read.replace("\ufffd", "")) > len(wanted):
            break
        if (token.token.strip() or not token.token) and _reads_like(read, wanted):
            best = len(tokens)
    return tuple(reversed(tokens[:best]))


def _reads_like(read: str, wanted: str) -> bool:
    if "\ufffd" not in read:
        return read == wanted
    pattern = "".join(
        r"[^\x00-\x7f]*" if piece.startswith("\ufffd") else re.escape(piece)
        for piece in re.split("(\ufffd+)", read)
    )
    return re.fullmatch(pattern, wanted) is not None


def _prompt_token(raw: msgspec.Raw) -> TokenLogprob | None:
    """One place of the prompt: its own token comes first, then the likeliest ones."""
    found = msgspec.json.decode(raw, type=dict[str, _PromptToken] | None)
    if found is None:
        return None
    own = next(iter(found.values()))
    alternatives = {other.decoded_token or "": other.logprob for other in found.values()}
    return TokenLogprob(own.decoded_token or "", own.logprob, alternatives)
