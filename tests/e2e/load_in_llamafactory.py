"""Loads, aligns and tokenizes a dataset with LLaMA-Factory, in its environment; prints JSON.

    python load_in_llamafactory.py SETTINGS.json

The file holds a list of configurations, in keys of its own. Printed are, for each, the stage that
was reached, the error that ended it, and for each row the length of its token ids.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

SCRATCH = tempfile.mkdtemp()
os.environ |= {"HF_HOME": SCRATCH, "HF_DATASETS_CACHE": f"{SCRATCH}/cache"}
OUT = os.dup(1)
os.dup2(2, 1)  # the trainer prints what it likes

from llamafactory.data import get_template_and_fix_tokenizer, loader  # noqa: E402
from llamafactory.hparams import get_train_args  # noqa: E402
from llamafactory.model import load_tokenizer  # noqa: E402


def load(settings: dict[str, Any]) -> dict[str, Any]:
    """How far it comes, and what comes out."""
    model, data, training, _, _ = get_train_args(
        {
            "stage": "sft", "do_train": True, "finetuning_type": "full", "dataset": "t3_mix",
            "template": "qwen2_vl", "cutoff_len": 100_000, "use_cpu": True, "report_to": "none",
            "output_dir": f"{SCRATCH}/out", "overwrite_cache": True, **settings,
        }
    )  # fmt: skip
    try:
        rows = loader._get_merged_dataset(data.dataset, model, data, training, "sft")
    except Exception as error:
        return {"stage": "align", "error": str(error)}
    module = load_tokenizer(model)
    template = get_template_and_fix_tokenizer(module["tokenizer"], data)
    invalid = 0
    for row in rows:
        messages = row["_prompt"] + row["_response"]
        media = [row[key] or [] for key in ("_images", "_videos", "_audios")]
        try:
            template.mm_plugin._validate_messages(messages, *media)
        except ValueError:
            invalid += 1
    try:
        tokens = loader._get_preprocessed_dataset(
            rows, data, training, "sft", template, module["tokenizer"], module["processor"]
        )
    except Exception as error:
        return {"stage": "preprocess", "error": str(error), "aligned": len(rows)}
    questions = [row["_prompt"][0]["content"] for row in rows]
    lengths = [len(row) for row in tokens["input_ids"]]
    return {"stage": "done", "error": None, "aligned": len(rows), "invalid": invalid,
            "rows": len(tokens), "questions": questions, "lengths": lengths}  # fmt: skip


given = json.loads(Path(sys.argv[1]).read_text())
answer = json.dumps([load(settings) for settings in given])
shutil.rmtree(SCRATCH)
with os.fdopen(OUT, "w") as out:
    out.write(answer)
