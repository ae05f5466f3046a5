"""Results of `t3 score`, read back: what `-o` left in a directory, or what `--json` printed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from t3data.errors import T3Error

_RESULT = "result.json"
_WANTED = ("benchmark", "scorer", "n", "score", "groups")


@dataclass(frozen=True, slots=True)
class Number:
    """One measured number, in percent, with its 95 % interval."""

    score: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Measured:
    """One scored run."""

    benchmark: str
    scorer: str
    n: int
    """Samples of the benchmark."""
    unanswered: int
    """Samples without a reply that the rule could read: missing, failed or unparsed."""
    file: str
    numbers: Mapping[tuple[str, str], Number] = field(repr=False)
    """By grouping and name; `("", "score")` is the score of the whole."""


def read_measured(path: Path) -> list[Measured]:
    """The scored runs in a file, or in a directory and those below it.

    Raises:
        T3Error: nothing is there, or it is not a result of `t3 score`.
    """
    if path.is_dir():
        files = sorted(path.rglob(_RESULT))
        if not files:
            raise T3Error(f"{path}: no {_RESULT} here or below; write one with `t3 score … -o`")
        return [found for file in files for found in _read(file)]
    return list(_read(path))


def _read(file: Path) -> Iterator[Measured]:
    try:
        found = json.loads(file.read_bytes())
    except OSError as error:
        raise T3Error(f"{file}: cannot open: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise T3Error(f"{file}: not JSON: {error}; score the run again") from error
    results = found if isinstance(found, list) else [found]
    if not results:
        raise _no_result(file)
    for result in results:
        if not isinstance(result, dict) or any(key not in result for key in _WANTED):
            raise _no_result(file)
        try:
            yield _measured(result, str(file))
        except (TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
            raise T3Error(f"{file}: a number of it cannot be read: {error}") from error


def _measured(result: dict[str, Any], file: str) -> Measured:
    whole = {"score": result["score"], "ci": result.get("ci"), "n": result.get("counted", 0)}
    values = {("", "score"): whole}
    values |= {("", name): value for name, value in result.get("metrics", {}).items()}
    for grouping, members in result["groups"].items():
        values |= {(grouping, name): value for name, value in members.items()}
    unanswered = sum(int(result.get(key, 0)) for key in ("missing", "failed", "unparsed"))
    return Measured(
        str(result["benchmark"]),
        str(result["scorer"]),
        int(result["n"]),
        unanswered,
        file,
        {key: _number(value) for key, value in values.items() if value["score"] is not None},
    )


def _number(value: Mapping[str, Any]) -> Number:
    low, high = value.get("ci") or (None, None)
    ends = [None if end is None else float(end) for end in (low, high)]
    return Number(float(value["score"]), ends[0], ends[1], int(value["n"]))


def _no_result(file: Path) -> T3Error:
    return T3Error(
        f"{file}: not a result of `t3 score`; expected the fields {', '.join(_WANTED)}, as "
        "`--json` prints them and `-o` writes them into result.json"
    )
