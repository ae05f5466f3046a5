"""The same outputs under every convention: the worked example, and each part by itself."""

import math
from dataclasses import replace

import pytest

from benchmarks.windows.conventions import (
    CONVENTIONS,
    LMMS_EVAL,
    STRICT,
    TARO,
    TIME_R1,
    TIME_R1_WWW,
    TIMECHAT,
    TIMELENS,
    TRACE,
    VIDEOTEMP,
    Convention,
    convention,
)
from benchmarks.windows.measuring import Item, Measured, judge, score_windows
from t3data.errors import UsageError

ITEMS = [Item(id, ((10, 20),)) for id in "abcd"]
OUTPUTS = dict(
    zip(
        "abcd",
        ["10.0 - 20.0", "20.0 - 10.0", "I cannot tell.", "from 10 to 15"],
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("rule", "r05", "miou"),
    [
        (TIMECHAT, 50, 50),  # 1, 1 swapped, unread, unread
        (replace(TRACE, parser="timechat"), 100, 100),  # the two read, swapped by hand
        (TIME_R1, 0, 12.5),  # only the last is read, and 0.5 > 0.5 is no hit
        (TIME_R1_WWW, 25, 12.5),
        (TARO, 75, 62.5),
        (VIDEOTEMP, 25, 37.5),
        (LMMS_EVAL, 75, 62.5),
        (TIMELENS, 50, 37.5),
        (STRICT, 50, 37.5),  # 1, reversed 0, unread 0, 0.5
    ],
    ids=lambda value: value.name if isinstance(value, Convention) else None,
)
def test_worked_example(rule: Convention, r05: float, miou: float) -> None:
    if rule.name == "trace":
        rule = replace(rule, reversed="swap")
    found = score_windows(ITEMS, OUTPUTS, rule)
    mean_scale = rule.scale if rule.scale_miou is None else rule.scale_miou
    assert found.metrics["R@0.5"] / rule.scale * 100 == r05
    assert found.metrics["mIoU"] / mean_scale * 100 == miou


def test_time_r1_prints_the_average_of_four() -> None:
    # IoU 0, 0, 0, 0.5: R@0.3 25, R@0.5 0, R@0.7 0, mIoU 12.5.
    assert score_windows(ITEMS, OUTPUTS, TIME_R1).metrics == {
        "R@0.3": 25.0,
        "R@0.5": 0.0,
        "R@0.7": 0.0,
        "mIoU": 12.5,
        "avg": 9.375,
    }


def test_scales() -> None:
    assert score_windows(ITEMS, OUTPUTS, TARO).metrics["mIoU"] == 0.625
    trace = score_windows(ITEMS, {"a": [(10, 15)]}, TRACE)
    assert trace.metrics == {"R@0.3": 100.0, "R@0.5": 100.0, "R@0.7": 0.0, "mIoU": 0.5}


def test_every_status_is_counted() -> None:
    outputs = {"a": "10 - 20", "b": None, "c": "No idea.", "x": "1 - 2"}
    found = score_windows(ITEMS, outputs, STRICT)
    assert dict(found.statuses) == {"scored": 1, "failed": 1, "unparsed": 1, "missing": 1}
    assert (found.counted, found.unknown) == (4, 1)
    assert found.metrics["mIoU"] == 25


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("strict", 4),
        ("timechat", 2),  # with --sample: a and c
        ("vtg-llm", 2),
        ("trace", 0),
        ("time-r1", 2),
        ("time-r1-www", 2),
        ("taro", 2),
        ("videotemp", 2),
        ("lmms-eval", 3),  # a failed request is a text from which nothing is read
        ("timelens", 2),
    ],
)
def test_what_is_missing_or_failed(name: str, counted: int) -> None:
    outputs = {"a": "10 - 20", "b": None, "c": "No idea."}
    assert score_windows(ITEMS, outputs, CONVENTIONS[name]).counted == counted


def test_trace_counts_empty_lists_and_strangers() -> None:
    outputs = {"a": [(10, 20)], "b": [], "nobody": [(1, 2)], "c": "10 - 20"}
    found = score_windows(ITEMS, outputs, TRACE)
    # 1 of 3: a; b with its empty list; the stranger. c has no windows, d no prediction.
    assert found.counted == 3
    assert found.metrics["R@0.5"] == pytest.approx(100 / 3)
    assert found.metrics["mIoU"] == pytest.approx(1 / 3)


def test_lines_count_as_often_as_they_stand_there() -> None:
    lines = [("a", "10 to 20"), ("a", "10 to 15"), ("b", "10 to 20")]
    assert score_windows(ITEMS, lines, TARO).metrics["mIoU"] == pytest.approx(2.5 / 3)
    assert score_windows(ITEMS, lines, TIME_R1).metrics["mIoU"] == 100  # distinct qids


def test_a_truth_of_no_length() -> None:
    items = [Item("a", ((5, 5),)), Item("b", ((10, 20),))]
    outputs = {"a": [(5, 5)], "b": [(10, 20)]}
    poisoned = score_windows(items, outputs, TIME_R1)
    assert poisoned.metrics["R@0.5"] == 50
    assert math.isnan(poisoned.metrics["mIoU"])
    assert math.isnan(poisoned.metrics["avg"])
    assert math.isnan(score_windows(items, outputs, VIDEOTEMP).metrics["mIoU"])
    assert score_windows(items, outputs, TIME_R1_WWW).metrics["mIoU"] == 1  # b alone
    for rule in (LMMS_EVAL, TARO, STRICT):
        found = score_windows(items, outputs, rule)
        assert found.metrics["mIoU"] == rule.scale / 2
        assert found.notes == {"IoU is 0/0, counts as 0": 1}
    assert poisoned.defects == {"no length": 1}


def test_truth_fed_back_to_time_r1_on_a_benchmark_with_eleven_windows_of_no_length() -> None:
    items = [Item(str(i), ((5.0, 5.0 if i < 11 else 9.0),)) for i in range(800)]
    found = score_windows(items, {item.id: item.windows for item in items}, TIME_R1)
    assert found.metrics["R@0.7"] == 98.625  # 789 of 800
    assert math.isnan(found.metrics["mIoU"])


def test_a_reversed_window_around_a_truth_of_no_length() -> None:
    item = Item("a", ((5, 5),))
    nan = judge(item, [(7, 3)], TIME_R1).iou
    assert nan is not None
    assert math.isnan(nan)
    assert judge(item, [(7, 3)], TIME_R1_WWW).iou is None
    assert judge(item, [(7, 3)], STRICT).iou == 0
    assert judge(item, [(7, 3)], TARO).iou == 0  # swapped to [3, 7]: 0 / 4


def test_several_windows_of_output_and_truth() -> None:
    item = Item("a", ((10, 20), (30, 40)))
    said = [(30, 40), (10, 15)]
    assert judge(item, said, STRICT).iou == 1
    assert judge(item, said, STRICT).gold == (30, 40)
    assert judge(item, said, replace(STRICT, gold="first")).iou == 0
    assert judge(item, said, replace(STRICT, which="last")).iou == 0.5
    assert judge(item, said, replace(STRICT, which="last", gold="first")).iou == 0.5
    # The last two numbers of "30 40 10 15", the first two of them.
    assert judge(item, said, TARO).window == (10, 15)
    assert judge(item, said, VIDEOTEMP).window == (30, 40)


def test_truth_past_the_end_is_clipped_where_the_convention_says_so() -> None:
    item = Item("a", ((10, 20),), duration=15.0)
    assert judge(item, "10 to 15", TARO).iou == 1
    assert judge(item, "10 to 15", replace(TARO, truth="raw")).iou == 0.5
    assert judge(Item("a", ((10, 20),)), "10 to 15", TARO).iou == 0.5  # end unknown
    assert score_windows([item], {}, STRICT).defects == {"past the end of the video": 1}


@pytest.mark.parametrize("reversed_", ["zero", "formula", "swap"])
def test_each_part_can_be_set_alone(reversed_: str) -> None:
    rule = replace(TIMELENS, reversed=reversed_)  # type: ignore[arg-type]
    assert judge(ITEMS[0], "20 - 10", rule).iou == (reversed_ == "swap")


def test_parser_unit_and_operator_alone() -> None:
    item = Item("a", ((10, 20),), duration=40.0, fps=2.0)
    assert judge(item, "from 25 to 50", replace(STRICT, unit="percent")).iou == 1
    assert judge(item, "from 20 to 40", replace(STRICT, unit="frames")).iou == 1
    assert judge(item, "from 25 to 50", replace(STRICT, parser="vtimellm")).iou == 1
    half = score_windows(ITEMS[:1], {"a": "10 - 15"}, replace(STRICT, operator=">"))
    assert half.metrics["R@0.5"] == 0


def test_names() -> None:
    assert convention("taro") is TARO
    with pytest.raises(UsageError, match="did you mean timechat"):
        convention("timechatt")
    with pytest.raises(UsageError, match="no parser 'tarot'; there are robust, timechat"):
        replace(TARO, parser="tarot")
    assert next(iter(CONVENTIONS)) == "strict"
    assert CONVENTIONS["vtg-llm"].parser == "vtg-llm"


def test_nothing_counted() -> None:
    found: Measured = score_windows(ITEMS, {}, TIMELENS)
    assert all(math.isnan(value) for value in found.metrics.values())
    assert score_windows([], {}, STRICT).counted == 0
