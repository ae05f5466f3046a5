"""Names on the Hub, and what a published manifest calls local files."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixes.hub.naming import check_repository, config_names, parquet_name
from mixes.hub.public_names import is_local, public_manifest
from mixes.hub.recipe_text import recipe_text
from mixes.recipe import load_recipe
from t3data.errors import UsageError


@pytest.mark.parametrize("name", ["jane/mix", "j/m", "Jane_1/t3-mix.v2", "a-b/0"])
def test_names_that_the_hub_takes(name: str) -> None:
    check_repository(name)


@pytest.mark.parametrize(
    "name",
    [
        *("mix", "a/b/c", "/mix", "jane/", "jane/-mix", "jane/mix.", "jane/my mix", "jane/é"),
        *("jane/a--b", "jane/a..b", "jane/mix.git", "jane/mix\n", "../mix", "jane/" + "m" * 97),
    ],
)
def test_names_that_it_refuses(name: str) -> None:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    with pytest.raises(UsageError):
        check_repository(name)
    # The library agrees, but it takes names without an owner, and line ends.
    if name.count("/") == 1 and "\n" not in name:
        with pytest.raises(HFValidationError):
            validate_repo_id(name)


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["llava", "t3_images"], ["llava", "t3_images"]),
        (["Émile's 😀 set", "a/b:c*?"], ["Emile-s-set", "a-b-c"]),
        (["😀", "日本", "default"], ["source", "source-2", "default-2"]),
        (["A", "a", "-a-"], ["A", "a-2", "a-3"]),
        (["x" * 70], ["x" * 60]),
    ],
)
def test_configuration_names(sources: list[str], names: list[str]) -> None:
    assert config_names(sources) == names


@given(st.lists(st.text(min_size=1), max_size=8))
def test_configuration_names_are_legal_and_different(sources: list[str]) -> None:
    names = config_names(sources)
    assert len({name.lower() for name in names}) == len(sources)
    for name in names:
        assert name.isascii()
        assert name.strip("-._") == name != "default"
        assert not set(name) & set('<>:/\\|?* \n"')


def test_the_name_of_a_parquet_file() -> None:
    assert parquet_name("data/part-00003-of-00012.arrow") == "data/train-00003-of-00012.parquet"


@pytest.mark.parametrize(
    "path",
    ["/a", "~/a", "~jane/a", "../a", "a/../b", "C:\\a", "d:/a", "\\\\host\\a", "file:///a", ".."],
)
def test_paths_of_one_machine(path: str) -> None:
    assert is_local(path)


@pytest.mark.parametrize("path", ["a", "a/b.json", "./a", "org/name", "https://x/a", "a..b/c", ""])
def test_paths_of_any_machine(path: str) -> None:
    assert not is_local(path)


def manifest(paths: list[list[str]], files: list[list[str]], **filters: Any) -> dict[str, Any]:
    chosen = {"media_root": None, "tokenizer": "qwen2-vl", "decontaminate": [], **filters}
    return {
        "recipe": {"sources": [{"paths": given} for given in paths], "filters": chosen},
        "sources": {f"s{i}": {"files": [{"path": p} for p in f]} for i, f in enumerate(files)},
        "tokenizer": {"name": chosen["tokenizer"]},
    }


def test_local_paths_get_their_last_part() -> None:
    given = manifest(
        [["/data/jane/T3"], ["/disk/x/llava.json", "sub/other.json"], ["../up/q*/[ab].json"]],
        [
            ["/data/jane/T3/data/part-0.arrow", "/data/jane/T3/data/part-1.arrow"],
            ["/disk/x/llava.json", "sub/other.json"],
            ["../up/q1/a.json"],
        ],
        media_root="/data/jane/coco",
        tokenizer="/models/qwen",
        decontaminate=["/bench/mvbench"],
    )
    public = public_manifest(given)
    assert public["recipe"]["sources"] == [
        {"paths": ["T3"]},
        {"paths": ["llava.json", "sub/other.json"]},
        {"paths": ["q*/[ab].json"]},
    ]
    files = [[file["path"] for file in source["files"]] for source in public["sources"].values()]
    assert files == [
        ["T3/data/part-0.arrow", "T3/data/part-1.arrow"],
        ["llava.json", "sub/other.json"],
        ["a.json"],
    ]
    assert public["recipe"]["filters"] == {
        "media_root": "coco", "tokenizer": "qwen", "decontaminate": ["mvbench"],
    }  # fmt: skip
    assert public["tokenizer"] == {"name": "qwen"}
    assert "/data/jane" not in json.dumps(public)
    assert public_manifest(public) == public
    assert given["recipe"]["sources"][0]["paths"] == ["/data/jane/T3"]


def test_equal_last_parts_are_told_apart() -> None:
    public = public_manifest(manifest([["/a/q.json"], ["/b/q.json"], ["q.json"]], [[], [], []]))
    assert [source["paths"] for source in public["recipe"]["sources"]] == [
        *(["2/q.json"], ["3/q.json"], ["q.json"])
    ]


def test_without_local_paths_nothing_changes() -> None:
    given = manifest([["a/b"], ["c.json"]], [["a/b/data/x.arrow"], ["c.json"]])
    assert public_manifest(given) == given


GIVEN: list[dict[str, Any]] = [
    {"t3": [{"path": "T3"}], "general": [{"path": "g.json"}], "ratio": "1:2", "total": 9},
    {"t3": [{"path": "T3"}], "general": [{"path": ["g.json", "h.json"], "name": "two 😀"}]},
    {"t3": [{"path": "T3"}], "video": [{"path": "v.json", "weight": 0.5, "cap": 7}]},
    {"t3": [{"path": "T3"}], "general": [{"path": "g.json"}], "video": [{"path": "v.json"}]},
    {
        "t3": [{"path": "T3"}], "general": [{"path": "g.json"}], "video": [{"path": "v.json"}],
        "ratio": "1:2:3",
    },
    {"general": [{"path": "g.json"}], "video": [{"path": "v.json"}], "ratio": "0:1:3"},
    {"general": [{"path": "g.json", "license": "MIT"}], "seed": 5, "on_shortage": "repeat"},
    {
        "t3": [{"path": "T3"}], "parts": [{"family": "order_1x"}, {"tasks": ["a*"], "cap": 3}],
        "filters": {"max_tokens": 100, "decontaminate": ["b"], "near_duplicates": 0.9},
    },
]  # fmt: skip


@pytest.mark.parametrize("keys", GIVEN, ids=range(len(GIVEN)))
def test_the_recipe_is_the_request(keys: dict[str, Any], tmp_path: Path) -> None:
    wanted = json.loads(json.dumps(load_recipe(None, keys).as_dict()))
    path = tmp_path / "recipe.yaml"
    path.write_text(recipe_text(wanted), encoding="utf-8")
    assert json.loads(json.dumps(load_recipe(path, {}).as_dict())) == wanted
