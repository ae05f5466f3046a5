"""Decoding all of a video to learn which of its frames come out soundly.

After an error a decoder goes on from pictures that it had to make up, so nothing counts from
there to the next keyframe: rather fewer frames than frames that show what never was.
"""

from dataclasses import dataclass

from t3data.video.open import Opened


@dataclass(frozen=True)
class Scan:
    """What a decoding of everything gave."""

    stamps: tuple[int | None, ...]
    """Presentation time stamps of the sound frames, in the order in which they came."""
    errors: int
    """How many packets could not be decoded."""


def scan(video: Opened) -> Scan:
    """Decodes all frames of `video`; without stamps in its packets only up to the first error."""
    import av

    stamps: list[int | None] = []
    doubtful: set[int] = set()
    errors = 0
    sound = True
    try:
        for packet in video.container.demux(video.stream):
            sound = (sound or packet.is_keyframe) and not packet.is_corrupt
            try:
                frames = video.stream.codec_context.decode(packet if packet.size else None)
            except av.FFmpegError:
                frames, sound = [], False
                errors += 1
            if not sound and packet.size:
                if packet.pts is None:
                    break
                doubtful.add(packet.pts)
            stamps += [frame.pts for frame in frames if not frame.is_corrupt]
    except av.FFmpegError:
        errors += 1
    return Scan(tuple(stamp for stamp in stamps if stamp not in doubtful), errors)
