"""Reads a T3 row back into its parts by the grammar of docs/rows.md; the prompt is the only truth.

Nothing is repaired: a row that breaks the grammar is unreadable, however clear its meaning.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal, NotRequired, TypedDict

import msgspec

from t3data.checker.fault import Unreadable
from t3data.checker.prompt import (
    OPTION,
    Line,
    Style,
    events_of,
    options_of,
    question_of,
    require_clean,
    sections_of,
)
from t3data.types import Example


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
_BARE = re.compile(r"\(([A-Z])\)|([A-Z])")
_ASKS_LETTER = re.compile(r"(?=.*\bletter\b)(?!.*\b(?:text|full|whole|line|complete)\b)", re.I)


def read_row(example: Example) -> ReadRow:
    """Takes a row apart.

    Raises:
        Unreadable: the row breaks the grammar, or its answer, options and `meta` do not agree.
    """
    prompt, answer = _turns(example)
    meta = _meta(example.meta)
    opening, (header, *lines), asked, closing = sections_of(prompt)
    require_clean("\n".join((opening, header, *asked, closing or ".", answer or ".")))
    if not header.endswith(":"):
        raise Unreadable("bad_header", f"header does not end with a colon: {header[:60]!r}")
    events, duration = events_of(opening, lines)
    if meta["kind"] != ("composed" if duration is None else "timed"):
        raise Unreadable("meta_disagrees", f"meta says {meta['kind']}, the prompt does not")
    if len(meta["captions"]) != len(events):
        raise Unreadable(
            "meta_disagrees", f"{len(meta['captions'])} caption ids for {len(events)} lines"
        )
    stem, statements, printed = question_of(asked)
    lettered = bool(printed)
    if lettered != (meta["format"] == "lettered") or lettered == ("candidates" in meta):
        raise Unreadable("meta_disagrees", f"meta says {meta['format']}, the prompt does not")
    options: tuple[str, ...]
    style: Style
    if lettered:
        options, style = options_of(printed)
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


def _meta(text: str) -> Meta:
    try:
        return _decode_meta(text)
    except RecursionError:
        raise Unreadable("bad_meta", "meta is nested too deeply") from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise Unreadable("bad_meta", f"meta: {error}") from None


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
    if match := OPTION.fullmatch(answer):
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
