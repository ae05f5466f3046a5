"""The body of a chat request in OpenAI's form; it is also what the cache knows a request by."""

import json
from hashlib import sha256
from typing import Any

from t3data.models.chat import Request


def payload(model: str, request: Request) -> dict[str, Any]:
    """The JSON body for `POST {base_url}/chat/completions`.

    `response_format` with a JSON schema is understood by OpenAI, vLLM (structured outputs),
    SGLang, llama.cpp and Ollama alike.
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        "temperature": request.sampling.temperature,
        "max_tokens": request.sampling.max_tokens,
    }
    if request.sampling.seed is not None:
        body["seed"] = request.sampling.seed
    if request.schema is not None:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {
                "name": request.schema_name,
                "schema": dict(request.schema),
                "strict": True,
            },
        }
    return body


def encoded(model: str, request: Request) -> bytes:
    """The body as it is sent: ASCII, so that a lone surrogate is the server's to refuse."""
    return json.dumps(payload(model, request)).encode("ascii")


def request_key(model: str, request: Request) -> str:
    """A hash of everything that decides the reply: model, messages, parameters, schema.

    The order of keys counts too: guided decoding writes properties in the order of the schema.
    """
    return sha256(encoded(model, request)).hexdigest()
