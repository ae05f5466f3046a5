"""Questions in TempCompass's published form about videos that the loop does not train on."""

import json
from pathlib import Path

from toy_general import film, question

_FIRST_SEED = 100_000


def write_tempcompass(directory: Path, videos: int) -> Path:
    """`yes_no.json` with two questions on each video, and the videos in `videos/`."""
    asked: dict[str, dict[str, list[dict[str, str]]]] = {}
    for number in range(videos):
        brighter = number % 2 == 0
        film(directory / "videos" / f"v{number}.mp4", brighter, seed=_FIRST_SEED + number)
        asked[f"v{number}"] = {
            "attribute_change": [
                {"question": text, "answer": answer}
                for text, answer in (question(brighter, which) for which in (True, False))
            ]
        }
    path = directory / "yes_no.json"
    path.write_text(json.dumps(asked), "utf-8")
    return path
