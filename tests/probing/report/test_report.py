"""Reports of imaginary models: complete, unrounded, reproducible, and safe to open."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from simulated_answers import items, simulate

from probing.diagnosis import diagnose
from probing.report import comparison_table, examples, table, write_report
from probing.report.compare import compare
from probing.report.examples import cards
from probing.report.page import report_page
from probing.types import Answer
from t3data.errors import T3Error

LEVELS = {
    "video": 0.6, "video/blind": 0.33, "video/shuffled": 0.5, "video/reversed": 0.3, "text": 0.9,
    "self_text": 0.8, "vision/lstm": 0.96, "connector/lstm": 0.95, "connector/few-shot": 0.7,
    "layer 28/linear": 0.8, "vision/in-domain": 0.97,
}  # fmt: skip


def answers() -> Iterator[Answer]:
    for aspect in ("grounding_cat", "order"):
        yield from simulate(aspect, LEVELS, count=100, rotations=None, misformat=0.02, failed=0.01)


def printed(drawn: Table) -> str:
    written = StringIO()
    Console(width=160, file=written).print(drawn)
    return " ".join(written.getvalue().split())


def test_a_report_is_complete(tmp_path: Path) -> None:
    found, out = list(answers()), tmp_path / "a b" / "report ✓"
    diagnosis = diagnose(found)
    questions = items("grounding_cat", 100) + items("order", 100)
    write_report(diagnosis, found, out, {"model": "tiny <b>", "frames": 8}, questions)
    assert {path.name for path in out.iterdir()} == {
        "report.html", "report.json", "accuracy.png", "losses.png",
    }  # fmt: skip
    text = (out / "report.html").read_text("utf-8")
    assert "Time is lost in the language model." in text
    assert "Temporal probes of tiny &lt;b&gt;" in text
    for part in (
        "Where the points go",
        "Controls",
        "Replies",
        "All numbers",
        "layer 28",
        "vision, in-domain",
    ):
        assert part in text
    stored = json.loads((out / "report.json").read_text("utf-8"))
    assert stored["run"] == {"model": "tiny <b>", "frames": 8}
    assert stored["verdict"] == diagnosis.verdict
    assert stored["thresholds"]["solved"] == 0.9
    video = stored["aspects"][0]["levels"][0]
    expected = diagnosis.aspects[0].levels[0].right
    assert expected is not None
    assert video["key"] == {"probe": "video", "condition": "plain", "place": "", "classifier": ""}
    assert video["right"]["low"] == expected.low
    assert (out / "accuracy.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    found = list(answers())
    for name in ("one", "two"):
        write_report(diagnose(found), found, tmp_path / name, {"model": "m"})
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    "levels", [{"video": 0.5}, {"text": 0.5}, {"vision/lstm": 0.5}, {"video": 0.5, "text": 1.0}]
)
def test_a_report_of_few_probes_says_what_is_missing(
    tmp_path: Path, levels: dict[str, float]
) -> None:
    found = list(simulate("order", levels, count=10))
    diagnosis = diagnose(found)
    write_report(diagnosis, found, tmp_path, {})
    assert "Not measured: " in (tmp_path / "report.html").read_text("utf-8")
    assert "In-domain" not in (tmp_path / "report.html").read_text("utf-8")
    assert "undecided" in printed(table(diagnosis))


def test_a_report_of_failures_only(tmp_path: Path) -> None:
    found = list(simulate("order", {"video": 0.5}, count=10, failed=1.0))
    write_report(diagnose(found), found, tmp_path, {"model": None})
    stored = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert stored["aspects"][0]["levels"][0]["right"] is None
    assert "timeout: no reply within 60 s" in (tmp_path / "report.html").read_text("utf-8")


def test_one_source_leaves_null_in_the_json_not_nan(tmp_path: Path) -> None:
    found = list(simulate("order", {"video": 0.5}, count=10, per_source=10))
    write_report(diagnose(found), found, tmp_path, {})
    text = (tmp_path / "report.json").read_text("utf-8")
    assert "NaN" not in text
    assert json.loads(text)["aspects"][0]["levels"][0]["right"]["se"] is None


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = list(simulate("order", {"video": 0.5}, count=4))
    with pytest.raises(T3Error, match="cannot create directory"):
        write_report(diagnose(found), found, tmp_path / "file", {})


def test_a_reply_cannot_leave_its_data() -> None:
    hostile = "</script><script>alert(1)</script>\ud800"
    found = [replace(one, reply=hostile) for one in simulate("order", {"video": 0.5}, count=4)]
    text = report_page(diagnose(found), found, (), {"model": hostile, hostile: hostile})
    assert "alert(1)</script>" not in text
    text.encode("utf-8")


def test_cards_show_options_as_they_were_shown() -> None:
    [item] = items("order_3", 1)
    answer = replace(
        next(simulate("order_3", {"video": 1.0}, count=1)), rotation=2, answer=0, chosen=1
    )
    [card], total = cards([answer], [item])
    assert total == 1
    assert card.options == (*item.options[2:], *item.options[:2])
    assert card.true is not None
    assert card.chosen is not None
    assert card.options[card.true] == item.options[0]
    assert card.options[card.chosen] == item.options[1]


def test_too_many_replies_are_picked_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "MOST", 10)
    found = list(simulate("order", {"video": 0.5, "vision/lstm": 0.9}, count=40))
    picked, total = cards(found, ())
    assert (len(picked), total) == (10, 40)
    assert picked[0].id == "order/clip_0000"
    assert picked[-1].id == "order/clip_0036"


def test_the_terminal_table_has_a_row_for_each_aspect() -> None:
    text = printed(table(diagnose(answers())))
    assert "Time is lost in the language model." in text
    for word in ("grounding_cat", "order", "connector", "clustered by source", "33.3", "50.0"):
        assert word in text


def test_the_comparison_table_names_the_better_run() -> None:
    before = simulate("order", {"video": 0.6}, rotations=None)
    after = simulate("order", {"video": 0.9}, rotations=None)
    text = printed(comparison_table(compare(before, after, "base", "tuned")))
    assert "base (A) against tuned (B)" in text
    assert re.search(r"order\s+video\s+400\s+.*B better", text)
