"""`order`: options are the items, or the numbers of statements, in some order."""

import re
from functools import lru_cache

from t3data.checker.claims import Order, claim_of
from t3data.checker.fault import Fault
from t3data.checker.grammar import Kind
from t3data.checker.places import Story, Truth
from t3data.checker.reading import ReadRow
from t3data.checker.stems import check_listing, check_stem

_JOINTS = (", then ", "; then ", " -> ")
_NUMBERS = re.compile(r"\(([0-9]{1,2})\)(?:(?:, | -> )\(([0-9]{1,2})\))*")
_NUMBER = re.compile(r"[0-9]+")
_LEAST_GAP = 10
"""Tenths of a second between two starts."""
_SHUFFLED = ("order_phrase", "order_prefix", "order_sentence")


def judge(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """The truth of each option.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Order, "order")
    _check_form(row, claim)
    listed = row.task == "order_list"
    check_stem(row.stem, "order", (), claim.items if listed else ())
    if listed and not row.lettered:
        check_listing(row.stem, claim.items)
    elif not listed and sorted(row.statements) != sorted(claim.items):
        raise Fault("statements_differ", "the statements are not the items of the evidence")
    _check_places(claim, story)
    count = len(claim.items)
    if len({_bare(item) for item in claim.items}) != count:
        raise Fault("duplicate_items", "two of the items read the same")
    if listed:
        names = {text: at for at, item in enumerate(claim.items) for text in (item, _bare(item))}
        orders = [_items_of(option, names) for option in row.options]
    else:
        orders = [_times_of(option, row.statements, claim.items) for option in row.options]
    known = [order for order in orders if order is not None]
    if any(order in known[:at] for at, order in enumerate(known)):
        raise Fault("duplicate_options", "two options give the same order")
    return tuple(_truth(order, count) for order in orders)


def _check_form(row: ReadRow, claim: Order) -> None:
    if not 2 <= len(claim.items) == len(claim.events):
        raise Fault("bad_evidence", "as many lines as items are expected, two or more")
    if (row.task == "order_list") == bool(row.statements):
        raise Fault("statements_differ", f"statements do not go with {row.task}")
    if (claim.kind == "fragment") != (row.task in _SHUFFLED):
        raise Fault("kind_differs", f"items of {row.task} are not of kind {claim.kind!r}")
    if any(item.endswith("...") != (row.task == "order_prefix") for item in claim.items):
        raise Fault("kind_differs", "prefixes end with '...', and nothing else does")


def _check_places(claim: Order, story: Story) -> None:
    kind: Kind = claim.kind
    for item, line in zip(claim.items, claim.events, strict=True):
        story.require(item, kind, line)
    for before, after in zip(claim.events, claim.events[1:], strict=False):
        if before >= after:
            raise Fault("not_chronological", "the items of the evidence are not in time order")
        if story.spans:
            (start, end), (later, last) = story.spans[before], story.spans[after]
            if later - start < _LEAST_GAP or last <= end:
                raise Fault("too_close", f"lines {before + 1} and {after + 1} have no clear order")


def _truth(order: list[int] | None, count: int) -> Truth:
    if order is None or sorted(order) != list(range(count)):
        return None
    return order == list(range(count))


def _items_of(option: str, names: dict[str, int]) -> list[int] | None:
    for joint in _JOINTS:
        texts = option.split(joint)
        if len(texts) > 1:
            order = [names.get(text, -1) for text in texts]
            if -1 in order:  # the first item may start with a capital
                order = [names.get(_bare(text), -1) for text in texts]
            if -1 not in order:
                return order
    return None


def _times_of(option: str, statements: tuple[str, ...], items: tuple[str, ...]) -> list[int] | None:
    numbers = _numbers_of(option, len(statements))
    return numbers and [items.index(statements[number]) for number in numbers]


@lru_cache(maxsize=1 << 14)
def _numbers_of(option: str, count: int) -> list[int] | None:
    if not _NUMBERS.fullmatch(option):
        return None
    numbers = [int(number) - 1 for number in _NUMBER.findall(option)]
    return numbers if sorted(numbers) == list(range(count)) else None


def _bare(text: str) -> str:
    return text.casefold().removesuffix("...").rstrip(".").rstrip()
