"""Files of predicted moments as projects write them, read and written.

* `{qid: {"timestamp": [[s, e]], "query", "vid"}}`: TimeChat, VTG-LLM; with a flat `[s, e]`: TRACE.
  An entry without `timestamp` is a failure: TRACE leaves it out.
* lines `{qid, query, vid, pred_relevant_windows: [[s, e, score]]}`: moment_detr and its heirs;
* `{"video>>>query>>>gold": {"timestamps": [[s, e]]} or {"answers": text}}`, the windows before the
  text: TimeLens; with the text itself as value: lmms-eval;
* lists or lines `{video, id, timestamps, scores, captions}`: TRACE before conversion, of whose
  timestamps the first of exactly two numbers counts;
* the same of `{vname, id, query, generated_cap}`, a text: TimeChat and VTG-LLM before conversion.

An entry belongs to the sample of its video and query where it names them, as numbers are counted
anew by many a conversion; else to that of its qid.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.contract import Prediction, Sample
from benchmarks.grounding.moments import WINDOWS, predicted
from benchmarks.predictions.entries import as_prediction, bad
from benchmarks.predictions.repeated import repeated
from benchmarks.rows import Row, document, rows_or_rejects
from benchmarks.windows.parsers.trace import trace_timestamp
from benchmarks.windows.window import windows_of
from t3data.errors import T3Error
from t3data.files import atomic_write
from t3data.types import Reject

SEPARATOR = ">>>"
_SUFFIXES = (".mp4", ".avi", ".mkv", ".webm", ".mov")
_EXPECTED = "expected [[start, end], …] in seconds"


class Finder:
    """Samples by id, and by video and query."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        """Indexes `samples`."""
        self._by_id = {sample.id: sample for sample in samples}
        self._by_text: dict[tuple[str, str], list[Sample]] = {}
        self._asked: Counter[tuple[str, str]] = Counter()
        for sample in samples:
            key = (bare_name(sample.video), plain(sample.question))
            self._by_text.setdefault(key, []).append(sample)

    def find(self, id: str, video: Any, query: Any, gold: str = "") -> str:
        """The id of the sample that is meant; one that no sample has where none fits.

        An id whose sample is of another video is not meant, as nothing is to be scored against the
        wrong query; another wording of the query is put up with. Copies of a query are told apart
        by id or gold window, else they come in the order of the samples.

        Args:
            id: As the file has it.
            video: Likewise; None where it has none.
            query: Likewise.
            gold: The gold windows as text.
        """
        if video is None:
            return id
        key = (bare_name(str(video)), plain(str(query)))
        found = self._by_text.get(key, []) if query is not None else []
        if not found:
            known = self._by_id.get(id)
            fits = known is None or bare_name(known.video) == key[0]
            return id if fits else f"{video}{SEPARATOR}{id}"
        if len(found) > 1:
            same = [one for one in found if id == one.id or gold == gold_text(one)]
            self._asked[key] += 1
            found = same or found[(self._asked[key] - 1) % len(found) :]
        return found[0].id


def bare_name(video: str) -> str:
    """A video without folders and suffix."""
    name = video.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return stem if dot + suffix.lower() in _SUFFIXES else name


def plain(query: str) -> str:
    """A query without what copies of a benchmark change: blanks, case, the full stop."""
    return " ".join(query.split()).strip(". ").casefold()


def gold_text(sample: Sample) -> str:
    """The gold window as keys have it: "[2.0, 12.5]"; the list of them where there are several."""
    windows = [list(one) for one in sample.extra[WINDOWS]]
    return str(windows[0] if len(windows) == 1 else windows)


def key_of(sample: Sample) -> str:
    """Video, query and gold window as one text."""
    return SEPARATOR.join((sample.video, sample.question, gold_text(sample)))


def read_submission(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """The predictions of a file in any of these shapes.

    Raises:
        T3Error: the file cannot be read, or is in none of them.
    """
    finder = Finder(samples)
    for row in _rows(path):
        yield row if isinstance(row, Reject) else _prediction(row, finder)


def _rows(path: Path) -> Iterator[Row | Reject]:
    """Entries; the value of a named one that is no object is its field `answers`."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        yield from rows_or_rejects(path)
        return
    found = document(path)
    if isinstance(found, Mapping):
        yield from repeated(path, found)
        for number, (name, value) in enumerate(found.items()):
            fields = value if isinstance(value, Mapping) else {"answers": value}
            yield Row(fields, str(path), number, str(name))
    elif isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
        for number, fields in enumerate(found):
            yield Row(fields, str(path), number)
    else:
        raise T3Error(f"{path}: expected an object of predictions by id, or a list of objects")


def _prediction(row: Row, finder: Finder) -> Prediction | Reject:
    id = row.key or row.get("qid", "id")
    if id is None:
        return bad(row, "qid", "missing")
    video, query, gold = row.get("vid", "video", "vname", "image_id"), row.get("query"), ""
    if row.key.count(SEPARATOR) >= 2:
        video, _, rest = row.key.partition(SEPARATOR)
        query, _, gold = rest.rpartition(SEPARATOR)
    id = finder.find(str(id), video, query, gold)
    if "captions" in row.fields and isinstance(row.get("timestamps"), list):
        window = trace_timestamp(row.fields["timestamps"])
        if window is None:
            return Prediction(id, None, "no timestamp of two numbers")
        return Prediction(id, "", "", {WINDOWS: [list(window)]})
    for name in ("timestamp", "timestamps", "pred_relevant_windows"):
        if name in row.fields:
            return with_windows(id, row, name)
    for name in ("answers", "generated_cap"):
        if name in row.fields:
            return as_prediction(id, row.fields[name], row, name)
    return Prediction(id, None, "no timestamp")


def with_windows(id: str, row: Row, name: str) -> Prediction | Reject:
    """A prediction with the windows, scores included, that a field holds."""
    value = row.fields[name]
    windows = windows_of(value)
    if windows is None:
        return bad(row, name, _EXPECTED)
    flat = bool(value) and not isinstance(value[0], list | tuple)
    scores = [score for one in ([] if flat else value) for score in one[2:3]]
    if not all(isinstance(score, int | float) and score == score for score in scores):
        return bad(row, name, "expected a number as the score of each window")
    return Prediction(id, "", "", {WINDOWS: [value] if flat else value})


def write_submission(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """moment_detr's lines where the name ends in `.jsonl`, else TimeChat's object by qid.

    Replies are read by our own parser. Without windows an entry has an empty list. Names that end
    in `.trace.json`, `.timelens.json` and `.lmms-eval.json` get the shapes of those; in
    `.trace-raw.json` and `.timechat-raw.json`, what these two write before conversion.
    """
    other = next((write for end, write in _OTHERS.items() if path.name.lower().endswith(end)), None)
    if other is not None:
        other(path, samples, predictions)
        return
    lines = path.suffix.lower() in (".jsonl", ".ndjson")
    entries: dict[str, dict[str, Any]] = {}
    for sample in samples:
        windows = [list(one) for one in predicted(sample, predictions.get(sample.id))]
        named = {"query": sample.question, "vid": sample.video}
        if lines:
            ranked = [[*window, 0.0] for window in windows]
            entries[sample.id] = {
                "qid": number_or_text(sample.id),
                **named,
                "pred_relevant_windows": scored_windows(predictions.get(sample.id)) or ranked,
            }
        else:
            entries[sample.id] = {"timestamp": windows, **named}
    encode = msgspec.json.encode
    with atomic_write(path) as stream:
        if lines:
            stream.writelines(encode(entry) + b"\n" for entry in entries.values())
        else:
            stream.write(encode(entries))


def write_keyed(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """TimeLens' object by `video>>>query>>>gold`: windows where there are any, else the text.

    What failed or is missing is left out, as theirs are.
    """
    entries: dict[str, Any] = {}
    for sample in samples:
        prediction = predictions.get(sample.id)
        if prediction is None or prediction.reply is None:
            continue
        if WINDOWS in prediction.fields:
            windows = [list(one) for one in predicted(sample, prediction)]
            entries[key_of(sample)] = {"timestamps": windows}
        else:
            entries[key_of(sample)] = {"answers": prediction.reply}
    with atomic_write(path) as stream:
        stream.write(msgspec.json.encode(entries))


def write_flat(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """TRACE's object by qid, with the first window; without one an entry has no `timestamp`.

    A list that a file says is empty stays one: TRACE counts it.
    """
    entries: dict[str, dict[str, Any]] = {}
    for sample in samples:
        if sample.id not in predictions:
            continue
        windows = predicted(sample, predictions[sample.id])
        told = windows or predictions[sample.id].fields.get(WINDOWS) is not None
        first = {"timestamp": list(windows[0] if windows else ())} if told else {}
        entries[sample.id] = {**first, "query": sample.question, "vid": sample.video}
    with atomic_write(path) as stream:
        stream.write(msgspec.json.encode(entries))


def write_texts(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """lmms-eval's object: texts by `video>>>query>>>gold`; windows of a file are written as one."""
    entries: dict[str, str] = {}
    for sample in samples:
        prediction = predictions.get(sample.id)
        if prediction is not None and prediction.reply is not None:
            entries[key_of(sample)] = _as_text(sample, prediction, prediction.reply)
    with atomic_write(path) as stream:
        stream.write(msgspec.json.encode(entries))


def _as_text(sample: Sample, prediction: Prediction, reply: str) -> str:
    """The windows of a file as one text, else the reply."""
    windows = predicted(sample, prediction) if WINDOWS in prediction.fields else ()
    return ", ".join(f"{start} - {end}" for start, end in windows) or reply


def write_trace_rows(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """TRACE's list before conversion; what failed or is unreadable has no timestamps there."""
    entries: list[dict[str, Any]] = []
    for sample in samples:
        if sample.id not in predictions:
            continue
        windows = predicted(sample, predictions[sample.id])
        entries.append(
            {
                "video": _file_name(sample),
                "id": number_or_text(sample.id),
                "timestamps": windows,
                "scores": [[] for _ in windows],
                "captions": ["" for _ in windows],
            }
        )
    with atomic_write(path) as stream:
        stream.write(msgspec.json.encode(entries))


def write_timechat_rows(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """TimeChat's and VTG-LLM's list of texts before conversion; what failed is left out."""
    entries: list[dict[str, Any]] = []
    for sample in samples:
        prediction = predictions.get(sample.id)
        if prediction is None or prediction.reply is None:
            continue
        entries.append(
            {
                "vname": _file_name(sample),
                "generated_cap": _as_text(sample, prediction, prediction.reply),
                "query": sample.question,
                "id": number_or_text(sample.id),
            }
        )
    with atomic_write(path) as stream:
        stream.write(msgspec.json.encode(entries))


def _file_name(sample: Sample) -> str:
    return f"{bare_name(sample.video)}.mp4"


_OTHERS = {
    ".trace.json": write_flat,
    ".trace-raw.json": write_trace_rows,
    ".timechat-raw.json": write_timechat_rows,
    ".timelens.json": write_keyed,
    ".lmms-eval.json": write_texts,
}


def scored_windows(prediction: Prediction | None) -> list[list[float]]:
    """The windows with their scores, where the prediction holds such; 0 for a missing score."""
    held = prediction.fields.get(WINDOWS) if prediction else None
    if not held or not isinstance(held[0], list | tuple):
        return []
    return [[*one[:2], one[2] if len(one) > 2 else 0.0] for one in held]


def number_or_text(id: str) -> int | str:
    """A qid as files have it; "007" stays a text, as the number would be another id."""
    return int(id) if id.isascii() and id.isdigit() and (id[0] != "0" or id == "0") else id
