#!/usr/bin/env bash
# Trains qwen2-vl-72b (lora) on this mix with LLaMA-Factory 0.9.5, 8 GPU(s).
# What follows is passed on: KEY=VALUE replaces a key of the configuration.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

export FORCE_TORCHRUN=1 NPROC_PER_NODE=8
exec llamafactory-cli train train/llamafactory/qwen2-vl-72b-lora.yaml "$@"
