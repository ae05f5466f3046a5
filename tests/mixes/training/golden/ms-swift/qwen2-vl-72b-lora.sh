#!/usr/bin/env bash
# Trains qwen2-vl-72b (lora) on this mix with ms-swift 4.6.0.
# 8 GPUs x 1 x 8 = 64 rows a step, as in the paper.
# What follows is passed on to the trainer.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

if [ -f manifest.json ] && ! grep -qF c0ffee manifest.json; then
  echo "$0: the mix was built anew since; give t3 train-config again" >&2
  exit 2
fi

# Limits of images and videos, by which the lengths of rows were checked.
export MAX_PIXELS=401408
export VIDEO_MAX_PIXELS=401408
export FPS_MIN_FRAMES=8
export FPS_MAX_FRAMES=8
export ROOT_IMAGE_DIR=/data/media
export NPROC_PER_NODE=8
# strict: a row that cannot be read stops the run; without it another row is taken.
exec swift sft \
  --model Qwen/Qwen2-VL-72B-Instruct \
  --use_hf true \
  --tuner_type lora \
  --freeze_vit true \
  --torch_dtype bfloat16 \
  --deepspeed zero3 \
  --dataset data \
  --split_dataset_ratio 0 \
  --max_length 5120 \
  --truncation_strategy delete \
  --strict true \
  --dataset_num_proc 4 \
  --dataloader_num_workers 2 \
  --max_steps 1000 \
  --per_device_train_batch_size 1 \
  --gradient_accumulation_steps 8 \
  --gradient_checkpointing true \
  --learning_rate 1.0e-05 \
  --weight_decay 0.03 \
  --warmup_ratio 0.03 \
  --output_dir train/ms-swift/output/qwen2-vl-72b-lora \
  --save_steps 100 \
  --logging_steps 10 \
  --report_to none \
  "$@"
