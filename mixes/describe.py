"""Last phase: everything beside the shards that makes a mix usable and readable."""

import json
from typing import Any

from mixes.card import card
from mixes.dataset_info import dataset_info
from mixes.figures import draw_figures
from mixes.job import Job
from mixes.summary import MixSummary
from mixes.train_yaml import DEEPSPEED_NAME, FILE_NAME, deepspeed_config, train_yaml
from t3data.files import write_text


def describe(job: Job, manifest: dict[str, Any], summary: MixSummary) -> None:
    """Writes registry entry, training configuration, figures and card.

    Raises:
        T3Error: the disk refuses.
    """
    root, filters = job.target.root, job.config.filters
    write_text(root / "dataset_info.json", json.dumps(dataset_info(), indent=2) + "\n")
    write_text(root / "train" / FILE_NAME, train_yaml(filters.max_tokens, filters.media_root))
    write_text(root / "train" / DEEPSPEED_NAME, deepspeed_config())
    draw_figures(summary, root / "figures")
    write_text(root / "README.md", card(manifest, summary))
