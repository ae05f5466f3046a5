"""The sections on windows: curve, kinds of error, a picture for each sample."""

import re

import pytest
from toy import TOY, run

from benchmarks.contract import Benchmark, Prediction, Sample
from benchmarks.grounding.moments import moment
from benchmarks.reports import timelines
from benchmarks.reports.page import report_page
from benchmarks.scoring import Result, score
from benchmarks.windows.scorers import scorers

EVIL = '</title></svg><script>alert(1)</script>"'
WINDOWS = Benchmark(
    id="moments", title="", hub="", licence="", load=lambda path: (), scorers=scorers()
)

GOLD = [(10.0, 20.0)]
REPLIES = {
    "right": "from 10 to 20 seconds",
    "early": "from 2 to 12 seconds",
    "long": "from 0 to 50 seconds",
    "elsewhere": "from 90 to 99 seconds",
    "reversed": "20.0 - 10.0",
    "silent": "I cannot tell.",
}


def samples(duration: float | None = 100.0) -> list[Sample]:
    return [moment(id, f"v {id}", f"somebody moves {id}", GOLD, duration) for id in REPLIES]


def results(*names: str, duration: float | None = 100.0) -> list[Result]:
    said = [Prediction(id, reply) for id, reply in REPLIES.items()]
    return [score(WINDOWS, samples(duration), said, name) for name in names or ("strict",)]


def picture(page: str, id: str) -> str:
    [row] = re.findall(rf'<tr><th scope="row">{id}<small>.*?</tr>', page, flags=re.DOTALL)
    return str(row)


def bars(row: str) -> list[tuple[str, float, float, float]]:
    found = re.findall(r'<rect class="(c\d)" x="([0-9.]+)" y="([0-9]+)" width="([0-9.]+)"', row)
    return [(tone, float(x), float(y), float(width)) for tone, x, y, width in found]


def order(page: str) -> list[str]:
    body = page.partition('<section id="timelines">')[2].partition("</section>")[0]
    return re.findall(r'<tr><th scope="row">([^<]*)<small>', body)


def test_windows_stand_on_the_video() -> None:
    page = report_page(WINDOWS, results(), {})
    # 300 pixels are 100 seconds: gold from 10 to 20, above; the reply from 2 to 12, below
    assert bars(picture(page, "early")) == [("c3", 30.0, 2.0, 30.0), ("c1", 6.0, 13.0, 30.0)]
    assert bars(picture(page, "silent")) == [("c3", 30.0, 2.0, 30.0)]
    assert "gold 10 to 20; predicted 2 to 12; video 100 s" in picture(page, "early")
    assert "gold 10 to 20; no window; video 100 s" in picture(page, "silent")
    assert bars(picture(page, "reversed"))[1] == ("c5", 30.0, 13.0, 30.0)


def test_errors_are_told_and_can_be_sorted_by() -> None:
    page = report_page(WINDOWS, results(), {})
    row = picture(page, "early")
    # 2 s of 18 in common; both ends 8 s too early
    assert '<td class="number" data-sort="16.0">16.0</td>' in row
    assert ">0.11</td>" in row
    assert row.count(">-8.0</td>") == 2
    assert row.endswith("<td>too early</td></tr>")
    assert picture(page, "silent").endswith("<td>unparsed</td></tr>")
    # errors of 159, 40, 20 (both ends of the reversed one), 16 and 0 seconds
    assert order(page) == ["elsewhere", "long", "reversed", "early", "right", "silent"]


def test_a_window_past_the_end_is_drawn_past_the_end() -> None:
    said = [Prediction("right", "from 80 to 1000 seconds")]
    page = report_page(WINDOWS, [score(WINDOWS, samples(), said, "strict")], {})
    # a quarter more than the video: 125 seconds are 300 pixels, and the end of the video at 240
    row = picture(page, "right")
    assert bars(row) == [("c3", 24.0, 2.0, 24.0), ("c1", 192.0, 13.0, 108.0)]
    assert 'x1="240.0"' in row


def test_without_a_duration_the_last_end_is_the_end() -> None:
    page = report_page(WINDOWS, results(duration=None), {})
    assert bars(picture(page, "right")) == [("c3", 150.0, 2.0, 150.0), ("c1", 150.0, 13.0, 150.0)]


def test_kinds_of_error_by_length_and_position() -> None:
    page = report_page(WINDOWS, results(), {})
    said = 'aria-label="all: right 16.7 %, too early 16.7 %, too late 0.0 %, too long 16.7 %, '
    said += "too short 0.0 %, elsewhere 16.7 %, reversed 16.7 %, nothing 16.7 %"
    assert said in page
    assert "video length" not in page.partition('id="windows"')[2].partition("</section>")[0]
    mixed = [*samples(), moment("short", "w", "a", GOLD, 25.0)]
    said_all = [Prediction(id, reply) for id, reply in REPLIES.items()]
    page = report_page(WINDOWS, [score(WINDOWS, mixed, said_all, "strict")], {})
    section = page.partition('id="windows"')[2].partition("</section>")[0]
    assert section.index(">&lt; 30 s <") < section.index(">1-2 min <")


def test_curves_of_several_conventions() -> None:
    page = report_page(WINDOWS, results("strict", "videotemp", "time-r1"), {})
    for name in ("strict", "videotemp", "time-r1"):
        assert f"<title>{name}: " in page
    # of six samples one is right to the letter, which > does not count at 1
    strict = re.findall(r"<title>strict: ([^<]*)</title>", page)[0]
    videotemp = re.findall(r"<title>videotemp: ([^<]*)</title>", page)[0]
    assert strict.endswith("16.7 at 1")
    assert videotemp.endswith("0.0 at 1")


def test_of_very_many_some_are_drawn_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelines, "MOST", 3)
    page = report_page(WINDOWS, results(), {})
    assert "3 of 6 samples, evenly picked by IoU" in page
    assert len(order(page)) == 3


def test_other_benchmarks_have_no_such_sections() -> None:
    assert timelines.sections([run("AB")]) == []
    assert 'id="timelines"' not in report_page(TOY, [run("AB")], {})


def test_a_run_without_a_single_window_has_none_either() -> None:
    said = [Prediction(id, "no idea") for id in REPLIES]
    assert timelines.sections([score(WINDOWS, samples(), said, "strict")]) == []


def test_no_text_becomes_markup() -> None:
    sample = moment(EVIL, "v", EVIL, GOLD, 100.0, {"video length": EVIL})
    other = moment("b", "v", EVIL, GOLD, 100.0)
    said = [Prediction(EVIL, "from 1 to 2 seconds"), Prediction("b", EVIL)]
    page = report_page(WINDOWS, [score(WINDOWS, [sample, other], said, "strict")], {})
    assert "<script>alert" not in page
