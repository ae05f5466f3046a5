"""Which part of a JSON document holds the rows: an array, an object's entries, or a list inside.

An object is read as a list of rows when it holds one (`{"info": .., "data": [..]}`), as entries
`{name: row}` when most of its values are objects or lists (ActivityNet: `{video: {...}}`), and as a
single row otherwise.
"""

import re
from dataclasses import dataclass

from t3data.errors import T3Error
from t3data.records.damage import name_end
from t3data.records.grammar import SPACE, BrokenValueError, Buffer, skip_space, value_end

ROW_LISTS = frozenset({b'"annotations"', b'"data"', b'"rows"', b'"examples"', b'"samples"'})
"""Names of lists that are taken for the rows whatever else the document holds."""
BOM = b"\xef\xbb\xbf"

_OBJECTS_OPEN = re.compile(rb"\[" + SPACE + rb"\{")
_ENTRIES_LOOKED_AT = 64
_COMMA = ord(",")


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the first row begins, and what stands behind the last one."""

    start: int
    closing: re.Pattern[bytes]
    plain: bool = False
    """The document is one array, so that its last byte closes the rows."""


_ARRAY = re.compile(rb"\]" + SPACE + rb"\Z")
_ENTRIES = re.compile(rb"\}" + SPACE + rb"\Z")
_LIST_INSIDE = re.compile(rb"\]" + SPACE + rb"[,}]")
_NOTHING = re.compile(SPACE + rb"\Z")


def find_rows(path: str, data: Buffer) -> Rows:
    """Decides by the beginning of the document, reading no more of it than needed.

    Raises:
        T3Error: the document is a single string, number or word.
    """
    start = skip_space(data, len(BOM) if data[:3] == BOM else 0)
    opening = data[start : start + 1]
    if opening == b"[":
        return Rows(skip_space(data, start + 1), _ARRAY, plain=True)
    if opening != b"{":
        found = bytes(data[start : start + 20]).decode("utf-8", "replace")
        raise T3Error(f"{path}: expected a JSON list of rows, found {found!r}")
    return _in_object(data, start)


def _in_object(data: Buffer, start: int) -> Rows:
    entries = Rows(skip_space(data, start + 1), _ENTRIES)
    position = entries.start
    lists: list[int] = []
    containers = scalars = 0
    cut_inside = -1
    while containers + scalars < _ENTRIES_LOOKED_AT and (name := name_end(data, position)):
        key, value = name
        if key in ROW_LISTS and data[value : value + 1] == b"[":
            return _list_at(data, value)
        if _OBJECTS_OPEN.match(data, value):
            lists.append(value)
        if data[value : value + 1] in (b"{", b"["):
            containers += 1
        else:
            scalars += 1
        try:
            position = skip_space(data, value_end(data, value, len(data)))
        except BrokenValueError:
            cut_inside = value
            break
        if position >= len(data) or data[position] != _COMMA:
            break
        position = skip_space(data, position + 1)
    whole = entries.closing.match(data, position) or containers + scalars == _ENTRIES_LOOKED_AT
    only_list = len(lists) == 1 and (scalars > 0 or containers == 1)
    if only_list and (whole or lists[0] == cut_inside):
        return _list_at(data, lists[0])
    # Damage can leave fields of a row among the entries: then what came first decides.
    single = scalars > containers and (whole or not containers)
    return Rows(start, _NOTHING) if single else entries


def _list_at(data: Buffer, bracket: int) -> Rows:
    return Rows(skip_space(data, bracket + 1), _LIST_INSIDE)
