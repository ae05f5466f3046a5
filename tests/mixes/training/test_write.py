"""Where files go, golden files, and disks that refuse."""

import os
import resource
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from training_rows import row

from mixes.training import TrainRequest, write_training
from t3data.errors import T3Error, UsageError
from t3data.files import directory_lock

MakeMix = Callable[..., Path]
GOLDEN = Path(__file__).parent / "golden"
ROWS = [row(0, 120), row(1, 1000, images=1), row(2, 6000, videos=1), row(3, 300)]


@pytest.mark.parametrize(
    ("framework", "model", "method"),
    [
        ("llamafactory", "qwen2-vl-7b", "full"),
        ("llamafactory", "qwen2-vl-72b", "lora"),
        ("longva", "longva-7b", "full"),
        ("ms-swift", "qwen2-vl-72b", "lora"),
    ],
)
def test_golden_files(make_mix: MakeMix, framework: Any, model: str, method: Any) -> None:
    mix = make_mix(ROWS, media_root="/data/media")
    written = write_training(TrainRequest(mix, framework, model, method=method))
    for file in written.files:
        if file.suffix in (".json", ".jsonl"):
            continue
        golden = GOLDEN / framework / file.name
        text = file.read_text(encoding="utf-8")
        assert golden.exists(), f"{golden} is to hold:\n{text}"
        assert text == golden.read_text(encoding="utf-8")
        assert bool(file.stat().st_mode & stat.S_IXUSR) == (file.suffix != ".yaml")


def test_the_same_request_writes_the_same_bytes(make_mix: MakeMix) -> None:
    mix = make_mix(ROWS, media_root="/m")
    request = TrainRequest(mix, "longva", "longva-7b")
    first = {file: file.read_bytes() for file in write_training(request).files}
    assert {file: file.read_bytes() for file in write_training(request).files} == first


def test_each_model_and_method_has_its_own_files(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    for model, method in (("qwen2-vl-7b", "full"), ("qwen2-vl-7b", "lora"), ("me/X y", "full")):
        family = "qwen2_vl" if "/" in model else None
        request = TrainRequest(mix, "llamafactory", model, family, method)  # type: ignore[arg-type]
        write_training(request)
    names = sorted(path.name for path in (mix / "train/llamafactory").iterdir())
    assert names == [
        *("ds_z2.json", "qwen2-vl-7b-full.sh", "qwen2-vl-7b-full.yaml"),
        *("qwen2-vl-7b-lora.sh", "qwen2-vl-7b-lora.yaml", "x-y-full.sh", "x-y-full.yaml"),
    ]


def test_places_that_a_trainer_could_not_use(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    request = TrainRequest(mix, "llamafactory", "qwen2-vl-7b")
    with pytest.raises(UsageError, match="only shards may be in data/"):
        write_training(request, mix / "data" / "train")
    with pytest.raises(UsageError, match="no blanks in the name"):
        write_training(request, mix / "my train")


@pytest.mark.parametrize("name", ["a[1]", "b*", "c?"])
def test_names_that_datasets_takes_for_patterns(make_mix: MakeMix, name: str) -> None:
    mix = make_mix([row(0)], name=name)
    for framework in ("llamafactory", "ms-swift"):
        written = write_training(TrainRequest(mix, framework, "qwen2-vl-7b"))  # type: ignore[arg-type]
        assert any("rename it before training" in note for note in written.notes)
    assert "rename" not in "".join(write_training(TrainRequest(mix, "longva", "longva-7b")).notes)


@pytest.mark.parametrize("given", [{"framework": "axolotl"}, {"method": "qlora"}])
def test_requests_that_make_no_sense(make_mix: MakeMix, given: dict[str, Any]) -> None:
    request: dict[str, Any] = {"framework": "llamafactory", "model": "qwen2-vl-7b", **given}
    with pytest.raises(UsageError, match="one of"):
        write_training(TrainRequest(make_mix([row(0)]), **request))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_mix_that_may_not_be_written_to(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    mix.chmod(0o555)
    try:
        with pytest.raises(T3Error, match="cannot create directory"):
            write_training(TrainRequest(mix, "llamafactory", "qwen2-vl-7b"))
    finally:
        mix.chmod(0o755)


def test_a_file_in_the_way(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    (mix / "train").write_text("")
    for framework, model in (("llamafactory", "qwen2-vl-7b"), ("longva", "longva-7b")):
        with pytest.raises(T3Error, match=r"train/.*: cannot create directory"):
            write_training(TrainRequest(mix, framework, model))  # type: ignore[arg-type]


def test_a_full_disk_leaves_nothing_half_written(make_mix: MakeMix) -> None:
    import signal

    mix = make_mix([row(n) for n in range(500)])
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(T3Error, match=r"t3_mix\.json: cannot write: "):
            write_training(TrainRequest(mix, "longva", "longva-7b"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert [path.name for path in (mix / "train" / "longva").iterdir()] == [".lock"]


def test_what_a_killed_export_left_goes_with_the_next(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    left = mix / "train" / "longva" / ".t3_mix.json.0123456789ab.t3tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"[")
    write_training(TrainRequest(mix, "longva", "longva-7b"))
    assert not left.exists()


def test_an_export_that_is_going_on_is_not_disturbed(make_mix: MakeMix) -> None:
    mix = make_mix([row(0)])
    with (
        directory_lock(mix / "train" / "longva"),
        pytest.raises(T3Error, match="another t3 process is writing here"),
    ):
        write_training(TrainRequest(mix, "longva", "longva-7b"))
