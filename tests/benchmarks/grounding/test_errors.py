"""Kinds of error, worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.charades_sta import CHARADES_STA
from benchmarks.contract import Prediction
from benchmarks.grounding.errors import (
    KINDS,
    ious_of,
    kinds,
    kinds_by,
    miss,
    offsets,
    recall_curve,
)
from benchmarks.grounding.moments import moment
from benchmarks.scoring import score
from benchmarks.windows.iou import hull_iou

GOLD = (10.0, 20.0)


@pytest.mark.parametrize(
    ("window", "kind"),
    [
        ((10, 20), "right"),
        ((10, 15), "right"),  # exactly 0.5
        ((4, 14), "too early"),  # 6 and 6 s, 4/16
        ((16, 26), "too late"),
        ((0, 40), "too long"),
        ((12, 14), "too short"),
        ((10.5, 60), "too long"),  # half a second against forty
        ((6, 11), "too early"),  # 4 s and 9 s
        ((11, 12), "too short"),
        ((30, 40), "elsewhere"),
        ((20, 30), "elsewhere"),  # they touch
        ((20, 10), "reversed"),
        ((15, 15), "too short"),  # no length, but in there
    ],
)
def test_kinds(window: tuple[float, float], kind: str) -> None:
    assert miss(window, GOLD, hull_iou(window, GOLD)).kind == kind


def test_errors_are_signed_seconds() -> None:
    found = miss((4, 26), GOLD, 10 / 22)
    assert (found.kind, found.start, found.end) == ("too long", -6, 6)


def test_the_threshold_can_be_set() -> None:
    assert miss((10, 15), GOLD, 0.5, 0.7).kind == "too short"


def test_tables_of_a_result() -> None:
    samples = [moment(str(i), "v", "q", [GOLD], 20.0 if i < 2 else 100.0) for i in range(4)]
    said = [
        Prediction("0", "from 10 to 20 seconds"),
        Prediction("1", "from 4 to 14 seconds"),
        Prediction("2", "from 50 to 60 seconds"),
        Prediction("3", "no idea"),
    ]
    rows = score(CHARADES_STA, samples, said, "strict").rows
    found = {kind: count for kind, count in kinds(rows).items() if count}
    assert found == {"right": 1, "too early": 1, "elsewhere": 1, "nothing": 1}
    by_length = kinds_by(rows, "video length")
    assert set(by_length) == {"< 30 s", "1-2 min"}
    assert by_length["< 30 s"]["too early"] == 1
    assert by_length["1-2 min"]["right"] == 0
    assert sum(by_length["1-2 min"].values()) == 2
    # Starts err by 0, -6 and 40 s, ends likewise.
    assert offsets(rows) == {"start": 0, "end": 0, "|start|": 6, "|end|": 6}
    assert math.isnan(offsets(rows[3:])["start"])
    # IoUs 1, 4/16, 0, 0.
    assert ious_of(rows) == [1.0, 0.25, 0.0, 0.0]
    curve = dict(recall_curve(ious_of(rows)))
    assert (curve[0.0], curve[0.25], curve[0.3], curve[1.0]) == (1.0, 0.5, 0.25, 0.25)
    assert dict(recall_curve(ious_of(rows), operator=">"))[0.25] == 0.25
    assert recall_curve([]) == []
    assert dict(recall_curve([math.nan, 1.0]))[0.5] == 0.5


seconds = st.floats(0, 1000, allow_nan=False)


@given(seconds, seconds, seconds, seconds)
def test_every_window_is_of_one_kind(a: float, b: float, c: float, d: float) -> None:
    gold = (min(c, d), max(c, d) + 1)
    found = miss((a, b), gold, hull_iou((a, b), gold))
    assert found.kind in KINDS
    mirrored = miss((-b, -a), (-gold[1], -gold[0]), hull_iou((a, b), gold))
    swap = {"too early": "too late", "too late": "too early"}
    assert mirrored.kind == swap.get(found.kind, found.kind)
