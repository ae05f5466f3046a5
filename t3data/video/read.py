"""Frames of a video file with their times: the way in for everybody else."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from t3data.errors import T3Error
from t3data.video import decord, pyav
from t3data.video.bundle import FrameBundle
from t3data.video.info import VideoInfo
from t3data.video.open import REMEDY
from t3data.video.pictures import QUALITY, fitted_size, jpeg
from t3data.video.probe import decoded, probe
from t3data.video.sampling import FrameSampling
from t3data.video.select import SelectionError, clip_bounds, select

if TYPE_CHECKING:
    from PIL.Image import Image

Backend = Literal["auto", "pyav", "decord"]


def read_frames(
    path: Path | str,
    sampling: FrameSampling,
    *,
    clip: tuple[float, float] | None = None,
    backend: Backend = "auto",
    longest_side: int | None = None,
    quality: int = QUALITY,
    info: VideoInfo | None = None,
) -> FrameBundle:
    """The frames that `sampling` takes of a video, upright, as JPEG, with their times.

    Of a damaged file the frames that decode soundly are taken, at their true times and numbers,
    and `FrameBundle.damage` says what is lost. Blocks while it decodes; safe to call from threads.

    Args:
        path: a video file.
        sampling: which frames; its times count from the start of the clip.
        clip: start and end in seconds; None for the whole video.
        backend: `auto` is PyAV, which is the faster one wherever fewer than about half of all
            frames are wanted (`python -m bench --only video`) and is told of damage.
        longest_side: larger pictures are scaled down to it, in pixels; None: as they are.
        quality: of the JPEG, 1 to 95.
        info: what `probe` has found out about the file, if it was asked before.

    Raises:
        T3Error: there is no such video, time or clip, or nothing of it can be decoded.
    """
    info = info or probe(path)
    try:
        return _bundle(info, sampling, clip, backend, longest_side, quality)
    except pyav.UnsoundError:
        # The file may also be another one by now.
        info = decoded(probe(path))
    try:
        return _bundle(info, sampling, clip, "pyav", longest_side, quality)
    except pyav.UnsoundError as error:
        raise T3Error(f"{path}: {error}, though the file promises it; {REMEDY}") from error


def _bundle(
    info: VideoInfo,
    sampling: FrameSampling,
    clip: tuple[float, float] | None,
    backend: Backend,
    longest_side: int | None,
    quality: int,
) -> FrameBundle:
    index = info.index
    try:
        places = select(sampling, index.times, info.duration, clip)
        start, end = clip_bounds(clip, info.duration)
    except SelectionError as error:
        raise T3Error(f"{info.path}: {error}; check the times asked for") from error
    size = fitted_size(info.width, info.height, longest_side)
    pictures = {
        place: jpeg(picture, size, quality)
        for place, picture in _pictures(info, sorted(set(places)), backend)
    }
    return FrameBundle(
        frames=tuple(pictures[place] for place in places),
        times=tuple(max(index.times[place] - start, 0.0) for place in places),
        indices=tuple(index.number(place) for place in places),
        fps=info.fps,
        duration=end - start,
        offset=start,
        damage=info.damage,
    )


def _pictures(
    info: VideoInfo, places: Sequence[int], backend: Backend
) -> "Iterator[tuple[int, Image]]":
    if backend != "decord":
        yield from pyav.read(info, places)
        return
    if not decord.installed():
        raise T3Error("decord is not installed: pip install 't3data[decord]', or take pyav")
    try:
        yield from decord.read(info, places)
    except decord.UnfitError as error:
        raise T3Error(f"{info.path}: decord cannot read it: {error}; take pyav") from error
