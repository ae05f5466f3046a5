import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.captions import load_preset, preset_names, presets
from t3data.captions.draft import Draft, Flaw, WrongShapeError
from t3data.errors import T3Error, UsageError

TALK = [{"from": "human", "value": "Describe."}, {"from": "gpt", "value": "A red car."}]
ROWS = {
    "plain": ({"id": "a", "caption": "A red car."}, None, [Draft("A red car.", "a")]),
    "llava": (
        {"id": 7, "image": "x.jpg", "conversations": TALK}, None, [Draft("A red car.", "7")],
    ),
    "imageinwords": (
        {"IIW": "A red car.", "IIW-P5B": "A model.", "image/key": "aar_1"},
        None,
        [Draft("A red car.", "aar_1")],
    ),
    "minigpt4": (
        {"image": "2.jpg", "QA": [{"q": "Describe.", "a": "A red car."}]},
        None,
        [Draft("A red car.", "2.jpg")],
    ),
    "coco": (
        {"id": "296284", "captions": ["A car.", "A red old car.", "An old red car.", "Cars."]},
        None,
        [Draft("A red old car.", "296284")],
    ),
    "activitynet": (
        {"duration": 55.15, "timestamps": [[13.79, 54.32], [0, 9]], "sentences": [" Two.", "One."]},
        "v_1",
        [
            Draft("One.", "v_1/1", "v_1", 0, 9, 55.15),
            Draft(" Two.", "v_1/0", "v_1", 13.79, 54.32, 55.15),
        ],
    ),
    "hirest": (
        {
            "a.mp4": {
                "v_duration": 103.0,
                "steps": [{"heading": "clean it", "absolute_bounds": [35, 48]}],
            },
            "b.mp4": {"v_duration": 9.0, "steps": []},
        },
        "Make a Plaster Mask",
        [Draft("clean it", "a.mp4/0", "a.mp4", 35, 48, 103.0)],
    ),
    "didemo": (
        {
            "description": "he bends",
            "times": [[1, 1], [1, 2], [1, 1], [0, 0]],
            "video": "v.mov",
            "annotation_id": 49,
        },
        None,
        [Draft("he bends", "49", "v.mov", 5.0, 10.0)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_reads_its_shape_and_recognises_it_first(name):
    row, key, drafts = ROWS[name]
    assert list(load_preset(name).drafts(row, key)) == drafts
    recognising = [other for other in preset_names() if load_preset(other).recognises(row, key)]
    assert recognising[0] == name


@pytest.mark.parametrize("name", preset_names())
@given(
    row=st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    "id caption text captions timestamps sentences steps v_duration times video QA"
                    " description conversations IIW duration start end".split()
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    ),
    key=st.none() | st.text(max_size=3),
)
def test_no_row_breaks_a_preset(name, row, key):
    preset = load_preset(name)
    recognised = preset.recognises(row, key)
    assert isinstance(recognised, bool)
    try:
        drafts = list(preset.drafts(row, key))
    except WrongShapeError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert all(isinstance(draft, Draft | Flaw) for draft in drafts)


def drafts(name, row, key=None):
    return list(load_preset(name).drafts(row, key))


def test_didemo_places_a_moment_where_most_annotators_do():
    row = {"description": "x", "video": "v", "annotation_id": 1}
    (draft,) = drafts("didemo", row | {"times": [[0, 2], [0, 2], [1, 1]]})
    assert (draft.start, draft.end) == (0.0, 15.0)
    (flaw,) = drafts("didemo", row | {"times": [[2, 2], [2, 2], [2, 3], [2, 3]]})
    assert flaw.reason == "no_agreement"
    (flaw,) = drafts("didemo", row | {"times": []})
    assert flaw.reason == "no_agreement"
    (draft,) = drafts("didemo", row | {"times": [[3, 1]]})
    assert (draft.start, draft.end) == (20.0, 5.0)  # reversed stays reversed
    with pytest.raises(WrongShapeError, match=r"pairs of segment numbers in 'times', found \[1\.5"):
        drafts("didemo", row | {"times": [[1.5, 2]]})


@pytest.mark.parametrize(
    "turns",
    [
        TALK + TALK,
        TALK[:1],
        list(reversed(TALK)),
        ["hello", "there"],
    ],
)
def test_a_dialogue_is_no_caption(turns):
    with pytest.raises(WrongShapeError, match="expected one human and one gpt turn"):
        drafts("llava", {"conversations": turns})


def test_a_system_turn_does_not_count():
    turns = [{"from": "system", "value": "Be brief."}, *TALK]
    assert drafts("llava", {"conversations": turns}) == [Draft("A red car.")]


def test_timed_sentences_in_rows_that_name_their_video():
    row = {"video_id": "v_9", "timestamps": [[0, 1]], "sentences": ["He runs off."]}
    assert drafts("activitynet", row) == [Draft("He runs off.", "v_9/0", "v_9", 0, 1, None)]
    row["timestamps"].append([1, 2])
    with pytest.raises(WrongShapeError, match="2 timestamps for 1 sentences"):
        drafts("activitynet", row)


def test_one_bad_step_costs_itself_only():
    steps = [{"heading": "one", "absolute_bounds": [0, 1]}, {"heading": "two"}, "three"]
    found = drafts("hirest", {"a.mp4": {"v_duration": 9, "steps": steps}})
    assert [(d.text, d.start, d.end) for d in found] == [
        ("one", 0, 1), ("two", None, None), ("three", None, None),
    ]  # fmt: skip


def test_plain_takes_times_where_a_video_and_both_are_given():
    row = {"video": "dir/a.mp4", "start": 1, "end": 2.5, "caption": "He runs.", "duration": 9}
    assert drafts("plain", row) == [Draft("He runs.", None, "a.mp4", 1, 2.5, 9)]
    del row["end"]
    assert drafts("plain", row) == [Draft("He runs.", "dir/a.mp4")]


def test_pictures_from_columnar_files_name_their_row():
    row = {"image": {"path": "x.jpg"}, "caption": "A red car."}
    assert drafts("plain", row) == [Draft("A red car.", "x.jpg")]


def test_unknown_name():
    with pytest.raises(UsageError, match="no preset 'foo'; there are: activitynet, "):
        load_preset("foo")


@pytest.fixture
def entry_point(monkeypatch):
    module = ModuleType("strangers_captions")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    point = EntryPoint("vript", module.__name__, presets.GROUP)
    monkeypatch.setattr(presets, "_entry_points", lambda: {"vript": point})
    load_preset.cache_clear()
    yield module
    load_preset.cache_clear()


def test_presets_of_other_packages(entry_point):
    entry_point.recognises = lambda row, key: "clip" in row
    entry_point.drafts = lambda row, key: [Draft(row["clip"])]
    assert preset_names()[0] == "vript"
    assert drafts("vript", {"clip": "A red car."}) == [Draft("A red car.")]


def test_a_broken_preset_of_another_package(entry_point, monkeypatch):
    with pytest.raises(
        T3Error, match="preset 'vript': expected the functions recognises and drafts"
    ):
        load_preset("vript")
    monkeypatch.delitem(sys.modules, entry_point.__name__)
    with pytest.raises(T3Error, match="preset 'vript': cannot be loaded: ModuleNotFoundError"):
        load_preset("vript")
