"""Reads a T3 row back into its parts by the grammar of docs/rows.md; the prompt is the only truth.

Nothing is repaired: a row that breaks the grammar is unreadable, however clear its meaning.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict

import msgspec

from t3data.checker.fault import Unreadable
from t3data.types import Example

Style = Literal["(A)", "A.", "A)", ""]


class Meta(TypedDict):
    """The `meta` column of a T3 row."""

    v: Literal[1]
    timeline: str
    kind: Literal["composed", "timed"]
    scale: Literal[1, 2, 4, 8]
    format: Literal["lettered", "free"]
    captions: list[str]
    answer: int
    evidence: dict[str, Any]
    candidates: NotRequired[list[str]]


class Line(NamedTuple):
    """One event line. `start` and `end` are seconds, None on composed timelines."""

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row in parts, as a reader sees it."""

    task: str
    opening: str
    header: str
    events: tuple[Line, ...]
    duration: float | None
    """Seconds, from the opening; None on composed timelines."""
    stem: str
    """Without "Question: "."""
    statements: tuple[str, ...]
    options: tuple[str, ...]
    """Texts without letters; for free rows the candidates of `meta`."""
    style: Style
    """How options are lettered, empty for free rows."""
    closing: str
    answer_index: int
    """The option that the answer turn chooses."""
    answer_text: str
    """The answer turn as it stands."""
    lettered: bool
    meta: Meta
    evidence: dict[str, Any]


_decode_meta = msgspec.json.Decoder(Meta).decode
_PLACEHOLDERS = ("<image>", "<video>", "<audio>", "<|")
_DURATION = re.compile(r"(?:^|.* )The video is ([0-9]{1,7}\.[0-9]) seconds long\.")
_NUMBERED = re.compile(r"(Frame|Scene|Clip) ([0-9]{1,4}): (?=\S)")
_NUMBER = r"([0-9]{1,7}\.[0-9])"
_TIMED = tuple(
    re.compile(form.replace("#", _NUMBER) + r"(?=\S)")
    for form in (r"\[#s - #s\] ", r"#s to #s: ", r"\(# - # seconds\) ")
)
_OPTION = re.compile(r"(\(([A-Z])\)|([A-Z])[.)]) (\S.*)")
_BARE = re.compile(r"\(([A-Z])\)|([A-Z])")
_ASKS_LETTER = re.compile(r"(?=.*\bletter\b)(?!.*\b(?:text|full|whole|line|complete)\b)", re.I)
_STYLES: dict[str, Style] = {"(": "(A)", ".": "A.", ")": "A)"}


def read_row(example: Example) -> ReadRow:
    """Takes a row apart.

    Raises:
        Unreadable: the row breaks the grammar, or its answer, options and `meta` do not agree.
    """
    prompt, answer = _turns(example)
    meta = _meta(example.meta)
    opening, (header, *lines), asked, closing = _sections(prompt)
    if stray := _stray("\n".join((opening, header, *asked, closing or ".", answer or "."))):
        raise Unreadable("stray_text", f"{stray} above or below the captions")
    if not header.endswith(":"):
        raise Unreadable("bad_header", f"header does not end with a colon: {header[:60]!r}")
    match = _DURATION.fullmatch(opening)
    duration = float(match[1]) if match else None
    events = _composed(lines) if duration is None else _timed(lines, duration)
    for event in events:
        if stray := _stray_in_caption(event.text):
            raise Unreadable("stray_text", f"{stray} in {event.text[:60]!r}")
    if meta["kind"] != ("composed" if duration is None else "timed"):
        raise Unreadable("meta_disagrees", f"meta says {meta['kind']}, the prompt does not")
    if len(meta["captions"]) != len(events):
        raise Unreadable(
            "meta_disagrees", f"{len(meta['captions'])} caption ids for {len(events)} lines"
        )
    stem, statements, printed = _question(asked)
    lettered = bool(printed)
    if lettered != (meta["format"] == "lettered") or lettered == ("candidates" in meta):
        raise Unreadable("meta_disagrees", f"meta says {meta['format']}, the prompt does not")
    options: tuple[str, ...]
    style: Style
    if lettered:
        options, style = _options(printed)
        index = _lettered_answer(answer, printed, bool(_ASKS_LETTER.match(closing)))
    else:
        options, style = _candidates(meta), ""
        index = _free_answer(answer, options)
    if index != meta["answer"]:
        raise Unreadable(
            "meta_answer_differs", f"meta says option {meta['answer']}, the answer is {index}"
        )
    return ReadRow(
        task=example.task,
        opening=opening,
        header=header,
        events=events,
        duration=duration,
        stem=stem,
        statements=statements,
        options=options,
        style=style,
        closing=closing,
        answer_index=index,
        answer_text=answer,
        lettered=lettered,
        meta=meta,
        evidence=meta["evidence"],
    )


def _turns(example: Example) -> tuple[str, str]:
    turns = example.conversations
    if len(turns) != 2 or (turns[0].speaker, turns[1].speaker) != ("human", "gpt"):
        raise Unreadable("bad_turns", "a row has one human turn and then one gpt turn")
    if example.images or example.videos:
        raise Unreadable("has_media", "a T3 row names no image or video file")
    prompt, answer = turns[0].value, turns[1].value
    if not all(type(text) is str for text in (prompt, answer, example.meta)):
        raise Unreadable("bad_turns", "prompt, answer and meta are texts")
    return prompt, answer


def _sections(prompt: str) -> tuple[str, list[str], list[str], str]:
    sections: list[list[str]] = [[]]
    for line in prompt.split("\n"):
        if line:
            sections[-1].append(line)
        else:
            sections.append([])
    if len(sections) not in (3, 4) or not all(sections):
        raise Unreadable("bad_sections", "3 or 4 sections are expected, a blank line between them")
    first, shown, asked, last = sections if len(sections) == 4 else [*sections, [""]]
    if len(first) != 1 or len(last) != 1:
        raise Unreadable("bad_sections", "opening and closing are one line each")
    return first[0], shown, asked, last[0]


@lru_cache(maxsize=4096)
def _stray_in_caption(caption: str) -> str:
    return _stray(caption)


def _stray(text: str) -> str:
    if "<" in text and any(mark in text for mark in _PLACEHOLDERS):
        return "a media placeholder or a special token"
    if "  " in text or "\n " in text or " \n" in text or text != text.strip():
        return "blanks in a row or at the end of a line"
    if "\t" in text or len(text.splitlines()) != text.count("\n") + 1:
        return "a tab or a foreign line break"
    return ""


def _meta(text: str) -> Meta:
    try:
        return _decode_meta(text)
    except RecursionError:
        raise Unreadable("bad_meta", "meta is nested too deeply") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise Unreadable("bad_meta", f"meta: {error}") from None


def _composed(lines: list[str]) -> tuple[Line, ...]:
    if len(lines) < 2:
        raise Unreadable("bad_events", "at least two event lines are expected")
    first = _NUMBERED.match(lines[0])
    if first is None:
        return tuple(Line(line) for line in lines)
    events = []
    for number, line in enumerate(lines, 1):
        prefix = f"{first[1]} {number}: "
        if not line.startswith(prefix) or len(line) == len(prefix):
            raise Unreadable("bad_events", f"line {number} does not start with {prefix!r}")
        events.append(Line(line[len(prefix) :]))
    return tuple(events)


def _timed(lines: list[str], duration: float) -> tuple[Line, ...]:
    if len(lines) < 2:
        raise Unreadable("bad_events", "at least two event lines are expected")
    form = next((form for form in _TIMED if form.match(lines[0])), _TIMED[0])
    events = []
    latest = 0.0
    for number, line in enumerate(lines, 1):
        match = form.match(line)
        if match is None:
            raise Unreadable("bad_events", f"line {number} does not start with its seconds")
        start, end = float(match[1]), float(match[2])
        if not latest <= start < end <= duration:
            raise Unreadable("bad_times", f"line {number}: {start} to {end} is out of order")
        latest = start
        events.append(Line(line[match.end() :], start, end))
    return tuple(events)


def _question(section: list[str]) -> tuple[str, tuple[str, ...], list[str]]:
    first, *lines = section
    stem = first.removeprefix("Question: ")
    statements = []
    for number, line in enumerate(lines, 1):
        prefix = f"({number}) "
        if not line.startswith(prefix):
            break
        statements.append(line[len(prefix) :])
    return stem, tuple(statements), lines[len(statements) :]


def _options(lines: list[str]) -> tuple[tuple[str, ...], Style]:
    texts = []
    shape = ""
    for number, line in enumerate(lines):
        match = _OPTION.fullmatch(line)
        if match is None or (match[2] or match[3]) != chr(ord("A") + number):
            raise Unreadable("bad_options", f"not the line of option {number + 1}: {line[:60]!r}")
        mark = match[1][0] if match[2] else match[1][1]
        if shape and mark != shape:
            raise Unreadable("bad_options", "options are lettered in more than one style")
        shape = mark
        texts.append(match[4])
    if len(texts) < 2:
        raise Unreadable("bad_options", "at least two options are expected")
    return tuple(texts), _STYLES[shape]


def _candidates(meta: Meta) -> tuple[str, ...]:
    candidates = tuple(meta.get("candidates", ()))
    if len(candidates) < 2 or not all(candidates):
        raise Unreadable("bad_options", "at least two candidates are expected, none empty")
    return candidates


def _lettered_answer(answer: str, printed: list[str], asks_letter: bool) -> int:
    if answer in printed:
        if asks_letter:
            raise Unreadable("bad_answer", "the closing line asks for the letter only")
        return printed.index(answer)
    if bare := _BARE.fullmatch(answer):
        if not asks_letter:
            raise Unreadable("bad_answer", "a bare letter, which the closing line does not ask for")
        index = ord(bare[1] or bare[2]) - ord("A")
        if index >= len(printed):
            raise Unreadable("answer_not_an_option", f"there is no option {answer!r}")
        return index
    if match := _OPTION.fullmatch(answer):
        index = ord(match[2] or match[3]) - ord("A")
        texts = [line.partition(" ")[2] for line in printed]
        if index < len(printed) and match[4] in texts and texts[index] != match[4]:
            raise Unreadable("answer_letter_differs", f"letter and text disagree: {answer[:60]!r}")
    raise Unreadable("answer_not_an_option", f"the answer is no option: {answer[:60]!r}")


def _free_answer(answer: str, candidates: tuple[str, ...]) -> int:
    given = _uncapitalised(answer)
    found = [
        index
        for index, candidate in enumerate(candidates)
        if given in (bare := _uncapitalised(candidate), f"{bare}.")
    ]
    if len(found) > 1:
        raise Unreadable("duplicate_options", f"two candidates read {answer[:60]!r}")
    if not found:
        raise Unreadable("answer_not_an_option", f"the answer is no candidate: {answer[:60]!r}")
    return found[0]


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
