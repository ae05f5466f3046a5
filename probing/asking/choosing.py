"""Which aspects of a suite are asked about."""

from collections.abc import Sequence
from difflib import get_close_matches

from t3data.errors import UsageError

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


def _hint(name: str, known: Sequence[str]) -> str:
    groups = {aspect.partition("_")[0] for aspect in known} | set(GROUPS)
    close = get_close_matches(name, sorted({*known, *groups}), n=3, cutoff=0.5)
    if close:
        return f"; did you mean {' or '.join(close)}?"
    return f"; there are {', '.join(known)}"
