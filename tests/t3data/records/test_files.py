import json
import multiprocessing
import pickle
from pathlib import Path

import msgspec
import pytest
from shared_data import shared

from t3data.errors import T3Error
from t3data.records import Record, Span, open_files, records
from t3data.types import Place, Reject


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_directory_is_its_data_files_by_name(tmp_path):
    row = '{"id": 1}\n'
    for name in ["b.jsonl", "a/z.json", "c", ".hidden.jsonl", ".git/x.jsonl", "manifest.json"]:
        write(tmp_path / name, row)
    write(tmp_path / "README.md", "# words")
    write(tmp_path / "notes.txt", "")
    found = [Path(file.path).relative_to(tmp_path).as_posix() for file in open_files([tmp_path])]
    assert found == ["a/z.json", "b.jsonl", "c"]


def test_junk_with_a_data_suffix_is_not_passed_over(tmp_path):
    write(tmp_path / "a.jsonl", '{"id": 1}\n')
    write(tmp_path / "b.json", "")
    with pytest.raises(T3Error, match=r"b.json: the file is empty"):
        open_files([tmp_path])


def test_a_directory_without_data(tmp_path):
    write(tmp_path / "README.md", "# words")
    with pytest.raises(T3Error, match="no JSON, JSONL, Parquet or Arrow file in this directory"):
        open_files([tmp_path])


def test_place_length_and_raw(tmp_path):
    path = write(tmp_path / "a.json", '[ {"id": 1},\n  {"id":"é"} ]')
    (file,) = open_files([path])
    (span,) = file.spans()
    assert span == Span(str(path), "json", 0, 2, 27)
    one, two = records(span)
    assert (one.place, one.length, bytes(one.raw)) == (Place(str(path), 0, 2), 9, b'{"id": 1}')
    assert (two.place, two.length) == (Place(str(path), 1, 15), 11)
    assert two.raw is not None
    assert (two.value, two.key) == (None, None)
    assert two.decode(dict) == {"id": "é"}


def test_decode_says_what_is_wrong(tmp_path):
    class Row(msgspec.Struct):
        id: str

    (file,) = open_files([write(tmp_path / "a.json", '[{"id": 5}, {}, {"id": 1e999}]')])
    found = list(file.rows())
    with pytest.raises(msgspec.ValidationError, match=r"Expected `str`, got `int` - at `\$.id`"):
        found[0].decode(Row)
    with pytest.raises(msgspec.ValidationError, match="missing required field `id`"):
        found[1].decode(Row)
    with pytest.raises(msgspec.ValidationError, match="out of range"):
        found[2].decode(object)


@pytest.mark.parametrize(
    "text",
    [
        '{"info": {"a": 1}, "licenses": [{"x": 1}], "annotations": [{"id": 1}, {"id": 2}], "n": 3}',
        '{"data": [{"id": 1}, {"id": 2}]}',
        '{"version": "1", "whatever": [{"id": 1}, {"id": 2}]}',
        '{"whatever": [ {"id": 1} , {"id": 2} ] }',
    ],
)
def test_a_list_inside_an_object(tmp_path, text):
    (file,) = open_files([write(tmp_path / "a.json", text)])
    assert [r.decode(dict) for r in file.rows()] == [{"id": 1}, {"id": 2}]


def test_entries_of_an_object_carry_their_key(tmp_path):
    text = '{"v_1": {"a": 1}, "v\\u00e9": {"a": [2]}, "v_1": {"a": 3}}'
    (file,) = open_files([write(tmp_path / "a.json", text)])
    found = list(file.rows())
    # A name that comes twice is two rows, where a dict would have lost one.
    assert [(r.key, r.decode(dict)) for r in found] == [
        ("v_1", {"a": 1}), ("vé", {"a": [2]}), ("v_1", {"a": 3}),
    ]  # fmt: skip
    again = list(file.fetch([(r.place.byte, r.length) for r in reversed(found)]))
    assert [(r.key, bytes(r.raw)) for r in again] == [
        (r.key, bytes(r.raw)) for r in reversed(found)
    ]


def test_one_object_is_one_row(tmp_path):
    (file,) = open_files([write(tmp_path / "a.json", '{"id": 1, "caption": "x", "tags": ["a"]}\n')])
    (found,) = file.rows()
    assert found.decode(dict) == {"id": 1, "caption": "x", "tags": ["a"]}


@pytest.mark.parametrize(("text", "count"), [("[]", 0), ("[ \n]", 0), ("[{}]", 1), ("{}", 0)])
def test_few_rows(tmp_path, text, count):
    (file,) = open_files([write(tmp_path / "a.json", text)])
    assert len(list(file.rows())) == count


def test_fetch_notices_a_changed_file(tmp_path):
    path = write(tmp_path / "a.json", '[{"id": 1}, {"id": 2}]')
    (file,) = open_files([path])
    places = [(r.place.byte, r.length) for r in file.rows()]
    assert [r.place for r in file.fetch(places)] == [
        Place(str(path), -1, 1),
        Place(str(path), -1, 12),
    ]
    write(path, '[{"id": 1}]')
    with pytest.raises(T3Error, match=r"byte 12: the file has changed since it was indexed"):
        list(file.fetch(places))


def decoded(span: Span) -> list[object]:
    return [record.decode(object) for record in records(span)]


def test_spans_are_read_by_other_processes(tmp_path):
    rows = [{"id": i, "text": "word " * 20} for i in range(300)]
    (file,) = open_files([write(tmp_path / "a.json", json.dumps(rows))])
    spans = [span for span in file.spans(bytes_per_span=8192) if isinstance(span, Span)]
    assert len(spans) > 3
    assert pickle.loads(pickle.dumps(spans)) == spans
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert [row for part in pool.map(decoded, spans) for row in part] == rows


REAL = {
    "activitynet_captions/val_1.json": 4917,
    "ccsbu_align_captions/minigpt_caption_3k.json": 3362,
    "coco_captions_80/caps_boxes_coco2014_val_80.jsonl": 80,
    "didemo/val_data.json": 4180,
    "gpteacher/roleplay-instruct.json": 1923,
    "hirest/all_data_train.json": 546,
    "hotpotqa_distractor_sample/hotpot_dev_distractor_first.json": 53,
    "imageinwords/IIW-400.jsonl": 400,
    "llamafactory_demo/dataset_info.json": 104,
    "llamafactory_demo/glaive_toolcall_en_demo.json": 300,
    "llamafactory_demo/mllm_demo.json": 6,
    "llamafactory_demo/mllm_video_demo.json": 3,
    "llamafactory_demo/v1_multimodal_demo.jsonl": 24,
    "stablellava/llava_format/stablellava_7916.json": 7916,
    "vitatecs/Sequence.jsonl": 151,
    "vlm_r1_gui/gui_multi-image.jsonl": 1797,
    "xtuner_openai_style/mllm_sft_text_example_data.jsonl": 200,
    "xtuner_openai_style/mllm_sft_multi_image_example_data.jsonl": 11,
    "youcook2/yc2_val.json": 457,
}


@pytest.mark.parametrize(("name", "count"), REAL.items())
def test_real_files_give_all_their_rows(name, count):
    path = shared(name)
    (file,) = open_files([path])
    found = list(file.rows())
    assert len(found) == count
    if path.suffix == ".jsonl":
        expected = [json.loads(line) for line in path.read_text().split("\n") if line]
    else:
        document = json.loads(path.read_text())
        expected = list(document.values()) if isinstance(document, dict) else document
    assert [record.decode(object) for record in found] == expected


def test_a_real_truncated_array_gives_its_whole_rows_and_one_reject():
    path = shared("hotpotqa_distractor_sample/hotpot_dev_distractor_v1.TRUNCATED.json")
    (file,) = open_files([path])
    found = list(file.rows())
    assert all(isinstance(record, Record) for record in found[:53])
    (reject,) = found[53:]
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.place.row, reject.place.byte) == ("truncated", 53, 361395)
    assert reject.detail == "the file ends inside this row"
