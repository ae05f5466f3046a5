"""Text, image and video rows made on the spot, with media that decode, and mixes of them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from real_trainers import ROOT

TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
    "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
ENTRY = {
    "file_name": "data",
    "formatting": "sharegpt",
    "columns": {"messages": "conversations", "images": "images", "videos": "videos"},
    "tags": TAGS,
}

SIZES = ((56, 56), (130, 90), (90, 250), (400, 224), (1000, 700), (31, 620))
"""Width and height of the images, some above the tiny model's limit of pixels and some below."""


def write_media(root: Path) -> Path:
    """`images/0.png` to `images/5.png` and `videos/0.mp4` to `videos/2.mp4` below `root`."""
    import av

    (root / "images").mkdir(parents=True)
    (root / "videos").mkdir()
    for number, size in enumerate(SIZES):
        Image.new("RGB", size, (40 * number, 90, 255 - 40 * number)).save(
            root / "images" / f"{number}.png"
        )
    for number in range(3):
        with av.open(str(root / "videos" / f"{number}.mp4"), "w") as container:
            stream = container.add_stream("mpeg4", rate=2)
            stream.width, stream.height, stream.pix_fmt = 112, 64 + 32 * number, "yuv420p"
            for shade in range(3 + 2 * number):  # odd numbers of frames are padded
                picture = Image.new("RGB", (stream.width, stream.height), (30 * shade, 9, 99))
                container.mux(stream.encode(av.VideoFrame.from_image(picture)))
            container.mux(stream.encode())
    return root


def text_row(number: int, turns: int = 1) -> dict[str, Any]:
    said = [
        {"from": speaker, "value": f"{speaker} {number}.{turn} 日本 “é” 🎬"}
        for turn in range(turns)
        for speaker in ("human", "gpt")
    ]
    return {"id": f"text-{number}", "conversations": said}


def image_row(number: int, images: int = 1) -> dict[str, Any]:
    names = [f"images/{(number + i) % len(SIZES)}.png" for i in range(images)]
    asked = "<image>" * images + f"What is in {number}?"
    return {
        "id": f"image-{number}",
        "image": names,
        "conversations": [
            {"from": "human", "value": asked},
            {"from": "gpt", "value": f"A colour, {number}."},
        ],
    }


def video_row(number: int) -> dict[str, Any]:
    return {
        "id": f"video-{number}",
        "video": f"videos/{number % 3}.mp4",
        "conversations": [
            {"from": "human", "value": f"<video>\nWhat happens in {number}?"},
            {"from": "gpt", "value": f"It fades, {number}."},
        ],
    }


def build(directory: Path, rows: list[dict[str, Any]], media: Path, *options: object) -> Path:
    """The mix that `t3 build-mix` makes of these rows, in `directory`."""
    source = directory.with_name(f"{directory.name}-rows.json")
    source.write_text(json.dumps(rows), encoding="utf-8")
    ended = t3("build-mix", "--general", source, "--ratio", "0:1", "--media-root", media,
               *options, "-o", directory)  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return directory


def t3(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
    )  # fmt: skip
