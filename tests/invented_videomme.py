"""An invented benchmark in Video-MME's official form, with tiny videos, and runs over it."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from t3data.video.write import write_video

VIDEOS = ("plain", "with a space", "film 🎬", "last")
FPS = 10
SIDE = 32
SUBTITLES = """1
00:00:00,000 --> 00:00:00,500
<font color="white" size=".72c">first words</font>

2
00:00:00,500 --> 00:00:01,000
between two frames

3
00:00:01,800 --> 00:00:02,500
last words
"""

Command = Callable[..., tuple[int, str]]
"""`t3` with arguments: its exit status and what it printed."""


def entry(video: str, number: int, questions: int, answers: str = "BCDA") -> dict[str, Any]:
    """One video of the official template."""
    return {
        "video_id": f"{number:03}",
        "videoID": video,
        "duration": "short",
        "domain": "Knowledge",
        "sub_category": "Law",
        "questions": [
            {
                "question_id": f"{number:03}-{at + 1}",
                "task_type": "Counting Problem",
                "question": f"How many boats pass in {video}, part {at + 1}?",
                "options": ["A. one", "B. two", "C. three", "D. four"],
                "answer": answers[(number + at) % 4],
            }
            for at in range(questions)
        ],
    }


def write_annotations(path: Path, videos: Sequence[str], questions: int = 3) -> Path:
    """The file that `t3 run --annotations` is given."""
    entries = [entry(video, number, questions) for number, video in enumerate(videos, 1)]
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    return path


def write_film(path: Path, seconds: float = 2.0, shade: int = 0) -> None:
    """Frames that grow lighter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = round(seconds * FPS)
    frames = (
        np.full((SIDE, SIDE, 3), (shade + 200 * n // count) % 256, np.uint8) for n in range(count)
    )
    write_video(path, frames, FPS)


def given(data: Path, output: Path, model: str = "m", *more: object) -> list[object]:
    """The arguments of a run with two frames."""
    named = ["run", "videomme", "--model", model, "--annotations", data / "test.json"]
    return [*named, "--videos", data / "videos", "--frames", "2", "-o", output, *more]


def lines(path: Path) -> list[dict[str, Any]]:
    """A JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def predictions(output: Path) -> dict[str, dict[str, Any]]:
    """By id."""
    return {line["id"]: line for line in lines(output / "predictions.jsonl")}


def record(output: Path) -> dict[str, Any]:
    """The run's settings and result."""
    found: dict[str, Any] = json.loads((output / "run.json").read_text(encoding="utf-8"))
    return found


def scored(t3: Command, data: Path, file: Path, scorer: str = "official") -> dict[str, Any]:
    """What `t3 score --json` says."""
    where = ["--annotations", data / "test.json", "--scorer", scorer]
    status, printed = t3("score", "videomme", file, *where, "--json")
    assert status == 0, printed
    found = json.loads(printed)
    return dict(found[0] if isinstance(found, list) else found)
