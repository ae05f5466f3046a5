"""A film as a folder of pictures, three a second, as MVBench's Episodic Reasoning has them."""

import re
from pathlib import Path

from benchmarks.running.finding import PICTURES
from t3data.errors import T3Error
from t3data.video.bundle import FrameBundle
from t3data.video.pictures import fitted_size, jpeg
from t3data.video.sampling import FrameSampling
from t3data.video.select import SelectionError, clip_bounds, select

RATE = 3.0
"""Pictures a second."""

_NUMBER = re.compile(r"(\d+)")


def read_pictures(
    folder: Path,
    sampling: FrameSampling,
    clip: tuple[float, float] | None = None,
    longest_side: int | None = None,
) -> FrameBundle:
    """The pictures that `sampling` takes, as a video's frames; the first one is at 0 s.

    Raises:
        T3Error: there are none, one cannot be read, or there is no such clip.
    """
    files = sorted(
        (path for path in folder.iterdir() if path.suffix.lower() in PICTURES),
        key=lambda path: [(int(part), "") if part.isdigit() else (0, part)
                          for part in _NUMBER.split(path.name)],
    )  # fmt: skip
    times = [number / RATE for number in range(len(files))]
    duration = len(files) / RATE
    try:
        places = select(sampling, times, duration, clip)
        start, end = clip_bounds(clip, duration)
    except SelectionError as error:
        raise T3Error(f"{folder}: {error}; check the times asked for") from error
    frames = _read([files[place] for place in places], longest_side)
    return FrameBundle(
        frames=frames,
        times=tuple(max(times[place] - start, 0.0) for place in places),
        indices=tuple(places),
        fps=RATE,
        duration=end - start,
        offset=start,
    )


def _read(files: list[Path], longest_side: int | None) -> tuple[bytes, ...]:
    """As JPEG, all of the first one's size."""
    from PIL import Image

    frames: dict[Path, bytes] = {}
    size: tuple[int, int] | None = None
    for file in files:
        try:
            with Image.open(file) as picture:
                size = size or fitted_size(*picture.size, longest_side)
                frames[file] = jpeg(picture.convert("RGB"), size)
        except (OSError, ValueError) as error:
            raise T3Error(f"{file}: not a picture: {error}; fetch it again") from error
    return tuple(frames[file] for file in files)
