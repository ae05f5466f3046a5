"""Vinoground: pairs, and where a missing or empty reply ends the reading of one."""

import json
from pathlib import Path

import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Result, score
from benchmarks.vinoground import VINOGROUND, lmms_eval_id, load, read_lmms_eval, read_official
from t3data.errors import T3Error

TEXT = "Which caption fits?\nA. the cup falls on the pen\nB. the pen falls on the cup"
VIDEO = "Which part fits: the cup falls? A. the first B. the second"
PAIRS = 3


@pytest.fixture
def annotations(tmp_path: Path) -> Path:
    for task, question in (("text", TEXT), ("video", VIDEO)):
        rows = [
            {"idx": f"{i}_{side}", "video_name": f"{task}/{i}_{side}.mp4", "question": question,
             "GT": gold}
            for i in range(PAIRS)
            for side, gold in (("pos", "A"), ("neg", "B"))
        ]  # fmt: skip
        (tmp_path / f"vinoground_{task}score.json").write_text(json.dumps(rows))
    (tmp_path / "vinoground.csv").write_text(
        "index,major,minor\n0,object,spatial;cyclical;\n1,action,\n2,object,cyclical\n"
    )
    return tmp_path


@pytest.fixture
def samples(annotations: Path) -> list[Sample]:
    return list(load(annotations))


def test_four_questions_a_pair(samples: list[Sample]) -> None:
    assert len(samples) == 12
    assert [one.id for one in samples if one.extra["pair"] == 1] == [
        "1_pos_text", "1_neg_text", "1_pos_video", "1_neg_video",
    ]  # fmt: skip
    assert samples[0].groups == {"category": ("object", "spatial", "cyclical")}
    assert samples[2].groups == {"category": ("action",)}
    assert samples[0].options == ("the cup falls on the pen", "the pen falls on the cup")
    assert samples[6].options == ("the first", "the second")


def test_one_of_the_files_stands_for_its_directory(annotations: Path) -> None:
    assert len(list(load(annotations / "vinoground_textscore.json"))) == 12


def test_questions_without_a_row_in_the_table_are_an_error(annotations: Path) -> None:
    (annotations / "vinoground.csv").write_text("index,major,minor\n0,object,\n")
    with pytest.raises(T3Error, match=r"row 2: pair 1 is not in vinoground\.csv"):
        list(load(annotations))
    (annotations / "vinoground.csv").write_text("index,major,minor\n" + "0,object,\n" * 4)
    with pytest.raises(T3Error, match=r"textscore\.json: 6 questions, expected 8"):
        list(load(annotations))


@pytest.mark.parametrize(
    ("reply", "worth"),
    [("A", 1.0), ("a.", 1.0), ("A cup", 1.0), ("B", 0.0), (" A", 0.0), ("(A)", 0.0)],
)
def test_official_looks_at_the_beginning(samples: list[Sample], reply: str, worth: float) -> None:
    assert read_official(samples[0], reply).worth == worth
    assert read_lmms_eval(samples[0], reply).worth == worth


def test_an_empty_reply_is_unreadable(samples: list[Sample]) -> None:
    assert not read_official(samples[0], "").parsed
    assert not read_lmms_eval(samples[0], "").parsed


ALL = ("pos_text", "neg_text", "pos_video", "neg_video")


def said(**changes: str | None) -> list[Prediction]:
    """Right replies to all, but for pair 0 what `changes` says; "-" leaves the line out."""
    replies: dict[str, str | None] = {
        f"{i}_{which}": "A" if "pos" in which else "B" for i in range(PAIRS) for which in ALL
    }
    replies |= {f"0_{which}": reply for which, reply in changes.items()}
    return [Prediction(id, reply) for id, reply in replies.items() if reply != "-"]


def three(result: Result) -> tuple[float, float, float]:
    of = result.metrics
    return tuple(round(of[name].score or 0.0, 2) for name in ("text", "video", "group"))  # type: ignore[return-value]


# Pairs 1 and 2 are right throughout; pair 0 brings a third or nothing.
@pytest.mark.parametrize("gone", ["-", "", None])
@pytest.mark.parametrize(
    ("changes", "official", "others"),
    [
        ({}, (100.0, 100.0, 100.0), (100.0, 100.0, 100.0)),
        ({"pos_text": "gone"}, (66.67, 66.67, 66.67), (66.67, 100.0, 66.67)),
        ({"neg_text": "gone"}, (66.67, 66.67, 66.67), (66.67, 100.0, 66.67)),
        # after a wrong reply its partner is not looked at, so that the video is
        ({"pos_text": "B", "neg_text": "gone"}, (66.67, 100.0, 66.67), (66.67, 100.0, 66.67)),
        ({"pos_video": "gone"}, (100.0, 66.67, 66.67), (100.0, 66.67, 66.67)),
        ({"neg_video": "A"}, (100.0, 66.67, 66.67), (100.0, 66.67, 66.67)),
    ],
)
def test_where_a_pair_ends(
    samples: list[Sample],
    changes: dict[str, str],
    official: tuple[float, float, float],
    others: tuple[float, float, float],
    gone: str | None,
) -> None:
    replies = said(**{key: gone if value == "gone" else value for key, value in changes.items()})
    assert three(score(VINOGROUND, samples, replies, "official")) == official
    for scorer in ("robust", "lmms-eval"):
        assert three(score(VINOGROUND, samples, replies, scorer)) == others
    assert three(score(VINOGROUND, samples, replies, "official", "wrong")) == others


def test_pairs_with_a_failure_can_be_left_out(samples: list[Sample]) -> None:
    found = score(VINOGROUND, samples, said(pos_text=None), "official", "exclude")
    assert [found.metrics[name].n for name in ("group", "text", "video")] == [2, 2, 3]
    assert three(found) == (100.0, 100.0, 100.0)


def test_categories_overlap_and_every_metric_has_them(samples: list[Sample]) -> None:
    found = score(VINOGROUND, samples, said(pos_video="B"), "official")
    group = {name: (one.score, one.n) for name, one in found.groups["category"].items()}
    assert group == {
        "object": (50.0, 2), "spatial": (0.0, 1), "cyclical": (50.0, 2), "action": (100.0, 1),
    }  # fmt: skip
    assert found.groups["text, category"]["object"].score == 100.0
    assert found.groups["video, category"]["spatial"].score == 0.0


def test_the_official_files_there_and_back(samples: list[Sample], tmp_path: Path) -> None:
    replies = said(pos_text="", neg_video=None)
    assert VINOGROUND.write_official is not None
    VINOGROUND.write_official(tmp_path / "run", samples, {one.id: one for one in replies})
    lines = (tmp_path / "run" / "textscore-response.jsonl").read_text().splitlines()
    assert json.loads(lines[1]) == {"idx": "0_neg", "response": "B"}
    found = read_predictions(tmp_path / "run", VINOGROUND, samples)
    expected = [one for one in replies if one.reply is not None]
    assert sorted(found.predictions, key=lambda p: p.id) == sorted(expected, key=lambda p: p.id)


def test_replies_may_be_lists(samples: list[Sample], tmp_path: Path) -> None:
    file = tmp_path / "textscore-frame32-response.jsonl"
    file.write_text('{"idx": "0_pos", "response": ["A. cup"]}\n{"idx": "0_neg", "response": []}\n')
    found = read_predictions(file, VINOGROUND, samples)
    assert list(found.predictions) == [
        Prediction("0_pos_text", "A. cup"), Prediction("0_neg_text", ""),
    ]  # fmt: skip


def test_a_json_list_of_replies_of_which_the_first_counts(
    samples: list[Sample], tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    line = {"idx": samples[0].extra["idx"], "response": ["A", "B"]}
    (folder / "textscore-response.json").write_text(json.dumps([line]))
    found = read_predictions(folder, VINOGROUND, samples)
    assert list(found.predictions) == [Prediction(samples[0].id, "A")]


def test_several_runs_in_one_directory_are_told_apart_by_nobody(tmp_path: Path) -> None:
    for frames in (8, 32):
        (tmp_path / f"textscore-frame{frames}-response.jsonl").write_text("")
    with pytest.raises(T3Error, match="several runs"):
        read_predictions(tmp_path, VINOGROUND, [])


@pytest.mark.parametrize(
    "facts", [{"index": "3_neg_video"}, {"index": "3_neg", "question_type": "video"}]
)
def test_ids_in_logs_of_lmms_eval(facts: dict[str, str]) -> None:
    assert lmms_eval_id(facts, "0") == "3_neg_video"


def test_the_prompt_is_held(samples: list[Sample]) -> None:
    assert_golden(VINOGROUND, samples[0])
