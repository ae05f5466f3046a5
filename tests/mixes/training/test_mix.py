"""What is read of a mix, and which mixes are refused."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_rows import row

from mixes.training.lengths import longer_than, longest, of_budget, row_lengths
from mixes.training.mix import Mix, awkward_videos, read_mix
from t3data.errors import T3Error
from t3data.shards import write_shard
from t3data.tokens import QWEN2_VL, QWEN3_VL

MakeMix = Callable[..., Path]
EMPTY = np.zeros(0, np.int64)


def test_counts_lengths_and_media_of_each_row(make_mix: MakeMix) -> None:
    rows = [row(0, 50), row(1, 1000, images=1), row(2, 6000, videos=1), row(3, -1), row(4, 10)]
    mix = read_mix(make_mix(rows, shards=2, max_tokens=7000))
    assert (mix.rows, mix.shard_rows) == (5, (3, 2))
    assert mix.tokens.tolist() == [50, 1000, 6000, -1, 10]
    assert mix.images.tolist() == [0, 1, 0, 0, 0]
    assert mix.videos.tolist() == [0, 0, 1, 0, 0]
    assert mix.turns.tolist() == [2] * 5
    assert (mix.with_images, mix.with_videos, mix.with_both) == (1, 1, 0)
    flags = mix.media_flags()
    assert [shard.tolist() for shard in flags["images"]] == [[False, True, False], [False] * 2]
    assert [shard.tolist() for shard in flags["videos"]] == [[False, False, True], [False] * 2]
    assert mix.relative_media


def test_paths_that_need_no_directory(make_mix: MakeMix) -> None:
    mix = read_mix(make_mix([row(0, images=2, root="/m/"), row(1, videos=1, root="s3://b/")]))
    assert not mix.relative_media
    assert mix.has_media
    assert not read_mix(make_mix([row(0)], name="TEXT")).has_media


def test_lengths_under_the_limits_of_another_model(make_mix: MakeMix) -> None:
    # An image takes at most 891 tokens of Qwen2-VL and 684 of Qwen3-VL, a video 5,824 and
    # 64 x (72 + 12) = 5,376; one row was not counted, so the limit of the mix stands for it.
    rows = [row(0, 1000, images=1), row(1, 5900, videos=1), row(2, 300), row(3, -1, images=2)]
    mix = read_mix(make_mix(rows, max_tokens=6000))
    assert longest(mix, of_budget(QWEN2_VL)) == 6000
    assert longest(mix, of_budget(QWEN3_VL)) == 6000 - 2 * 891 + 2 * 684
    assert longest(mix, lambda images, videos: 0) == 6000 - 2 * 891
    assert longest(mix, lambda images, videos: 7000 * videos) == 5900 - 5824 + 7000
    assert longer_than(mix, of_budget(QWEN2_VL), 1000) == 2
    assert longer_than(mix, of_budget(QWEN3_VL), 5452) == 1
    assert longest(mix, of_budget(QWEN2_VL), per_answer=4) == 6004


def test_videos_that_qwen3_vl_cannot_take(make_mix: MakeMix) -> None:
    late = (("human", "Hello"), ("gpt", "Hi"), ("human", "<video>\nAnd now?"), ("gpt", "Yes"))
    after_system = (("system", "Be brief."), ("human", "<video>\nWhat?"), ("gpt", "It."))
    rows = [
        row(0, videos=1),
        row(1, videos=2),
        row(2, videos=1, turns=late),
        row(3, videos=1, turns=after_system),
        row(4, images=1),
    ]
    assert awkward_videos(read_mix(make_mix(rows))) == 2


def test_where_media_lie(
    make_mix: MakeMix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").mkdir()
    rows = [row(0, images=1)]
    assert read_mix(make_mix(rows, name="A", media_root="m")).media_root == str(tmp_path / "m")
    assert read_mix(make_mix(rows, name="B", media_root="elsewhere")).media_root is None
    assert read_mix(make_mix(rows, name="C", media_root="/not/here")).media_root == "/not/here"


def test_a_mix_that_is_not_finished(make_mix: MakeMix, tmp_path: Path) -> None:
    with pytest.raises(T3Error, match="nowhere: no such directory"):
        read_mix(tmp_path / "nowhere")
    mix = make_mix([row(0)])
    (mix / "manifest.json").unlink()
    with pytest.raises(T3Error, match=r"no manifest\.json, so not a mix"):
        read_mix(mix)
    (mix / ".work").mkdir()
    with pytest.raises(T3Error, match="not finished; give the same `t3 build-mix` again"):
        read_mix(mix)


HEAD = '{"digest": "0", "recipe": {"name": "x", "filters": {'


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "{}", '{"recipe": 1}', '{"recipe": {"filters": {}}}'),
        HEAD + '"max_tokens": "many", "media_root": null}}, "shards": []}',
        HEAD + '"max_tokens": 1, "media_root": 7}}, "shards": []}',
        HEAD + '"max_tokens": 1, "media_root": null}}, "shards": {"a": 1}}',
    ],
)
def test_damaged_manifests(make_mix: MakeMix, text: str) -> None:
    mix = make_mix([row(0)])
    (mix / "manifest.json").write_text(text)
    with pytest.raises(T3Error, match=r"manifest\.json: "):
        read_mix(mix)


def test_shards_that_are_not_those_of_the_manifest(make_mix: MakeMix) -> None:
    mix = make_mix([row(0), row(1)], shards=2)
    second = mix / "data" / "part-00001-of-00002.arrow"
    write_shard(second, [row(1), row(2), row(3)])
    with pytest.raises(T3Error, match=r"part-00001-of-00002\.arrow: 3 rows, the manifest says 1"):
        read_mix(mix)
    whole = second.read_bytes()
    second.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(T3Error, match=r"part-00001-of-00002\.arrow: "):
        read_mix(mix)
    second.unlink()
    with pytest.raises(T3Error, match=r"part-00001-of-00002\.arrow: missing"):
        read_mix(mix)


@pytest.mark.parametrize("name", ["README.md", ".DS_Store", "part-9.arrow"])
def test_trainers_would_read_whatever_lies_among_the_shards(make_mix: MakeMix, name: str) -> None:
    mix = make_mix([row(0)])
    (mix / "data" / name).write_text("x")
    with pytest.raises(T3Error, match=f"{name}: not in the manifest; trainers read all of data/"):
        read_mix(mix)


def test_shards_of_another_schema(make_mix: MakeMix) -> None:
    import pyarrow as pa

    mix = make_mix([row(0)])
    table = pa.table({"id": ["a"]})
    with pa.OSFile(str(mix / "data/part-00000-of-00001.arrow"), "wb") as sink:  # noqa: SIM117
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    with pytest.raises(T3Error, match="not a shard of `t3 build-mix`"):
        read_mix(mix)


def test_the_registry_entry_is_needed(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    (mix / "dataset_info.json").write_text(json.dumps({"other": {}}))
    with pytest.raises(T3Error, match=r"dataset_info\.json: no entry t3_mix"):
        read_mix(mix)


COUNTS = st.tuples(st.integers(-1, 9000), st.integers(0, 3), st.integers(0, 2))


@given(st.lists(COUNTS, max_size=30), st.integers(0, 900), st.integers(0, 6000))
def test_each_length_by_hand(rows: list[tuple[int, int, int]], image: int, video: int) -> None:
    counts = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [EMPTY] * 3
    tokens, images, videos = counts
    mix = Mix(
        root=Path("/"),
        name="x",
        digest="0",
        max_tokens=9000,
        media_root=None,
        shards=(),
        shard_rows=(),
        tokens=tokens,
        images=images,
        videos=videos,
        turns=images,
        relative_media=False,
    )
    lengths = row_lengths(mix, lambda i, v: i * image + v * video)
    expected = [
        (9000 if n < 0 else n) - 891 * i - 5824 * v + image * i + video * v for n, i, v in rows
    ]
    assert lengths.tolist() == expected
