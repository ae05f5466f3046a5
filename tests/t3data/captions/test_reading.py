import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shared_data import shared

from t3data.captions import open_captions, read_captions
from t3data.errors import T3Error, UsageError
from t3data.types import Caption, Place, Reject


def write(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def read(*paths, **options) -> tuple[list[Caption], list[Reject]]:
    found = list(read_captions(paths, **options))
    captions = [item for item in found if isinstance(item, Caption)]
    return captions, [item for item in found if isinstance(item, Reject)]


def car(number: int) -> str:
    return f"Red car number {number} waits."


def test_rows_become_captions_or_rejects_with_their_places(tmp_path):
    path = write(
        tmp_path / "cars.jsonl",
        {"id": 1, "caption": f" {car(1)}\n", "license": "CC0"},
        {"id": 2, "caption": "<image> it is."},
        {"id": 3, "caption": car(1).upper()},
        ["not an object"],
        {"id": 5, "caption": car(5)},
    )
    captions, rejects = read(path, license="CC-BY-4.0")
    assert captions == [
        Caption(car(1), "1", "cars", "CC0"),
        Caption(car(5), "5", "cars", "CC-BY-4.0"),
    ]
    assert [(r.reason, r.place.row, r.source) for r in rejects] == [
        ("media_placeholder", 1, "cars"),
        ("duplicate", 2, "cars"),
        ("wrong_shape", 3, "cars"),
    ]
    assert rejects[0].place == Place(str(path), 1, path.read_bytes().index(b'{"id": 2'))
    assert rejects[1].row == "RED CAR NUMBER 1 WAITS."
    assert rejects[2].detail == "expected an object, found list"
    assert rejects[2].row == '["not an object"]'


def test_damage_of_the_file_is_rejected_in_its_place(tmp_path):
    path = write(
        tmp_path / "cars.jsonl", {"id": 1, "caption": car(1)}, {"id": 2, "caption": car(2)}
    )
    path.write_bytes(path.read_bytes()[:-5])
    captions, rejects = read(path)
    assert [c.id for c in captions] == ["1"]
    assert [(r.reason, r.place.row, r.source) for r in rejects] == [("truncated", 1, "cars")]


def test_ids_are_unique_and_always_the_same(tmp_path):
    path = write(
        tmp_path / "cars.jsonl",
        {"id": "a", "caption": car(1)},
        {"id": "a", "caption": car(2)},
        {"caption": car(3)},
        {"id": "", "image": "x.jpg", "caption": car(4)},
        {"id": True, "caption": car(5)},
        {"id": "a", "caption": car(6)},
    )
    captions, _ = read(path)
    assert [c.id for c in captions] == ["a", "a#2", "cars/2", "x.jpg", "cars/4", "a#3"]
    assert read(path)[0] == captions


def test_sources_share_nothing_but_duplicates(tmp_path):
    one = write(tmp_path / "one.jsonl", {"id": 1, "caption": car(1)})
    two = write(tmp_path / "two.jsonl", {"id": 1, "caption": car(2)}, {"id": 2, "caption": car(1)})
    captions, rejects = read(one, two)
    assert [(c.source, c.id) for c in captions] == [("one", "1"), ("two", "1")]
    assert [r.reason for r in rejects] == ["duplicate"]
    captions, _ = read(one, two, source="all")
    assert [(c.source, c.id) for c in captions] == [("all", "1"), ("all", "1#2")]


def test_a_directory_is_one_source_read_by_name(tmp_path):
    write(tmp_path / "recap" / "b.jsonl", {"id": 2, "caption": car(2)})
    write(tmp_path / "recap" / "a.jsonl", {"id": 1, "caption": car(1)})
    captions, _ = read(tmp_path / "recap")
    assert [(c.source, c.id) for c in captions] == [("recap", "1"), ("recap", "2")]


def test_fields_by_name_with_dots(tmp_path):
    rows = [{"meta": {"key": n, "said": car(n)}, "a.b": car(n + 10)} for n in range(2)]
    path = write(tmp_path / "cars.jsonl", *rows, {"meta": None})
    captions, rejects = read(path, text_field="meta.said", id_field="meta.key")
    assert [(c.id, c.text) for c in captions] == [("0", car(0)), ("1", car(1))]
    assert [(r.reason, r.detail) for r in rejects] == [("empty", "the caption is missing or null")]
    assert [c.text for c in read(path, text_field="a.b")[0]] == [car(10), car(11)]
    with pytest.raises(UsageError, match="--text-field goes with the preset plain, not with llava"):
        read(path, preset="llava", text_field="a.b")


def test_the_chosen_preset_is_told(tmp_path):
    plain = write(tmp_path / "cars.jsonl", {"caption": car(1)})
    timed = write(tmp_path / "v.json", {"v_1": {"timestamps": [[0, 2]], "sentences": [car(2)]}})
    opened = open_captions([plain, timed])
    assert [(file.preset, file.source) for file in opened.files] == [
        ("plain", "cars"), ("activitynet", "v"),
    ]  # fmt: skip
    assert [c.text for c in opened] == [car(1), car(2)]


def test_rows_that_no_preset_knows(tmp_path):
    path = write(tmp_path / "qa.jsonl", {"question": "Why?", "answer": "So."})
    with pytest.raises(T3Error) as error:
        read(path)
    assert str(error.value) == (
        f"{path}: no preset recognises these rows ('question', 'answer'); name the caption's field "
        "with --text-field, or choose --preset activitynet | hirest | didemo | minigpt4 | llava | "
        "imageinwords | coco | plain"
    )
    assert [r.reason for r in read(path, preset="plain")[1]] == ["wrong_shape"]


def test_a_few_odd_rows_do_not_hide_the_shape(tmp_path):
    rows = [{"caption": car(n)} for n in range(4)]
    path = write(tmp_path / "cars.jsonl", 5, {"x": 1}, *rows)
    captions, rejects = read(path)
    assert len(captions) == 4
    assert [r.reason for r in rejects] == ["wrong_shape", "wrong_shape"]


def test_nothing_readable_at_all(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"caption": NaN}\n')
    with pytest.raises(T3Error, match="no readable row in it; byte 0: not_a_number"):
        read(path)


def test_the_same_words_in_another_video_or_at_another_time_are_another_event(tmp_path):
    entry = {"duration": 9, "timestamps": [[0, 2], [3, 4], [0, 2]], "sentences": [car(1)] * 3}
    captions, rejects = read(write(tmp_path / "v.json", {"v_1": entry, "v_2": entry}))
    assert [(c.id, c.start) for c in captions] == [
        ("v_1/0", 0.0), ("v_1/1", 3.0), ("v_2/0", 0.0), ("v_2/1", 3.0),
    ]  # fmt: skip
    assert [r.reason for r in rejects] == ["duplicate", "duplicate"]


def test_moments_of_one_video_come_together_in_their_order(tmp_path):
    rows = [
        {
            "video": video,
            "annotation_id": number,
            "description": car(number),
            "times": [[place] * 2],
        }
        for number, (video, place) in enumerate([("a", 3), ("b", 0), ("a", 1), ("a", 0), ("b", 2)])
    ]
    captions, _ = read(write(tmp_path / "moments.jsonl", *rows))
    assert [(c.video, c.id, c.start, c.end) for c in captions] == [
        ("a", "3", 0.0, 5.0), ("a", "2", 5.0, 10.0), ("a", "0", 15.0, 20.0),
        ("b", "1", 0.0, 5.0), ("b", "4", 10.0, 15.0),
    ]  # fmt: skip


def test_parquet_with_pictures_inside(tmp_path):
    talk = [{"from": "human", "value": "Describe."}, {"from": "gpt", "value": car(1)}]
    row = {"id": "x", "image": {"bytes": b"\xff\xd8", "path": "x.jpg"}, "conversations": talk}
    path = tmp_path / "train-00000-of-00001.parquet"
    pq.write_table(pa.Table.from_pylist([row, row | {"id": None}]), path)
    captions, rejects = read(path, source="recap")
    assert captions == [Caption(car(1), "x", "recap")]
    assert [(r.reason, r.place) for r in rejects] == [("duplicate", Place(str(path), 1))]


def test_a_row_without_captions_is_accounted_for(tmp_path):
    path = write(tmp_path / "h.json", {"Make tea": {"a.mp4": {"v_duration": 9, "steps": []}}})
    captions, rejects = read(path)
    assert captions == []
    assert [(r.reason, r.detail) for r in rejects] == [("no_caption", "the row holds no caption")]


REAL = {
    "imageinwords/IIW-400.jsonl": ("imageinwords", "IIW-400", 400, {}),
    "imageinwords": ("imageinwords", "imageinwords", 612, {}),
    "ccsbu_align_captions": (
        "minigpt4", "ccsbu_align_captions", 3360, {"markup": 1, "duplicate": 1},
    ),
    "coco_captions_80": ("coco", "coco_captions_80", 80, {}),
    "activitynet_captions/val_1.json": ("activitynet", "activitynet_captions", 17505, {}),
    "activitynet_captions/train_original_reversed_examples.json": (
        "activitynet", "train_original_reversed_examples", 17, {"reversed_segment": 2},
    ),
    "youcook2": ("activitynet", "youcook2", 3484, {"too_short": 8}),
    "hirest": (
        "hirest", "hirest", 3778, {"too_short": 353, "empty_segment": 14, "no_caption": 246},
    ),
    "didemo": ("didemo", "didemo", 3816, {"no_agreement": 326, "too_short": 37, "duplicate": 1}),
    "stablellava/llava_format": ("llava", "llava_format", 5315, {"duplicate": 2601}),
    "vitatecs/Sequence.jsonl": ("plain", "Sequence", 151, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_captions(name):
    preset, source, count, reasons = REAL[name]
    opened = open_captions([shared(name)])
    assert {(file.preset, file.source) for file in opened.files} == {(preset, source)}
    found = list(opened)
    captions = [item for item in found if isinstance(item, Caption)]
    assert len(captions) == count
    assert Counter(item.reason for item in found if isinstance(item, Reject)) == reasons
    assert len({caption.id for caption in captions}) == count
    for caption in captions:
        if caption.video is not None:
            assert caption.start is not None
            assert caption.end is not None
            assert 0 <= caption.start < caption.end
            assert caption.duration is None or caption.end <= caption.duration


def test_the_first_real_captions_to_the_letter():
    first = next(read_captions([shared("activitynet_captions/val_1.json")], license="research"))
    assert first == Caption(
        "A weight lifting tutorial is given.",
        "v_uqiMw7tQ1Cc/0", "activitynet_captions", "research", "v_uqiMw7tQ1Cc", 0.28, 55.15, 55.15,
    )  # fmt: skip
    first = next(read_captions([shared("didemo/val_data.json")]))
    assert isinstance(first, Reject)
    assert first.reason == "no_agreement"


@pytest.mark.parametrize(
    "name", ["gpteacher", "hotpotqa_distractor_sample", "nextqa/HGA_val_predictions.json"]
)
def test_what_holds_no_captions_says_so(name):
    with pytest.raises(T3Error, match="no preset recognises these rows"):
        list(read_captions([shared(name)]))
