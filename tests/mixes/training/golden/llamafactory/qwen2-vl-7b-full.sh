#!/usr/bin/env bash
# Trains qwen2-vl-7b (full) on this mix with LLaMA-Factory 0.9.5, 8 GPU(s).
# What follows is passed on: KEY=VALUE replaces a key of the configuration.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

if [ -f manifest.json ] && ! grep -qF c0ffee manifest.json; then
  echo "$0: the mix was built anew since; give t3 train-config again" >&2
  exit 2
fi

export FORCE_TORCHRUN=1 NPROC_PER_NODE=8
exec llamafactory-cli train train/llamafactory/qwen2-vl-7b-full.yaml "$@"
