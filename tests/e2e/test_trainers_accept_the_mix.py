"""The real loaders of LLaMA-Factory and ms-swift on mixes that `t3 build-mix` writes.

LLaMA-Factory stops at rows in another order; the rule by which it does is held here against
`mixes.training.cast_rule`.
"""

import json
from pathlib import Path
from typing import Any

import mixed_rows
import pytest
import real_trainers

from mixes.training.cast_rule import media_of, safe_workers
from t3data.shards import read_shard, shard_paths, write_shard
from t3data.types import Example, Turn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

CAST = "list<item: string> to null"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen2-VL, built by the transformers that the trainers use."""
    real_trainers.need()
    directory = tmp_path_factory.mktemp("model") / "qwen2_vl"
    script = real_trainers.ROOT / "tests" / "e2e" / "tiny_qwen.py"
    root = {"PYTHONPATH": str(real_trainers.ROOT)}
    ended = real_trainers.run([script, "qwen2_vl", directory], root)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return directory


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mixed_rows.write_media(tmp_path_factory.mktemp("media"))


def load(tmp_path: Path, model: Path, *settings: dict[str, Any]) -> list[dict[str, Any]]:
    """What LLaMA-Factory makes of each of these settings."""
    file = tmp_path / "settings.json"
    file.write_text(json.dumps([{"model_name_or_path": str(model), **each} for each in settings]))
    script = real_trainers.ROOT / "tests" / "e2e" / "load_in_llamafactory.py"
    results: list[dict[str, Any]] = json.loads(real_trainers.run_script(script, file, timeout=800))
    return results


def write_plain(root: Path, kinds: str, media: Path) -> dict[str, Any]:
    """Typed shards of rows in this very order, `t`, `i` or `v` each; `|` begins another shard."""
    (root / "data").mkdir(parents=True)
    (root / "dataset_info.json").write_text(json.dumps({"t3_mix": mixed_rows.ENTRY}))
    marks = {"t": "", "i": "<image>", "v": "<video>"}
    parts = kinds.split("|")
    for number, part in enumerate(parts):
        rows = [
            Example(
                f"{number}-{at}",
                (Turn("human", f"{marks[kind]}Q {at}?"), Turn("gpt", "A")),
                "plain",
                images=("images/0.png",) if kind == "i" else (),
                videos=("videos/0.mp4",) if kind == "v" else (),
            )
            for at, kind in enumerate(part)
        ]
        write_shard(root / "data" / f"part-{number:05d}-of-{len(parts):05d}.arrow", rows)
    return {"dataset_dir": str(root), "media_dir": str(media)}


def at(total: int, **places: int | list[int]) -> str:
    """`total` text rows, but for those at the given places."""
    rows = ["t"] * total
    for kind, where in places.items():
        for place in [where] if isinstance(where, int) else where:
            rows[place] = kind
    return "".join(rows)


CASES = (  # rows, workers, batch of the second step, where it ends
    (at(1500, i=1000), 1, 1000, "align"),
    (at(1500, i=999, v=998), 1, 1000, "done"),
    (at(1500, i=0, v=1000), 1, 1000, "align"),
    (at(900, i=500), 1, 128, "preprocess"),
    (at(900, i=127), 1, 128, "done"),
    (at(900, i=128), 1, 128, "preprocess"),
    (at(2400, i=[0, 2200]), 2, 1000, "align"),
    (at(2400, i=[0, 2199]), 2, 1000, "done"),
    (at(2400, i=[0, 1328]), 2, 128, "preprocess"),
    (at(2400, v=0), 2, 1000, "done"),
    (at(2401, i=2200), 2, 1000, "done"),
    (at(2401, i=2201), 2, 1000, "align"),
)


def test_llamafactory_stops_where_the_rule_says(tmp_path: Path, model: Path, media: Path) -> None:
    settings = [
        write_plain(tmp_path / str(number), rows, media)
        | {"preprocessing_num_workers": workers, "preprocessing_batch_size": batch}
        for number, (rows, workers, batch, _) in enumerate(CASES)
    ]
    results = load(tmp_path, model, *settings)
    assert [result["stage"] for result in results] == [case[3] for case in CASES]
    for number, (result, (rows, workers, batch, stage)) in enumerate(
        zip(results, CASES, strict=True)
    ):
        flags = media_of(shard_paths(tmp_path / str(number)))
        assert (safe_workers(flags, workers, batch) == workers) is (stage == "done")
        if stage == "done":
            assert result["rows"] == len(rows)
        else:
            assert CAST in result["error"]


def test_the_mix_of_the_same_rows_is_read_whole(tmp_path: Path, model: Path, media: Path) -> None:
    """Text first, as they come: refused. The mix: accepted, whether media are common or rare."""
    rows = [mixed_rows.text_row(number) for number in range(2500)]
    common = [mixed_rows.image_row(n) for n in range(50)] + [
        mixed_rows.video_row(n) for n in range(30)
    ]
    rare = [mixed_rows.image_row(0), mixed_rows.image_row(1), mixed_rows.video_row(0)]
    settings = [write_plain(tmp_path / "plain", "t" * 2500 + "i" * 50 + "v" * 30, media)]
    expected = []
    for name, added, options in (
        ("common", common, ("--rows-per-shard", "900")),
        ("rare", rare, ()),
        ("few-videos", common[:50] + rare[2:], ()),
    ):
        mix = mixed_rows.build(tmp_path / name, rows + added, media, "--tokenizer", model, *options)
        workers = safe_workers(media_of(shard_paths(mix)), 4)
        assert workers is not None
        settings.append(
            {"dataset_dir": str(mix), "media_dir": str(media), "preprocessing_num_workers": workers}
        )
        expected.append(len(rows) + len(added))
    plain, *mixes = load(tmp_path, model, *settings)
    assert plain["stage"] == "align"
    assert CAST in plain["error"]
    assert [(mix["stage"], mix["error"]) for mix in mixes] == [("done", None)] * 3
    assert [mix["aligned"] for mix in mixes] == expected
    assert [mix["rows"] for mix in mixes] == expected
    assert [mix["invalid"] for mix in mixes] == [0] * 3


def test_rows_have_as_many_tokens_as_the_mix_says(tmp_path: Path, model: Path, media: Path) -> None:
    rows = [mixed_rows.text_row(number, turns=1 + number % 3) for number in range(40)]
    rows += [mixed_rows.image_row(number, images=1 + number % 3) for number in range(18)]
    rows += [mixed_rows.video_row(number) for number in range(9)]
    mix = mixed_rows.build(tmp_path / "mix", rows, media, "--tokenizer", model)
    (result,) = load(tmp_path, model, {"dataset_dir": str(mix), "media_dir": str(media)})
    assert result["rows"] == len(rows)
    counted = {
        row.conversations[0].value: row for path in shard_paths(mix) for row in read_shard(path)
    }
    assert len(counted) == len(rows)
    for question, length in zip(result["questions"], result["lengths"], strict=True):
        row = counted[question]
        if row.images or row.videos:
            assert length <= row.n_tokens, question
        else:
            assert length == row.n_tokens, question


@pytest.fixture(scope="module")
def swift_environment(media: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    real_trainers.need_swift()
    cache = str(tmp_path_factory.mktemp("cache"))
    return {
        "PYTHONPATH": str(real_trainers.SWIFT),
        "ROOT_IMAGE_DIR": str(media),
        "HF_HOME": cache,
        "MODELSCOPE_CACHE": cache,
    }


LOAD_IN_SWIFT = """
import json, os, sys
out = os.dup(1)
os.dup2(2, 1)
from swift.dataset import load_dataset
rows, _ = load_dataset(sys.argv[1:], strict=True, num_proc=2)
found = [[row["messages"], [i["path"] for i in row["images"] or []], row["videos"] or []]
         for row in rows]
os.write(out, json.dumps(found).encode()) if len(found) < 100 else os.write(
    out, json.dumps(len(found)).encode())
"""


def test_ms_swift_reads_the_mix_row_for_row(
    tmp_path: Path, model: Path, media: Path, swift_environment: dict[str, str]
) -> None:
    rows = [mixed_rows.text_row(number, turns=1 + number % 3) for number in range(20)]
    rows += [mixed_rows.image_row(number, images=1 + number % 2) for number in range(6)]
    rows += [mixed_rows.video_row(number) for number in range(4)]
    mix = mixed_rows.build(tmp_path / "mix", rows, media, "--tokenizer", model)
    ended = real_trainers.run(["-c", LOAD_IN_SWIFT, mix / "data"], swift_environment)
    assert ended.returncode == 0, ended.stderr[-4000:]
    roles = {"human": "user", "gpt": "assistant"}
    assert json.loads(ended.stdout) == [
        [
            [{"role": roles[turn.speaker], "content": turn.value} for turn in row.conversations],
            list(row.images),
            list(row.videos),
        ]
        for path in shard_paths(mix)
        for row in read_shard(path)
    ]


def test_ms_swift_reads_rare_media(
    tmp_path: Path, model: Path, media: Path, swift_environment: dict[str, str]
) -> None:
    """Also in text-first order: it declares its columns itself."""
    write_plain(tmp_path / "plain", at(2500, i=[1500, 2499], v=2100), media)
    ended = real_trainers.run(["-c", LOAD_IN_SWIFT, tmp_path / "plain" / "data"], swift_environment)
    assert ended.returncode == 0, ended.stderr[-4000:]
    assert json.loads(ended.stdout) == 2500


def test_ms_swift_trains_on_the_mix(
    tmp_path: Path, model: Path, media: Path, swift_environment: dict[str, str]
) -> None:
    rows = [mixed_rows.text_row(0), mixed_rows.text_row(1, turns=2)]
    rows += [mixed_rows.image_row(0, images=2), mixed_rows.video_row(0)]
    mix = mixed_rows.build(tmp_path / "mix", rows, media, "--tokenizer", model)
    ended = real_trainers.run(
        [
            "-m", "swift.cli.sft", "--model", model, "--model_type", "qwen2_vl",
            "--template", "qwen2_vl", "--tuner_type", "full", "--dataset", mix / "data",
            "--split_dataset_ratio", 0, "--strict", "true", "--max_length", 4000,
            "--torch_dtype", "float32", "--use_cpu", "true", "--max_steps", 2,
            "--per_device_train_batch_size", 2, "--gradient_accumulation_steps", 1,
            "--dataset_num_proc", 1, "--dataloader_num_workers", 0, "--logging_steps", 1,
            "--save_strategy", "no", "--report_to", "none", "--output_dir", tmp_path / "out",
        ],
        swift_environment,
        cwd=tmp_path,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-4000:]
    (log,) = (tmp_path / "out").rglob("logging.jsonl")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    losses = [float(line["loss"]) for line in lines if "loss" in line]
    assert len(losses) == 2
    assert all(0 < loss < 20 for loss in losses)
