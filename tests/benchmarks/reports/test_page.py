"""The page shows every count, every group and the replies that matter, and runs nobody's text."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from toy import TOY, run

from benchmarks.contract import Sample
from benchmarks.reports import samples as picking
from benchmarks.reports.differences import differ, disagreements
from benchmarks.reports.page import report_page
from benchmarks.reports.samples import samples
from benchmarks.scoring import Result

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
MIXED: list[str | None] = ["A", "A, clearly", "half", None, "-", EVIL, "B", "A"]


def embedded(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="replies-data">(.*?)</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def visible(page: str) -> str:
    body = page.partition("<main")[2].partition("</main>")[0]
    body = re.sub(r"<script.*?</script>", " ", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_what_became_of_every_sample_is_shown() -> None:
    text = visible(report_page(TOY, [run(MIXED)], {"model": "a model"}))
    assert "toy: a model" in text
    assert "31.25 %" in text
    for name in ("n", "scored", "missing", "failed", "unparsed", "duplicated", "unknown"):
        assert f" {name} " in text
    assert "robust official 31.25 [" in text
    assert "8 4 1 1 2 0 0 8" in text  # n scored missing failed unparsed duplicated unknown counted


def test_several_scorers_with_what_they_do_not_agree_on() -> None:
    results = [run(MIXED, "official"), run(MIXED)]
    page = report_page(TOY, results, {})
    assert "q1 A, clearly A A ✓ – unread" in visible(page)
    data = embedded(page)
    assert data["filters"] == ["by official", "by robust", "scorers", "task"]
    verdicts = {
        data["questions"][card[0]][0]: [
            values[at] for values, at in zip(data["values"], card[5:], strict=True)
        ]
        for card in data["cards"]
    }
    assert verdicts["q0"] == ["right", "right", "agree", "x"]
    assert verdicts["q1"] == ["right", "unparsed", "disagree", "x"]
    assert verdicts["q3"] == ["failed, left out", "failed", "agree", "x"]
    assert verdicts["q4"] == ["missing, left out", "missing", "agree", "y"]


def test_scorers_that_agree_say_so() -> None:
    page = report_page(TOY, [run("AB", "official"), run("AB")], {})
    assert "All scorers are of one mind on every reply." in visible(page)


def test_no_reply_becomes_markup() -> None:
    page = report_page(TOY, [run(MIXED), run(MIXED, "official")], {"model": EVIL})
    assert "<img" not in page
    assert page.count("<script") == 2  # the data and the page's own
    assert any(card[2] == EVIL for card in embedded(page)["cards"])


def test_a_run_without_a_score_has_a_page() -> None:
    text = visible(report_page(TOY, [run(["no", None, "-"], "official")], {}))
    assert "–" in text


def test_of_many_samples_those_that_tell_most_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MOST", 20)
    monkeypatch.setattr(picking, "_ODD", 15)
    replies: list[str | None] = ["A"] * 100
    replies[50:55] = [None, "-", "A, clearly", "no", "no"]
    results = [run(replies, "official"), run(replies)]
    found = samples(results)
    assert len(found.cards) == 20
    assert found.of == 100
    ids = [card.id for card in found.cards]
    assert {f"q{i}" for i in range(50, 55)} <= set(ids)
    assert ids == sorted(ids, key=lambda id: int(id[1:]))
    text = visible(report_page(TOY, results, {}))
    assert "20 of 100 samples, evenly picked; disagreements of the scorers and" in text


def test_not_only_failures_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking, "MOST", 20)
    monkeypatch.setattr(picking, "_ODD", 15)
    found = samples([run([*["no"] * 80, *["A"] * 40])])
    shown = [card.facets[0] for card in found.cards]
    assert (shown.count("unparsed"), shown.count("right")) == (15, 5)


def test_an_answer_that_is_no_option_is_told() -> None:
    result = run("A")
    row = result.rows[0]
    open_sample = Sample("q0", "v", "How many?", "seven", (), {})
    told = replace(result, rows=(replace(row, sample=open_sample),))
    card = samples([told]).cards[0]
    assert (card.true, card.chosen) == (None, None)
    assert card.note == "read A ✓\ngold: seven"


def rows(*results: Result) -> list[tuple[Any, ...]]:
    return list(zip(*(result.rows for result in results), strict=True))


def test_disagreement_is_about_what_was_read() -> None:
    results = run(MIXED, "official"), run(MIXED)
    assert [differ(found) for found in rows(*results)] == [
        False,
        True,  # right, and nothing read
        True,  # left out, and half
        False,  # failed: whether it counts is policy
        False,  # missing
        False,  # neither reads anything
        False,
        False,
    ]
    found = disagreements(results)
    assert [one.sample.id for one in found] == ["q1", "q2"]
    assert set(found[0].verdicts) == {"official", "robust"}
