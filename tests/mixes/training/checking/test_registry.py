import json
from pathlib import Path
from typing import Any

import pytest

from mixes.dataset_info import dataset_info
from mixes.training.checking.registry import check_registry
from mixes.training.checking.report import Findings

NAME = "t3_mix"


@pytest.fixture
def entries(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "b.arrow").touch()
    (tmp_path / "data" / "a.arrow").touch()
    return dataset_info()


def problems(tmp_path: Path, entries: Any, *names: str) -> list[str]:
    (tmp_path / "dataset_info.json").write_text(json.dumps(entries))
    found = Findings()
    check_registry(tmp_path, names or (NAME,), found)
    return [f"{each.message}; {each.remedy}" for each in found.problems]


def test_our_own_entry_has_no_problem(tmp_path: Path, entries: dict[str, Any]) -> None:
    assert problems(tmp_path, entries) == []
    files = check_registry(tmp_path, [NAME], Findings())
    assert files is not None
    assert sorted(file.name for file in files) == ["a.arrow", "b.arrow"]


def test_columns_and_tags_left_out_are_unset(tmp_path: Path, entries: dict[str, Any]) -> None:
    del entries[NAME]["columns"]["messages"]
    del entries[NAME]["tags"]["assistant_tag"]
    first, second = problems(tmp_path, entries)
    assert first.startswith("columns leaves out messages, which is unset")
    assert second.startswith("tags leaves out assistant_tag, which is unset")
    del entries[NAME]["columns"], entries[NAME]["tags"]  # all of them have defaults
    assert problems(tmp_path, entries) == []


def test_a_misspelt_column_is_named(tmp_path: Path, entries: dict[str, Any]) -> None:
    entries[NAME]["columns"]["video"] = "videos"
    assert problems(tmp_path, entries) == ["columns has an unknown video; use videos"]


def test_an_unknown_name_and_one_that_comes_twice(tmp_path: Path, entries: dict[str, Any]) -> None:
    (unknown,) = problems(tmp_path, entries, "t3_mx")
    assert unknown.endswith("has no entry t3_mx; use t3_mix")
    assert problems(tmp_path, entries, NAME, NAME) == [
        "names an entry twice, which counts once; name it once"
    ]


@pytest.mark.parametrize("name", ["README.md", ".cache", "_manifest"])
def test_strangers_among_the_shards(tmp_path: Path, entries: dict[str, Any], name: str) -> None:
    (tmp_path / "data" / name).touch()
    (problem,) = problems(tmp_path, entries)
    assert problem.startswith(f"holds {name}, at which the loader stops; move everything but")


def test_two_types_of_files(tmp_path: Path, entries: dict[str, Any]) -> None:
    (tmp_path / "data" / "c.jsonl").touch()
    (tmp_path / "data" / "d.json").touch()
    assert problems(tmp_path, entries) == [
        "holds files of several types: arrow, json; keep one type"
    ]
    for name in ("a.arrow", "b.arrow"):
        (tmp_path / "data" / name).unlink()
    assert problems(tmp_path, entries) == []


@pytest.mark.parametrize("text", ["", "[", "[]", "null", '"x"'])
def test_a_broken_registry(tmp_path: Path, text: str) -> None:
    (tmp_path / "dataset_info.json").write_text(text)
    found = Findings()
    assert check_registry(tmp_path, [NAME], found) is None
    assert len(found.problems) == 1


def test_no_registry_and_no_data(tmp_path: Path, entries: dict[str, Any]) -> None:
    found = Findings()
    assert check_registry(tmp_path / "nowhere", [NAME], found) is None
    assert found.problems[0].remedy == "set dataset_dir to its directory"
    entries[NAME]["file_name"] = "gone"
    assert problems(tmp_path, entries) == ["is not there; mend file_name of t3_mix, or dataset_dir"]


def test_an_entry_of_the_hub_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "dataset_info.json").write_text(json.dumps({NAME: {"hf_hub_url": "a/b"}}))
    found = Findings()
    assert check_registry(tmp_path, [NAME], found) is None
    assert found.problems == []
    assert found.unchecked == ["dataset t3_mix: it is not a file here"]
