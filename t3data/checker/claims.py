"""The evidence of every relation, with the exact fields that docs/rows.md lists for it."""

from typing import Annotated, Literal, TypeVar

import msgspec

from t3data.checker.fault import Fault
from t3data.checker.reading import ReadRow

ItemKind = Literal["thing", "event"]


Line = Annotated[int, msgspec.Meta(ge=0)]


class _Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Order(_Claim, frozen=True):
    """Items in chronological order and the lines that hold them."""

    relation: Literal["order"]
    kind: Literal["thing", "event", "fragment"]
    items: tuple[str, ...]
    events: tuple[Line, ...]


class Attribute(_Claim, frozen=True):
    """What a thing is like in two lines."""

    relation: Literal["attribute"]
    attribute: str
    thing: str
    events: tuple[Line, Line]
    values: tuple[str, str]


class Position(_Claim, frozen=True):
    """An item in one part of the video."""

    relation: Literal["at"]
    kind: ItemKind
    position: Literal["begin", "middle", "end"]
    event: Line


class Neighbour(_Claim, frozen=True):
    """An item right before or after an anchor."""

    relation: Literal["before", "after"]
    kind: ItemKind
    anchor: str
    anchor_event: Line
    event: Line


class Meanwhile(_Claim, frozen=True):
    """An item at the same time as an anchor."""

    relation: Literal["while"]
    kind: ItemKind
    anchor: str
    anchor_event: Line
    event: Line


class Grounding(_Claim, frozen=True):
    """When an item is."""

    relation: Literal["when", "seconds"]
    kind: ItemKind
    item: str
    event: Line


class Between(_Claim, frozen=True):
    """How many events lie between two anchors."""

    relation: Literal["between"]
    kind: ItemKind
    anchors: tuple[str, str]
    events: tuple[Line, Line]


class Extreme(_Claim, frozen=True):
    """Which of the options' events is the longest, starts first and so on."""

    relation: Literal[
        "longest", "shortest", "starts_first", "starts_last", "ends_first", "ends_last"
    ]
    kind: ItemKind
    events: tuple[Line, ...]


ClaimT = TypeVar("ClaimT", bound=_Claim)


def claim_of(row: ReadRow, shape: type[ClaimT], *relations: str) -> ClaimT:
    """The row's evidence as `shape`.

    Raises:
        Fault: a field is missing, unknown or of another type, a line number is out of range, or
            the relation is none of `relations`.
    """
    try:
        claim = msgspec.convert(row.evidence, shape)
    except msgspec.ValidationError as error:
        raise Fault("bad_evidence", f"evidence of {row.task}: {error}") from None
    if row.evidence["relation"] not in relations:
        raise Fault("bad_evidence", f"{row.evidence['relation']!r} is no relation of {row.task}")
    named = row.evidence
    last = max(named.get("event", 0), named.get("anchor_event", 0), *named.get("events", ()), 0)
    if last >= len(row.events):
        raise Fault("bad_evidence", f"there is no line {last + 1}")
    return claim
