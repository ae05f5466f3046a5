"""Reading a film of the assets: evenly spaced frames, scaled to fit."""

from pathlib import Path

from PIL import Image, ImageOps

from t3data.errors import T3Error
from t3data.video.read import read_frames
from t3data.video.sampling import UniformFrames


def read_film(path: Path, frames: int, size: int) -> list[Image.Image]:
    """`frames` evenly spaced frames of a film, first and last among them, RGBA within size x size.

    A film of fewer frames gives all of them.

    Raises:
        T3Error: it cannot be read, is damaged, or has fewer than two frames.
    """
    bundle = read_frames(path, UniformFrames(frames), backend="pyav")
    if bundle.damage:
        raise T3Error(f"{path}: damaged: {bundle.damage}; a film must be whole")
    if len(bundle) < 2:
        raise T3Error(f"{path}: a film needs two frames or more, found {len(bundle)}")
    fitted = (ImageOps.contain(Image.fromarray(each), (size, size)) for each in bundle.pixels())
    return [picture.convert("RGBA") for picture in fitted]
