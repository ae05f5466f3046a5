"""Rows of annotation and prediction files, whose fields are read with an error that names them."""

import ast
import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from t3data.errors import T3Error
from t3data.records import open_files
from t3data.types import Place, Reject

_TRAILING_COMMA = re.compile(rb'("(?:[^"\\]|\\.)*")|,(\s*[\]}])')
_SPACES = (" ", "\t", "\r", "\n")
_WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
_TABLES = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file."""

    fields: Mapping[str, Any]
    file: str
    row: int
    """From 0; in a table the first row below the header."""
    key: str = ""
    """Its name, where the file is an object `{name: row}`."""

    @property
    def where(self) -> str:
        """The place, as messages begin with it."""
        return f"{self.file}: row {self.row}"

    def get(self, *names: str) -> Any:
        """The first of these fields that the row has and that is not null, else None."""
        for name in names:
            value = self.fields.get(name)
            if value is not None:
                return value
        return None

    def text(self, *names: str) -> str:
        """The first of these fields that is there, as text; a whole number is written as one.

        Raises:
            T3Error: none is there, or it is neither text nor a number.
        """
        value = self.fields.get(names[0])
        if value.__class__ is str:  # nearly always, and there may be a million rows
            return value
        value = self.get(*names)
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            return str(int(value)) if float(value).is_integer() else str(value)
        raise self.wrong(names, "text", value)

    def number(self, *names: str) -> float:
        """The first of these fields that is there, as a number.

        Raises:
            T3Error: none is there, or it is no number.
        """
        value = self.get(*names)
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                raise self.wrong(names, "a number", value) from None
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            return float(value)
        raise self.wrong(names, "a number", value)

    def integer(self, *names: str) -> int:
        """The first of these fields that is there, as a whole number.

        Raises:
            T3Error: none is there, or it is not whole.
        """
        value = self.number(*names)
        if not value.is_integer():
            raise self.wrong(names, "a whole number", value)
        return int(value)

    def texts(self, *names: str) -> tuple[str, ...]:
        """The first of these fields that is there, as a list of texts; a single text is a list.

        Tables hold lists as Python writes them, "['a', 'b']": that is the list.

        Raises:
            T3Error: none is there, or an element is no text.
        """
        value = self.get(*names)
        if isinstance(value, str):
            return _literal_list(value) or (value,)
        if isinstance(value, list | tuple) and set(map(type, value)) <= {str}:
            return tuple(value)
        raise self.wrong(names, "a list of texts", value)

    def mapping(self, *names: str) -> Mapping[str, Any]:
        """The first of these fields that is there, as an object.

        Raises:
            T3Error: none is there, or it is no object.
        """
        value = self.get(*names)
        if isinstance(value, Mapping):
            return value
        raise self.wrong(names, "an object", value)

    def entries(self, *names: str) -> Sequence[Any]:
        """The first of these fields that is there, as a list.

        Raises:
            T3Error: none is there, or it is no list.
        """
        value = self.get(*names)
        if isinstance(value, list | tuple):
            return value
        raise self.wrong(names, "a list", value)

    def wrong(self, names: Sequence[str], expected: str, found: Any) -> T3Error:
        """The complaint about a field."""
        field = " or ".join(names)
        if found is None:
            has = ", ".join(list(self.fields)[:12]) or "no fields"
            return T3Error(f"{self.where}: no field {field}; expected {expected}, found {has}")
        return T3Error(f"{self.where}: field {field}: expected {expected}, found {_shown(found)}")


def _literal_list(text: str) -> tuple[str, ...]:
    """The texts of a list of two or more as Python or JSON writes it; none where it is no list."""
    if not (text.startswith("[") and text.endswith("]")):
        return ()
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ()
    # numpy writes "['a' 'b']", which Python reads as one text: such a list stays what it is.
    several = isinstance(found, list) and len(found) > 1
    return tuple(found) if several and set(map(type, found)) == {str} else ()


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a JSON, JSONL, Parquet, Arrow, CSV or TSV file, or of all such in a directory.

    Raises:
        T3Error: a file cannot be read, or one of its rows is damaged.
    """
    for row in rows_or_rejects(path):
        if isinstance(row, Reject):
            place = row.place
            raise T3Error(f"{place.file}: row {place.row}: {row.detail or row.reason}")
        yield row


def rows_or_rejects(path: Path) -> Iterator[Row | Reject]:
    """Likewise, with a reject for a damaged row: what readers of predictions yield as it is.

    Raises:
        T3Error: a file cannot be read.
    """
    if path.suffix.lower() in _TABLES:
        yield from table_rows(path, _TABLES[path.suffix.lower()])
        return
    for file in open_files([path]):
        for number, record in enumerate(file.rows()):
            if isinstance(record, Reject):
                yield record
                continue
            fields = record.value if record.raw is None else msgspec.json.decode(record.raw)
            if isinstance(fields, Mapping):
                yield Row(fields, file.path, number, record.key or "")
            else:
                detail = f"expected an object, found {_shown(fields)}"
                yield Reject("bad_row", Place(file.path, number), detail=detail)


def table_rows(path: Path, delimiter: str) -> Iterator[Row]:
    """The rows of a table with a header, every cell a text.

    Raises:
        T3Error: unreadable, no header, or a row with more cells than the header has names.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for number, cells in enumerate(csv.DictReader(stream, delimiter=delimiter)):
                if None in cells:
                    raise T3Error(
                        f"{path}: row {number}: more cells than the header has names; "
                        "is a text with a comma not quoted?"
                    )
                yield Row(cells, str(path), number)
    except UnicodeDecodeError as error:
        raise T3Error(f"{path}: byte {error.start}: not UTF-8; convert it with iconv") from error
    except csv.Error as error:
        raise T3Error(f"{path}: not a table: {error}") from error
    except OSError as error:
        raise T3Error(f"{path}: cannot open: {error.strerror or error}") from error


class CutOffError(T3Error):
    """A JSON document whose end is missing."""

    def __init__(self, path: Path, whole: list[Any] | dict[str, Any]) -> None:
        super().__init__(
            f"{path}: row {len(whole)}: cut off: the end of the file is missing, "
            f"entries before it that are whole: {len(whole):,}"
        )
        self.whole = whole
        """The entries before the place where it ends."""


def document(path: Path) -> Any:
    """A whole JSON document.

    Trailing commas are forgiven, as a published template has them, and so is NaN, as Python writes
    it.

    Raises:
        CutOffError: its end is missing.
        T3Error: it cannot be read, or is not JSON even so.
    """
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise T3Error(f"{path}: cannot open: {error.strerror or error}") from error
    try:
        return msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error
    except msgspec.DecodeError:
        return _forgiven(path, data)


def _forgiven(path: Path, data: bytes) -> Any:
    try:
        text = _TRAILING_COMMA.sub(rb"\1\2", data).decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error
    try:
        return encodable(json.loads(text))
    except json.JSONDecodeError as error:
        whole = _entries_before(text, error.pos)
        rest = text[error.pos :].strip()
        open_text = error.msg.startswith(("Unterminated string", "Invalid \\u"))
        if whole is not None and (open_text or any(word.startswith(rest) for word in _WORDS)):
            raise CutOffError(path, whole) from error
        place = f"row {len(whole)}: " if whole else ""
        line = f"{error.msg} in line {error.lineno}, column {error.colno}"
        raise T3Error(f"{path}: {place}not JSON: {line}") from error
    except RecursionError as error:
        raise T3Error(f"{path}: not JSON: nested too deeply") from error


def encodable(value: Any) -> Any:
    """The same with halves of surrogate pairs, which JSON may hold, replaced in all texts."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [encodable(one) for one in value]
    if isinstance(value, dict):
        return {encodable(name): encodable(one) for name, one in value.items()}
    return value


def _entries_before(text: str, end: int) -> list[Any] | dict[str, Any] | None:
    """The entries of the outermost list or object that are whole before `end`."""
    read, last = json.JSONDecoder().raw_decode, len(text.rstrip())
    at = _skip(text, 0)
    opening = text[at : at + 1]
    if opening not in ("[", "{"):
        return None
    found: list[tuple[str, Any]] = []
    try:
        while at < end and text[at] in (opening, ","):
            name, at = "", _skip(text, at + 1)
            if opening == "{":
                name, at = read(text, at)
                at = _skip(text, _skip(text, at) + 1)
            value, at = read(text, at)
            if at >= last and isinstance(value, int | float):  # more digits may have followed
                break
            found.append((name, value))
            at = _skip(text, at)
    except (ValueError, IndexError, RecursionError):
        pass
    return dict(found) if opening == "{" else [value for _, value in found]


def _skip(text: str, at: int) -> int:
    """Where the next sign stands that is no space."""
    while text[at : at + 1] in _SPACES:
        at += 1
    return at


def _not_utf8(path: Path) -> T3Error:
    return T3Error(f"{path}: not UTF-8; convert it with iconv")


def object_of(path: Path) -> Mapping[str, Any]:
    """A JSON document that is an object.

    Raises:
        T3Error: it is none.
    """
    found = document(path)
    if not isinstance(found, Mapping):
        raise T3Error(f"{path}: expected a JSON object, found {_shown(found)}")
    return found


def list_of(path: Path) -> list[Any]:
    """A JSON document that is a list.

    Raises:
        T3Error: it is none.
    """
    found = document(path)
    if not isinstance(found, list):
        raise T3Error(f"{path}: expected a JSON list, found {_shown(found)}")
    return found


def found_below(path: Path, *patterns: str) -> list[Path]:
    """`path` itself if it is a file, else the files below it that match, by name.

    Raises:
        T3Error: there is no such file.
    """
    if path.is_file():
        return [path]
    if not path.exists():
        raise T3Error(f"{path}: no such file or directory")
    found = sorted({file for pattern in patterns for file in path.rglob(pattern)})
    if not found:
        raise T3Error(f"{path}: no file named {' or '.join(patterns)} in this directory")
    return found


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"
