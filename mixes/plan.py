"""The plan of a mix: its rows in their final order, with the ids they will carry."""

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixes.content import digest
from mixes.rowtable import Rows, disk_errors
from mixes.select import Draw
from mixes.shuffle import final_order, keyed

_ORDER = 2
_COPY = np.uint64(0xD6E8FEB86659FD93)
_SOURCE = np.uint64(1 << 32)

ENTRY = np.dtype([("row", "<u8"), ("copy", "<u2"), ("naming", "<u2")])
"""Index in the table of rows, how many copies stand for this row already, and its `Naming`."""

Plan = NDArray[Any]


class Naming(IntEnum):
    """How a row gets an id that no other row of the mix has."""

    OWN = 0
    """Its own id."""
    SOURCE = 1
    """With the source's name before it: another source uses the same id."""
    CONTENT = 2
    """With a hash of its content behind it as well: the same source uses the id twice."""
    MISSING = 3
    """The source's name and a hash of the content: the row has no id."""


def make_plan(
    rows: Rows, draws: Sequence[Draw], sources: Sequence[int], seed: int, rows_per_shard: int
) -> Plan:
    """All drawn rows in their final order, a pure function of their contents and the seed.

    Args:
        rows: the table of eligible rows.
        draws: rows of one cell each.
        sources: the index of the source of each file.
        seed: of the mix.
        rows_per_shard: after so many rows the next shard begins.
    """
    plan = np.empty(sum(len(drawn.rows) for drawn in draws), ENTRY)
    plan["row"] = np.concatenate([drawn.rows for drawn in draws])
    plan["copy"] = np.concatenate([drawn.copies for drawn in draws])
    # Input order breaks ties, which only rows of equal content can have.
    plan = plan[np.lexsort((plan["copy"], plan["row"]))]
    entries = rows[plan["row"]]
    source = np.asarray(sources, np.uint32)[entries["file"]]
    plan["naming"] = namings(entries, source)
    _number_equals(plan, entries, source)
    keys = keyed(entries["hash"][:, 0] + plan["copy"] * _COPY, seed, _ORDER)
    ordered: Plan = plan[final_order(entries["kind"], keys, rows_per_shard)]
    return ordered


def namings(entries: Rows, source: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """The `Naming` of each entry; copies of a row are named like the row."""
    result = np.full(len(entries), Naming.OWN, np.uint16)
    ids, content = entries["id"], entries["hash"][:, 0]
    missing = ids == 0
    if missing.any() or not _all_different(ids):
        owner = source * _SOURCE
        clash = ~missing & (_kinds_per_group(ids, content ^ owner) > 1)
        result[clash] = Naming.SOURCE
        result[clash & (_kinds_per_group(keyed(ids, 0) + owner, content) > 1)] = Naming.CONTENT
        # An id that begins with a source's name of itself could equal one that was given it.
        result[entries["foreign"] == 1] = Naming.CONTENT
        result[missing] = Naming.MISSING
    return result


def _number_equals(plan: Plan, entries: Rows, source: NDArray[np.uint32]) -> None:
    """Makes copies of entries that would get the same id: equal id, source and content."""
    if _all_different(entries["hash"][:, 0]):
        return
    keys = np.column_stack((entries["id"], source, entries["hash"]))
    order = np.lexsort((np.arange(len(plan)), *keys.T))
    same = np.all(keys[order][1:] == keys[order][:-1], axis=1)
    starts = np.flatnonzero(np.concatenate(([True], ~same)))
    sizes = np.diff(np.append(starts, len(plan)))
    plan["copy"][order] = np.arange(len(plan)) - np.repeat(starts, sizes)


def _all_different(values: NDArray[np.uint64]) -> bool:
    ordered = np.sort(values)
    return not np.any(ordered[1:] == ordered[:-1])


def _kinds_per_group(groups: NDArray[np.uint64], kinds: NDArray[np.uint64]) -> NDArray[np.int64]:
    """For each element, how many different kinds its group has."""
    order = np.lexsort((kinds, groups))
    group, kind = groups[order], kinds[order]
    new_group = np.concatenate(([True], group[1:] != group[:-1]))[: len(order)]
    new_kind = new_group | np.concatenate(([True], kind[1:] != kind[:-1]))[: len(order)]
    number = np.cumsum(new_group) - 1
    result = np.empty(len(order), np.int64)
    result[order] = np.bincount(number, new_kind).astype(np.int64)[number]
    return result


def final_id(own: str | None, source: str, content: bytes, naming: int, copy: int) -> str:
    """The id that a row carries in the mix; copies get `~2`, `~3`, ... behind it."""
    digits = content.hex()
    if naming == Naming.MISSING or own is None:
        name = f"{source}/{digits}"
    elif naming == Naming.CONTENT:
        name = f"{source}/{own}#{digits}"
    else:
        name = f"{source}/{own}" if naming == Naming.SOURCE else own
    return f"{name}~{copy + 1}" if copy else name


def digest_of_plan(rows: Rows, plan: Plan, piece: int = 65_536) -> str:
    """The digest of the mix that the plan describes."""
    return digest(
        rows["hash"][plan["row"][start : start + piece]].tobytes()
        for start in range(0, len(plan), piece)
    )


def save_plan(path: Path, plan: Plan) -> None:
    """Writes the plan for the tasks that carry it out."""
    temporary = path.with_name(f".{path.name}.t3tmp")
    with disk_errors(path), temporary.open("wb") as stream:
        np.save(stream, plan)
    temporary.replace(path)


def load_plan(path: Path) -> Plan:
    """The plan, mapped from disk."""
    plan: Plan = np.load(path, mmap_mode="r")
    return plan
