"""What decides every byte of a suite, and what one clip of it is to be."""

from dataclasses import dataclass

from probing.suite.aspects import ASPECTS
from probing.types import Split
from t3data.errors import UsageError

FEWEST_FRAMES = 24
"""With fewer, eight frames of five jumps would miss a place where the ball rested."""
LONGEST_SECONDS = 600
NEEDLE_MINUTES = 10
NEEDLE_FPS = 1
_MARGIN = 4.0
"""Seconds between a needle and the ends of its quarter."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The request, without where it is written and by how many workers."""

    aspects: tuple[str, ...]
    count: int
    """Clips for each category and split."""
    seed: int = 0
    size: int = 224
    """Side of the square picture, in pixels."""
    fps: int = 6
    seconds: float = 6.0
    """How long each video lasts, but for the needle's ten minutes. At 6 fps these are 36 frames:
    halves and thirds are whole, and eight uniform frames are the same forwards and backwards, so
    that which frames are seen does not tell a flower that opens from one that closes."""
    needle_seconds: float = 90.0
    """How long the needle is seen. Of N uniform frames at least one shows it where this is
    600 / (N - 1) or more: 86 s for 8 frames."""

    def __post_init__(self) -> None:
        if self.count < 1:
            raise UsageError(f"-n {self.count}: at least one clip for each category")
        if self.size < 32 or self.size % 2:
            raise UsageError(f"--size {self.size}: needs an even number of pixels, 32 or more")
        if not 0 < self.seconds <= LONGEST_SECONDS:
            raise UsageError(
                f"--seconds {self.seconds:g}: more than 0 and at most {LONGEST_SECONDS}"
            )
        if self.frames < FEWEST_FRAMES:
            raise UsageError(
                f"{self.seconds:g} s at {self.fps} fps are {self.frames} frames; at least "
                f"{FEWEST_FRAMES} are needed: raise --seconds or --fps"
            )
        longest = NEEDLE_MINUTES * 60 / 4 - 2 * _MARGIN
        if not 1 <= self.needle_seconds <= longest:
            raise UsageError(
                f"--needle-seconds {self.needle_seconds:g}: between 1 and {longest:g}, so that "
                "the needle fits into a quarter"
            )

    @property
    def frames(self) -> int:
        """How many frames a video has."""
        return round(self.fps * self.seconds)


@dataclass(frozen=True, slots=True)
class Shot:
    """One clip to be made."""

    aspect: str
    split: Split
    category: str
    number: int
    """From 0; clips of one number are made from the same source in every category."""

    @property
    def stem(self) -> str:
        """The name of the file, without suffix."""
        return f"{self.number:04d}"

    @property
    def id(self) -> str:
        """As in the official layout."""
        return f"{self.category}_{self.stem}"

    @property
    def path(self) -> str:
        """The file, relative to the suite."""
        return f"{ASPECTS[self.aspect].directory(self.split)}/{self.category}/{self.stem}.mp4"


def needle_start(quarter: int, needle_seconds: float, share: float) -> float:
    """Where a needle begins.

    Args:
        quarter: 0 to 3.
        needle_seconds: How long it is seen.
        share: From 0 to 1: how far into the time that the quarter leaves.

    Returns:
        Whole seconds, so that it begins with a frame.
    """
    length = NEEDLE_MINUTES * 60 / 4
    room = length - 2 * _MARGIN - needle_seconds
    return float(round(quarter * length + _MARGIN + share * room))
