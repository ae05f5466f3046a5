"""Benchmarks of moments and captions of any size: files as published, and predictions.

A pure function of the number of queries: rows are invented, four queries a video in the first.
"""

import random
from pathlib import Path

import msgspec

from t3data.files import atomic_write

PER_VIDEO = 4
_STEPS = 8
"""Of a cooking video."""
_WORDS = (
    "cut|fry|boil|mix|spread|add|pour|peel|roll|grill|stir|season".split("|"),
    "the onions|some butter|two eggs|the dough|a potato|the chicken|rice|tomato sauce".split("|"),
    "in|on|with|over|under|into".split("|"),
    "a hot pan|the bowl|some oil|the baking tray|a wooden board|boiling water".split("|"),
)
_DURATION = 150
_CLIPS = _DURATION // 2


def write_windows(annotations: Path, predictions: Path, queries: int) -> None:
    """`charades_sta_test.txt`, and TimeChat's object by qid."""
    pick = random.Random(0)
    said = {}
    with atomic_write(annotations) as stream:
        for number in range(queries):
            start, video = pick.uniform(0, 90), f"V{number // PER_VIDEO:06}"
            query, end = f"person does thing {number}.", start + pick.uniform(2, 60)
            stream.write(f"{video} {start:.1f} {end:.1f}##{query}\n".encode())
            window = [round(start + pick.gauss(0, 4), 1), round(end + pick.gauss(0, 8), 1)]
            said[str(number)] = {"timestamp": [window], "query": query, "vid": video}
    with atomic_write(predictions) as stream:
        stream.write(msgspec.json.encode(said))


def write_highlights(annotations: Path, predictions: Path, queries: int) -> None:
    """`highlight_val_release.jsonl`, and ten windows and 75 scores a query."""
    pick = random.Random(0)
    encode = msgspec.json.encode
    with atomic_write(annotations) as truth, atomic_write(predictions) as said:
        for qid in range(queries):
            named = {"qid": qid, "query": "a query", "vid": f"v{qid}_0_{_DURATION}"}
            starts = sorted(pick.sample(range(0, _CLIPS - 5, 8), pick.randint(1, 5)))
            windows = [[2 * start, 2 * (start + pick.randint(1, 5))] for start in starts]
            clips = [clip for start, end in windows for clip in range(start // 2, end // 2)]
            ratings = [[pick.randint(0, 4) for _ in range(3)] for _ in clips]
            facts = {
                "duration": _DURATION,
                "relevant_windows": windows,
                "relevant_clip_ids": clips,
                "saliency_scores": ratings,
            }
            truth.write(encode({**named, **facts}) + b"\n")
            ranked = []
            for _ in range(10):
                start, end = pick.choice(windows)
                ranked.append([start + pick.gauss(0, 4), end + pick.gauss(0, 4), pick.random()])
            scores = [pick.random() for _ in range(_CLIPS)]
            line = {"pred_relevant_windows": ranked, "pred_saliency_scores": scores}
            said.write(encode({**named, **line}) + b"\n")


def write_captions(annotations: Path, predictions: Path, videos: int) -> None:
    """`yc2_val.json` in the shape of ActivityNet Captions, and TimeIT's predictions."""
    pick = random.Random(0)
    truth, said = {}, {}
    for number in range(videos):
        starts = sorted(pick.sample(range(0, 290, 5), _STEPS))
        windows = [[start, start + pick.randint(4, 25)] for start in starts]
        steps = {
            "duration": 320.0,
            "timestamps": windows,
            "sentences": [_step(pick) for _ in starts],
        }
        truth[f"video{number}"] = steps
        said[f"video{number}.mp4"] = [
            {
                "timestamp": [start + pick.gauss(0, 3), end + pick.gauss(0, 3)],
                "caption": _step(pick),
            }
            for start, end in windows
        ]
    for path, value in ((annotations, truth), (predictions, said)):
        with atomic_write(path) as stream:
            stream.write(msgspec.json.encode(value))


def _step(pick: random.Random) -> str:
    return " ".join(pick.choice(words) for words in _WORDS) + "."
