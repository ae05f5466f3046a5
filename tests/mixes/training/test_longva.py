"""LongVA's rows and script."""

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_rows import row

from mixes.training import TrainRequest, Written, write_training
from mixes.training.longva import grid_pinpoints
from mixes.training.longva_rows import longva_record
from t3data.errors import T3Error, UsageError

MakeMix = Callable[..., Path]


def write(mix: Path, output: Path | None = None, **request: Any) -> Written:
    return write_training(TrainRequest(mix, "longva", "longva-7b", **request), output)


def test_rows_of_text_have_no_key_for_media() -> None:
    assert longva_record(row(7)) == {
        "id": "row-7",
        "conversations": [
            {"from": "human", "value": "What is 7?"},
            {"from": "gpt", "value": "It is 7."},
        ],
    }


@pytest.mark.parametrize(
    ("value", "moved"),
    [
        ("<image>\nWhat?", "<image>\nWhat?"),
        ("Look:\n<image>\nWhat?", "<image>\nLook:\n\nWhat?"),
        ("What? <image>", "<image>\nWhat?"),
        ("<image>", "<image>"),
    ],
)
def test_the_placeholder_stands_at_the_front(value: str, moved: str) -> None:
    record = longva_record(row(1, images=1, turns=(("human", value), ("gpt", "It."))))
    assert isinstance(record, dict)
    assert record["image"] == "img/1-0.jpg"
    assert "video" not in record
    assert record["conversations"][0]["value"] == moved


@given(
    st.text(st.characters(exclude_characters="<")), st.text(st.characters(exclude_characters="<"))
)
def test_nothing_but_blanks_is_lost_around_the_placeholder(before: str, after: str) -> None:
    record = longva_record(row(1, images=1, turns=(("human", before + "<image>" + after),)))
    assert isinstance(record, dict)
    value = record["conversations"][0]["value"]
    assert value.startswith("<image>")
    assert value.removeprefix("<image>").strip() == (before + after).strip()


def test_a_video_has_the_placeholder_of_an_image() -> None:
    turns = (("human", "Hello"), ("gpt", "Hi"), ("human", "See <video> this"), ("gpt", "Yes"))
    record = longva_record(row(1, videos=1, turns=turns))
    assert isinstance(record, dict)
    assert record["video"] == "vid/1-0.mp4"
    assert "image" not in record
    assert [turn["value"] for turn in record["conversations"]] == [
        *("Hello", "Hi", "<image>\nSee  this", "Yes"),
    ]


@pytest.mark.parametrize(
    ("unfit", "reason"),
    [
        (row(0, images=2), "several_media"),
        (row(0, images=1, videos=1), "several_media"),
        (row(0, turns=(("system", "x"), ("human", "a"), ("gpt", "b"))), "speaker"),
        (row(0, turns=(("human", "a"), ("function_call", "{}"))), "speaker"),
        (row(0, turns=(("gpt", "b"), ("human", "a"))), "first_turn"),
        (row(0, images=1, turns=(("human", "a"), ("gpt", "<image> b"))), "placeholder"),
        (row(0, images=1, turns=(("human", "a"), ("gpt", "b"))), "placeholder"),
        (row(0, turns=(("human", " "), ("gpt", "\n"))), "no_words"),
    ],
)
def test_rows_that_longva_cannot_take(unfit: Any, reason: str) -> None:
    assert longva_record(unfit) == reason


def test_no_row_is_lost(make_mix: MakeMix) -> None:
    rows = [row(0), row(1, images=2), row(2, images=1), row(3, videos=1), row(4, images=3)]
    mix = make_mix(rows, shards=2, media_root="/m")
    written = write(mix)
    directory = mix / "train" / "longva"
    assert [file.name for file in written.files] == [
        *("longva-7b-full.sh", "longva-7b-full.sbatch", "ds_z3.json"),
        *("t3_mix.json", "t3_mix.rejects.jsonl"),
    ]
    data = json.loads((directory / "t3_mix.json").read_bytes())
    assert [record["id"] for record in data] == ["row-0", "row-2", "row-3"]
    lines = (directory / "t3_mix.rejects.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "reason": "several_media",
            "id": "row-1",
            "file": "part-00000-of-00002.arrow",
            "row": 1,
        },
        {
            "reason": "several_media",
            "id": "row-4",
            "file": "part-00001-of-00002.arrow",
            "row": 1,
        },
    ]
    notes = "\n".join(written.notes)
    assert "2 of 5 rows are left out, which LongVA cannot take (several_media 2)" in notes


def test_any_text_survives_any_locale(make_mix: MakeMix) -> None:
    text = 'é 😀 "quoted" \u2028 \\ </s>'
    mix = make_mix([row(0, turns=(("human", text), ("gpt", text)))])
    write(mix)
    raw = (mix / "train/longva/t3_mix.json").read_bytes()
    assert raw.isascii()
    assert json.loads(raw)[0]["conversations"][1] == {"from": "gpt", "value": text}


def test_a_mix_without_a_row_for_longva(make_mix: MakeMix) -> None:
    with pytest.raises(T3Error, match="LongVA can take none of its rows"):
        write(make_mix([row(0, images=2)]))


def test_grid_points_are_those_of_longvas_own_script() -> None:
    # scripts/finetune.sh: from (336, 672) to (16464, 336), at most 49 tiles.
    sizes = ast.literal_eval(grid_pinpoints())
    assert sizes[0] == (336, 672)
    assert sizes[-1] == (16464, 336)
    assert (2352, 2352) in sizes
    assert (336, 336) not in sizes
    assert (3360, 1680) not in sizes
    assert len(sizes) == len(set(sizes)) == 200
    assert max(down * across for down, across in sizes) == 49 * 336 * 336


def test_the_script_has_what_the_papers_lacks(make_mix: MakeMix) -> None:
    mix = make_mix([row(0), row(1, images=1)])
    text = write(mix).files[0].read_text(encoding="utf-8")
    options = dict(re.findall(r"^  --(\w+) (.*) \\$", text, re.MULTILINE))
    paper = {
        "learning_rate": "1.0e-05",
        "mm_vision_tower_lr": "2.0e-06",
        "num_train_epochs": "1",
        "per_device_train_batch_size": "1",
        "gradient_accumulation_steps": "8",
        "model_max_length": "32768",
        "image_aspect_ratio": "anyres",
        "mm_patch_merge_type": "unires",
        "mm_tunable_parts": "mm_vision_tower,mm_mlp_adapter,mm_language_model",
        "group_by_modality_length": "True",
        "version": "qwen_1_5",
    }
    assert {key: options[key] for key in paper} == paper
    assert ast.literal_eval(ast.literal_eval(options["image_grid_pinpoints"]))[0] == (336, 672)
    assert "video_folder" not in options
    assert options["image_folder"] == '"$MEDIA"'


def test_videos_bring_their_options(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, videos=1)], media_root="/m o/v")
    text = write(mix).files[0].read_text(encoding="utf-8")
    assert "  --frames_upbound 128 \\\n" in text
    assert "  --video_folder '/m o/v' \\\n" in text
    assert "MEDIA" not in text


def test_rows_that_are_too_long(make_mix: MakeMix) -> None:
    mix = make_mix([row(0, 30_000), row(1, 30_000, images=1)], max_tokens=32768, media_root="/m")
    # 30,000 - 891 + 7,056 = 36,165.
    assert "1 rows with media can have more than 32,768 tokens" in "\n".join(write(mix).notes)
    with pytest.raises(UsageError, match="30,000 tokens of text alone"):
        write(mix, settings={"model_max_length": 29_999})
    assert "more than" not in "\n".join(write(mix, settings={"model_max_length": 36_165}).notes)


def test_a_directory_by_which_longva_would_take_the_model_for_another(
    make_mix: MakeMix,
) -> None:
    mix = make_mix([row(0)])
    with pytest.raises(UsageError, match="because of 'yi' in it"):
        write(mix, mix / "trying")
