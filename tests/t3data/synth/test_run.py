"""`synthesize` on small captions of our own: sums, same bytes, resuming, refusals."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shared_data import shared

from t3data.checker import check
from t3data.errors import T3Error, UsageError
from t3data.executors import locally
from t3data.shards import read_shard, shard_paths
from t3data.synth import SynthOptions, pools, synthesize
from t3data.verify import verify_directory

THINGS = (
    "red balloon, wooden chair, black cat, steam train, paper lantern, stone bridge, yellow taxi, "
    "glass vase, green apple, brass trumpet, white tent, blue kite"
).split(", ")
PLACES = (
    "garden, harbor, cellar, library, stable, kitchen, chapel, museum, theater, factory, tunnel, "
    "market"
).split(", ")


@pytest.fixture
def captions(tmp_path):
    rows = [
        {"id": f"c{n}", "caption": f"A {thing} is kept in the old {place}. Nobody comes there."}
        for n, (thing, place) in enumerate(zip(THINGS, PLACES, strict=True))
    ]
    rows += [
        {"id": "bad", "caption": ""},
        {"id": "worse", "caption": "See <image> for more of it."},
    ]
    path = tmp_path / "my captions 🎈.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def contents(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def run(captions, directory, **changes):
    options = SynthOptions(**{"rows": 60, "seed": 7, **changes})
    return synthesize([captions], directory, options)


def test_rows_are_as_many_as_asked_verified_and_listed(captions, tmp_path):
    report = run(captions, tmp_path / "out")
    manifest = report.manifest

    rows = [row for path in shard_paths(tmp_path / "out") for row in read_shard(path)]
    assert len(rows) == manifest["rows"] == sum(manifest["tasks"].values()) == 60
    assert len({row.id for row in rows}) == 60
    assert all(check(row).ok for row in rows)
    assert verify_directory(tmp_path / "out").ok
    assert manifest["captions"]["read"] == 14
    assert manifest["captions"]["accepted"] == 12
    assert manifest["captions"]["rejected"] == {"empty": 1, "media_placeholder": 1}


def test_every_question_asked_is_accounted_for(captions, tmp_path):
    asked = run(captions, tmp_path / "out").manifest["questions"]
    lines = (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()

    rejected = sum(asked["rejected"].values())
    assert asked["asked"] == (asked["kept"] + asked["repeated"] + asked["balanced_out"] + rejected)
    assert len(lines) == 2 + rejected


def test_no_caption_names_one_row_each(captions, tmp_path):
    assert run(captions, tmp_path / "out", rows=None).manifest["rows"] == 12


@pytest.mark.parametrize("wanted", ["lettered", "free"])
def test_questions_of_one_format_only(captions, tmp_path, wanted):
    manifest = run(captions, tmp_path / "out", format=wanted).manifest

    rows = [row for path in shard_paths(tmp_path / "out") for row in read_shard(path)]
    assert [json.loads(row.meta)["format"] for row in rows] == [wanted] * 60
    assert verify_directory(tmp_path / "out").ok
    asked = manifest["questions"]
    assert asked["asked"] == 60 + asked["repeated"] + sum(asked["rejected"].values())


def test_the_same_request_gives_the_same_bytes_and_another_seed_does_not(captions, tmp_path):
    run(captions, tmp_path / "a")
    run(captions, tmp_path / "b")
    run(captions, tmp_path / "c", seed=8)

    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    shard = "data/part-00000-of-00001.arrow"
    assert contents(tmp_path / "a")[shard] != contents(tmp_path / "c")[shard]


@pytest.mark.slow
def test_the_number_of_workers_changes_nothing(captions, tmp_path, monkeypatch):
    monkeypatch.setattr(pools, "POOL_CAPTIONS", 4)
    for workers in (1, 2, 3):
        options = SynthOptions(rows=30, tasks=("order_list",), seed=7)
        synthesize([captions], tmp_path / str(workers), options, open_executor=locally(workers))

    assert len(shard_paths(tmp_path / "1")) == 3
    assert contents(tmp_path / "1") == contents(tmp_path / "2") == contents(tmp_path / "3")


def test_a_finished_run_is_recognised_and_its_hashes_checked(captions, tmp_path):
    run(captions, tmp_path / "out")
    before = contents(tmp_path / "out")

    assert run(captions, tmp_path / "out").already_done
    assert contents(tmp_path / "out") == before

    shard = shard_paths(tmp_path / "out")[0]
    shard.write_bytes(shard.read_bytes()[:-1])
    with pytest.raises(T3Error, match="missing or changed since it was written"):
        run(captions, tmp_path / "out")


def test_another_request_does_not_overwrite_unasked(captions, tmp_path):
    run(captions, tmp_path / "out")

    with pytest.raises(T3Error, match="holds the output of another run; choose another -o"):
        run(captions, tmp_path / "out", seed=8)
    options = SynthOptions(rows=60, seed=8)
    report = synthesize([captions], tmp_path / "out", options, overwrite=True)
    assert report.manifest["seed"] == 8
    assert verify_directory(tmp_path / "out").ok


def test_too_many_rows_asked_is_an_error_that_says_how_many_there_are(tmp_path):
    path = tmp_path / "few.jsonl"
    path.write_text(
        "".join(json.dumps({"id": n, "caption": f"A {t} lies there."}) + "\n"
                for n, t in enumerate(THINGS[:3]))
    )  # fmt: skip
    with pytest.raises(T3Error, match=r"only \d+ different verified questions .* give -n \d+"):
        run(path, tmp_path / "out", rows=100_000, tasks=("ground_position",))
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_captions_that_give_no_question_are_told_from_too_few(tmp_path):
    path = tmp_path / "alike.jsonl"
    path.write_text(
        "".join(json.dumps({"id": n, "caption": f"A red car {n} lies there."}) + "\n"
                for n in range(30))
    )  # fmt: skip
    with pytest.raises(T3Error, match="give no question that could be verified; give more"):
        run(path, tmp_path / "out", rows=20, tasks=("refer_position",))


def test_a_file_without_captions_is_an_error(tmp_path):
    path = tmp_path / "none.jsonl"
    path.write_text('{"id": 1, "caption": ""}\n')
    with pytest.raises(T3Error, match="no usable caption"):
        run(path, tmp_path / "out")
    path.write_text("".join(json.dumps({"id": n, "caption": f"A {thing} lies on the table."}) + "\n"
                            for n, thing in enumerate(THINGS)))  # fmt: skip
    run(path, tmp_path / "out", rows=5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tasks": ("ordr",)}, "no task 'ordr'"),
        ({"scales": (3,)}, "scales are 1, 2, 4, 8"),
        ({"rows": 0}, "at least 1"),
        ({"format": "words"}, "formats are lettered, free; got 'words'"),
    ],
)
def test_a_request_that_cannot_be_meant_is_refused(changes, message):
    with pytest.raises(UsageError, match=message):
        SynthOptions(**changes)


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path):
    source = shared("youcook2/yc2_val.json")
    command = [sys.executable, "-m", "cli.main", "synth", str(source), "-n", "1500", "--seed", "3"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}

    def start(directory):
        return subprocess.Popen(
            [*command, "-o", str(directory)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    assert start(tmp_path / "whole").wait() == 0
    killed = 0
    for delay in (1.0, 2.0, 3.0, 4.5, 6.0):
        process = start(tmp_path / "killed")
        time.sleep(delay)
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name in contents(tmp_path / "killed"):
            if name.endswith(".arrow") and not Path(name).name.startswith("."):
                list(read_shard(tmp_path / "killed" / name))
    assert killed >= 2
    assert start(tmp_path / "killed").wait() == 0

    assert contents(tmp_path / "whole") == contents(tmp_path / "killed")


def test_two_processes_do_not_write_to_one_directory(captions, tmp_path):
    from t3data.files import directory_lock

    with (
        directory_lock(tmp_path / "out"),
        pytest.raises(T3Error, match="another t3 process is writing here"),
    ):
        run(captions, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "imageinwords/DOCCI_Test.jsonl",
        "ccsbu_align_captions/minigpt_caption_3k.json",
        "coco_captions_80/caps_boxes_coco2014_val_80.jsonl",
        "youcook2/yc2_val.json",
        "hirest/all_data_train.json",
        "didemo/val_data.json",
    ],
)
def test_real_captions_give_verified_rows_at_every_scale(name, tmp_path):
    options = SynthOptions(rows=200, scales=(1, 2, 4, 8), seed=1)
    report = synthesize([shared(name)], tmp_path / "out", options)

    assert report.manifest["rows"] == 200
    assert verify_directory(tmp_path / "out").ok
