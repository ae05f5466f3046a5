"""A LLaMA-Factory configuration for Qwen2-VL-7B with the paper's hyper-parameters.

Paths are relative to the mix, so that the directory can be moved. Only keys that 0.9.5 accepts:
it refuses unknown ones. Pixel limits are written out although they are defaults, because the
lengths of media rows were bounded with them.
"""

import json

from mixes.dataset_info import NAME
from mixes.filters.tokens import MEDIA_BUDGET

FILE_NAME = "qwen2vl_7b_full_sft.yaml"
DEEPSPEED_NAME = "ds_z2.json"

_TEMPLATE = """\
# Full fine-tuning of Qwen2-VL-7B on this mix (LLaMA-Factory 0.9.5). From the directory of the mix:
#   FORCE_TORCHRUN=1 llamafactory-cli train train/{file_name}
# The paper's settings; 8 GPUs give its global batch of 64.

### model
model_name_or_path: Qwen/Qwen2-VL-7B-Instruct
trust_remote_code: true
image_max_pixels: {image_max_pixels}
video_max_pixels: {video_max_pixels}
video_fps: 2.0
video_maxlen: {video_maxlen}

### method
stage: sft
do_train: true
finetuning_type: full
freeze_vision_tower: true
# Frozen by default in current versions; at the time of the paper only the tower was.
freeze_multi_modal_projector: false
# ZeRO-3 can hang on batches that mix rows with and without media.
deepspeed: train/{deepspeed}

### data
dataset_dir: .
dataset: {dataset}
media_dir: {media_dir}
template: qwen2_vl
# No row of the mix is longer, so nothing is ever cut.
cutoff_len: {cutoff_len}
preprocessing_batch_size: 128
preprocessing_num_workers: 8
dataloader_num_workers: 4

### output
output_dir: train/output
logging_steps: 10
save_steps: 500
save_only_model: true
plot_loss: true
report_to: none

### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: 1.0e-5
weight_decay: 0.05
num_train_epochs: 1.0
lr_scheduler_type: cosine
warmup_ratio: 0.03
bf16: true
seed: 42
ddp_timeout: 180000000
"""


def train_yaml(cutoff_len: int, media_root: str | None) -> str:
    """The configuration for a mix whose rows have at most `cutoff_len` tokens."""
    return _TEMPLATE.format(
        file_name=FILE_NAME,
        deepspeed=DEEPSPEED_NAME,
        dataset=NAME,
        # A JSON string is a YAML string, whatever characters a path has.
        media_dir=json.dumps(media_root, ensure_ascii=False) if media_root else ".",
        cutoff_len=cutoff_len,
        image_max_pixels=MEDIA_BUDGET.image_max_pixels,
        video_max_pixels=MEDIA_BUDGET.video_max_pixels,
        video_maxlen=MEDIA_BUDGET.video_maxlen,
    )


def deepspeed_config() -> str:
    """ZeRO stage 2, all sizes left to the trainer."""
    config = {
        "train_batch_size": "auto",
        "train_micro_batch_size_per_gpu": "auto",
        "gradient_accumulation_steps": "auto",
        "gradient_clipping": "auto",
        "zero_allow_untested_optimizer": True,
        "bf16": {"enabled": "auto"},
        "zero_optimization": {
            "stage": 2,
            "overlap_comm": True,
            "contiguous_gradients": True,
            "reduce_scatter": True,
            "allgather_bucket_size": 5e8,
            "reduce_bucket_size": 5e8,
            "round_robin_gradients": True,
        },
    }
    return json.dumps(config, indent=2) + "\n"
