"""What a run was made with, so that one directory never holds answers to different questions."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from t3data.errors import T3Error
from t3data.files import write_text

FILE = "run.json"
RESULT = "result"
"""What came of the run, beside its settings; it decides no answer."""


def claim(output: Path, settings: Mapping[str, Any], log: str = "answers.jsonl") -> None:
    """Makes `output` the place of a run with `settings`, or finds that it is one already.

    Args:
        output: The run's directory, which exists.
        settings: All that decides the answers, in JSON types.
        log: The file of answers, which must not be there without its settings.

    Raises:
        T3Error: it holds a run with other settings, or something that is not a run.
    """
    path = output / FILE
    ours = json.loads(json.dumps(dict(settings)))
    if not path.exists():
        if (output / log).exists():
            raise T3Error(f"{output}: {log} without {FILE}; give another -o or --overwrite")
        _write(path, ours)
        return
    theirs = read_settings(output)
    theirs.pop(RESULT, None)
    if theirs != ours:
        raise T3Error(
            f"{output}: holds a run with other settings: {_difference(theirs, ours)}; "
            "give another -o, or --overwrite to replace it"
        )


def note_result(output: Path, result: Mapping[str, Any]) -> None:
    """Writes beside the settings of the run in `output` what has come of it so far.

    Raises:
        T3Error: there is no run, or its record cannot be written.
    """
    _write(output / FILE, {**read_settings(output), RESULT: dict(result)})


def read_settings(output: Path) -> dict[str, Any]:
    """The settings of the run in `output`, and its result where it was noted.

    Raises:
        T3Error: there is none.
    """
    path = output / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise T3Error(
            f"{output}: no run here ({FILE} is missing); is this a run's directory?"
        ) from None
    except (OSError, ValueError) as error:
        raise T3Error(f"{path}: cannot read: {error}; give another -o or --overwrite") from error
    if not isinstance(found, dict):
        raise T3Error(f"{path}: not a record of a run; give another -o or --overwrite")
    return found


def _write(path: Path, record: Mapping[str, Any]) -> None:
    write_text(path, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def _difference(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    names = [*ours, *(name for name in theirs if name not in ours)]
    return ", ".join(
        f"{name} {_shown(theirs.get(name))}, now {_shown(ours.get(name))}"
        for name in names
        if theirs.get(name) != ours.get(name)
    )


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
