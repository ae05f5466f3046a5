"""DeepSpeed configurations; all sizes are left to the trainer."""

import json
from typing import Any

FILE_NAMES = {2: "ds_z2.json", 3: "ds_z3.json"}
"""By ZeRO stage."""

_STAGES: dict[int, dict[str, Any]] = {
    2: {
        "stage": 2,
        "overlap_comm": True,
        "contiguous_gradients": True,
        "reduce_scatter": True,
        "allgather_bucket_size": 5e8,
        "reduce_bucket_size": 5e8,
        "round_robin_gradients": True,
    },
    3: {
        "stage": 3,
        "overlap_comm": True,
        "contiguous_gradients": True,
        "sub_group_size": 1e9,
        "reduce_bucket_size": "auto",
        "stage3_prefetch_bucket_size": "auto",
        "stage3_param_persistence_threshold": "auto",
        "stage3_max_live_parameters": 1e9,
        "stage3_max_reuse_distance": 1e9,
        "stage3_gather_16bit_weights_on_model_save": True,
    },
}


def deepspeed_config(stage: int) -> str:
    """ZeRO stage 2 (gradients and optimizer shared out) or 3 (weights as well)."""
    config = {
        "train_batch_size": "auto",
        "train_micro_batch_size_per_gpu": "auto",
        "gradient_accumulation_steps": "auto",
        "gradient_clipping": "auto",
        "zero_allow_untested_optimizer": True,
        "bf16": {"enabled": "auto"},
        "zero_optimization": _STAGES[stage],
    }
    return json.dumps(config, indent=2) + "\n"
