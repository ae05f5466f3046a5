"""Whole builds of small mixes: what must hold of every one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mix_material import files_of, llava_rows, rejects_of, rows_of
from shared_data import shared

from mixes.builder import Built
from mixes.content import digest_of_shards
from mixes.filters.tokens import count_tokens
from mixes.shapes.row import Row, Utterance
from t3data.errors import T3Error
from t3data.shards import SCHEMA, shard_paths

Make = Callable[..., Path]
Build = Callable[..., Built]


def turns(*texts: str) -> list[dict[str, str]]:
    return [{"from": "gpt" if i % 2 else "human", "value": text} for i, text in enumerate(texts)]


def check_sums(directory: Path, manifest: dict[str, Any]) -> None:
    """The sums that prove that nothing vanished, against shards and rejects."""
    rows = rows_of(directory)
    rejects = rejects_of(directory)
    assert manifest["rows"] == len(rows) == sum(s["rows"] for s in manifest["shards"])
    for name, source in manifest["sources"].items():
        rejected = [reject["reason"] for reject in rejects if reject["source"] == name]
        assert source["rejected"] == {r: rejected.count(r) for r in sorted(set(rejected))}
        assert source["read"] == source["eligible"] + len(rejected)
        assert source["eligible"] == source["selected"] - source["repeated"] + source["not_drawn"]
        assert source["selected"] == sum(row.source == name for row in rows)
    assert len(rejects) == sum(sum(s["rejected"].values()) for s in manifest["sources"].values())
    assert len({row.id for row in rows}) == len(rows)
    assert manifest["digest"] == digest_of_shards(shard_paths(directory))


def test_a_mix_is_exact(make_t3: Make, make_general: Make, build: Build, tmp_path: Path) -> None:
    sources = {
        "t3": [make_t3("A", 300), make_t3("B", 100)],
        "general": [make_general("g", 900), make_general("h", 300, images=False)],
    }
    built = build(**sources, ratio="1:2", total=601, seed=7, rows_per_shard=250)
    mix = tmp_path / "MIX"
    manifest = json.loads((mix / "manifest.json").read_bytes())
    assert manifest == built.manifest
    check_sums(mix, manifest)
    assert list(manifest["sources"]) == ["A", "B", "g", "h"]
    # 200.3 : 400.7, then 3:1 by size on both sides.
    assert [s["selected"] for s in manifest["sources"].values()] == [150, 50, 301, 100]
    assert [s["rows"] for s in manifest["shards"]] == [250, 250, 101]
    names = sorted(path.name for path in (mix / "data").iterdir())
    assert names == [f"part-0000{i}-of-00003.arrow" for i in range(3)]
    assert not (mix / ".work").exists()
    assert manifest["seed"] == 7


def test_rows_arrive_as_they_were(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    given = llava_rows("g", 20)
    given[3]["conversations"][1]["value"] = "Ünïcödé 😀\n\ttab"
    build(t3=[make_t3("A", 10)], general=[make_general("g", given)], ratio="1:2")
    rows = {row.id: row for row in rows_of(tmp_path / "MIX")}
    assert len(rows) == 30
    for wanted in given:
        row = rows[wanted["id"]]
        assert [{"from": t.speaker, "value": t.value} for t in row.conversations] == wanted[
            "conversations"
        ]
        assert row.images == (wanted["image"],)
        assert (row.videos, row.task, row.meta, row.source) == ((), "", "{}", "g")
    t3 = rows["t3-00004"]
    assert (t3.task, t3.source) == ("order_list", "A")
    assert json.loads(t3.meta) == {"v": 1, "scale": 1}


def test_tokens_are_counted_exactly(make_general: Make, build: Build, tmp_path: Path) -> None:
    path = make_general("g", 10)
    build(general=[path])
    for row in rows_of(tmp_path / "MIX"):
        same = Row([Utterance(t.speaker, t.value) for t in row.conversations], row.images)
        assert row.n_tokens == count_tokens(same, "qwen2-vl") > 700
    build(general=[path], filters={"token_stats": False}, output="FAST")
    assert {row.n_tokens for row in rows_of(tmp_path / "FAST")} == {-1}
    counted, fast = (rows_of(tmp_path / name) for name in ("MIX", "FAST"))
    assert [row.id for row in counted] == [row.id for row in fast]


def test_media_are_there_from_the_first_row_on(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    videos = [
        {"id": i, "video": f"{i}.mp4", "conversations": turns(f"<video>\nq{i}", "a")}
        for i in range(100)
    ]
    build(
        t3=[make_t3("A", 400)],
        general=[make_general("g", 300)],
        video=[make_general("v", videos)],
        ratio="4:3:1",
    )
    rows = rows_of(tmp_path / "MIX")
    assert len(rows) == 800
    for share, having in ((0.5, "images"), (1 / 8, "videos")):
        have = [bool(getattr(row, having) or (having == "images" and row.videos)) for row in rows]
        counts = np.cumsum(have)
        assert np.all(np.abs(counts - share * np.arange(1, 801)) <= 1)
    ids = [row.id for row in rows if row.source == "A"]
    assert ids != sorted(ids)


def test_equal_rows_are_taken_once_and_media_tell_rows_apart(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    first = [
        {"id": "a", "image": "1.jpg", "conversations": turns("<image>q", "x")},
        {"id": "b", "image": "2.jpg", "conversations": turns("<image>q", "x")},
        {"id": "c", "image": "1.jpg", "conversations": turns("<image>q", "x")},
    ]
    second = [
        {"id": "d", "images": ["2.jpg"], "messages": None, "conversations": turns("<image>q", "x")}
    ]
    keys = {"general": [make_general("g", first), make_general("h", second)]}
    built = build(**keys)
    check_sums(tmp_path / "MIX", built.manifest)
    assert sorted(row.id for row in rows_of(tmp_path / "MIX")) == ["a", "b"]
    rejects = rejects_of(tmp_path / "MIX")
    assert [(r["reason"], r["source"], r["row"]) for r in rejects] == [
        ("duplicate", "g", 2),
        ("duplicate", "h", 0),
    ]
    assert rejects[0]["detail"] == f"the turns and media are those of row 0 of {tmp_path}/g.json"
    assert rejects[1]["detail"] == f"the turns and media are those of row 1 of {tmp_path}/g.json"
    assert json.loads(rejects[0]["text"]) == first[2]
    assert first[2]["id"] in (tmp_path / "g.json").read_text()[rejects[0]["byte"] :]
    kept = build(**keys, filters={"duplicates": False}, output="ALL")
    check_sums(tmp_path / "ALL", kept.manifest)
    assert kept.manifest["rows"] == 4


def test_ids_that_clash_are_made_unique(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    rows = [
        {"id": 1, "conversations": turns("q1", "a")},
        {"id": 1, "conversations": turns("q2", "a")},
        {"conversations": turns("q3", "a")},
        {"id": "t3-00000", "conversations": turns("q4", "a")},
        {"id": "own", "conversations": turns("q5", "a")},
    ]
    built = build(
        t3=[make_t3("A", 5), make_t3("B", 5)], general=[make_general("g", rows)], ratio="2:1"
    )
    check_sums(tmp_path / "MIX", built.manifest)
    ids = {row.conversations[0].value: row.id for row in rows_of(tmp_path / "MIX")}
    assert ids["q5"] == "own"
    assert ids["q4"] == "g/t3-00000"
    assert ids["q1"].startswith("g/1#")
    assert ids["q3"].startswith("g/")
    names = {row.id for row in rows_of(tmp_path / "MIX") if row.task}
    assert names == {f"{source}/t3-0000{i}" for source in "AB" for i in range(5)}


def test_every_reason_is_counted_where_it_belongs(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    bad: list[Any] = [
        {"id": 0, "conversations": turns("q")},
        {"id": 1, "image": "a.jpg", "conversations": turns("q", "a")},
        {"id": 2, "conversations": turns("q", " ")},
        {"id": 3, "conversations": turns("word " * 9000, "a")},
        {"id": 4, "text": "no shape"},
        5,
    ]
    built = build(t3=[make_t3("A", 10)], general=[make_general("g", [*bad, *llava_rows("g", 20)])])
    check_sums(tmp_path / "MIX", built.manifest)
    assert built.manifest["sources"]["g"]["rejected"] == {
        "empty_turn": 1,
        "placeholder_mismatch": 1,
        "too_long": 1,
        "turn_order": 1,
        "unknown_shape": 1,
        "wrong_type": 1,
    }
    too_long = next(r for r in rejects_of(tmp_path / "MIX") if r["reason"] == "too_long")
    assert "tokens, the limit is 8,192" in too_long["detail"]
    assert len(too_long["text"]) == 2001


@pytest.mark.parametrize(("max_bad", "fails"), [(0.25, False), (0.24, True)])
def test_too_many_unreadable_rows_stop_the_build(
    make_general: Make, build: Build, tmp_path: Path, max_bad: float, fails: bool
) -> None:
    path = make_general("g", [1, *llava_rows("g", 3)])
    if not fails:
        assert build(general=[path], filters={"max_bad": max_bad}).manifest["rows"] == 3
        return
    with pytest.raises(T3Error) as raised:
        build(general=[path], filters={"max_bad": max_bad})
    assert str(raised.value) == (
        f"source g: 1 of 4 rows cannot be read (25.0%), --max-bad allows 24.0%; first {path}, "
        "row 0, byte 3: wrong_type (Expected `object`, got `int`; expected an object); all of them "
        f"are in {tmp_path}/MIX/rejects.jsonl"
    )
    assert not (tmp_path / "MIX" / "manifest.json").exists()
    assert len(rejects_of(tmp_path / "MIX")) == 1


def test_shortage(make_t3: Make, make_general: Make, build: Build, tmp_path: Path) -> None:
    keys = {"t3": [make_t3("A", 10)], "general": [make_general("g", 100)], "total": 90}
    with pytest.raises(T3Error, match="t3 needs 30 rows, 10 are eligible"):
        build(**keys)
    shrunk = build(**keys, on_shortage="shrink", output="S")
    assert [s["selected"] for s in shrunk.manifest["sources"].values()] == [10, 20]
    repeated = build(**keys, on_shortage="repeat", output="R")
    check_sums(tmp_path / "R", repeated.manifest)
    source = repeated.manifest["sources"]["A"]
    assert (source["selected"], source["repeated"], source["eligible"]) == (30, 20, 10)
    ids = sorted(row.id for row in rows_of(tmp_path / "R") if row.source == "A")
    assert ids[:3] == ["t3-00000", "t3-00000~2", "t3-00000~3"]


def test_a_cap_and_weights(make_t3: Make, make_general: Make, build: Build, tmp_path: Path) -> None:
    general = [
        {"path": str(make_general("g", 100)), "cap": 15},
        {"path": str(make_general("h", 100)), "weight": 1},
    ]
    config: dict[str, Any] = {"t3": [make_t3("A", 50)], "ratio": "1:2", "total": 60}
    recipe = tmp_path / "r.yaml"
    recipe.write_text(json.dumps({"general": general}), encoding="utf-8")
    built = build(recipe=recipe, **config)
    check_sums(tmp_path / "MIX", built.manifest)
    assert [s["selected"] for s in built.manifest["sources"].values()] == [20, 15, 25]
    assert built.manifest["sources"]["g"]["not_drawn"] == 85


def test_parts_draw_by_task_and_scale(make_t3: Make, build: Build, tmp_path: Path) -> None:
    directory = make_t3("A", 120, ("order_list", "attribute", "duration"), (1, 8))
    recipe = tmp_path / "r.yaml"
    parts = [
        {"name": "one", "tasks": ["order_*"], "scales": [1]},
        {"name": "two", "tasks": ["attribute"], "weight": 2},
    ]
    recipe.write_text(json.dumps({"parts": parts}), encoding="utf-8")
    built = build(recipe=recipe, t3=[directory], total=30)
    check_sums(tmp_path / "MIX", built.manifest)
    rows = rows_of(tmp_path / "MIX")
    assert sum(row.task == "attribute" for row in rows) == 20
    assert {json.loads(row.meta)["scale"] for row in rows if row.task == "order_list"} == {1}
    assert built.manifest["parts"] == {
        "one": {"eligible": 20, "selected": 10},
        "two": {"eligible": 40, "selected": 20},
    }
    assert built.manifest["sources"]["A"]["not_drawn"] == 90


def test_near_duplicates_and_contamination(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    words = [f"w{i}" for i in range(120)]
    question = "when does the old man in the red coat finally open the wooden door"
    rows = [
        {"id": "first", "conversations": turns(" ".join(words), "a")},
        {"id": "near", "conversations": turns(" ".join([*words[:60], "oh", *words[60:]]), "a")},
        {"id": "leak", "conversations": turns(f"Say: {question}?", "a")},
        {"id": "other", "conversations": turns(" ".join(words[::-1]), "a")},
    ]
    (tmp_path / "bench.csv").write_text(f"q\n{question}\n", encoding="utf-8")
    built = build(
        general=[make_general("g", rows)],
        filters={"near_duplicates": 0.85, "decontaminate": [str(tmp_path / "bench.csv")]},
    )
    check_sums(tmp_path / "MIX", built.manifest)
    assert built.manifest["sources"]["g"]["rejected"] == {"contaminated": 1, "near_duplicate": 1}
    assert sorted(row.id for row in rows_of(tmp_path / "MIX")) == ["first", "other"]
    leak = rejects_of(tmp_path / "MIX")[0]
    assert "bench.csv" in leak["detail"]


@pytest.mark.slow
def test_the_same_bytes_for_one_worker_and_two(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    rows = [*llava_rows("g", 700), {"id": "bad"}, *llava_rows("g", 30)]
    keys = {"t3": [make_t3("A", 400)], "general": [make_general("g", rows)], "rows_per_shard": 200}
    for workers in (1, 2):
        build(**keys, workers=workers, output=f"W{workers}", figures=True)
    one, two = (files_of(tmp_path / f"W{workers}") for workers in (1, 2))
    assert list(one) == [
        *("README.md", *(f"data/part-0000{i}-of-00006.arrow" for i in range(6))),
        *("dataset_info.json", "figures/composition.png", "figures/lengths.png", "manifest.json"),
        *("rejects.jsonl", "train/llamafactory/ds_z2.json"),
        *(f"train/llamafactory/qwen2-vl-7b-full.{end}" for end in ("sh", "yaml")),
    ]
    assert one == two


def test_the_digest_is_of_content_only(
    make_t3: Make, make_general: Make, build: Build, tmp_path: Path
) -> None:
    sources = {"t3": [make_t3("A", 40)], "general": [make_general("g", 80)]}
    first = build(**sources).manifest
    (tmp_path / "A").rename(tmp_path / "renamed")
    (tmp_path / "g.json").rename(tmp_path / "other.json")
    moved = {"t3": [tmp_path / "renamed"], "general": [tmp_path / "other.json"]}
    second = build(**moved, rows_per_shard=7, output="TWO").manifest
    third = build(**moved, seed=1, output="THREE").manifest
    assert first["digest"] == second["digest"] != third["digest"]
    assert first["shards"] != second["shards"]


def test_shards_have_our_schema_and_nothing_else(
    make_general: Make, build: Build, tmp_path: Path
) -> None:
    import pyarrow as pa

    build(general=[make_general("g", 10)])
    with pa.ipc.open_stream(shard_paths(tmp_path / "MIX")[0]) as reader:
        assert reader.schema.equals(SCHEMA, check_metadata=True)


def test_real_files(make_t3: Make, build: Build, tmp_path: Path) -> None:
    general = [
        shared("stablellava/llava_format/stablellava_7916.json"),
        shared("vlm_r1_gui/gui_multi-image.jsonl"),
        shared("gpteacher/roleplay-instruct.json"),
        shared("llamafactory_demo/glaive_toolcall_en_demo.json"),
        shared("xtuner_openai_style/mllm_sft_multi_image_example_data.jsonl"),
        shared("hotpotqa_distractor_sample/hotpot_dev_distractor_v1.TRUNCATED.json"),
    ]
    built = build(
        t3=[make_t3("A", 300)], general=general, total=900, filters={"token_stats": False}
    )
    check_sums(tmp_path / "MIX", built.manifest)
    sources = built.manifest["sources"]
    assert sources["stablellava_7916"]["rejected"] == {}
    assert sources["gui_multi-image"]["rejected"] == {"placeholder_mismatch": 1797}
    assert sources["hotpot_dev_distractor_v1.TRUNCATED"]["rejected"] == {"truncated": 1}
    # Checked by hand: 38 of its rows repeat an earlier conversation, one is very long.
    assert sources["glaive_toolcall_en_demo"]["rejected"] == {"duplicate": 38, "too_long": 1}
    prepended = build(
        general=general[1:2], filters={"placeholders": "prepend", "token_stats": False}, output="P"
    )

    assert (
        prepended.manifest["sources"]["gui_multi-image"]["rejected"].get("placeholder_mismatch")
        is None
    )
    row = rows_of(tmp_path / "P")[0]
    assert row.conversations[0].value.startswith("<image>\n<image>\nYou are")
    assert len(row.images) == 2
