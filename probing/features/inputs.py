"""A frame bundle as a processor wants it: with its times, and with sampling off."""

from typing import Any

from t3data.errors import T3Error
from t3data.video.bundle import FrameBundle

PROMPT = "Describe the video."
"""Comes after the video, so that a causal language model's video tokens know nothing of it."""


def model_inputs(processor: Any, bundle: FrameBundle, prompt: str = PROMPT) -> Any:
    """What the model is called with: a mapping of torch tensors, one video, batch of one.

    Raises:
        T3Error: the processor refuses the video.
    """
    try:
        return processor(
            text=[_chat(processor, prompt)],
            videos=[list(bundle.pixels())],
            video_metadata=[_metadata(bundle)],
            do_sample_frames=False,
            return_tensors="pt",
        )
    except (ValueError, TypeError, IndexError, KeyError, ImportError) as error:
        raise T3Error(
            f"{type(processor).__name__} does not take {len(bundle)} frames as a video: "
            f"{str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}"
        ) from error


def video_token_id(processor: Any, config: Any) -> int:
    """The token at whose places the language model gets the video.

    Raises:
        T3Error: neither processor nor configuration names one.
    """
    for owner in (processor, config):
        for name in ("video_token_id", "video_token_index", "image_token_id", "image_token_index"):
            if (found := getattr(owner, name, None)) is not None:
                return int(found)
    raise T3Error(f"{type(processor).__name__}: no video_token_id; is it a model for videos?")


def _metadata(bundle: FrameBundle) -> Any:
    """Qwen3-VL reads seconds as index / fps, Qwen2.5-VL a step as total / count / fps."""
    from transformers.video_utils import VideoMetadata

    return VideoMetadata(
        total_num_frames=bundle.clock_total,
        fps=bundle.fps,
        duration=bundle.duration,
        frames_indices=list(bundle.clock_indices),
    )


def _chat(processor: Any, prompt: str) -> str:
    content = [{"type": "video"}, {"type": "text", "text": prompt}]
    if getattr(processor, "chat_template", None):
        messages = [{"role": "user", "content": content}]
        return str(
            processor.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        )
    return f"{processor.video_token}\n{prompt}"
