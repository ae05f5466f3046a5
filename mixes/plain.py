"""The short way for plain rows: two speakers in turn, text and images, nothing unusual.

Nearly all general data is of this kind. A row is decoded once and proved in order by a handful of
operations that run in C; a row that cannot be proved so goes the long way, which decides. So
this module never refuses a row, and a test holds the two ways together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from mixes.content import SEPARATOR, content_hash, frame_number, with_media
from mixes.filters.template_tokens import MARK
from mixes.filters.tokens import media_bound, most_tokens
from mixes.rowtable import Places
from mixes.shapes.row import Utterance
from mixes.shuffle import IMAGE, TEXT
from t3data.records import Span

_GAP = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")
_LONGEST = 64
_TOGETHER = 64
_BRACE = ord("{")


class PlainTurn(msgspec.Struct, gc=False):
    """A turn of one of the two usual speakers."""

    speaker: Literal["human", "gpt"] = msgspec.field(name="from")
    value: Annotated[str, msgspec.Meta(min_length=1)]


class PlainRow(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A LLaVA row and nothing else."""

    conversations: list[PlainTurn]
    id: str | int | None = None
    image: str | list[str] | None = None


class AnnotatedRow(msgspec.Struct, gc=False):
    """A LLaVA row with further fields; those that would ask for more thought must be absent."""

    conversations: list[PlainTurn]
    id: str | int | None = None
    image: str | list[str] | None = None
    images: msgspec.UnsetType = msgspec.UNSET
    video: msgspec.UnsetType = msgspec.UNSET
    videos: msgspec.UnsetType = msgspec.UNSET
    system: msgspec.UnsetType = msgspec.UNSET
    tools: msgspec.UnsetType = msgspec.UNSET
    task: msgspec.UnsetType = msgspec.UNSET
    meta: msgspec.UnsetType = msgspec.UNSET


_decode_plain = msgspec.json.Decoder(PlainRow).decode
_decode_annotated = msgspec.json.Decoder(AnnotatedRow).decode
_decode_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode
_speaker_of = attrgetter("speaker")
_value_of = attrgetter("value")
_FRAMES = {n: frame_number(["human", "gpt"] * (n // 2)) for n in range(2, _LONGEST + 1, 2)}
_MARKS = ("<image>", "<video>", "<audio>", MARK)

Parts = tuple[Sequence[PlainTurn | Utterance], Sequence[str], str | None]
"""Turns, images and id of a row."""
Proof = tuple[bytes, str | None, int]
"""What is known of a row that is in order: content hash, id, kind."""


def decode(raw: msgspec.Raw | bytes) -> PlainRow | AnnotatedRow:
    """The row in `raw`.

    Raises:
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is not plain, or not JSON.
    """
    try:
        return _decode_plain(raw)
    except msgspec.ValidationError:
        # Fields that are skipped are not looked at, and could hold bytes that are no text.
        str(bytes(raw), "utf-8")
        return _decode_annotated(raw)


def proofs(raws: Sequence[msgspec.Raw | bytes], limit: int) -> Iterator[Proof | None]:
    """For each row that it passes all checks that every build has, or None.

    None says nothing about the row. Rows are looked at a few dozen at a time, so that most of the
    work is done by a few calls for all of them; where those find anything, row by row.
    """
    for start in range(0, len(raws), _TOGETHER):
        some = raws[start : start + _TOGETHER]
        try:
            yield from prove([_parts(row) for row in map(_decode_plain, some)], limit)
        except msgspec.DecodeError:
            for raw in some:
                yield _proof_alone(raw, limit)


def prove(rows: Sequence[Parts], limit: int) -> list[Proof | None]:
    """As `proofs`, for rows in their parts; they must have no videos."""
    talks = [turns for turns, _, _ in rows]
    turns = list(chain.from_iterable(talks))
    values = list(map(_value_of, turns))
    counts = list(map(len, talks))
    orderly = list(map(_speaker_of, turns)) == ["human", "gpt"] * (len(turns) // 2)
    if not orderly or any(count % 2 for count in counts) or any(map(str.isspace, values)):
        return [None] if len(rows) == 1 else [prove([row], limit)[0] for row in rows]
    found: list[Proof | None] = []
    stop = 0
    for (_, images, name), count in zip(rows, counts, strict=True):
        start, stop = stop, stop + count
        text = SEPARATOR.join(values[start:stop])
        frame = _FRAMES.get(count)
        most = most_tokens(text, count)
        if images:
            plain = _agree(text, images)
            most += media_bound(len(images), 0)
        else:
            plain = "<" not in text or not any(mark in text for mark in _MARKS)
        if frame is None or not plain or most > limit:
            found.append(None)
        elif images:
            found.append((content_hash(with_media(frame, images, ()), text), name, IMAGE))
        else:
            found.append((content_hash(frame, text), name, TEXT))
    return found


def _parts(row: PlainRow | AnnotatedRow) -> Parts:
    image, name = row.image, row.id
    return (
        row.conversations,
        () if image is None else (image,) if isinstance(image, str) else image,
        None if name is None else str(name) or None,
    )


def _proof_alone(raw: msgspec.Raw | bytes, limit: int) -> Proof | None:
    try:
        return prove([_parts(decode(raw))], limit)[0]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _agree(text: str, images: Sequence[str]) -> bool:
    """Whether each of the images has its placeholder, and nothing else has one."""
    first = text.find("<")
    if len(images) == 1 and images[0] and text.find("<", first + 1) < 0:
        return text.startswith("<image>", first)
    return (
        all(images)
        and text.count("<image>") == len(images)
        and not any(mark in text for mark in _MARKS[1:])
    )


def framed(span: Span) -> tuple[Sequence[msgspec.Raw | bytes], Places] | None:
    """The rows of a JSON or JSONL span as raw JSON with their places; None if any is damaged."""
    size = span.stop - span.start
    # Brackets around make a list of an array's rows, without another copy of the span.
    text = bytearray(size + 2)
    text[0], text[-1] = b"[]"
    with memoryview(text) as view, Path(span.path).open("rb") as stream:
        stream.seek(span.start)
        if stream.readinto(view[1:-1]) != size:
            return None
    return _framed_lines(text, span) if span.kind == "jsonl" else _framed_array(text, span)


def _framed_lines(text: bytearray, span: Span) -> tuple[list[bytes], Places] | None:
    lines = bytes(text[1:-1]).split(b"\n")
    if not lines[-1]:
        lines.pop()
    if not all(lines) or any(map(bytes.isspace, lines)):
        return None
    lengths = np.fromiter(map(len, lines), np.int64, len(lines))
    offsets = span.start + np.concatenate(([0], np.cumsum(lengths + 1)[:-1]))
    return lines, Places(offsets, span.first_row + np.arange(len(lines)), lengths)


def _framed_array(text: bytearray, span: Span) -> tuple[list[msgspec.Raw], Places] | None:
    if text[1] != _BRACE:
        return None
    try:
        raws = _decode_raws(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    views: Iterable[memoryview] = map(memoryview, raws)
    lengths = np.fromiter(map(len, views), np.int64, len(raws))
    starts = _even_starts(text, lengths)
    if starts is None:
        starts = _uneven_starts(text, lengths)
    rows = span.first_row + np.arange(len(raws))
    return raws, Places(span.start - 1 + starts, rows, lengths)


def _even_starts(text: bytearray, lengths: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Where rows begin if the same white space stands between all of them.

    Each assumed gap is compared with the first, and a row must begin behind it; as the first row
    begins at 1, every start is right or the comparison fails.
    """
    gap, odd = divmod(len(text) - 2 - int(lengths.sum()), max(len(lengths) - 1, 1))
    between = text[1 + lengths[0] : 1 + lengths[0] + gap]
    if odd or (gap and between.strip(b" \t\r\n") != b","):
        return None
    starts: NDArray[np.int64] = 1 + np.concatenate(([0], np.cumsum(lengths + gap)[:-1]))
    view = np.frombuffer(text, np.uint8)
    ends = (starts + lengths)[:-1]
    same = all(np.all(view[ends + i] == byte) for i, byte in enumerate(between))
    return starts if same and np.all(view[starts] == _BRACE) else None


def _uneven_starts(text: bytearray, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = []
    position = 1
    for length in lengths.tolist():
        starts.append(position)
        gap = _GAP.match(text, position + length)
        position = gap.end() if gap else len(text)
    return np.array(starts, np.int64)
