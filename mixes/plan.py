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
    """With a hash of its content behind it: the same source uses the id twice."""
    MISSING = 3
    """The source's name and a hash of the content: the row has no id."""


def make_plan(rows: Rows, draws: Sequence[Draw], seed: int) -> Plan:
    """All drawn rows in their final order, a pure function of their contents and the seed."""
    plan = np.empty(sum(len(drawn.rows) for drawn in draws), ENTRY)
    plan["row"] = np.concatenate([drawn.rows for drawn in draws])
    plan["copy"] = np.concatenate([drawn.copies for drawn in draws])
    # Input order breaks ties, which only rows of equal content can have.
    plan.sort(order=("row", "copy"))
    plan["naming"] = namings(rows, plan["row"])
    keys = keyed(rows["hash"][plan["row"], 0] + plan["copy"] * _COPY, seed, _ORDER)
    ordered: Plan = plan[final_order(rows["kind"][plan["row"]], keys)]
    return ordered


def namings(rows: Rows, chosen: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """The `Naming` of each chosen row; the same row may be chosen more than once."""
    unique, where = np.unique(chosen, return_inverse=True)
    ids, full = rows["id"][unique], rows["full_id"][unique]
    result = np.full(len(unique), Naming.OWN, np.uint16)
    missing = ids == 0
    result[missing] = Naming.MISSING
    clash = ~missing & _repeated(ids)
    result[clash] = Naming.SOURCE
    written = np.where(clash, full, ids)
    result[clash & _repeated(written)] = Naming.CONTENT
    named: NDArray[np.uint16] = result[where]
    return named


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


def _repeated(values: NDArray[np.uint64]) -> NDArray[np.bool_]:
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    repeated: NDArray[np.bool_] = counts[where] > 1
    return repeated
