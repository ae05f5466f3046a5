"""Replies kept in an append-only JSONL file, so that no answered request is ever sent again.

Each line is written by one system call and read back by its offset. A line that a killed process
left half-written is cut off when the file is opened; memory holds keys only.
"""

import math
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from t3data.appended import AppendedLines
from t3data.errors import T3Error
from t3data.models.chat import Reply, TokenLogprob, Usage


class _Token(msgspec.Struct, array_like=True):
    token: str
    logprob: float | None
    """None for minus infinity, which JSON cannot write."""
    alternatives: dict[str, float | None] = {}


class _Line(msgspec.Struct, omit_defaults=True):
    key: str
    model: str
    text: str
    prompt_tokens: int
    completion_tokens: int
    logprobs: list[_Token] = []


class ResponseCache:
    """Replies by request key; a context manager that holds the file for this process."""

    def __init__(self, path: Path) -> None:
        """Names the file; it is opened, and created with its directory, by `with`."""
        self.path = path
        self._offsets: dict[bytes, int] = {}
        self._lines = AppendedLines(path)

    def __enter__(self) -> Self:
        """Opens the file and reads the keys in it.

        Raises:
            T3Error: it cannot be read or written, or another process holds it.
        """
        try:
            self._lines.open(self._take, alone=True)
        except BlockingIOError:
            raise T3Error(
                f"{self.path}: another t3 process is using this cache; wait for it to end"
            ) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._lines.close()

    def __len__(self) -> int:
        return len(self._offsets)

    def get(self, key: str) -> Reply | None:
        """The reply to the request with this key, if there was one."""
        offset = self._offsets.get(bytes.fromhex(key))
        if offset is None:
            return None
        line = msgspec.json.decode(self._lines.line_at(offset), type=_Line)
        usage = Usage(line.prompt_tokens, line.completion_tokens)
        return Reply(line.text, usage, tuple(map(_decoded, line.logprobs)))

    def put(self, key: str, model: str, reply: Reply) -> None:
        """Keeps a reply. Failures have no place here: they are asked again.

        Raises:
            T3Error: the file cannot be written, as when the disk is full.
        """
        usage = reply.usage
        tokens = [_Token(t.token, t.logprob, dict(t.alternatives)) for t in reply.logprobs]
        line = _Line(key, model, reply.text, usage.prompt_tokens, usage.completion_tokens, tokens)
        self._offsets[bytes.fromhex(key)] = self._lines.append(msgspec.json.encode(line) + b"\n")

    def _take(self, line: bytes, start: int) -> None:
        key = _key_of(line)
        if key is not None:
            self._offsets[key] = start


def _decoded(token: _Token) -> TokenLogprob:
    alternatives = {other: _number(value) for other, value in token.alternatives.items()}
    return TokenLogprob(token.token, _number(token.logprob), alternatives)


def _number(value: float | None) -> float:
    return -math.inf if value is None else value


def _key_of(line: bytes) -> bytes | None:
    """The key of a line, None for a damaged line: its request is simply asked again."""
    try:
        return bytes.fromhex(msgspec.json.decode(line, type=_Line).key)
    except (ValueError, msgspec.DecodeError):
        return None
