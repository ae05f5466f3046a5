"""What to say about a mix and LLaMA-Factory 0.9.5 where a configuration alone cannot help."""

from collections.abc import Mapping
from typing import Any

from mixes.training.cast_rule import INFERRED_FROM, safe_workers
from mixes.training.mix import Mix, awkward_videos
from mixes.training.models import Model

_SURE = 20
"""Rows of a kind to be expected where types are inferred, so that none is missed: e^-20."""


def cast_notes(mix: Mix, values: Mapping[str, Any]) -> list[str]:
    """Whether its loader can stop at the types of media columns, and what helps."""
    if values.get("streaming") is True:
        return []
    batch = _count(values.get("preprocessing_batch_size"), INFERRED_FROM)
    if values.get("val_size"):
        rare = [
            kind
            for kind, rows in (("images", mix.with_images), ("videos", mix.with_videos))
            if 0 < rows * min(batch, INFERRED_FROM) < _SURE * mix.rows
        ]
        if rare:
            shuffled = (
                "val_size shuffles the rows before the types of columns are inferred, and those "
                f"with {' and '.join(rare)} are so rare that LLaMA-Factory can stop at them; use "
                "--set eval_dataset=NAME with data of its own instead"
            )
            return [shuffled]
    workers = _count(values.get("preprocessing_num_workers"), 1)
    safe = safe_workers(mix.media_flags(), workers, batch)
    stops = "LLaMA-Factory can stop, as list<item: string> cannot be cast to null: "
    if safe is None:
        kinds = [
            kind
            for kind, flags in mix.media_flags().items()
            if safe_workers({kind: flags}, 1, batch) is None
        ]
        none_safe = (
            f"{stops}rows with {' and '.join(kinds)} are so rare that {batch:,} rows can pass "
            "without one; build the mix with fewer shards (--rows-per-shard), or with more such "
            "rows than shards"
        )
        return [none_safe]
    if safe < workers:
        return [f"{stops}use --set preprocessing_num_workers={safe}"]
    return []


def model_notes(mix: Mix, model: Model, values: Mapping[str, Any]) -> list[str]:
    """Rows and templates that the model and the trainer do not get along with."""
    notes = []
    if model.family == "qwen3_vl" and mix.with_videos:
        awkward = awkward_videos(mix)
        if awkward:
            notes.append(
                f"{awkward:,} of {mix.with_videos:,} rows with video cannot be taken: for Qwen3-VL "
                "LLaMA-Factory reads one video a row, in the first human turn, and stops or mixes "
                "up times at others; leave them out of the mix"
            )
    if values.get("template") == "qwen3_vl":
        notes.append(
            "the template puts an empty <think> block before each answer, and it is learnt; "
            "--set template=qwen3_vl_nothink leaves it out"
        )
    if model.shares_weights and mix.with_both:
        notes.append(
            f"{mix.with_both:,} rows have images and videos: under ZeRO-3 GPUs wait for one "
            "another there, and the run can hang; leave them out of the mix"
        )
    return notes


def _count(value: Any, default: int) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if whole else default
