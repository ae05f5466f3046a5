"""General instruction rows for the loop: words to repeat, pictures of one colour, changing light.

The videos' questions are worded as TempCompass words its own, about which the trained model is
asked on other videos (`toy_tempcompass.py`).
"""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from toy_captions import THINGS

from t3data.video.write import write_video

SIDE = 56
"""Pixels: four tokens an image, and as many two frames."""
FPS, FRAMES = 4, 8
PAINTS = {"red": (220, 30, 30), "green": (20, 180, 40), "blue": (30, 60, 220)}


def write_text_and_images(directory: Path, text: int, images: int) -> Path:
    """`general.json` in LLaVA's form with so many rows of each, the images beside it."""
    rng = random.Random(11)
    rows: list[dict[str, Any]] = []
    for number in range(text):
        said = ", ".join(f"a {thing}" for thing in rng.sample(THINGS, rng.choice((4, 5, 6))))
        rows.append(_row(f"text-{number}", f"Say this again: {said}", said))
    noise = np.random.default_rng(11)
    (directory / "images").mkdir(parents=True)
    for number in range(images):
        name = list(PAINTS)[number % len(PAINTS)]
        pixels = np.array(PAINTS[name]) + noise.integers(-30, 31, (SIDE, SIDE, 3))
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        picture.save(directory / "images" / f"{number}.png")
        row = _row(f"image-{number}", "<image>\nWhat color is it?", name)
        rows.append({**row, "image": f"images/{number}.png"})
    path = directory / "general.json"
    path.write_text(json.dumps(rows), "utf-8")
    return path


def write_videos(directory: Path, count: int) -> Path:
    """`videos.json` with `count` rows, half of them of light that grows, and the videos."""
    rows = []
    for number in range(count):
        brighter = number % 2 == 0
        film(directory / "videos" / f"{number}.mp4", brighter, seed=number)
        asked, answer = question(brighter, ask_brighter=number % 4 < 2)
        row = _row(f"video-{number}", f"<video>{asked}\nPlease answer yes or no:", answer)
        rows.append({**row, "video": f"videos/{number}.mp4"})
    path = directory / "videos.json"
    path.write_text(json.dumps(rows), "utf-8")
    return path


def question(brighter: bool, ask_brighter: bool) -> tuple[str, str]:
    """A question about the light, and its answer."""
    asked = f"Is the video getting {'brighter' if ask_brighter else 'darker'}?"
    return asked, "yes" if brighter == ask_brighter else "no"


def film(path: Path, brighter: bool, seed: int) -> None:
    """A video of two seconds whose light grows or fades, from and to levels of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    low, high = rng.integers(10, 60), rng.integers(180, 240)
    levels = np.linspace(low, high, FRAMES)
    tint = rng.uniform(0.8, 1.0, 3)

    def frame(level: float) -> NDArray[np.uint8]:
        picture: NDArray[np.uint8] = np.tile(level * tint, (SIDE, SIDE, 1)).astype(np.uint8)
        return picture

    write_video(path, (frame(level) for level in (levels if brighter else levels[::-1])), FPS)


def _row(name: str, asked: str, answer: str) -> dict[str, Any]:
    turns = [{"from": "human", "value": asked}, {"from": "gpt", "value": answer}]
    return {"id": name, "conversations": turns}
