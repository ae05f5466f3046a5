"""How a check talks from inside a framework's interpreter: lines of JSON on what was stdout.

Runs where t3data is not installed, on Python 3.9 and newer. Frameworks print to stdout when they
please, so theirs is turned into stderr before they are imported.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import typing
from enum import Enum
from typing import Any

_OUT = os.dup(1)
os.dup2(2, 1)


def request() -> Any:
    """What the caller wants; the process ends by itself some time after the caller gave up."""
    wanted = json.load(sys.stdin)
    if hasattr(signal, "alarm"):
        signal.alarm(int(wanted["timeout"]) + 30)
    return wanted


def emit(event: str, **fields: Any) -> None:
    """Sends one finding."""
    line = json.dumps({"event": event, **fields}, default=str) + "\n"
    data = line.encode("utf-8", "backslashreplace")
    while data:
        data = data[os.write(_OUT, data) :]


def problem(place: str, message: str, remedy: str) -> None:
    """Sends a problem."""
    emit("problem", place=place, message=one_line(message), remedy=remedy)


def one_line(error: Any) -> str:
    """An error on one line that a person can read."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 400 else text[:300] + " … " + text[-90:]


def is_file(path: Any) -> bool:
    """Whether a file is there; names that no file can have are none, and no error."""
    return os.path.isfile(path)  # noqa: PTH113 (Path.is_file raises at names that are too long)


def weights(model: str) -> None:
    """Says why nothing is said about the weights of `model`, a directory or a name on the Hub."""
    what = (
        f"the weights in {model}: they are not loaded here"
        if os.path.isdir(model)  # noqa: PTH112 (never raises)
        else f"the model {model}: not a directory here, and nothing is downloaded for a check"
    )
    emit("unchecked", text=what)


def media(key: str, remedy: str, seen: int, missing: list[str]) -> None:
    """Says whether the media files that rows name are there.

    Args:
        key: what tells the trainer where they are.
        remedy: what to do about `key`.
        seen: how many files are named, each once.
        missing: those that are not there, as a person should read them.
    """
    if missing:
        problem(
            key,
            f"{len(missing)} of {seen} media files are not there, first {missing[0]}",
            f"{remedy} to the directory that the paths in the rows begin from",
        )
    elif seen:
        emit("checked", text=f"{seen} media files are there")
    if seen:
        emit("unchecked", text="whether images and videos can be decoded")


def version_of(distribution: str) -> str | None:
    """The installed version, None where there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def fits(value: Any, hint: Any) -> bool:
    """Whether `value`, as YAML gives it, is of the type that a dataclass declares.

    Types that say nothing about plain values fit everything.
    """
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is object or isinstance(hint, (str, typing.TypeVar)):
        return True
    if origin is typing.Literal:
        return value in inner
    if origin is typing.Annotated:
        return fits(value, inner[0])
    if origin is typing.Union or type(hint).__name__ == "UnionType":
        return any(fits(value, each) for each in inner)
    if origin in (list, tuple, set) or hint in (list, tuple, set):
        each = inner[0] if inner else Any
        return isinstance(value, (list, tuple)) and all(fits(item, each) for item in value)
    if origin is dict or hint is dict:
        return isinstance(value, dict)
    if hint is None or hint is type(None):
        return value is None
    if hint is bool:
        return isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is str:
        return isinstance(value, str)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return value in [member.value for member in hint] or isinstance(value, hint)
    return True


def described(hint: Any) -> str:
    """A type for people: `int or none`, `one of sft, dpo`."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return "one of " + ", ".join(map(str, inner))
    if origin is typing.Union or type(hint).__name__ == "UnionType":
        return " or ".join(dict.fromkeys(described(each) for each in inner))
    if hint is type(None):
        return "null"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(str(member.value) for member in hint)
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    if origin in (list, tuple) or hint in (list, tuple):
        return "a list"
    return names.get(hint) or str(getattr(hint, "__name__", hint))
