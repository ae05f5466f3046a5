"""`attribute`: what a thing is like in two lines, read off the words right before and after it."""

import re
from functools import lru_cache

from t3data.checker.claims import Attribute, claim_of
from t3data.checker.fault import Fault
from t3data.checker.language import Text
from t3data.checker.lemmas import tokens
from t3data.checker.lexicon import ARTICLES, BE, LINKS
from t3data.checker.places import Story, Truth
from t3data.checker.reading import ReadRow
from t3data.checker.stems import check_stem
from t3data.checker.values import ALL_VALUES, attributes_named, have, same_value

_CHANGE = re.compile(r"(?:.* )?from ([\w -]+?) to ([\w -]+?)\.?", re.I)
_STAY = re.compile(r"(?:.* )?(?:stays?|remains?) ([\w -]+?)\.?", re.I)
_MODIFIERS = 4
_REACH = 60
"""Characters that hold the words around a thing."""
_COPULAS = BE | {"looks", "look", "appears", "turns", "turned", "becomes", "became", "stays"}
_JOINTS = frozenset({"and", "or", ","})
_PUNCTUATION = frozenset(".!?;:,")


def judge(row: ReadRow, story: Story) -> tuple[Truth, ...]:
    """Which options say what the thing is like in the first and in the last of its lines.

    Raises:
        Fault: evidence and captions do not agree.
    """
    claim = claim_of(row, Attribute, "attribute")
    check_stem(row.stem, "attribute", (claim.thing,), row.options)
    _check_value_names(claim)
    if claim.events[0] >= claim.events[1]:
        raise Fault("not_chronological", "the lines of the evidence are not in time order")
    if story.naming(claim.thing, "thing") != list(claim.events):
        raise Fault("item_ambiguous", f"{claim.thing[:60]!r} is not in just the lines given")
    for line, value in zip(claim.events, claim.values, strict=True):
        if not story.states(line, claim.thing):
            raise Fault("item_not_stated", f"line {line + 1} does not state {claim.thing[:60]!r}")
        found = described(story.texts[line], claim.thing)
        if value.casefold() not in found:
            raise Fault(
                "value_not_stated", f"line {line + 1} does not say {value!r} of {claim.thing!r}"
            )
        for other in found:
            if same_value(value, other) is not True and have(claim.attribute, other):
                raise Fault("value_ambiguous", f"line {line + 1} also says {other!r}")
    said = [_said(option) for option in row.options]
    known = [pair for pair in said if pair is not None]
    if any(_is_pair(one, other) for index, one in enumerate(known) for other in known[:index]):
        raise Fault("duplicate_options", "two options say the same")
    return tuple(None if pair is None else _is_pair(pair, claim.values) for pair in said)


def _check_value_names(claim: Attribute) -> None:
    if not attributes_named(claim.attribute):
        raise Fault("unknown_attribute", f"{claim.attribute!r} is no attribute we can judge")
    for value in claim.values:
        if not have(claim.attribute, value.casefold()):
            raise Fault("unknown_value", f"{value!r} is no {claim.attribute} we can judge")


def described(text: Text, thing: str) -> set[str]:
    """Every value that a line gives `thing`, right before it or by "is" right after it."""
    wanted = _surface(thing)
    found: set[str] = set()
    at = text.surface.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        found.update(_before(text.surface[max(0, at - _REACH) : at].split()))
        found.update(_after(text.surface[end : end + _REACH].split()))
        at = text.surface.find(wanted, at + 1)
    return found


@lru_cache(maxsize=4096)
def _surface(thing: str) -> str:
    return f" {' '.join(tokens(thing))} "


def _before(words: list[str]) -> list[str]:
    """Values among the modifiers: "red leather sofa", and both of "red and white sofa"."""
    found = []
    for word in words[: -_MODIFIERS - 1 : -1]:
        if word in ALL_VALUES:
            found.append(word)
        elif word not in _JOINTS and (word in LINKS or word in _PUNCTUATION or word in ARTICLES):
            break
    return found


def _after(words: list[str]) -> list[str]:
    if not words or words[0] not in _COPULAS:
        return []
    said = words[1 : 1 + _MODIFIERS]
    stop = next((at for at, word in enumerate(said) if word in _PUNCTUATION), len(said))
    return [word for word in said[:stop] if word in ALL_VALUES]


@lru_cache(maxsize=1 << 14)
def _said(option: str) -> tuple[str, str] | None:
    if match := _CHANGE.fullmatch(option):
        return match[1].casefold(), match[2].casefold()
    if match := _STAY.fullmatch(option):
        return match[1].casefold(), match[1].casefold()
    return None


def _is_pair(one: tuple[str, str], other: tuple[str, str]) -> Truth:
    first, last = same_value(one[0], other[0]), same_value(one[1], other[1])
    if first is False or last is False:
        return False
    return True if first and last else None
