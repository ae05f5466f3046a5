"""What people do today, as programs of their own: the original's algorithm, and `datasets`.

Both read the T3 rows as the original keeps them, one JSON array of LLaVA rows.
    python -m bench.baselines original|datasets T3.json N GENERAL.json M SEED OUTPUT
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

_MOST_CHARACTERS = 8192 * 4


def original(t3: str, of_t3: int, general: str, of_general: int, seed: int, output: str) -> None:
    """Load all, shuffle, cut to the caps, concatenate, shuffle, dump with indent 4."""
    random.seed(seed)
    rows: list[Any] = []
    for path, cap in ((t3, of_t3), (general, of_general)):
        with Path(path).open(encoding="utf-8") as stream:
            loaded = json.load(stream)
        random.shuffle(loaded)
        rows += loaded[:cap]
    random.shuffle(rows)
    with Path(output).open("w", encoding="utf-8") as stream:
        json.dump(rows[: of_t3 + of_general], stream, indent=4)


def with_datasets(
    t3: str, of_t3: int, general: str, of_general: int, seed: int, output: str
) -> None:
    """`load_dataset`, `.filter`, `.shuffle`, `concatenate_datasets`, `.shuffle`, `save_to_disk`."""
    from datasets import concatenate_datasets, load_dataset

    parts = []
    for path, cap in ((t3, of_t3), (general, of_general)):
        rows = load_dataset("json", data_files=path, split="train").filter(_fits)
        parts.append(rows.shuffle(seed=seed).select(range(cap)))
    concatenate_datasets(parts).shuffle(seed=seed).save_to_disk(output)


def _fits(row: dict[str, Any]) -> bool:
    turns = row["conversations"]
    speakers = [turn["from"] for turn in turns]
    return (
        speakers == ["human", "gpt"] * (len(turns) // 2)
        and all(turn["value"].strip() for turn in turns)
        and sum(len(turn["value"]) for turn in turns) <= _MOST_CHARACTERS
    )


if __name__ == "__main__":
    _way, _t3, _of_t3, _general, _of_general, _seed, _output = sys.argv[1:]
    _run = {"original": original, "datasets": with_datasets}[_way]
    _run(_t3, int(_of_t3), _general, int(_of_general), int(_seed), _output)
