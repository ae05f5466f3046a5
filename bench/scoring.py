"""A benchmark of any size in the form of Video-MME, and a model's terse replies to it.

A pure function of the number of questions: rows are invented, four questions a video, and replies
take the forms that models give when they are told to answer with a letter.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec

from t3data.files import atomic_write

PER_VIDEO = 4
FORMS = (
    ("{letter}", 55),
    ("{letter}.", 12),
    ("({letter})", 6),
    ("{letter}. {text}", 12),
    ("The answer is {letter}.", 6),
    ("Answer: {letter}", 3),
    ("{text}", 3),
    ("**{letter}**", 1),
    ("", 1),
    ("I am not able to tell from the frames.", 1),
)
"""How replies are worded, and how many of a hundred are."""
_DURATIONS = ("short", "medium", "long")
_DOMAINS = ("Knowledge", "Sports", "Film & Television", "Life Record", "Multilingual")
_TASKS = ("Action Recognition", "Counting Problem", "OCR Problems", "Temporal Reasoning")
_WORDS = (
    "the man|a woman|two children|the dog|someone|the cook|a player|the driver".split("|"),
    "opens|carries|paints|repairs|throws|washes|points at|walks around".split("|"),
    "the red door|a wooden box|the old car|a blue kite|the window|some bread|a guitar".split("|"),
    "at first|in the end|before the rain|after the break|twice|near the lake".split("|"),
)


def write_annotations(path: Path, questions: int) -> None:
    """A table with the columns of the published one, as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    step = 50_000
    with atomic_write(path) as stream:
        writer = None
        for start in range(0, questions, step):
            rows = [_row(number) for number in range(start, min(questions, start + step))]
            table = pa.Table.from_pylist(rows)
            writer = writer or pq.ParquetWriter(stream, table.schema)
            writer.write_table(table)
        if writer:
            writer.close()


def write_replies(path: Path, questions: int) -> None:
    """Our own predictions, one a question."""
    encode = msgspec.json.encode
    with atomic_write(path) as stream:
        for id, reply in _replies(questions):
            stream.write(encode({"id": id, "reply": reply}) + b"\n")


def _row(number: int) -> dict[str, object]:
    pick = random.Random(number)
    video = number // PER_VIDEO
    return {
        "video_id": f"{video:06}",
        "videoID": f"video-{video:06}",
        "duration": _DURATIONS[video % 3],
        "domain": _DOMAINS[video % 5],
        "sub_category": f"{_DOMAINS[video % 5]} {video % 6 + 1}",
        "task_type": _TASKS[number % 4],
        "question_id": _id(number),
        "question": f"What does {pick.choice(_WORDS[0])} do {pick.choice(_WORDS[3])}?",
        "options": [f"{letter}. {text}" for letter, text in zip("ABCD", _texts(pick), strict=True)],
        "answer": "ABCD"[pick.randrange(4)],
    }


def _texts(pick: random.Random) -> list[str]:
    return [" ".join(map(pick.choice, _WORDS)).capitalize() + "." for _ in range(4)]


def _replies(questions: int) -> Iterator[tuple[str, str]]:
    forms, weights = zip(*FORMS, strict=True)
    pick = random.Random(0)
    for number in range(questions):
        row = _row(number)
        right = "ABCD".index(str(row["answer"]))
        place = right if pick.random() < 0.6 else pick.randrange(4)
        options = row["options"]
        assert isinstance(options, list)
        form = pick.choices(forms, weights)[0]
        yield _id(number), form.format(letter="ABCD"[place], text=options[place][3:])


def _id(number: int) -> str:
    return f"{number // PER_VIDEO:06}-{number % PER_VIDEO + 1}"
