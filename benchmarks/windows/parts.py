"""A convention with single parts set otherwise, as `--part operator='>'` asks for them."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, get_args, get_type_hints

from benchmarks.windows.conventions import CONVENTIONS, Convention
from t3data.errors import UsageError

_COMMA = ", "
SETTABLE = tuple(field.name for field in fields(Convention) if field.name not in ("name", "about"))


def with_parts(convention: Convention, parts: Sequence[str]) -> Convention:
    """`convention` with each `NAME=VALUE` of `parts` set; its name tells them.

    Raises:
        UsageError: there is no such part, or it cannot have this value.
    """
    changes: dict[str, Any] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or name not in SETTABLE:
            raise UsageError(
                f"--part {part}: expected NAME=VALUE with one of {', '.join(SETTABLE)}"
            )
        changes[name] = _value(name, value)
    if not changes:
        return convention
    told = _COMMA.join(parts)
    return replace(
        convention,
        **changes,
        name=f"{convention.name}{_COMMA}{told}",
        about=f"{convention.about}; here with {told}",
    )


def named(name: str) -> Convention | None:
    """The convention of a name, parts that are set otherwise included; None: it is of none."""
    base, *parts = name.split(_COMMA)
    return with_parts(CONVENTIONS[base], parts) if base in CONVENTIONS else None


def _value(name: str, text: str) -> Any:
    kind = get_type_hints(Convention)[name]
    allowed = [one for one in get_args(kind) if isinstance(one, str)]
    if allowed:
        if text not in allowed:
            raise UsageError(f"--part {name}={text}: expected one of {', '.join(allowed)}")
        return text
    if kind is str:
        return text
    if kind is bool:
        if text not in ("true", "false"):
            raise UsageError(f"--part {name}={text}: expected true or false")
        return text == "true"
    try:
        return int(text) if kind is int else float(text)
    except ValueError:
        raise UsageError(f"--part {name}={text}: expected a number") from None
