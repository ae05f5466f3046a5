"""Pairs of times that levelled text states as the start and the end of something.

Two ways: a link between neighbours ("3.2 to 7.5", "[3.2, 7.5]"), and words before each of two
("starts at 3.2 and ends at 7.5"). What speaks against a pair: its numbers count things, it is how
long something lasts, a year, an example, denied, or one of a chain.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.windows.times import Time

_ABOUT = r"(?:about|around|approximately|approx\.?|roughly|nearly|almost|exactly|just)"
_LINK = re.compile(
    rf"""\.?[\s)\]]{{0,24}}
    (?:(?:mark|timestamp|in|(?:in|of|into)\sthe\s(?:video|clip))[\s,]{{1,2}})?
    (?:(?P<dash>-{{1,3}}|~|\.{{2,3}})|,?\s?(?P<to>(?:up\s)?to|until|till?|through|thru)(?![a-z])|[到至]
      |,?\s?(?P<and>and(?![a-z])|&)|(?P<comma>[,;])|(?P<blank>(?<=[\s)])))
    \s{{0,3}}(?:(?:{_ABOUT}|the|at|seconds?|time|timestamp|timestep|frames?)\s{{1,2}}){{0,3}}(?:t\s?=\s?)?~?\s?
    [(\[]?\s?""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL = re.compile(
    r"""(?<![a-z])(?:
    (?P<start>(?<!video\s)(?<!clip\s)(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|onset)|from)
  | (?P<end>(?<!video\s)(?<!clip\s)(?:end(?:s|ed|ing)?|finish(?:es|ed|ing)?|stop(?:s|ped|ping)?
      |conclud(?:es?|ed|ing)|offset)|until|till?|to))
    (?:[_\s]?(?:time|second|sec|frame)s?)?(?![a-z])(?P<rest>[^!?\d]{0,40})$""",
    re.IGNORECASE | re.VERBOSE,
)
_LABELS_IN = re.compile(
    r"(?<![a-z])(?:start|begin|began|onset|from|end|finish|stop|conclud|until|till?|offset|to)",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"\.\s|;")
_OPENS_BRACKET = re.compile(r"[(\[]\s{0,3}$")
_CLOSES_BRACKET = re.compile(r"\s{0,3}[)\]]")
_BETWEEN = re.compile(rf"\bbetween\s{{1,2}}(?:the\s|~|{_ABOUT}\s)?[(\[]?$", re.IGNORECASE)
_COUNTS = re.compile(
    r"""\s{1,2}(?!(?:in|into|of|on|to|and|or|when|while|where|as|at|with|during|the|this|that|these
    |is|was|it|for|until|till|through|mark|marks|timestamp|timestamps|point|but|which|because
    |since|an|after|before|by|inside|within|he|she|they|his|her|end|ends|start|here|there|there's
    |from|range|interval|window|segment|period)\b)
    [a-z]{2}""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_PLACE = re.compile(
    rf"""\b(?:(?:last(?:s|ed|ing)?|takes?|took|for|length\sof|duration\sof|(?:length|duration)\sis
    |ages?|aged|scores?d?|won|lost|rat(?:ed?|ing)|steps?|chapters?|pages?|episodes?|options?
    |between\sthe\sages\sof|confidence|probability)(?:\sof|\sfor|\sis|:)?
    |(?:not|never|rather\sthan|instead\sof|except)(?:\s(?:from|between|at|in|during|for))?
    |(?:not|[a-z]{{1,6}}n\st|never)\s(?:happen|occur|appear|take\splace|present|shown|visible|seen)(?:ing)?
      \s(?:from|between|at|in|during|within))
    \s{{1,2}}(?:{_ABOUT}\s)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_LASTS = re.compile(r"\s(?:long|in\slength|in\sduration)\b", re.IGNORECASE)
_EXAMPLE = re.compile(
    r"(?:\bexamples?\b|\be\.g\b|\bfor\sinstance\b|\bsuch\sas\b|\bformat\b|\btemplate\b)"
    r"(?:(?!\.\s)[^!?\n]){0,80}$",
    re.IGNORECASE,
)
_EXAMPLE_HOLDS = re.compile(r"exam|e\.g|inst|such|form|temp", re.IGNORECASE)
"""Something of every such word, found much faster."""
_LEADS = re.compile(
    r"(?:\A|[:=(\[,;\n.]|\b(?:from|during|at|in|is|and|then|within|about|around|approximately"
    r"|happens|occurs|event|moment|segment|interval))\s{0,3}\Z",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"(?:answer|prediction|the|is|are|time|times|timestamp|seconds?|secs?|window|moment|"
    r"segment|interval|s|start|end|event|from|[^a-z])*",
    re.IGNORECASE,
)
_REACH = 60
"""Characters between two times, or before one, that are looked at."""
_NEAR = 32
_LABEL_REACH = 200
_LONGEST_ALONE = 80


@dataclass(frozen=True, slots=True)
class Range:
    """Two times that belong together."""

    first: Time
    last: Time
    rule: str
    weak: bool = False
    """Whole numbers with nothing that makes them times: counts only where nothing else does."""

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return min(self.first.start, self.last.start), max(self.first.end, self.last.end)


def ranges_in(text: str, times: Sequence[Time], start: int, end: int) -> list[Range]:
    """All ranges in a part of levelled text, in their order.

    Args:
        text: All of it.
        times: The times in the part.
        start: Where the part begins.
        end: Where it ends.
    """
    before = (None, *times)
    usable = [t for t, earlier in zip(times, before, strict=False) if not _signed(text, t, earlier)]
    linked, taken = _linked(text, usable, start, end)
    rest = [time for time in usable if id(time) not in taken]
    return sorted([*linked, *_labelled(text, rest, start)], key=lambda one: one.span)


def _signed(text: str, time: Time, before: Time | None) -> bool:
    """Whether a minus stands before it, which is no link to the time before."""
    if time.start == 0 or text[time.start - 1] != "-":
        return False
    return before is None or text[before.end : time.start].strip() not in ("-", "--")


def _linked(text: str, times: Sequence[Time], start: int, end: int) -> tuple[list[Range], set[int]]:
    """The ranges, and the ids of the times that no other rule may take."""
    links = [_link(text, a, b) for a, b in pairwise(times)]
    ranges: list[Range] = []
    taken: set[int] = set()
    at = 0
    while at < len(links):
        first, last, strong = times[at], times[at + 1], links[at] in ("dash", "to")
        chain = at
        while strong and chain < len(links) and links[chain] in ("dash", "to"):
            chain += 1
        if chain - at > 1:  # "2019-05-03": which two belong together, nobody knows
            taken.update(id(time) for time in times[at : chain + 1])
            at = chain
            continue
        found = links[at] and _range(text, first, last, links[at], len(times) == 2, start, end)
        if found:
            ranges.append(found)
        if found or strong:
            taken |= {id(first), id(last)}
            at += 1
        at += 1
    return ranges, taken


def _link(text: str, first: Time, last: Time) -> str:
    """What links two neighbours: dash, to, and, comma, blank; empty where nothing does."""
    if last.start - first.end > _REACH:
        return ""
    found = _LINK.fullmatch(text, first.end, last.start)
    if found is None:
        return ""
    return found.lastgroup or "to"


def _range(
    text: str, first: Time, last: Time, link: str, only_two: bool, start: int, end: int
) -> Range | None:
    before = text[max(start, first.start - _REACH) : first.start]
    if link in ("dash", "to"):
        rule = "range"
    elif link == "and" and _BETWEEN.search(before):
        rule = "between"
    elif link in ("comma", "blank") and _bracketed(before, text, last.end, end):
        rule = "list"
    elif only_two and end - start <= _LONGEST_ALONE and _alone(text, first, last, start, end):
        rule = "alone"
    else:
        return None
    if rule != "list" and _decimal_comma(text, first, last, link):
        return None
    if counts(text, first) or counts(text, last) or _LASTS.match(text, last.end):
        return None
    if _refuted(text, first.start, start):
        return None
    bare = first.kind == last.kind == "bare" and first.whole and last.whole
    weak = bare and link == "dash" and not _LEADS.search(before)
    return Range(first, last, rule, weak)


def _bracketed(before: str, text: str, after: int, end: int) -> bool:
    return bool(_OPENS_BRACKET.search(before) and _CLOSES_BRACKET.match(text, after, end))


def _alone(text: str, first: Time, last: Time, start: int, end: int) -> bool:
    """Whether nothing else is said."""
    around = text[start : first.start] + " " + text[last.end : end]
    return _ALONE.fullmatch(around) is not None


def _decimal_comma(text: str, first: Time, last: Time, link: str) -> bool:
    """Whether digits are glued to one of the two by a comma: "3,2 - 7,5"."""
    after, before = text[last.end : last.end + 2], text[max(0, first.start - 2) : first.start]
    return (after[:1] == "," and after[1:].isdigit()) or (
        link != "comma" and before[1:] == "," and before[:1].isdigit()
    )


def _refuted(text: str, at: int, start: int) -> bool:
    """Whether what stands before a pair says that it is no window, or none that is meant."""
    near = text[max(start, at - _NEAR) : at]
    if _NO_PLACE.search(near):
        return True
    before = text[max(start, at - 2 * _REACH) : at]
    return _EXAMPLE_HOLDS.search(before) is not None and _EXAMPLE.search(before) is not None


def counts(text: str, time: Time) -> bool:
    """Whether it is a whole number before a word for what it counts: "2 people"."""
    return time.kind == "bare" and time.whole and _COUNTS.match(text, time.end) is not None


def _labelled(text: str, times: Sequence[Time], start: int) -> Iterator[Range]:
    """Start and end each with its word before it, in either order."""
    pending: tuple[str, Time] | None = None
    reached = start
    for time in times:
        label = _label(text[max(reached, time.start - _REACH) : time.start])
        reached = time.end
        if not label or counts(text, time):
            continue
        if pending and pending[0] != label and time.start - pending[1].end <= _LABEL_REACH:
            pair = (pending[1], time) if label == "end" else (time, pending[1])
            if not _refuted(text, pending[1].start, start):
                yield Range(*pair, "labelled")
            pending = None
        else:
            pending = (label, time)


def _label(before: str) -> str:
    """Whether the last such word before a time speaks of a start or of an end."""
    found = None
    for match in _LABELS_IN.finditer(before):
        found = match
    if found is None:
        return ""
    label = _LABEL.match(before, found.start())
    if label is None or _SENTENCE_ENDS.search(label["rest"]):
        return ""
    return "start" if label["start"] else "end"
