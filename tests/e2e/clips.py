"""Drawn clips whose frames differ from one another, so that order and number of frames matter."""

from io import BytesIO

from PIL import Image, ImageDraw

from t3data.video.bundle import FrameBundle


def clip(frames: int = 8, *, gap: float = 2.5, fps: float = 30.0, tint: int = 0) -> FrameBundle:
    """A square that wanders over changing ground, one frame every `gap` seconds."""
    times = tuple(gap * i for i in range(frames))
    return FrameBundle(
        frames=tuple(_frame(i, tint) for i in range(frames)),
        times=times,
        indices=tuple(round(time * fps) for time in times),
        fps=fps,
        duration=gap * frames,
    )


def _frame(number: int, tint: int) -> bytes:
    ground = (number * 37 % 256, (number * 11 + tint) % 256, (255 - number * 5) % 256)
    picture = Image.new("RGB", (84, 56), ground)
    left = number * 9 % 60
    ImageDraw.Draw(picture).rectangle((left, 12, left + 20, 40), fill=(250, 230, 20 + tint % 200))
    out = BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
