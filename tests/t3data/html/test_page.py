"""Pages load nothing, and no text of a stranger becomes markup."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.html import (
    Bar,
    Card,
    Cell,
    Column,
    Html,
    Part,
    Section,
    bar_chart,
    browser,
    embedded,
    escape,
    page,
    stack,
    table,
)

HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>\u2028 & \ud800 \x00'
VOID = {"meta", "img", "br", "input", "link", "hr"}


class Tree(HTMLParser):
    """Notes tags, checks that they close, and collects embedded data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.data: dict[str, str] = {}
        self._id: str | None = None
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        self._id = dict(attrs).get("id") if tag == "script" else None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._id:
            self.data[self._id] = data


def whole(text: str) -> str:
    card = Card(text, text, (text, "b"), 0, 1, text, (text,), "bad")
    parts = [
        table(
            [Column(text), Column("n", numeric=True)], [[text, Cell("1", small=text, hint=text)]]
        ),
        bar_chart(text, [Bar(text, 0.5, 0.4, 0.6)], 0.5),
        stack(text, [Part(text, 0.4, "c1"), Part("rest", 0.6, "c2")]),
        browser("cards", [text], [card]),
    ]
    return page(text, [Section("s", text, Html("".join(parts)), text)])


@given(st.one_of(st.just(HOSTILE), st.text(st.characters(), min_size=1)))
def test_no_text_becomes_markup(text: str) -> None:
    plain, hostile = Tree(whole("x")), Tree(whole(text))
    assert hostile.tags == plain.tags
    assert [name for name, _ in hostile.attributes] == [name for name, _ in plain.attributes]


def test_embedded_data_comes_back_as_it_was() -> None:
    value = {"reply": '</script><!-- "\u2028', "numbers": [1, 2.5, None]}
    text = embedded("data", value)
    assert "<!--" not in text
    assert text.count("</script>") == 1
    assert json.loads(Tree(text).data["data"]) == value


def test_embedded_data_is_json_to_the_letter() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        embedded("data", float("nan"))


def test_a_page_can_be_written_whatever_a_model_said() -> None:
    whole(HOSTILE).encode("utf-8")
    assert escape("\ud800") == "?"


def test_a_page_asks_for_nothing() -> None:
    text = whole("x")
    assert "default-src 'none'" in text
    tree = Tree(text)
    assert {name for name, _ in tree.attributes} & {"src", "srcset", "action", "poster"} == set()
    assert [value for name, value in tree.attributes if name == "href"] == ["#s"]
    assert not re.search(r"url\(|@import|https?://|fetch\(|XMLHttp|innerHTML", text)


def test_every_colour_is_there_in_light_dark_and_print() -> None:
    style = (Path(__file__).parents[3] / "t3data" / "html" / "style.css").read_text("utf-8")
    used = set(re.findall(r"var\((--[\w-]+)\)", style))
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        assert used == set(re.findall(r"(--[\w-]+):", block))


def test_a_table_sorts_by_what_it_is_told() -> None:
    made = table([Column("n", numeric=True)], [[Cell("1,234", sort=1234)]])
    assert '<th scope="row" class="number" data-sort="1234">1,234</th>' in made
    assert "filter" not in made
    assert 'type="search"' in table([Column("n")], [["a"]], filterable=True)


def test_bars_stay_inside_the_plot() -> None:
    made = bar_chart("t", [Bar("b", 1.0, -0.5, 1.5)])
    left, right = re.findall(r'd="M([\d.]+) [\d.]+v8m0-4H([\d.]+)', made)[0]
    ticks = [float(x) for x in re.findall(r'class="tick" x="([\d.]+)"', made)]
    assert (float(left), float(right)) == (ticks[0], ticks[-1])


def test_parts_too_small_for_a_number_have_none() -> None:
    made = stack("t", [Part("a", 0.98, "c1"), Part("b", 0.02, "c2"), Part("c", 0.0, "c3")])
    assert ">98</span>" in made
    assert 'title="b: 2.0 %"></span>' in made
    assert "c3" not in made


def test_a_question_asked_often_is_stored_once_and_long_replies_are_cut() -> None:
    cards = [
        Card("i", "why?", ("a", "b"), 0, number % 2, "r" * 4000, ("video", "right"))
        for number in range(3)
    ]
    data = json.loads(Tree(browser("cards", ("probe", "mark"), cards)).data["cards"])
    assert data["questions"] == [["i", "why?", ["a", "b"], 0]]
    assert data["values"] == [["video"], ["right"]]
    assert [row[:2] for row in data["cards"]] == [[0, 0], [0, 1], [0, 0]]
    assert data["cards"][0][2].endswith(" … (4,000 characters)")


@pytest.mark.slow
def test_a_real_browser_shows_replies_as_text(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    (tmp_path / "page.html").write_text(whole(HOSTILE.replace("\ud800", "")), "utf-8")
    shown = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-quic", f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=2000", "--dump-dom", (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True, text=True, timeout=60, check=True,
    ).stdout  # fmt: skip
    assert "1–1 of 1" in shown
    assert "<pre>&lt;/script&gt;&lt;script&gt;alert(" in shown
    assert "onerror=alert(1)&gt;" in shown
    assert "<img" not in shown
