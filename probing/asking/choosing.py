"""Which items of a suite are asked."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from probing.types import Item
from t3data.errors import UsageError
from t3data.seeding import stable_hash

GROUPS = {"attribute": ("blooming", "brightness"), "shape": ("blooming",)}
"""Names of the paper for aspects that do not start with them."""


def choose_aspects(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """The aspects that `names` select, in the order of `known`; all of them without names.

    A name selects the aspect of that name and those that start with it and an underscore:
    `order` is order and order_3, `grounding` all three of them.

    Raises:
        UsageError: a name selects nothing.
    """
    chosen: set[str] = set()
    for name in names:
        found = [
            aspect
            for aspect in known
            if aspect == name or aspect.startswith(f"{name}_") or aspect in GROUPS.get(name, ())
        ]
        if not found:
            raise UsageError(f"no aspect {name!r} in this suite{_hint(name, known)}")
        chosen.update(found)
    return [aspect for aspect in known if not names or aspect in chosen]


def choose_items(
    items: Iterable[Item], aspects: Sequence[str], count: int | None, seed: int
) -> list[Item]:
    """`count` items of each aspect that belong to its val split, or all where it has fewer.

    They are taken from the categories in turn, so that each answer is true equally often; a
    larger count takes the same items and more.
    """
    chosen: list[Item] = []
    queues: dict[str, dict[str, list[tuple[int, Item]]]] = {aspect: {} for aspect in aspects}
    for item in items:
        if item.clip.split == "val" and item.clip.aspect in queues:
            queue = queues[item.clip.aspect].setdefault(item.clip.category, [])
            queue.append((stable_hash("item", seed, item.id), item))
    for categories in queues.values():
        # The n-th of each category, in random order of the categories, before any (n+1)-th.
        turns = [
            (turn, stable_hash("category", seed, turn, category), item)
            for category, queue in categories.items()
            for turn, (_, item) in enumerate(sorted(queue, key=lambda entry: entry[0]))
        ]
        turns.sort(key=lambda entry: entry[:2])
        chosen += [item for _, _, item in turns[:count]]
    return chosen


def _hint(name: str, known: Sequence[str]) -> str:
    groups = {aspect.partition("_")[0] for aspect in known} | set(GROUPS)
    close = get_close_matches(name, sorted({*known, *groups}), n=3, cutoff=0.5)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there are {', '.join(known)}"
