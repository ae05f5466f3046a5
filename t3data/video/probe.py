"""Facts of a video from its packets: every frame's time and the keyframes, without decoding.

Only the first frame is decoded. Where the packets show damage, or carry no usable time stamps,
everything is decoded once, and what comes out soundly is what the video consists of.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from t3data.errors import T3Error
from t3data.video.index import FrameIndex, average_rate, corrected, numbered, usual_gap
from t3data.video.info import VideoInfo
from t3data.video.open import REMEDY, Opened, checked_path, opened
from t3data.video.scan import scan

_MISSING = 0.25
"""Seconds that the header of a whole file may promise beyond the last packet of any stream."""
_USUAL_RATE = Fraction(25)
"""FFmpeg's own guess for a stream that says nothing."""


@dataclass
class _Packets:
    """What one walk over a file has shown of the video stream."""

    stamps: list[int | None] = field(default_factory=list)
    keyframes: list[int] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)
    """The latest time stamp, and how long that frame stays, in units of the stream; 0: unsaid."""
    complete_to: int | None = None
    """Decoding time of the last packet: a frame that is shown later may follow a lost one."""
    seconds: float = 0.0
    """Where the last packet of any stream ends."""
    broken: bool = False
    open_groups: bool = False
    first: Any = None
    """The first decoded frame."""


def probe(path: Path | str) -> VideoInfo:
    """The facts of the video in the file `path`.

    Raises:
        T3Error: `path` is no readable file with a video stream of which a frame can be decoded.
    """
    path = checked_path(path)
    with opened(path) as video:
        packets = _walk(video)
        if packets.first is None:
            raise T3Error(f"{path}: no frame can be decoded; {REMEDY}")
        index = _index(video.stream, packets)
        info = _facts(path, video.stream, packets, index)
        promised = (video.container.duration or 0) / 1_000_000
    cut = promised - packets.seconds > _MISSING
    if packets.broken or cut or index.counted:
        info = decoded(info, packets.complete_to if packets.broken or cut else None)
    if cut:
        ends = f"it ends at {packets.seconds:.1f} s where its header says {promised:.1f} s"
        info = replace(info, damage="; ".join(filter(None, [info.damage, ends])))
    return info


def decoded(info: VideoInfo, complete_to: int | None = None) -> VideoInfo:
    """The same facts after a decoding of everything: only frames that come out soundly remain.

    Args:
        info: of the file.
        complete_to: a time stamp after which frames may be missing, so that none counts.

    Raises:
        T3Error: none does.
    """
    with opened(info.path, info.stream) as video:
        found = scan(video)
        unit, rate = video.stream.time_base, _stated_rate(video.stream)
    stamps = found.stamps
    if complete_to is not None:
        last = max(complete_to, info.index.stamps[0])
        stamps = tuple(stamp for stamp in stamps if stamp is None or stamp <= last)
    if not stamps:
        raise T3Error(f"{info.path}: no frame can be decoded; {REMEDY}")
    index = corrected(info.index, stamps, unit, rate)
    if index.numbers is None:
        info = replace(info, fps=average_rate(index, rate))
    whole = max(info.frames, len(index.stamps))
    if found.errors or len(index.stamps) < whole:
        damage = f"only {len(index.stamps)} of {whole} frames can be decoded"
        info = replace(info, damage=damage)
    return replace(info, index=index)


def _walk(video: Opened) -> _Packets:
    import av

    found = _Packets()
    stream = video.stream
    audio = [other for other in video.container.streams.audio if other.codec_context is not None]
    try:
        for packet in video.container.demux([stream, *audio]):
            stamp = packet.dts if packet.pts is None else packet.pts
            if packet.size and stamp is not None:
                end = float((stamp + (packet.duration or 0)) * packet.time_base)
                found.seconds = max(found.seconds, end)
            if packet.stream_index == stream.index:
                if found.first is None:
                    found.first = _first_frame(stream, packet)
                if packet.size:
                    _note(found, packet)
    except av.FFmpegError:
        found.broken = True
    return found


def _first_frame(stream: Any, packet: Any) -> Any:
    import av

    try:
        frames = stream.codec_context.decode(packet if packet.size else None)
    except av.FFmpegError:
        return None
    return frames[0] if frames else None


def _note(found: _Packets, packet: Any) -> None:
    found.broken |= packet.is_corrupt
    if packet.is_keyframe and packet.pts is not None:
        found.keyframes.append(packet.pts)
    if packet.pts is not None and found.keyframes and packet.pts < found.keyframes[-1]:
        found.open_groups = True
    if not packet.is_discard:
        found.stamps.append(packet.pts)
        found.complete_to = packet.pts if packet.dts is None else packet.dts
        if packet.pts is not None:
            found.last = max(found.last, (packet.pts, packet.duration or 0))


def _index(stream: Any, packets: _Packets) -> FrameIndex:
    rate, unit = _stated_rate(stream), stream.time_base
    stamps = sorted(stamp for stamp in packets.stamps if stamp is not None)
    if len(set(stamps)) < len(packets.stamps) or not stamps:
        return numbered(max(len(packets.stamps), 1), rate)
    shown = packets.last[1] or usual_gap(stamps) or max(round(1 / rate / unit), 1)
    return FrameIndex(tuple(stamps), unit, stamps[-1] + shown, tuple(sorted(packets.keyframes)))


def _facts(path: Path, stream: Any, packets: _Packets, index: FrameIndex) -> VideoInfo:
    picture = packets.first
    rotation = -round(picture.rotation / 90) * 90 % 360
    size = (picture.width, picture.height)
    return VideoInfo(
        path=path,
        codec=stream.codec_context.codec.canonical_name,
        fps=average_rate(index, _stated_rate(stream)),
        width=size[1] if rotation % 180 else size[0],
        height=size[0] if rotation % 180 else size[1],
        rotation=rotation,
        bits=max(component.bits for component in picture.format.components),
        stream=stream.index,
        open_groups=packets.open_groups,
        index=index,
    )


def _stated_rate(stream: Any) -> Fraction:
    return stream.average_rate or stream.guessed_rate or _USUAL_RATE
