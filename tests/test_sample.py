"""The sample is what its README says: how many rows, which are awkward, what becomes of them."""

import re
from pathlib import Path

import pytest

from mixes.config import FilterSettings
from mixes.filters.registry import FilterContext, row_filters
from mixes.shapes.read import read_row
from mixes.shapes.row import UnfitRowError
from t3data.captions import read_captions
from t3data.records import open_files
from t3data.types import Place, Reject

SAMPLE = Path(__file__).parents[1] / "demo" / "sample"
CAPTIONS, GENERAL = "captions", "general"
README = (SAMPLE / "README.md").read_text(encoding="utf-8")
_ID = re.compile(r'"id": "?([\w-]+)')


def told(section: str) -> tuple[dict[str, int], dict[str, str]]:
    """What the README tells of a section: rows of each file, outcome of each awkward row."""
    start = README.index(f"| `{section}/")
    end = README.find("\n## ", start)
    lines = README[start:end].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    names = {row[0].strip("` "): row[-1] for row in cells if row[0].strip().startswith("`")}
    counts = {name.partition("/")[2]: int(n) for name, n in names.items() if n.isdigit()}
    fates = {
        name: outcome.split(",")[0].strip("` ")
        for name, outcome in names.items()
        if not outcome.isdigit()
    }
    return counts, fates


def caption_fates(path: Path) -> dict[str, str]:
    """What becomes of each caption of a file."""
    found = {}
    for entry in read_captions([path]):
        if isinstance(entry, Reject):
            found[name_of(path, entry.place, entry.detail)] = entry.reason
        else:
            found[entry.id] = "kept"
    return found


def general_fates(path: Path) -> dict[str, str]:
    """What becomes of each row of a general file when it is the only one of a mix."""
    filters = row_filters(FilterContext(FilterSettings(max_tokens=8192), Path("none")))
    found = {}
    for record in open_files([path])[0].rows():
        if isinstance(record, Reject):
            found[name_of(path, record.place)] = record.reason
            continue
        name = name_of(path, record.place)
        try:
            row = read_row(record)
        except UnfitRowError as error:
            found[name] = error.refusal.reason
            continue
        refusals = (refusal for judge in filters if (refusal := judge(row)))
        found[name] = next((refusal.reason for refusal in refusals), "kept")
    return found


def name_of(path: Path, place: Place, detail: str = "") -> str:
    """The id that stands at a place of a text file; timed captions go by video and number."""
    if path.name == "videos.json":
        return "v_past_the_end/2" if "36.5" in detail else "v_backwards_segment/1"
    assert place.byte is not None
    text = path.read_bytes()[place.byte : place.byte + 200].decode("latin-1")
    found = _ID.match(text.lstrip("{ \n"))
    return found.group(1) if found else str(place.row)


def files(section: str) -> list[Path]:
    return sorted((SAMPLE / section).iterdir())


@pytest.mark.parametrize("section", [CAPTIONS, GENERAL])
def test_the_readme_counts_right(section: str) -> None:
    judge = caption_fates if section == CAPTIONS else general_fates
    assert {path.name: len(judge(path)) for path in files(section)} == told(section)[0]


def test_there_are_150_general_rows_and_some_60_captions() -> None:
    assert sum(told(GENERAL)[0].values()) == 150
    usable = [
        fate for path in files(CAPTIONS) for fate in caption_fates(path).values() if fate == "kept"
    ]
    assert len(usable) == 84


@pytest.mark.parametrize("section", [CAPTIONS, GENERAL])
def test_every_row_meets_the_fate_that_the_readme_tells(section: str) -> None:
    judge = caption_fates if section == CAPTIONS else general_fates
    found: dict[str, str] = {}
    for path in files(section):
        found |= judge(path)
    fates = told(section)[1]
    assert {name: found[name] for name in fates} == fates
    assert {name for name, fate in found.items() if fate != "kept"} <= set(fates)
