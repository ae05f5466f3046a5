import json
from pathlib import Path
from typing import Any

import pytest

from mixes.training.checking import check_config
from mixes.training.checking.longva import fault_of


def turns(*values: str) -> list[dict[str, str]]:
    return [{"from": ("human", "gpt")[at % 2], "value": value} for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ({"conversations": turns("q", "a")}, None),
        ({"image": "a.jpg", "conversations": turns("<image>q", "a")}, None),
        ({"image": ["a.jpg", "b.jpg"], "conversations": turns("<image>q", "a")}, None),
        ({"video": "a.mp4", "conversations": turns("q", "a", "<image>", "b")}, None),
        ({"image": None, "conversations": turns("q", "a")}, "the key image without a path"),
        ({"image": "", "conversations": turns("q", "a")}, "the key image without a path"),
        ({"video": [], "conversations": turns("q", "a")}, "the key video without a path"),
        ({"image": "a.jpg", "video": "b.mp4"}, "both image and video"),
        ({"video": "a.mp4", "conversations": turns("<video>q", "a")}, "0 placeholders <image>"),
        ({"image": "a", "conversations": turns("<image><image>", "a")}, "2 placeholders"),
        ({"conversations": turns("<image>q", "a")}, "<image> without media"),
        ({"conversations": turns("q")}, "no answer"),
        ({"conversations": turns("q", "a")[::-1]}, "turns that are not human and gpt"),
        ({"conversations": []}, "no conversations"),
        ({"conversations": [{"from": "human"}]}, "a turn without a value"),
        ({}, "no conversations"),
        ([], "not an object"),
    ],
)
def test_faults_of_records(record: Any, fault: str | None) -> None:
    found = fault_of(record)
    assert (found or "").startswith(fault or "")
    assert (found is None) is (fault is None)


def test_a_script_and_its_records(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").touch()
    records = [
        {"image": "a.jpg", "conversations": turns("<image>q", "a")},
        {"image": "gone.jpg", "conversations": turns("<image>q", "a")},
        {"image": "", "conversations": turns("q", "a")},
    ]
    (tmp_path / "x.json").write_text(json.dumps(records))
    script = tmp_path / "run.sh"
    script.write_text(
        'L="${L:-/SET/ME}"\ntorchrun "$L/longva/train/train_mem.py" --data_path x.json '
        "--image_folder media --image_aspect_ratio anyres --model_max_lenght 32000\n"
    )
    report = check_config(script)
    assert report.framework == "longva"
    assert [(each.place, each.remedy) for each in report.problems] == [
        ("--model_max_lenght", "use --model_max_length"),
        ("--image_grid_pinpoints", "add the list of LongVA's finetune.sh"),
        ("--model_max_length", "add it"),
        ("record 2", "write the records anew with t3 train-config"),
        (
            "--image_folder, --video_folder",
            "name the directories that the paths in the records begin from",
        ),
        ("L", "set it in the script or in the environment"),
    ]
    assert "1 media files are not there, first gone.jpg" in report.problems[4].message
    assert any("LongVA's own code" in each for each in report.unchecked)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_media_with_names_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    (tmp_path / "media").mkdir()
    record = {"image": name, "conversations": turns("<image>q", "a")}
    (tmp_path / "x.json").write_text(json.dumps([record]))
    script = tmp_path / "run.sh"
    script.write_text(
        "torchrun longva/train/train_mem.py --data_path x.json --image_folder media "
        "--model_max_length 32000\n"
    )
    (problem,) = check_config(script).problems
    assert problem.message == f"1 media files are not there, first {name}"
