"""Videos as frames with their times. Decoders are imported when a video is first opened."""

from t3data.video.bundle import FrameBundle
from t3data.video.sampling import FrameRate, FrameSampling, FramesAt, UniformFrames

__all__ = ["FrameBundle", "FrameRate", "FrameSampling", "FramesAt", "UniformFrames"]
