"""Tiny Qwen video models with random weights, built from their configs: no download, under 2 MB.

Each letter, digit and sign is a token of its own. The weights of the output layer make them speak
in lower-case letters and come to an end, so that replies are neither empty nor cut off.

    python tests/e2e/tiny_qwen.py qwen2_vl DIRECTORY
    python tests/e2e/tiny_qwen.py all DIRECTORY        # each in a directory of its name
    python tests/e2e/tiny_qwen.py qwen2_vl DIRECTORY TEXTS   # to be trained, see `build`
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args

Family = Literal["qwen2_vl", "qwen2_5_vl", "qwen3_vl"]

SPECIAL_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
"""Their ids come after those of the 256 bytes and of the words."""

_MOST_MERGES = 1024

CHAT_TEMPLATE = r"""
{%- for message in messages -%}
{%- if loop.first and message.role != 'system' -%}
{{- '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' -}}
{%- endif -%}
{{- '<|im_start|>' + message.role + '\n' -}}
{%- if message.content is string -%}
{{- message.content -}}
{%- else -%}
{%- for part in message.content -%}
{%- if part.type == 'image' -%}{{- '<|vision_start|><|image_pad|><|vision_end|>' -}}
{%- elif part.type == 'video' -%}{{- '<|vision_start|><|video_pad|><|vision_end|>' -}}
{%- elif part.type == 'text' -%}{{- part.text -}}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{{- '<|im_end|>\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\n' -}}{%- endif -%}
"""


def build(
    directory: Path,
    family: Family = "qwen2_vl",
    *,
    context: int = 4096,
    texts: Sequence[str] = (),
) -> Path:
    """Writes a model of `family` that takes `context` tokens into `directory`, and returns it.

    The same bytes every time. Vision: patches of 14 pixels (16 for Qwen3-VL), 4 of which and 2
    frames make a token; language: 2 layers of width 128, heads of 64 as vLLM on a CPU needs them.

    With `texts` it is a model to be trained: the words of these are tokens of their own, which go
    in as they come out, and its weights start small.
    """
    import torch
    import transformers

    tokenizer = _tokenizer(_merges(texts))
    model_class, processor = {
        "qwen2_vl": (transformers.Qwen2VLForConditionalGeneration, _qwen2_processor),
        "qwen2_5_vl": (transformers.Qwen2_5_VLForConditionalGeneration, _qwen2_5_processor),
        "qwen3_vl": (transformers.Qwen3VLForConditionalGeneration, _qwen3_processor),
    }[family]
    torch.manual_seed(20240)
    ids = {token: tokenizer.convert_tokens_to_ids(token) for token in SPECIAL_TOKENS}
    config = _config(family, ids, context, trained=bool(texts))
    model = model_class(config).to(torch.float32)
    if not texts:
        _teach_to_spell(model, tokenizer)
    # As Qwen's own models have it; who talks to them has to add it where vLLM's server does.
    model.generation_config.repetition_penalty = 1.05
    directory.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(directory)
    processor(tokenizer).save_pretrained(directory)
    return directory


def _tokenizer(merges: Sequence[tuple[str, str]] = ()) -> Any:
    from transformers import Qwen2Tokenizer

    from t3data.tokens.pretrained import byte_alphabet

    merged = ["".join(pair) for pair in merges]
    return Qwen2Tokenizer(
        vocab=byte_alphabet() | {token: 256 + rank for rank, token in enumerate(merged)},
        merges=list(merges),
        eos_token="<|im_end|>",
        extra_special_tokens=list(SPECIAL_TOKENS),
    )


def _merges(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The merges that byte-level BPE learns from `texts`, most of whose words become one token."""
    if not texts:
        return []
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = _tokenizer().backend_tokenizer.pre_tokenizer
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learner.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=256 + _MOST_MERGES, initial_alphabet=alphabet, show_progress=False
        ),
    )
    learned = json.loads(learner.to_str())["model"]["merges"]
    return [tuple(merge) for merge in learned]


def _config(family: Family, ids: dict[str, int], context: int, trained: bool) -> Any:
    import transformers

    text = {
        "vocab_size": max(ids.values()) + 1,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2 if trained else 1,
        "max_position_embeddings": context,
        "initializer_range": 0.05 if trained else 0.2,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10000.0,
            "mrope_section": [8, 12, 12],
        },
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
        "pad_token_id": ids["<|endoftext|>"],
        "tie_word_embeddings": trained,
    }
    vision = {"depth": 2, "num_heads": 2, "hidden_size": 128, "initializer_range": 0.1}
    common = {
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "tie_word_embeddings": trained,
        "dtype": "float32",
    }
    if family == "qwen2_vl":
        vision |= {"embed_dim": 128, "mlp_ratio": 2}
        return transformers.Qwen2VLConfig(text_config=text, vision_config=vision, **common)
    if family == "qwen2_5_vl":
        vision |= {
            "intermediate_size": 256,
            "out_hidden_size": 128,
            "fullatt_block_indexes": [1],
            "tokens_per_second": 2,
        }
        return transformers.Qwen2_5_VLConfig(text_config=text, vision_config=vision, **common)
    vision |= {
        "intermediate_size": 256,
        "out_hidden_size": 128,
        "num_position_embeddings": 64,
        "deepstack_visual_indexes": [0],
    }
    text |= {"head_dim": 64}
    text["rope_parameters"] |= {"mrope_interleaved": True}
    return transformers.Qwen3VLConfig(text_config=text, vision_config=vision, **common)


def _teach_to_spell(model: Any, tokenizer: Any) -> None:
    """Only letters, the space and the end of a turn get logits far from 0."""
    import torch

    loud = torch.zeros(model.lm_head.weight.shape[0], 1)
    loud[tokenizer.convert_tokens_to_ids(["Ġ", *"abcdefghijklmnopqrstuvwxyz"])] = 1.0
    loud[tokenizer.convert_tokens_to_ids("<|im_end|>")] = 1.5
    with torch.no_grad():
        model.lm_head.weight.mul_(loud.clamp(min=0.05))


def _pictures() -> dict[str, Any]:
    return {"size": {"shortest_edge": 28 * 28, "longest_edge": 112 * 112}}


def _qwen2_processor(tokenizer: Any) -> Any:
    from transformers import Qwen2VLImageProcessor, Qwen2VLProcessor, Qwen2VLVideoProcessor

    images = Qwen2VLImageProcessor(**_pictures())
    videos = Qwen2VLVideoProcessor(**_pictures(), cap_pixels_per_frame=False)
    return Qwen2VLProcessor(images, tokenizer, videos, chat_template=CHAT_TEMPLATE)


def _qwen2_5_processor(tokenizer: Any) -> Any:
    from transformers import Qwen2_5_VLProcessor, Qwen2VLImageProcessor, Qwen2VLVideoProcessor

    images = Qwen2VLImageProcessor(**_pictures())
    videos = Qwen2VLVideoProcessor(**_pictures(), cap_pixels_per_frame=False)
    return Qwen2_5_VLProcessor(images, tokenizer, videos, chat_template=CHAT_TEMPLATE)


def _qwen3_processor(tokenizer: Any) -> Any:
    from transformers import Qwen2VLImageProcessor, Qwen3VLProcessor, Qwen3VLVideoProcessor

    images = Qwen2VLImageProcessor(patch_size=16, **_pictures())
    # Here the size is that of the whole video, in pixels of all its frames.
    size = {"shortest_edge": 2 * 32 * 32, "longest_edge": 768 * 64 * 64}
    videos = Qwen3VLVideoProcessor(size=size, cap_pixels_per_frame=False)
    return Qwen3VLProcessor(images, tokenizer, videos, chat_template=CHAT_TEMPLATE)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in (*get_args(Family), "all"):
        sys.exit(f"usage: tiny_qwen.py {'|'.join(get_args(Family))}|all DIRECTORY [TEXTS]")
    chosen, into = sys.argv[1], Path(sys.argv[2])
    corpus = Path(sys.argv[3]).read_text("utf-8").split("\0") if len(sys.argv) == 4 else []
    for each in get_args(Family):
        if chosen in (each, "all"):
            print(build(into / each if chosen == "all" else into, each, texts=corpus))
