"""What a check inside a framework said, as parts of a report."""

from mixes.training.checking.interpreter import Answer
from mixes.training.checking.report import Findings


def note(answer: Answer, name: str, version: str, rows: int | None, found: Findings) -> None:
    """Adds an answer to the findings.

    Args:
        answer: of a script in `inside/`.
        name: of the framework, for people.
        version: for which this check was written.
        rows: that the data files hold, which must all come out of the loader; None if unknown.
        found: is added to.
    """
    for event in answer.events:
        kind = event["event"]
        if kind == "problem":
            found.problem(event["place"], event["message"], event["remedy"])
        elif kind == "unchecked":
            found.unchecked.append(event["text"])
        elif kind == "checked":
            found.checked.append(event["text"])
        elif kind == "version":
            _note_version(event["value"], name, version, found)
        elif kind == "rows":
            _note_rows(event["loaded"], event["kept"], rows, name, found)
    if answer.failure is not None:
        seen = any(event["event"] == "checked" for event in answer.events)
        found.problem(
            name,
            f"its check {'ended early' if seen else 'did not run'}: {answer.failure}",
            "see whether it is installed in that interpreter, and starts",
        )
        found.unchecked.append(f"everything after that point in {name}")


def _note_version(value: str | None, name: str, version: str, found: Findings) -> None:
    if value is None:
        found.problem(name, "is not installed in that interpreter", "name another with --python")
    elif value == version:
        found.checked.append(f"{name} {value}")
    else:
        found.unchecked.append(f"{name} is {value} here; this check was written for {version}")


def _note_rows(loaded: int, kept: int, rows: int | None, name: str, found: Findings) -> None:
    if rows is not None and loaded != rows:
        found.problem(
            "dataset",
            f"{name} loads {loaded:,} rows, the files hold {rows:,}",
            "see that dataset names all of the data once",
        )
        return
    of = "" if rows is None else f" of {rows:,} in the files"
    found.checked.append(f"{kept:,} rows are kept{of}")
