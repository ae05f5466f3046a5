"""Whether a stem asks what the evidence says: the table of words in docs/rows.md.

Items inside the stem are masked first; "start" in an anchor says nothing about the question.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from t3data.checker.fault import Fault

_MASK = "\x00"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


POSITIONS: Mapping[str, re.Pattern[str]] = {
    "begin": _words(r"beginning|begins?|start(?:s|ing)?|opening|first third"),
    "middle": _words(r"middle|halfway|midpoint"),
    "end": _words(r"end(?:s|ing)?|final part|(?:last|final) third"),
}
_BEFORE = _words(r"before|preced(?:e|es|ed|ing)|lead(?:s|ing)? up to|led up to")
_AFTER = _words(r"after|afterwards|(?<!the )follow(?:s|ed|ing)?|next")
_LONGEST = _words(r"longest|most time")
_SHORTEST = _words(r"shortest|least time|briefest")
_STARTS = _words(r"start(?:s|ed|ing)?|begins?|began|beginning")
_ENDS = _words(r"end(?:s|ed|ing)?|finish(?:es|ed|ing)?|stop(?:s|ped|ping)?")
_FIRST = _words(r"first|earliest")
_LAST = _words(r"last|latest")
_REVERSED = _words(
    r"revers(?:e|ed|al)|backwards?|opposite|inverse|descending"
    r"|(?:last|latest|end)\b.{0,12}\bto\b.{0,8}\b(?:first|earliest|beginning|start)"
)
_SHUFFLED = _words(r"shuffled|scrambled|unordered|(?:random|no particular) order")
_NEGATED = _words(
    r"not|never|except|without|wrong|incorrect|false|(?:is|are|was|were|does|do|did)n['’]t"
)
_FLIPPED = re.compile(
    r"\b(?:before|after|precedes|follows) (?:which|what|whom)\b"
    rf"|\b(?:do|does|did|is|was|are|were)\b[^,;.:?]*{_MASK}[^,;.:?]*"
    r"\b(?:before|after|follow|precede|lead up to|come next to)\W*$"
)
"""The anchor as the subject: "After which item is X shown?" asks for what is before X."""
_NEAREST = _words(
    r"(?:right|just|immediately|directly|straight) (?:before|after)|next|preced(?:e|es|ed|ing)"
    r"|(?<!the )follow(?:s|ed|ing)?|lead(?:s|ing)? up to|led up to"
)

_Rule = tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]
_RULES: Mapping[str, _Rule] = {
    "order": (
        (
            _words(
                r"order|sequences?|arrang(?:e|ed|ement)|chronological(?:ly)?"
                r"|first to last|earliest to latest"
            ),
        ),
        (_REVERSED,),
    ),
    **{
        f"at {position}": (
            (words,),
            (*(other for name, other in POSITIONS.items() if name != position), _BEFORE, _AFTER),
        )
        for position, words in POSITIONS.items()
    },
    "before": ((_BEFORE,), (_AFTER, _FLIPPED)),
    "after": ((_AFTER,), (_BEFORE, _FLIPPED)),
    "when": (
        (_words(r"when|at (?:what|which) point|where in|(?:which|what) part"),),
        (_BEFORE, _AFTER),
    ),
    "seconds": (
        (_words(r"when|at (?:what|which) times?|seconds?|time (?:span|range)s?|timestamps?"),),
        (_BEFORE, _AFTER),
    ),
    "longest": ((_LONGEST,), (_SHORTEST,)),
    "shortest": ((_SHORTEST,), (_LONGEST,)),
    "while": (
        (_words(r"while|at the same time|during|overlap(?:s|ped|ping)?|simultaneously"),),
        (_BEFORE, _AFTER),
    ),
    "between": ((_words(r"how many"), _words(r"between")), ()),
    "starts_first": ((_STARTS, _FIRST), (_ENDS, _LAST)),
    "starts_last": ((_STARTS, _LAST), (_ENDS, _FIRST)),
    "ends_first": ((_ENDS, _FIRST), (_STARTS, _LAST)),
    "ends_last": ((_ENDS, _LAST), (_STARTS, _FIRST)),
    "attribute": (
        (_words(r"chang(?:e|es|ed|ing)|becomes?|turns?|differen(?:t|ces?)|differs?|stays?"),),
        (),
    ),
}


def check_stem(stem: str, relation: str, held: Iterable[str], others: Iterable[str] = ()) -> str:
    """Holds a stem against the evidence; returns it with the items in it masked.

    Args:
        stem: as printed.
        relation: of the evidence; positions are "at begin", "at middle", "at end".
        held: anchors and items that must stand in it verbatim, case and final full stop aside.
        others: texts that may stand in it, such as the options of a question without letters.

    Raises:
        Fault: something that must be there is missing, or the words ask something else.
    """
    asked = stem.casefold()
    held = [_bare(text) for text in held]
    for text in held:
        if _find(asked, text) < 0:
            raise Fault("stem_lacks_item", f"the stem does not hold {text[:60]!r}")
    present = {text for text in (*held, *map(_bare, others)) if text in asked}
    for text in sorted(present, key=len, reverse=True):
        while (at := _find(asked, text)) >= 0:
            asked = f"{asked[:at]}{_MASK}{asked[at + len(text) :]}"
    if (fault := _wording(asked, relation)) is not None:
        raise Fault("stem_words", fault)
    return asked


def check_listing(stem: str, items: Iterable[str]) -> None:
    """Holds the stem of a question without lettered options to naming what can be answered.

    Raises:
        Fault: an item does not stand in the stem.
    """
    asked = stem.casefold()
    for item in items:
        if _find(asked, _bare(item)) < 0:
            raise Fault(
                "option_not_listed", f"nobody can know that {item[:60]!r} is to choose from"
            )


@lru_cache(maxsize=4096)
def premise_fault(premise: str) -> str | None:
    """What in an opening or a header says that the lines are not in the order of the video."""
    asked = premise.casefold()
    found = _REVERSED.search(asked) or _SHUFFLED.search(asked)
    return found and f"{found[0]!r} above the captions puts their order in doubt"


def asks_nearest(masked: str) -> bool:
    """Whether "before" or "after" in a masked stem can only mean the nearest line."""
    return _NEAREST.search(masked) is not None


@lru_cache(maxsize=4096)
def _wording(asked: str, relation: str) -> str | None:
    needed, banned = _RULES[relation]
    for pattern in needed:
        if not pattern.search(asked):
            return f"the stem does not ask for {relation!r}"
    for pattern in (*banned, _NEGATED):
        if found := pattern.search(asked):
            return f"{found[0]!r} in the stem does not ask for {relation!r}"
    return None


@lru_cache(maxsize=1 << 14)
def _bare(text: str) -> str:
    return text.casefold().rstrip(".").rstrip()


def _find(text: str, wanted: str) -> int:
    """Where `wanted` stands in `text` as whole words, or -1."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        goes_on = text[end : end + 1].isalnum() or text[end : end + 2] in ("'s", "’s")
        if not goes_on and not text[at - 1 : at].isalnum():
            return at
        at = text.find(wanted, at + 1)
    return -1
