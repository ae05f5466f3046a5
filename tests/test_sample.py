"""The sample is what its README says: how many rows, which are awkward, what becomes of them."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from mixes.config import FilterSettings
from mixes.filters.registry import FilterContext, row_filters
from mixes.shapes.read import read_row
from mixes.shapes.row import UnfitRowError
from t3data.records import open_files
from t3data.types import Reject

SAMPLE = Path(__file__).parents[1] / "demo" / "sample"
REJECTED = {
    "awkward.json": {
        "no-placeholder": "placeholder_mismatch",
        "two-placeholders-one-image": "placeholder_mismatch",
        "placeholder-without-image": "placeholder_mismatch",
        "placeholder-in-the-answer": "placeholder_mismatch",
        "empty-answer": "empty_turn",
        "blank-question": "empty_turn",
        "answer-first": "turn_order",
        "no-last-answer": "turn_order",
        "two-questions-in-a-row": "turn_order",
        "unknown-speaker": "unknown_speaker",
        "number-as-text": "wrong_type",
        "no-conversation": "unknown_shape",
    },
    "awkward.jsonl": {
        "lone-surrogate": "lone_surrogate",
        "nan": "not_a_number",
        "latin-1": "invalid_utf8",
        "cut-short": "malformed",
    },
    "videos.json": {"two-clips": "too_long"},
}


def outcomes(path: Path) -> dict[str, str]:
    """What becomes of each row of a general file; rows without an id go by their number."""
    context = FilterContext(FilterSettings(max_tokens=8192), benchmark_index=Path("none"))
    filters = row_filters(context)
    found: dict[str, str] = {}
    for record in open_files([path])[0].rows():
        name = identifier(path, record.place.row)
        if isinstance(record, Reject):
            found[name] = record.reason
            continue
        try:
            row = read_row(record)
        except UnfitRowError as error:
            found[name] = error.refusal.reason
            continue
        refusals = (refusal for judge in filters if (refusal := judge(row)))
        found[name] = next((refusal.reason for refusal in refusals), "kept")
    return found


def identifier(path: Path, row: int) -> str:
    if path.suffix == ".json":
        return str(json.loads(path.read_bytes())[row].get("id", row))
    line = path.read_bytes().split(b"\n")[row]
    match = re.search(rb'"id": "([^"]*)"', line)
    return match.group(1).decode() if match else str(row)


@pytest.mark.parametrize("path", sorted((SAMPLE / "general").iterdir()), ids=lambda p: p.name)
def test_general_rows_meet_the_fate_that_the_readme_tells(path: Path) -> None:
    rejected = {name: reason for name, reason in outcomes(path).items() if reason != "kept"}
    assert rejected == REJECTED.get(path.name, {})


def test_there_are_150_general_rows() -> None:
    counts = Counter({p.name: len(outcomes(p)) for p in (SAMPLE / "general").iterdir()})
    assert counts.total() == 150
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for name in ("images", "videos", "chats", "alpaca", "tools"):
        assert re.search(rf"`general/{name}\.json`.*\| {counts[f'{name}.json']} \|", readme)


@pytest.mark.parametrize("name", [name for rows in REJECTED.values() for name in rows])
def test_the_readme_names_every_awkward_row(name: str) -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    told = f"`{name}`" in readme or "the rows of `awkward.jsonl`" in readme
    assert told
