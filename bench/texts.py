"""Generated data, a pure function of (seed, number of rows): captions, and LLaVA-style arrays.

Rows vary as real ones do in what costs time: length, turns, long-tail words, unicode, media.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from bench import words

Row = dict[str, Any]
_BYTES = 1 << 20


class Writer:
    """Draws sentences. Only `Random.random` is used, which no Python version may change."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random

    def below(self, stop: int) -> int:
        return int(self._random() * stop)

    def one(self, values: list[str]) -> str:
        return values[int(self._random() * len(values))]

    def chance(self, share: float) -> bool:
        return self._random() < share

    def name(self) -> str:
        return "".join(self.one(words.SYLLABLES) for _ in range(2 + self.below(2))).title()

    def thing(self) -> str:
        adjective = self.one(words.COLOURS if self.chance(0.5) else words.STATES)
        return f"{adjective} {self.one(words.THINGS)}"


def caption(writer: Writer, length: int) -> str:
    """A dense caption of an image, of about `length` characters."""
    text = _scene(writer)
    while len(text) < length - 30:
        thing, place = article(writer.thing()), writer.one(words.WHERES)
        match writer.below(3):
            case 0:
                more = f"{thing} {writer.one(words.RESTS)} {place}."
            case 1:
                doing = f"{writer.one(words.PEOPLE)} {writer.one(words.DOINGS)}"
                more = f"{article(doing)} {thing.lower()} {place}."
            case _:
                other = article(writer.thing()).lower()
                more = f"Next to it, {thing.lower()} {writer.one(words.RESTS)} with {other}."
        text = f"{text} {more}"
    return text


def _scene(writer: Writer) -> str:
    thing, rests = article(writer.thing()), writer.one(words.RESTS)
    return f"{thing} {rests} {writer.one(words.WHERES)} of {_place(writer)}."


def _place(writer: Writer) -> str:
    return article(writer.one(words.PLACES)).lower()


def article(words: str) -> str:
    return f"{'An' if words[0] in 'aeiou' else 'A'} {words}"


def captions(seed: int, rows: int, length: int) -> Iterator[Row]:
    """`rows` captions; their lengths lie around `length` characters."""
    writer = Writer(f"captions/{seed}/{length}")
    for number in range(rows):
        wanted = length * (70 + writer.below(61)) // 100
        yield {"id": f"image-{number:07d}", "caption": caption(writer, wanted)}


def llava_rows(seed: int, rows: int) -> Iterator[Row]:
    """LLaVA rows of about 1.4 KB of JSON with one to three exchanges.

    Every tenth has no image, every fourth is not ASCII.
    """
    writer = Writer(f"llava/{seed}")
    for number in range(rows):
        turns = []
        image = not writer.chance(0.1)
        exchanges = 1 + writer.below(3)
        for exchange in range(exchanges):
            mark = "<image>\n" if image and not exchange else ""
            answer = _answer(writer, (882 + writer.below(340)) // exchanges)
            turns.append({"from": "human", "value": mark + _question(writer)})
            turns.append({"from": "gpt", "value": answer})
        row: Row = {"id": f"{number:012d}"}
        if image:
            row["image"] = f"coco/train2017/{writer.below(10**12):012d}.jpg"
        yield row | {"conversations": turns}


def _question(writer: Writer) -> str:
    question = writer.one(words.QUESTIONS)
    if writer.chance(0.4):
        question = f"{question} Pay attention to the {writer.thing()}."
    return question


def _answer(writer: Writer, length: int) -> str:
    """What a model said: of about `length` characters, with lists, names, numbers and signs."""
    one = writer.one
    pieces: list[str] = []
    size = 0
    while size < length:
        thing, where, opening = writer.thing(), one(words.WHERES), one(words.OPENINGS)
        match writer.below(6):
            case 0:
                piece = f"{opening}, {_scene(writer).lower()}"
            case 1:
                year = 1900 + writer.below(125)
                sign = one(words.FOREIGN_SIGNS if writer.chance(0.11) else words.SIGNS)
                piece = f'The sign reads "{sign}", as {writer.name()} noted in {year}.'
            case 2:
                piece = f"{writer.name()} {one(words.DOINGS)} the {thing} {where}."
            case 3:
                count, share = 2 + writer.below(97), writer.below(1000) / 10
                piece = f"There are {count} of them, roughly {share}% of all."
            case 4:
                head = f"\n\n{1 + len(pieces)}. **{thing.title()}**"
                piece = f"{head}: it {one(words.RESTS)} {where}, which suggests {_place(writer)}."
            case _:
                doing = f"a {one(words.PEOPLE)} {one(words.DOINGS)} it"
                piece = f"{opening}, the {thing} {one(words.RESTS)} {where}, and {doing}."
        pieces.append(piece)
        size += len(piece) + 1
    return " ".join(pieces).lstrip()


def write_array(path: Path, rows: Iterator[Row]) -> None:
    """One JSON array, as `json.dump` writes it."""
    _write(path, rows, lambda number: "[" if not number else ", ", "]")


def write_lines(path: Path, rows: Iterator[Row]) -> None:
    """One JSON object a line."""
    _write(path, rows, lambda number: "\n" if number else "", "\n")


def _write(path: Path, rows: Iterator[Row], before: Callable[[int], str], end: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with temporary.open("w", encoding="utf-8", buffering=_BYTES) as stream:
        for number, row in enumerate(rows):
            stream.write(before(number) + encode(row))
        stream.write(end)
    temporary.replace(path)
