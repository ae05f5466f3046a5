#!/usr/bin/env bash
# Trains longva-7b (full) on this mix with LongVA's own trainer.
# 8 GPUs x 1 x 8 = 64 rows a step, as in the paper.
# What follows is passed on to the trainer.
#
# Set before you start:
#   LONGVA: a checkout of github.com/EvolvingLMMs-Lab/LongVA, f943753 or later
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

if [ -f manifest.json ] && ! grep -qF c0ffee manifest.json; then
  echo "$0: the mix was built anew since; give t3 train-config again" >&2
  exit 2
fi

LONGVA="${LONGVA:-/SET/ME}"
for name in LONGVA; do
  if [ "${!name}" = /SET/ME ]; then
    echo "$0: set $name first, in this file or in the environment" >&2
    exit 2
  fi
done

model=lmms-lab/LongVA-7B
MODEL="${MODEL:-$model}"
if [ ! -d "$MODEL" ]; then
  MODEL="$(python -c "import sys, huggingface_hub as hub; print(hub.snapshot_download(sys.argv[1]))" "$MODEL")"
fi
# The trainer tells models apart by their path, which has to hold qwen: hence a link.
ln -sfn -- "$(cd -- "$MODEL" && pwd)" train/longva/model-qwen

export PYTHONPATH="$LONGVA/longva${PYTHONPATH:+:$PYTHONPATH}"
exec torchrun --nnodes 1 --nproc_per_node 8 \
  --node_rank "${NODE_RANK:-${SLURM_NODEID:-0}}" --master_addr "${MASTER_ADDR:-127.0.0.1}" --master_port "${MASTER_PORT:-29500}" \
  "$LONGVA/longva/longva/train/train_mem.py" \
  --deepspeed train/longva/ds_z3.json \
  --model_name_or_path train/longva/model-qwen \
  --version qwen_1_5 \
  --vision_tower openai/clip-vit-large-patch14-336 \
  --mm_tunable_parts mm_vision_tower,mm_mlp_adapter,mm_language_model \
  --mm_vision_tower_lr 2.0e-06 \
  --mm_projector_type mlp2x_gelu \
  --mm_vision_select_layer -2 \
  --mm_use_im_start_end False \
  --mm_use_im_patch_token False \
  --mm_patch_merge_type unires \
  --data_path train/longva/t3_mix.json \
  --image_folder /data/media \
  --video_folder /data/media \
  --video_fps 1 \
  --frames_upbound 128 \
  --image_aspect_ratio anyres \
  --image_grid_pinpoints '[(336, 672), (336, 1008), (336, 1344), (336, 1680), (336, 2016), (336, 2352), (336, 2688), (336, 3024), (336, 3360), (336, 3696), (336, 4032), (336, 4368), (336, 4704), (336, 5040), (336, 5376), (336, 5712), (336, 6048), (336, 6384), (336, 6720), (336, 7056), (336, 7392), (336, 7728), (336, 8064), (336, 8400), (336, 8736), (336, 9072), (336, 9408), (336, 9744), (336, 10080), (336, 10416), (336, 10752), (336, 11088), (336, 11424), (336, 11760), (336, 12096), (336, 12432), (336, 12768), (336, 13104), (336, 13440), (336, 13776), (336, 14112), (336, 14448), (336, 14784), (336, 15120), (336, 15456), (336, 15792), (336, 16128), (336, 16464), (672, 336), (672, 672), (672, 1008), (672, 1344), (672, 1680), (672, 2016), (672, 2352), (672, 2688), (672, 3024), (672, 3360), (672, 3696), (672, 4032), (672, 4368), (672, 4704), (672, 5040), (672, 5376), (672, 5712), (672, 6048), (672, 6384), (672, 6720), (672, 7056), (672, 7392), (672, 7728), (672, 8064), (1008, 336), (1008, 672), (1008, 1008), (1008, 1344), (1008, 1680), (1008, 2016), (1008, 2352), (1008, 2688), (1008, 3024), (1008, 3360), (1008, 3696), (1008, 4032), (1008, 4368), (1008, 4704), (1008, 5040), (1008, 5376), (1344, 336), (1344, 672), (1344, 1008), (1344, 1344), (1344, 1680), (1344, 2016), (1344, 2352), (1344, 2688), (1344, 3024), (1344, 3360), (1344, 3696), (1344, 4032), (1680, 336), (1680, 672), (1680, 1008), (1680, 1344), (1680, 1680), (1680, 2016), (1680, 2352), (1680, 2688), (1680, 3024), (2016, 336), (2016, 672), (2016, 1008), (2016, 1344), (2016, 1680), (2016, 2016), (2016, 2352), (2016, 2688), (2352, 336), (2352, 672), (2352, 1008), (2352, 1344), (2352, 1680), (2352, 2016), (2352, 2352), (2688, 336), (2688, 672), (2688, 1008), (2688, 1344), (2688, 1680), (2688, 2016), (3024, 336), (3024, 672), (3024, 1008), (3024, 1344), (3024, 1680), (3360, 336), (3360, 672), (3360, 1008), (3360, 1344), (3696, 336), (3696, 672), (3696, 1008), (3696, 1344), (4032, 336), (4032, 672), (4032, 1008), (4032, 1344), (4368, 336), (4368, 672), (4368, 1008), (4704, 336), (4704, 672), (4704, 1008), (5040, 336), (5040, 672), (5040, 1008), (5376, 336), (5376, 672), (5376, 1008), (5712, 336), (5712, 672), (6048, 336), (6048, 672), (6384, 336), (6384, 672), (6720, 336), (6720, 672), (7056, 336), (7056, 672), (7392, 336), (7392, 672), (7728, 336), (7728, 672), (8064, 336), (8064, 672), (8400, 336), (8736, 336), (9072, 336), (9408, 336), (9744, 336), (10080, 336), (10416, 336), (10752, 336), (11088, 336), (11424, 336), (11760, 336), (12096, 336), (12432, 336), (12768, 336), (13104, 336), (13440, 336), (13776, 336), (14112, 336), (14448, 336), (14784, 336), (15120, 336), (15456, 336), (15792, 336), (16128, 336), (16464, 336)]' \
  --group_by_modality_length True \
  --lazy_preprocess True \
  --dataloader_num_workers 16 \
  --dataloader_drop_last True \
  --num_train_epochs 1 \
  --per_device_train_batch_size 1 \
  --gradient_accumulation_steps 8 \
  --learning_rate 1.0e-05 \
  --weight_decay 0.0 \
  --warmup_ratio 0.03 \
  --lr_scheduler_type cosine \
  --model_max_length 32768 \
  --bf16 True \
  --tf32 True \
  --gradient_checkpointing True \
  --torch_compile True \
  --torch_compile_backend inductor \
  --attn_implementation sdpa \
  --output_dir train/longva/output/longva-7b-full \
  --evaluation_strategy no \
  --save_strategy steps \
  --save_steps 3000 \
  --save_total_limit 1 \
  --logging_steps 1 \
  --report_to none \
  "$@"
