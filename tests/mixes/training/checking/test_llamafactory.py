"""What is seen from outside; an interpreter that says nothing stands for the trainer's."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from mixes.dataset_info import dataset_info
from mixes.training.checking import CheckReport, check_config
from t3data.errors import T3Error, UsageError
from t3data.shards import write_shard
from t3data.types import Example, Turn


def example(number: int, tokens: int = 20, video: bool = False) -> Example:
    said = (Turn("human", "<video>q" if video else "q"), Turn("gpt", "a"))
    videos = ("v.mp4",) if video else ()
    return Example(str(number), said, "s", videos=videos, n_tokens=tokens)


def make_mix(root: Path, rows: list[Example]) -> Path:
    write_to = root / "data"
    write_to.mkdir(parents=True)
    write_shard(write_to / "part-00000-of-00001.arrow", rows)
    (root / "dataset_info.json").write_text(json.dumps(dataset_info()))
    (root / "manifest.json").write_text("{}")
    return root


def check(root: Path, says: str = "", **settings: Any) -> CheckReport:
    """The report on a YAML in `root/train/llamafactory`; `says` is what comes from inside."""
    directory = root / "train" / "llamafactory"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "a.yaml").write_text(
        yaml.safe_dump({"dataset_dir": ".", "dataset": "t3_mix", "cutoff_len": 64, **settings})
    )
    python = root / "python"
    python.write_text(f"#!/bin/sh\ncat > '{root}/request'\ncat <<'END'\n{says}\nEND\n")
    python.chmod(0o755)
    return check_config(directory / "a.yaml", python)


def places(report: CheckReport) -> list[tuple[str, str]]:
    return [(each.place, each.remedy) for each in report.problems]


def test_a_mix_without_faults(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "a mix 🎬", [example(0), example(1, 64)])
    report = check(root, '{"event": "rows", "loaded": 2, "kept": 2}')
    assert report.framework == "llamafactory"
    assert report.problems == ()
    assert f"relative paths from {root}" in report.checked
    assert "cutoff_len 64, the longest row has 64 tokens" in report.checked
    assert "2 rows are kept of 2 in the files" in report.checked
    request = json.loads((root / "request").read_text())
    assert request["file"] == str(root / "train" / "llamafactory" / "a.yaml")
    assert request["load"] is True


def test_a_cutoff_below_the_longest_row(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0), example(1, 65)])
    assert places(check(root)) == [("cutoff_len", "set it to 65 or more")]
    uncounted = make_mix(tmp_path / "uncounted", [example(0), example(1, -1)])
    assert any("built uncounted" in each for each in check(uncounted).unchecked)
    (root / "manifest.json").unlink()
    assert any("no mix of ours" in each for each in check(root).unchecked)


def test_more_pixels_than_the_rows_were_measured_with(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0)])
    assert places(check(root, image_max_pixels=589_825, video_maxlen=128)) == [
        ("image_max_pixels", "set it to 589824 or less")
    ]


def test_rare_media_and_too_many_workers(tmp_path: Path) -> None:
    rows = [example(number, video=number in (0, 3100)) for number in range(4000)]
    root = make_mix(tmp_path / "mix", rows)
    assert places(check(root, preprocessing_num_workers=2)) == [
        ("preprocessing_num_workers", "set it to 1")
    ]
    assert places(check(root, preprocessing_num_workers=1)) == []
    assert places(check(root, preprocessing_num_workers=2, streaming=True)) == []


def test_a_batch_that_is_too_small_for_rare_media(tmp_path: Path) -> None:
    rows = [example(number, video=number == 500) for number in range(900)]
    root = make_mix(tmp_path / "mix", rows)
    assert places(check(root, preprocessing_batch_size=128)) == [
        ("preprocessing_batch_size", "set it to 1000")
    ]
    late = make_mix(tmp_path / "late", [example(n, video=n == 1100) for n in range(1200)])
    (problem,) = check(late).problems
    assert problem.place == "dataset"
    assert "`list<item: string> to null`" in problem.message


def test_deepspeed_and_media_dir(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0)])
    settings = {"deepspeed": "train/ds.json", "media_dir": "gone"}
    assert places(check(root, **settings)) == [
        ("deepspeed", "mend the path"),
        ("media_dir", "mend the path"),
    ]
    (root / "gone").mkdir()
    (root / "train" / "ds.json").write_text("{")
    assert places(check(root, **settings)) == [("deepspeed", "mend it")]
    (root / "train" / "ds.json").write_text('{"zero_optimization": {"stage": 3}}')
    report = check(root, **settings)
    assert report.problems == ()
    assert any("known to hang" in each for each in report.unchecked)


def test_lost_rows_and_another_version_are_told(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0), example(1)])
    says = '{"event": "version", "value": "0.9.4"}\n{"event": "rows", "loaded": 1, "kept": 1}'
    report = check(root, says)
    assert [each.message for each in report.problems] == [
        "LLaMA-Factory loads 1 rows, the files hold 2"
    ]
    assert "LLaMA-Factory is 0.9.4 here; this check was written for 0.9.5" in report.unchecked
    (missing,) = check(root, '{"event": "version", "value": null}').problems
    assert missing.message == "is not installed in that interpreter"


@pytest.mark.parametrize("keep", [0, 10, 700])
def test_a_damaged_shard_is_named_and_not_loaded(tmp_path: Path, keep: int) -> None:
    root = make_mix(tmp_path / "mix", [example(0)])
    (shard,) = (root / "data").iterdir()
    shard.write_bytes(shard.read_bytes()[:keep])
    assert places(check(root)) == [(str(shard), "build the mix again")]
    assert json.loads((root / "request").read_text())["load"] is False


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0)])
    assert places(check(root, media_dir="x" * 300)) == [("media_dir", "mend the path")]
    (problem,) = check(root, dataset_dir="x" * 300).problems
    assert problem.remedy == "set dataset_dir to its directory"


def test_a_trainer_that_does_not_start(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0)])
    check(root)
    (root / "python").write_text("#!/bin/sh\necho 'ImportError: no libcudart' >&2\nexit 1\n")
    report = check_config(root / "train" / "llamafactory" / "a.yaml", root / "python")
    assert [each.message for each in report.problems] == [
        "its check did not run: ImportError: no libcudart"
    ]


def test_a_launch_script_leads_to_its_configuration(tmp_path: Path) -> None:
    root = make_mix(tmp_path / "mix", [example(0)])
    check(root)
    script = root / "train" / "llamafactory" / "a.sh"
    script.write_text("FORCE_TORCHRUN=1 llamafactory-cli train train/llamafactory/a.yaml\n")
    assert check_config(script, root / "python").framework == "llamafactory"


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [", "not YAML"), ("- a", "holds no keys"), ("", "holds no keys"), ("1: 2", "holds no")],
)
def test_files_that_are_no_configuration(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(T3Error, match=message):
        check_config(path, Path(shutil.which("true") or "/bin/true"))
    with pytest.raises(T3Error, match="no such file"):
        check_config(tmp_path / "gone.yaml")
    other = tmp_path / "notes.txt"
    other.write_text("nothing")
    with pytest.raises(UsageError, match="nor a script that starts"):
        check_config(other)
