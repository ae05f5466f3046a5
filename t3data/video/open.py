"""Opening a file as a video with PyAV: whatever is wrong becomes one line about that file.

Only files are opened, nothing on a network, whatever a playlist or a file's name may ask for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

from t3data.errors import T3Error

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
REMEDY = "give a whole video file; if this one was downloaded, fetch it again"


@dataclass(frozen=True)
class Opened:
    """A container and the video stream to read, both of PyAV."""

    container: Any
    stream: Any


def checked_path(path: Path | str) -> Path:
    """`path`, if it is a file that can be read.

    Raises:
        T3Error: it is a URL, a directory, a pipe, empty, absent, or not ours to read.
    """
    if _URL.match(str(path)):
        raise T3Error(f"{path}: is an address, not a file; download it and give the file")
    path = Path(path)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise T3Error(f"{path}: is not a file; give the path of a video file")
        if not status.st_size:
            raise T3Error(f"{path}: the file is empty; {REMEDY}")
        path.open("rb").close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise T3Error(f"{path}: cannot read: {reason}; check the path of the video") from error
    return path


@contextmanager
def opened(path: Path, stream: int | None = None) -> Iterator[Opened]:
    """Opens a video, one decoder thread; `stream` None takes the one that players choose.

    One thread, since a store decodes several videos at once, and because errors and seeks of
    frame threads come late.

    Raises:
        T3Error: the file is no video, has no video stream, or there is no decoder for it.
    """
    try:
        import av
    except ImportError as error:
        raise T3Error("reading videos needs PyAV: pip install 't3data[video]'") from error
    try:
        # The prefix keeps a colon in a name from being taken for a protocol.
        container = av.open(
            f"file:{path}", options={"protocol_whitelist": "file"}, metadata_errors="replace"
        )
    except (av.FFmpegError, OSError) as error:
        raise T3Error(f"{path}: not a video: {_reason(error)}; {REMEDY}") from error
    with container:
        pictures = av.stream.Disposition.attached_pic
        videos = [s for s in container.streams.video if not s.disposition & pictures]
        if not videos:
            kinds = ", ".join(sorted({s.type for s in container.streams})) or "nothing"
            raise T3Error(f"{path}: has no video stream, only {kinds}; {REMEDY}")
        best = container.streams.best("video") if stream is None else container.streams[stream]
        chosen = best if best in videos else videos[0]
        if chosen.codec_context is None:
            raise T3Error(f"{path}: FFmpeg has no decoder for it; convert it to H.264")
        chosen.codec_context.thread_count = 1
        try:
            yield Opened(container, chosen)
        except (av.FFmpegError, OSError) as error:
            raise T3Error(f"{path}: cannot be read: {_reason(error)}; {REMEDY}") from error


def _reason(error: Exception) -> str:
    found = getattr(error, "strerror", None) or str(error)
    return found[:1].lower() + found[1:]
