"""The short way for plain rows: two speakers in turn, text and images, nothing unusual.

Nearly all general data is of this kind. A row is decoded once and proved in order by a handful of
operations that run in C; a row that cannot be proved so goes the long way, which decides. So
this module never refuses a row, and a test holds the two ways together.
"""

import re
from collections.abc import Iterable, Sequence
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
from mixes.shuffle import IMAGE, TEXT
from t3data.records import Span

_GAP = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")
_LONGEST = 64
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
_SPEAKERS = {n: ["human", "gpt"] * (n // 2) for n in range(2, _LONGEST + 1, 2)}
_FRAMES = {n: frame_number(speakers) for n, speakers in _SPEAKERS.items()}
_MARKS = ("<image>", "<video>", "<audio>")

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


def prove(row: PlainRow | AnnotatedRow, limit: int) -> Proof | None:
    """That the row passes all checks that every build has (`filters.registry`), or None.

    None says nothing about the row.
    """
    turns = row.conversations
    image = row.image
    name = row.id
    return prove_texts(
        list(map(_speaker_of, turns)),
        list(map(_value_of, turns)),
        () if image is None else (image,) if isinstance(image, str) else image,
        None if name is None else str(name) or None,
        limit,
    )


def prove_texts(
    speakers: list[str], values: list[str], images: Sequence[str], name: str | None, limit: int
) -> Proof | None:
    """As `prove`, for a row in its parts; there must be no videos."""
    count = len(values)
    if speakers != _SPEAKERS.get(count) or any(map(str.isspace, values)):
        return None
    text = SEPARATOR.join(values)
    if MARK in text:
        return None
    frame, kind, media = _FRAMES[count], TEXT, 0
    if images:
        if not _agree(text, images):
            return None
        frame, kind = with_media(frame, images, ()), IMAGE
        media = media_bound(len(images), 0)
    elif "<" in text and any(mark in text for mark in _MARKS):
        return None
    if most_tokens(text, count) + media > limit:
        return None
    return content_hash(frame, text), name, kind


def _agree(text: str, images: Sequence[str]) -> bool:
    """Whether each of the images has its placeholder, and nothing else has one."""
    first = text.find("<")
    if len(images) == 1 and images[0] and text.find("<", first + 1) < 0:
        return text.startswith("<image>", first)
    return (
        all(images)
        and text.count("<image>") == len(images)
        and "<video>" not in text
        and "<audio>" not in text
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
