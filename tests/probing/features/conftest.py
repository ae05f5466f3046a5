"""Tiny models with random weights, and clips of coloured frames."""

import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from t3data.video import FrameBundle

sys.path.insert(0, str(Path(__file__).parents[2] / "e2e"))


def coloured(
    colours: Sequence[tuple[int, int, int]], *, fps: float = 10.0, every: int = 5, side: int = 56
) -> FrameBundle:
    """A frame of each colour, `every` frames of the source apart."""
    from PIL import Image

    frames = []
    for colour in colours:
        stream = BytesIO()
        Image.new("RGB", (side, side), colour).save(stream, "JPEG", quality=95)
        frames.append(stream.getvalue())
    indices = tuple(range(0, every * len(colours), every))
    times = tuple(index / fps for index in indices)
    return FrameBundle(tuple(frames), times, indices, fps, every * len(colours) / fps)


RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (250, 250, 250)


@pytest.fixture(scope="session")
def bundle() -> FrameBundle:
    """Eight frames, half a second apart, 4 seconds long."""
    return coloured([RED, RED, GREEN, GREEN, BLUE, BLUE, WHITE, WHITE])


@pytest.fixture(scope="session")
def make_bundle() -> Callable[..., FrameBundle]:
    return coloured


@pytest.fixture(scope="session")
def model_directory(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Where a tiny model of a family lies; built when it is first asked for."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    built: dict[str, Path] = {}

    def directory(family: str) -> Path:
        if family not in built:
            import tiny_qwen

            path = tmp_path_factory.mktemp("models") / family
            if family.startswith("qwen"):
                tiny_qwen.build(path, family)  # type: ignore[arg-type]
            else:
                _llava(path, family)
            built[family] = path
        return built[family]

    return directory


@pytest.fixture(scope="session")
def loaded_model(model_directory: Callable[[str], Path]) -> Callable[[str], Any]:
    """A loaded tiny model of a family; one for all tests, which leave it as it is."""
    from probing.features import Loaded, load_model

    models: dict[str, Loaded] = {}

    def model(family: str) -> Loaded:
        if family not in models:
            models[family] = load_model(str(model_directory(family)), device="cpu")
        return models[family]

    return model


def _llava(directory: Path, family: str) -> None:
    """LLaVA-NeXT-Video or LLaVA-OneVision: a tower apart, a projector, a Qwen2 behind it."""
    import tiny_qwen
    import torch
    import transformers
    from transformers import Qwen2Tokenizer

    from t3data.tokens.pretrained import byte_alphabet

    tokenizer = Qwen2Tokenizer(
        vocab=dict(byte_alphabet()),
        merges=[],
        eos_token="<|im_end|>",
        extra_special_tokens=["<|im_start|>", "<|im_end|>", "<image>", "<video>"],
    )
    template = tiny_qwen.CHAT_TEMPLATE
    for name in ("image", "video"):
        pad = f"<|vision_start|><|{name}_pad|><|vision_end|>"
        template = template.replace(pad, f"<{name}>")
    text = transformers.Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=3,
        num_attention_heads=2,
        num_key_value_heads=1,
    )
    tower = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "image_size": 56,
        "patch_size": 14,
    }
    size = {"height": 56, "width": 56}
    ids = {name: tokenizer.convert_tokens_to_ids(f"<{name}>") for name in ("image", "video")}
    torch.manual_seed(7)
    if family == "llava_onevision":
        config = transformers.LlavaOnevisionConfig(
            vision_config=transformers.SiglipVisionConfig(**tower, vision_use_head=False),
            text_config=text,
            image_token_index=ids["image"],
            video_token_index=ids["video"],
            image_grid_pinpoints=[[56, 56]],
        )
        model: Any = transformers.LlavaOnevisionForConditionalGeneration(config)
        processor: Any = transformers.LlavaOnevisionProcessor(
            transformers.LlavaOnevisionImageProcessor(size=size, image_grid_pinpoints=[[56, 56]]),
            tokenizer,
            transformers.LlavaOnevisionVideoProcessor(size=size),
            num_image_tokens=16,
            vision_feature_select_strategy="full",
            chat_template=template,
        )
    else:
        config = transformers.LlavaNextVideoConfig(
            vision_config=transformers.CLIPVisionConfig(**tower),
            text_config=text,
            image_token_index=ids["image"],
            video_token_index=ids["video"],
            spatial_pool_mode="average",
        )
        model = transformers.LlavaNextVideoForConditionalGeneration(config)
        square = {"shortest_edge": 56}
        processor = transformers.LlavaNextVideoProcessor(
            video_processor=transformers.LlavaNextVideoVideoProcessor(size=square, crop_size=size),
            image_processor=transformers.LlavaNextImageProcessor(size=square, crop_size=size),
            tokenizer=tokenizer,
            patch_size=14,
            vision_feature_select_strategy="default",
            chat_template=template,
        )
    model.save_pretrained(directory)
    processor.save_pretrained(directory)
