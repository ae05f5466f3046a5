"""Videos as frames with their times. Decoders are imported when a video is first opened."""

from t3data.video.bundle import FrameBundle
from t3data.video.info import VideoInfo
from t3data.video.probe import probe
from t3data.video.read import Backend, read_frames
from t3data.video.sampling import FrameRate, FrameSampling, FramesAt, UniformFrames
from t3data.video.store import FrameStore
from t3data.video.write import write_video

__all__ = [
    "Backend",
    "FrameBundle",
    "FrameRate",
    "FrameSampling",
    "FrameStore",
    "FramesAt",
    "UniformFrames",
    "VideoInfo",
    "probe",
    "read_frames",
    "write_video",
]
