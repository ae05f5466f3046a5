"""Last phase: everything beside the shards that makes a mix usable and readable."""

import json
from typing import Any

from mixes.card import DEFAULT_MODEL, card
from mixes.dataset_info import dataset_info
from mixes.figures import draw_figures
from mixes.job import Job
from mixes.summary import MixSummary
from mixes.training import TrainRequest, write_training
from t3data.files import write_text


def describe(job: Job, manifest: dict[str, Any], summary: MixSummary) -> None:
    """Writes registry entry, training configuration, figures and card.

    Raises:
        T3Error: the disk refuses.
    """
    root = job.target.root
    write_text(root / "dataset_info.json", json.dumps(dataset_info(), indent=2) + "\n")
    write_training(TrainRequest(root, "llamafactory", DEFAULT_MODEL), manifest=manifest)
    draw_figures(summary, root / "figures")
    write_text(root / "README.md", card(manifest, summary))
