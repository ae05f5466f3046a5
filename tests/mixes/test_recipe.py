from pathlib import Path

import pytest

from mixes.config import FilterSettings, MixConfig
from mixes.inputs import source_names
from mixes.licenses import is_restricted, known_license
from mixes.recipe import load_recipe
from mixes.recipes import families, recipe_descriptions, recipe_names, recipe_path
from t3data.errors import T3Error, UsageError
from t3data.tasks import task_names

TABLE_2 = {
    *("tc_1x", "tc_2x", "tc_4x", "tc_8x", "tc_1_2_4_8x", "order_template", "referring"),
    *("grounding", "t3_all", "tc_1x_order_template", "tc_1x_grounding", "tc_1x_referring"),
    *("hotpotqa", "llava_next"),
}
MIXES = {"t3_llava_100k", "t3_llava_200k"} | {
    f"qwen2vl_t3_66k_video_{ratio}" for ratio in ("0.2", "0.5", "1", "2")
}
CONTROLS = {"llava_video"}
WITH_FILES = {"hotpotqa_llava"}
"""Recipes that name their files, because two sources of one side have a ratio."""


def recipe(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_is_resolved_with_overrides(tmp_path: Path) -> None:
    path = recipe(
        tmp_path,
        """
        t3: [X/A, {path: X/B, name: bee, weight: 2, cap: 50}]
        general: [{path: [g1.json, g2.json], license: CC-BY-NC-4.0}]
        ratio: 1:0.5
        total: 90
        parts: [order_1x, {tasks: ["ground_*"], scales: [2], weight: 3}]
        filters: {max_tokens: 4096, near_duplicates: 0.9}
        """,
    )
    config = load_recipe(path, {"seed": 9, "total": 60, "filters": {"max_tokens": 100}})
    assert [(s.name, s.side, s.paths, s.weight, s.cap) for s in config.sources] == [
        ("A", "t3", ("X/A",), None, None),
        ("bee", "t3", ("X/B",), 2.0, 50),
        ("g1", "general", ("g1.json", "g2.json"), None, None),
    ]
    assert config.sources[2].license == "CC-BY-NC-4.0"
    assert (config.name, config.seed, config.total, config.ratio) == ("mine", 9, 60, (2, 1))
    assert config.slots == (("t3",), ("general",))
    assert [(p.name, p.tasks, p.scales, p.weight) for p in config.parts] == [
        ("order_1x", ("order_list", "order_arrange"), (1,), 1),
        ("ground_*", ("ground_*",), (2,), 3),
    ]
    assert config.filters == FilterSettings(max_tokens=100, near_duplicates=0.9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1", "expected a mapping of keys"),
        ("a: [", "not YAML"),
        ("ratoi: 1", "ratoi: no such key"),
        ("general: [x]\ntotal: -5", "total: Input should be greater than 0, found -5"),
        ("general: [x]\nseed: many", "seed: Input should be a valid integer"),
        ("general: [{path: x, weihgt: 2}]", "general.0.weihgt: no such key"),
        ("general: [{name: x}]", "general.0.path: Field required"),
        ("general: [x]\nfilters: {max_tokens: 0}", "filters.max_tokens: "),
        ("general: [x]\non_shortage: panic", "on_shortage: Input should be 'error', 'shrink'"),
        ("t3: [x]\nparts: [order_3x]", "parts: no family 'order_3x'; there are order_1x,"),
        ("general: [{path: []}]", "general.0.path"),
        ("general: [{path: x, weight: 0}]", "general.0.weight: Input should be greater than 0"),
    ],
)
def test_a_wrong_key_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(T3Error) as raised:
        load_recipe(recipe(tmp_path, text), {})
    assert str(raised.value).startswith(f"{tmp_path}/mine.yaml: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_recipe_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"no\.yaml: cannot read recipe: No such file"):
        load_recipe(tmp_path / "no.yaml", {})


def sides(config: MixConfig) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]:
    return config.ratio, config.slots


@pytest.mark.parametrize(
    ("keys", "ratio", "slots"),
    [
        ({"t3": ["a"]}, (1,), (("t3",),)),
        ({"general": ["a"]}, (1,), (("general",),)),
        ({"t3": ["a"], "general": ["b"]}, (1, 2), (("t3",), ("general",))),
        ({"t3": ["a"], "video": ["b"], "ratio": "3"}, (1, 3), (("t3",), ("video",))),
        (
            {"t3": ["a"], "general": ["b"], "video": ["c"]},
            (1, 2),
            (("t3",), ("general", "video")),
        ),
        (
            {"t3": ["a"], "general": ["b"], "video": ["c"], "ratio": "1:1:2"},
            (1, 1, 2),
            (("t3",), ("general",), ("video",)),
        ),
        ({"general": ["b"], "ratio": "0:1"}, (1,), (("general",),)),
        ({"t3": ["a"], "video": ["c"], "ratio": "1:0:2"}, (1, 2), (("t3",), ("video",))),
    ],
)
def test_sides_share_the_ratio(
    keys: dict[str, object], ratio: tuple[int, ...], slots: tuple[tuple[str, ...], ...]
) -> None:
    assert sides(load_recipe(None, keys)) == (ratio, slots)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "no sources"),
        ({"t3": ["a"], "ratio": "1:2"}, "no source for general; add --general"),
        ({"general": ["a"], "ratio": "1:2"}, "no source for t3; add --t3"),
        ({"general": [{"path": "x", "name": "a/b"}]}, "no / allowed"),
        (
            {"general": [{"path": "x", "name": "a"}, {"path": "y", "name": "a"}]},
            "two sources are called 'a'",
        ),
    ],
)
def test_requests_that_make_no_sense(keys: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_recipe(None, keys)


def test_sources_are_named_after_their_files() -> None:
    assert source_names(["d/a.json", "d/b.jsonl", "out/T3"]) == ["a", "b", "T3"]
    assert source_names(["x/a.json", "y/a.json", "b"]) == ["x-a", "y-a", "b"]
    assert source_names(["x/data", "../y/data/"]) == ["x", "y"]
    assert source_names(["a.json", "./a.json"]) == ["a", "a-2"]
    assert source_names(["v1.5/rows"]) == ["rows"]


def test_all_recipes_of_the_paper_are_there() -> None:
    assert set(recipe_names()) == TABLE_2 | MIXES | CONTROLS | WITH_FILES
    descriptions = recipe_descriptions()
    assert all(20 <= len(text) <= 140 for text in descriptions.values())
    assert len(set(descriptions.values())) == len(descriptions)
    with pytest.raises(UsageError, match=r"no recipe 'tc_3x'; `t3 list mixes`"):
        recipe_path("tc_3x")


def test_families_name_tasks_that_exist() -> None:
    named = {task for family in families().values() for task in family["tasks"]}
    assert named <= set(task_names())
    # Those that only timed captions allow are in none of the paper's sets.
    assert set(task_names()) - named >= {"ground_seconds", "duration", "overlap"}


@pytest.mark.parametrize("name", sorted(TABLE_2 | MIXES | CONTROLS))
def test_every_recipe_resolves(name: str) -> None:
    path = recipe_path(name)
    keys: dict[str, object] = {"t3": ["t3"], "general": ["g.json"], "video": ["v.json"]}
    wanted = {
        side: keys[side]
        for side in keys
        if f"sides: [{side}" in path.read_text() or f", {side}]" in path.read_text()
    }
    config = load_recipe(path, wanted)
    assert config.name == name
    with pytest.raises(UsageError, match=r"needs --|no sources"):
        load_recipe(path, dict(list(wanted.items())[1:]))
    others = [side for side in keys if side not in wanted]
    with pytest.raises(UsageError, match="rows only"):
        load_recipe(path, {**wanted, others[0]: ["x"]})


def test_hotpotqa_stands_in_the_place_of_t3() -> None:
    from mixes.quotas import allocate

    config = load_recipe(recipe_path("hotpotqa_llava"), {})
    assert [(s.name, s.paths, s.weight, s.license) for s in config.sources] == [
        ("hotpotqa", ("data/hotpot_train_v1.1.json",), 1, "CC-BY-SA-4.0"),
        ("open-llava-next", ("data/open-llava-next_instruct_mix1M.json",), 2, "CC-BY-NC-4.0"),
    ]
    weights = [int(source.weight or 0) for source in config.sources]
    assert config.total == 100_000
    # A third and two thirds of 100,000: the remainder goes to the larger fraction, 2/3 of a row.
    assert allocate(config.total, weights, (90_447, 10**6)) == [33_333, 66_667]
    with pytest.raises(UsageError, match="made of general rows only"):
        load_recipe(recipe_path("hotpotqa_llava"), {"video": ["v.json"]})


def test_the_video_recipes_draw_the_papers_66603_rows() -> None:
    from mixes.quotas import side_quotas

    for name, videos in (("0.2", 13_321), ("0.5", 33_302), ("1", 66_603), ("2", 133_206)):
        path = recipe_path(f"qwen2vl_t3_66k_video_{name}")
        config = load_recipe(path, {"t3": ["t3"], "video": ["v.json"]})
        quotas = side_quotas(config.total, config.ratio, (10**6, 10**6), ("t3", "video"))
        assert quotas == [66_603, videos]


def test_licences_are_known_by_name_or_from_the_manifest(tmp_path: Path) -> None:
    assert known_license("x/Open-LLaVA-NeXT-mix1M.json") == "CC-BY-NC-4.0"
    assert known_license("x/other.json") is None
    (tmp_path / "manifest.json").write_text(
        '{"captions": {"licenses": {"iiw": "CC-BY-4.0", "own": null}}}'
    )
    assert known_license(str(tmp_path)) == "CC-BY-4.0, unknown"
    assert is_restricted("CC-BY-NC-4.0")
    assert not is_restricted("CC-BY-4.0")
    assert not is_restricted(None)
