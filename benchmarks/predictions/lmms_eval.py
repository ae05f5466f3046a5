"""Sample logs of lmms-eval: `*_samples_<task>.jsonl`, or the older JSON with `logs`.

An entry holds `doc_id` (the row of the task's data), `filtered_resps` and `resps`, and what each
metric recorded, often the question's id (lmms-eval 75571cfe). A benchmark of several tasks has a
log for each: all those in a directory are read, and the field `task` holds what the name says.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.contract import Benchmark
from benchmarks.predictions.entries import Entries, as_prediction, at, bad, decoded
from benchmarks.predictions.lookup import Lookup
from benchmarks.rows import Row, document
from t3data.errors import T3Error

_NAME = re.compile(r".*_?samples_(.+)")


def logs_in(directory: Path) -> list[Path]:
    """The sample logs in a directory, by name.

    Raises:
        T3Error: two runs of one task are among them.
    """
    found = sorted(path for path in directory.glob("*samples_*.jsonl") if path.is_file())
    tasks: dict[str, Path] = {}
    for path in found:
        other = tasks.setdefault(_task(path), path)
        if other is not path:
            raise T3Error(
                f"{directory}: {other.name} and {path.name} are two runs of one task; name one"
            )
    return found


def _task(path: Path) -> str:
    name = _NAME.fullmatch(path.stem)
    return name[1] if name else ""


def read(path: Path, benchmark: Benchmark, lookup: Lookup) -> Entries:
    """The predictions of a log, or of all logs in a directory."""
    for log in logs_in(path) if path.is_dir() else [path]:
        yield from _read(log, benchmark, lookup)


def _read(path: Path, benchmark: Benchmark, lookup: Lookup) -> Entries:
    for number, entry in _entries(path):
        if not isinstance(entry, Mapping):
            why = str(entry) if isinstance(entry, ValueError) else "not a JSON object"
            yield at(path, number, why)
            continue
        row = Row(entry, str(path), number)
        facts = {"task": _task(path), **_facts(entry)}
        doc_id = entry.get("doc_id")
        place = doc_id if isinstance(doc_id, int) and not isinstance(doc_id, bool) else None
        item = lookup.item(facts)
        if item is not None:
            for query, reply in enumerate(_replies(entry)):
                yield as_prediction(f"{item}_{query}", reply, row, "filtered_resps")
            continue
        if benchmark.lmms_eval_id is not None:
            id: str | None = benchmark.lmms_eval_id(facts, str(doc_id))
        else:
            id = lookup.find(facts, place)
        if "filtered_resps" not in entry and "resps" not in entry:
            yield bad(row, "filtered_resps or resps", "missing")
        elif id is None:
            yield bad(row, "doc_id", "no sample has this id; is this log of another benchmark?")
        else:
            yield as_prediction(id, _reply(entry), row, "filtered_resps")


def _entries(path: Path) -> Iterator[tuple[int, Any]]:
    if path.suffix == ".json":
        found = document(path)
        logs = found.get("logs", found) if isinstance(found, Mapping) else found
        yield from enumerate(logs if isinstance(logs, list) else [logs])
        return
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if line.strip():
                try:
                    yield number, decoded(line)
                except ValueError as error:
                    yield number, error


def _reply(entry: Mapping[str, Any]) -> Any:
    """The first reply, out of lists in lists where there was more than one request."""
    reply = entry.get("filtered_resps", entry.get("resps"))
    while isinstance(reply, list) and len(reply) == 1:
        reply = reply[0]
    return reply


def _replies(entry: Mapping[str, Any]) -> list[Any]:
    """The replies to the queries of one item."""
    reply = _reply(entry)
    return reply if isinstance(reply, list) else [reply]


def _facts(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the entry, of its document and of what its metrics recorded, in one."""
    facts: dict[str, Any] = {}
    for value in entry.values():
        if isinstance(value, Mapping):
            item = value.get("item")  # some metrics record the whole document under this name
            facts = {**(item if isinstance(item, Mapping) else {}), **value, **facts}
    doc = entry.get("doc")
    return {**facts, **entry, **(doc if isinstance(doc, Mapping) else {})}
