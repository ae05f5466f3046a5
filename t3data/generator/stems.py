"""Which words a stem needs and must not have, by relation: the table at the end of docs/rows.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from t3data.types import Evidence

_ORDER = [
    "order",
    "sequence",
    "arrange",
    "chronological",
    "first to last",
    "earliest to latest",
]
_REVERSED = ["reverse", "reversed", "backwards", "last to first", "latest to earliest"]
_BEGIN = ["beginning", "start", "opening", "first third"]
_MIDDLE = "middle halfway midpoint".split()
_END = ["end", "ending", "final part", "last third", "final third"]
POSITIONS = (_BEGIN, _MIDDLE, _END)
"""Words for the three parts of a video."""
_BEFORE = ["before", "precedes", "leads up to"]
_AFTER = "after follows next".split()
_LONGEST = ["longest", "most time"]
_SHORTEST = ["shortest", "least time", "briefest"]
_STARTS = "start starts begin begins".split()
_ENDS = "end ends finish finishes stop stops".split()
_FIRST = "first earliest".split()
_LAST = "last latest".split()


@dataclass(frozen=True, slots=True)
class StemRule:
    """A stem holds a word of each group of `needed` and none of `banned`."""

    needed: tuple[Sequence[str], ...]
    banned: Sequence[str] = ()


_RULES = {
    "order": StemRule((_ORDER,), _REVERSED),
    "at begin": StemRule((_BEGIN,), [*_MIDDLE, *_END]),
    "at middle": StemRule((_MIDDLE,), [*_BEGIN, *_END]),
    "at end": StemRule((_END,), [*_BEGIN, *_MIDDLE]),
    "before": StemRule((_BEFORE,), [*_AFTER, "afterwards", "following"]),
    "after": StemRule((_AFTER,), [*_BEFORE, "preceding"]),
    "when": StemRule((["when", "at what point", "where in", "which part"],), [*_BEFORE, *_AFTER]),
    "seconds": StemRule(
        (["when", "at what time", "seconds", "time span", "timestamps"],), [*_BEFORE, *_AFTER]
    ),
    "longest": StemRule((_LONGEST,), _SHORTEST),
    "shortest": StemRule((_SHORTEST,), _LONGEST),
    "while": StemRule((["while", "at the same time", "during", "overlaps", "simultaneously"],)),
    "between": StemRule((["how many"], ["between"])),
    "starts_first": StemRule((_STARTS, _FIRST), [*_ENDS, *_LAST]),
    "starts_last": StemRule((_STARTS, _LAST), [*_ENDS, *_FIRST]),
    "ends_first": StemRule((_ENDS, _FIRST), [*_STARTS, *_LAST]),
    "ends_last": StemRule((_ENDS, _LAST), [*_STARTS, *_FIRST]),
    "attribute": StemRule(
        (["change", "changes", "become", "turn", "difference", "stay"],),
    ),
}


def rule_of(evidence: Evidence) -> StemRule | None:
    """The rule for a question with this evidence; None for a relation of somebody else's task."""
    relation = str(evidence["relation"])
    return _RULES.get(f"at {evidence['position']}" if relation == "at" else relation)


def holds(text: str, words: str) -> bool:
    """Whether `words` stand in `text`, as whole words, case aside."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None
