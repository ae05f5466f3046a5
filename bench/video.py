"""How fast chosen frames come out of a film, by reader and by how far apart they are.

`python -m bench.video WAY FILM COUNT` prints the seconds from opening the film to the last of COUNT
frames as RGB. It shows where to jump and where to read on (`t3data/video/plan.py`), and that PyAV
is what `auto` should take.
"""

import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bench.measure import alternate, python
from bench.results import Table

if TYPE_CHECKING:
    from bench.suites import Bench

WAYS = {"jump": "PyAV, jumping", "through": "PyAV, reading through", "decord": "decord"}
_RATE = 30
_WIDTH, _HEIGHT = 640, 360
_FILMS = {
    "H.264, a keyframe in 250": ("mp4", "libx264", 250, (8, 64, 256)),
    "H.264, a keyframe in 30": ("mp4", "libx264", 30, (8, 64, 256)),
    "H.264, one keyframe": ("mp4", "libx264", 100_000, (8,)),
    "VP9, a keyframe in 128": ("webm", "libvpx-vp9", 128, (8,)),
}
"""Kind of file, encoder, frames from keyframe to keyframe, and how many frames are taken."""
_QUICKLY = {
    "libx264": {"preset": "veryfast", "crf": "28", "bf": "3"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "b": "600k"},
}


def video(bench: "Bench") -> Table:
    """A few and many frames of films, evenly spread, by each way to read them."""
    frames = bench.sizes.film
    table = Table(
        "Frames of a film",
        [
            f"* films of {frames:,} frames, {_WIDTH}x{_HEIGHT}, a moving pattern",
            "* wall s: from opening the film, counting its frames included, to the last frame, RGB",
            "* no decord for VP9: version 0.6 breaks off after a few jumps in a sound film",
            "* PyAV decodes with one thread; decord decodes in a thread beside the one that takes",
        ],
        "frames",
    )
    contenders, amounts = {}, {}
    for name, (kind, encoder, group, counts) in _FILMS.items():
        film = bench.inputs.work / f"film-{encoder}-{group}-{frames}.{kind}"
        if not film.exists():
            bench.say(f"writing a film: {name}")
            write_film(film, frames, encoder, group)
        for count in counts:
            for way, title in WAYS.items():
                if way == "decord" and encoder != "libx264":
                    continue
                row = f"{name}: {count} frames, {title}"
                command = python("-m", "bench.video", way, film, str(count))
                contenders[row] = bench.once(command, own_clock=True)
                amounts[row] = min(count, frames)
    for name, runs in alternate(contenders, bench.sizes.rounds, bench.say).items():
        table.add(name, runs, amounts[name])
    return table


def write_film(path: Path, frames: int, encoder: str, group: int) -> None:
    """Writes `frames` pictures of a moving pattern; the file appears when it is whole."""
    import av

    unfinished = path.with_suffix(f".part{path.suffix}")
    with av.open(str(unfinished), "w") as output:
        options = {"g": str(group), **_QUICKLY[encoder]}
        stream = output.add_stream(encoder, rate=_RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        for number, pixels in enumerate(_pattern(frames)):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, _RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
    unfinished.replace(path)


def _pattern(frames: int) -> Iterator[NDArray[np.uint8]]:
    squares = np.random.default_rng(0).integers(0, 255, (60, 100, 3), dtype=np.uint8)
    wall = squares.repeat(12, axis=0).repeat(12, axis=1)
    for number in range(frames):
        y, x = number * 2 % 300, number * 3 % 500
        yield np.ascontiguousarray(wall[y : y + _HEIGHT, x : x + _WIDTH])


def read(way: str, film: Path, count: int) -> int:
    """Takes `count` frames of `film` and says how many came."""
    from t3data.video import probe, pyav
    from t3data.video.select import uniform

    if way == "decord":
        import decord

        reader = decord.VideoReader(str(film))
        places = uniform(len(reader), count)
        return sum(len(reader.get_batch([place]).asnumpy()) for place in places)
    info = probe(film)
    places = uniform(info.frames, count)
    return sum(1 for _ in pyav.read(info, places, jumping=way == "jump"))


if __name__ == "__main__":
    _way, _film, _count = sys.argv[1:]
    if _way == "decord":
        import decord  # noqa: F401  (its import does not count, as that of av)
    else:
        import av  # noqa: F401
        import PIL.Image  # noqa: F401
    _start = time.perf_counter()
    read(_way, Path(_film), int(_count))
    print(time.perf_counter() - _start)
