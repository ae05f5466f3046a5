"""How many tokens images and videos take at most, without opening them.

LLaMA-Factory shrinks to a limit of pixels, then the processor rounds each side to whole cells, so
limit / cell area is *not* a bound: the worst size is searched. The rules are those of LLaMA-Factory
0.9.5 (`Qwen2VLPlugin`) and of `smart_resize` in transformers 5.
"""

from dataclasses import dataclass
from functools import cache
from math import ceil, inf, isqrt, sqrt

_WIDEST = 200
"""Processors refuse frames longer than this many times their width; LLaMA-Factory cuts to 180."""
_NARROWEST = 28


@dataclass(frozen=True, slots=True)
class MediaBudget:
    """What the trainer allows an image and a video, and which shapes are expected.

    Pixels are those of one image or one frame. The defaults are LLaMA-Factory's, for Qwen2-VL and
    Qwen2.5-VL with the limits of their published `preprocessor_config.json`.
    """

    cell: int = 28
    """Side of the square that becomes one token, in pixels."""
    image_min_pixels: int = 3136
    """Below this the processor enlarges."""
    image_max_pixels: int = 589_824
    video_min_pixels: int = 3136
    video_max_pixels: int = 65_536
    video_maxlen: int = 128
    """Most frames of one video; two frames share their tokens."""
    image_max_aspect: float = inf
    """Longest image to be expected, as longer side / shorter side."""
    video_max_aspect: float = 3.5
    """Longest frame to be expected: videos stay far below, and `inf` would double the bound."""
    text_per_pair: int = 0
    """Tokens of time stamp and vision marks that each pair of frames adds."""

    @property
    def image_tokens(self) -> int:
        """Most tokens of one image, without its vision marks."""
        return _worst(
            self.image_max_pixels, self.cell, self.image_min_pixels, self.image_max_aspect
        )

    @property
    def pair_tokens(self) -> int:
        """Most tokens of two frames of a video."""
        frame = _worst(
            self.video_max_pixels, self.cell, self.video_min_pixels, self.video_max_aspect
        )
        return frame + self.text_per_pair

    @property
    def video_tokens(self) -> int:
        """Most tokens of one video, without its outer vision marks."""
        return ceil(self.video_maxlen / 2) * self.pair_tokens


QWEN2_VL = MediaBudget()
"""Qwen2-VL and Qwen2.5-VL."""
QWEN3_VL = MediaBudget(cell=32, image_min_pixels=65_536, video_min_pixels=4096, text_per_pair=12)
"""Qwen3-VL. "<12345.6 seconds>" and two marks are 12 tokens, more digits than any video needs."""


def media_tokens(images: int, videos: int, budget: MediaBudget = QWEN2_VL) -> int:
    """Most tokens that so many images and videos take, without the two vision marks of each."""
    return images * budget.image_tokens + videos * budget.video_tokens


def frame_tokens(width: int, height: int, max_pixels: int, cell: int, min_pixels: int) -> int:
    """Tokens of one image, or of a pair of frames, of this size in pixels."""
    if width * height > max_pixels:
        factor = sqrt(max_pixels / (width * height))
        width, height = int(width * factor), int(height * factor)
    return _cells(max(width, _NARROWEST), max(height, _NARROWEST), cell, min_pixels)


def _cells(width: int, height: int, cell: int, min_pixels: int) -> int:
    short, long = sorted((width, height))
    if long > _WIDEST * short:
        long = 180 * short
    if short < cell:
        # Current processors keep the shape when they widen a frame to one cell.
        short, long = cell, long * cell // short
    across, along = max(1, round(short / cell)), max(1, round(long / cell))
    if across * along * cell * cell < min_pixels:
        factor = sqrt(min_pixels / (short * long))
        across, along = ceil(short * factor / cell), ceil(long * factor / cell)
    return across * along


@cache
def _worst(max_pixels: int, cell: int, min_pixels: int, max_aspect: float) -> int:
    """Most tokens of any size, its longer side at most `max_aspect` times the shorter.

    For each shorter side the longest other side is the worst, unless it is so long that it gets
    cut. Cutting a side down to whole pixels can lengthen a shape by less than one of its pixels:
    hence `short + 1`.
    """
    most = 0
    for short in range(1, isqrt(max_pixels) + 1):
        width = max(short, _NARROWEST)
        longest = int(min(max_pixels // short, max_aspect * (short + 1)))
        for height in {longest, min(longest, _WIDEST * width)}:
            if height >= short:
                most = max(most, _cells(width, max(height, _NARROWEST), cell, min_pixels))
    return max(most, _worst_enlarged(cell, min_pixels, max_aspect))


def _worst_enlarged(cell: int, min_pixels: int, max_aspect: float) -> int:
    """Most tokens of a size that the processor enlarges to `min_pixels`, whatever it was."""
    side = sqrt(min_pixels)
    longest = side * sqrt(min(max_aspect, _WIDEST))
    most = 0
    for along in range(1, ceil(longest / cell) + 2):
        # The longer side lies in (along - 1, along] cells, so the other is below this:
        other = min(side, min_pixels / max((along - 1) * cell, side))
        most = max(most, along * ceil(other / cell))
    return most
