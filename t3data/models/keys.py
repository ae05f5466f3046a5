"""What the cache knows a request by: everything that decides the reply, frames by their hash."""

import json
from hashlib import sha256
from typing import Any

from t3data.models.chat import ChatModel, Message, Request


def identity(model: ChatModel) -> str:
    """What decides replies on the side of the back end: never its address.

    A back end says it in an attribute `identity` where its name alone is not enough.
    """
    return str(getattr(model, "identity", model.name))


def request_key(model: str, request: Request) -> str:
    """A hash of model, messages, frames with their times, parameters, and what the reply must be.

    The order of keys counts too: guided decoding writes properties in the order of the schema.
    Hashing the frames of a long video takes a while: not a job for an event loop.

    Args:
        model: The model's identity, or its name.
        request: The request.
    """
    sampling = request.sampling
    parts: dict[str, Any] = {
        "model": model,
        "messages": [[message.role, _content(message)] for message in request.messages],
        "temperature": sampling.temperature,
        "max_tokens": sampling.max_tokens,
        "seed": sampling.seed,
    }
    # Left out where not used, so that a wish that is thought of later changes no older key.
    if request.schema is not None:
        parts["schema"] = [request.schema_name, dict(request.schema)]
    if request.choices:
        parts["choices"] = request.choices
    if request.logprobs:
        parts["logprobs"] = request.logprobs
    if request.given_reply is not None:
        parts["given_reply"] = request.given_reply
    return sha256(json.dumps(parts).encode("ascii")).hexdigest()


def _content(message: Message) -> Any:
    if isinstance(message.content, str):
        return message.content
    return [part if isinstance(part, str) else {"video": part.digest} for part in message.content]
