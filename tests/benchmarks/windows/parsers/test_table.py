"""What six published parsers read in the same texts: every cell by hand."""

import pytest

from benchmarks.windows.parsers import PARSERS
from benchmarks.windows.window import Window

NAMES = ("timechat", "lmms-charades", "timelens", "taro", "time-r1", "videotemp")
A: Window = (24.3, 30.4)
B: Window = (3.2, 7.5)
C: Window = (8.5, 12.4)
TEN: Window = (10, 15)
UP: Window = (30.4, 24.3)
_ = None

TABLE: list[tuple[str, tuple[Window | None, ...]]] = [
    ("24.3-30.4", (A, A, A, A, _, (24.3, -30.4))),
    ("24.3 – 30.4", (_, A, A, A, _, A)),
    ("from 3.2 to 7.5 seconds", (_, B, B, B, B, B)),
    ("From 3.2 seconds to 7.5 seconds.", (_, _, B, B, _, B)),
    ("3.2s to 7.5s", (_, B, (3, 7), B, _, B)),
    ("3.2 s – 7.5 s", (_, B, (3.2, 7.5), B, _, B)),
    ("starts at 3.2 and ends at 7.5", (_, _, B, B, _, B)),
    ("Start time: 3.2\nEnd time: 7.5", (B, B, B, B, _, B)),
    ("1. Start time: 3.2\n2. End time: 7.5", ((1, 2), (1, 2), (1, 3.2), (2, 7.5), _, (1, 3.2))),
    ("00:08 - 00:12", ((0, 8), (8, 12), (8, 12), (0, 12), _, (0, 8))),
    ("<answer>00:08 to 00:12</answer>", (_, (8, 12), (8, 12), (0, 12), (8, 0), (0, 8))),
    ("01:02.5 - 01:10.0", ((1, 2.5), (1, 2.5), (62.5, 70), (1, 10), _, (1, 2.5))),
    ("[8.5, 12.4]", (_, _, C, C, _, C)),
    ('{"start": 8.5, "end": 12.4}', (_, _, C, C, _, C)),
    (
        "from 2.0 to 9.0 or so. <answer>12.5 to 17.8</answer>",
        (_, (2, 9), (2, 9), (12.5, 17.8), (12.5, 17.8), (2, 9)),
    ),
    ("10 - 15 and 20 - 25", (TEN, TEN, TEN, (20, 25), (15, 20), TEN)),
    (
        "<answer>3 to 6</answer> I am 95 percent sure",
        (_, (3, 6), (3, 6), (6, 95), (3, 6), (3, 6)),
    ),
    ("30.4 - 24.3", (A, A, UP, A, _, UP)),
    ("1,024.5 - 1,030.0", ((1, 24.5), (1, 24.5), (24.5, 1), (1, 30), _, (1, 24.5))),
    ("at 3.2 seconds", (_,) * 6),
    ("from three to seven seconds", (_,) * 6),
    ("I cannot tell.", (_,) * 6),
    ("", (_,) * 6),
]


@pytest.mark.parametrize(("text", "cells"), TABLE)
@pytest.mark.parametrize("name", NAMES)
def test_cell(name: str, text: str, cells: tuple[Window | None, ...]) -> None:
    assert PARSERS[name](text) == cells[NAMES.index(name)]


@pytest.mark.parametrize("name", sorted(PARSERS))
@pytest.mark.parametrize("sign", ["1", "1 - ", "1 to ", "<answer>", "3 ", "1:", "start 3\n", "a"])
def test_runaway_replies_take_no_longer_than_their_length(name: str, sign: str) -> None:
    text = (sign * 100_000)[:100_000]
    window = PARSERS[name](text, 10.0)  # a hundred seconds and more if it were quadratic
    assert window is None or len(window) == 2
