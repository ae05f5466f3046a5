"""Two runs side by side: only what both answered counts, and everything else is named."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from simulated_answers import simulate

from probing.report import compare, write_comparison
from probing.types import Answer
from t3data.errors import T3Error
from t3data.statistics import holm


def run(video: float, text: float = 0.8, aspects: tuple[str, ...] = ("order",)) -> list[Answer]:
    return [one for aspect in aspects for one in simulate(aspect, {"video": video, "text": text})]


def test_a_difference_is_that_of_the_pairs_by_hand() -> None:
    a = run(0.5)[:20]
    b = [replace(one, mark="right") for one in a]
    video, text = compare(a, b).pairs
    shares = [
        sum(one.mark == "right" for one in a if one.probe == p) / 10 for p in ("video", "text")
    ]
    assert [video.a.value, text.a.value] == pytest.approx(shares)
    assert video.difference.value == pytest.approx(1 - shares[0])
    assert (video.difference.n, video.difference.clusters) == (10, 5)


def test_the_same_run_twice_differs_nowhere() -> None:
    found = compare(run(0.7), run(0.7))
    assert found.unmatched == ()
    for pair in found.pairs:
        assert (pair.difference.value, pair.finding, pair.needed) == (0.0, "", None)
        assert pair.p_sign_flip == 1.0


def test_swapping_the_runs_swaps_the_sign() -> None:
    one, other = compare(run(0.6), run(0.8)).pairs[0], compare(run(0.8), run(0.6)).pairs[0]
    assert one.difference.value == pytest.approx(-other.difference.value)
    assert one.difference.low == pytest.approx(-other.difference.high)
    assert (one.finding, other.finding) == ("B better", "A better")
    assert one.needed == other.needed


def test_holm_corrects_over_the_aspects_of_a_probe() -> None:
    aspects = ("order", "speed", "count", "direction")
    found = compare(run(0.6, 0.8, aspects), run(0.66, 0.83, aspects))
    assert [pair.aspect for pair in found.pairs if pair.key.probe == "video"] == list(aspects)
    for probe in ("video", "text"):
        pairs = [pair for pair in found.pairs if pair.key.probe == probe]
        assert [pair.p_holm for pair in pairs] == holm([pair.difference.p for pair in pairs])


def test_what_has_no_counterpart_is_named_and_counted() -> None:
    a, b = run(0.6), run(0.7)
    a = [one for one in a if one.item != "order/clip_0003"]
    b[0] = replace(b[0], mark="failed", chosen=None)
    b += simulate("speed", {"video": 0.5}, count=6, rotations=2)
    found = compare(a, b)
    assert sum(pair.difference.n for pair in found.pairs) == 400 - 2 - 1
    left = {(one.aspect, one.label, one.why): one for one in found.unmatched}
    assert left["order", "video", "only in B"].items == ("order/clip_0003",)
    assert left["order", "video", "failed in B"].items == ("order/clip_0000",)
    speed = left["speed", "video", "only in B"]
    assert (speed.answers, len(speed.items)) == (12, 6)


def test_runs_with_nothing_in_common_are_refused() -> None:
    with pytest.raises(T3Error, match="x and y: no question was answered by both"):
        compare(run(0.5), simulate("speed", {"video": 0.5}), "x", "y")


def test_an_answer_given_twice_is_refused() -> None:
    with pytest.raises(T3Error, match="y: order/clip_0000 is answered twice"):
        compare(run(0.5), run(0.5) * 2, "x", "y")


def test_a_comparison_is_written_whole(tmp_path: Path) -> None:
    b = [one for one in run(0.9, 0.8, ("order", "speed")) if one.item != "order/clip_0003"]
    write_comparison(compare(run(0.6, 0.8, ("order", "speed")), b, "base", "tuned"), tmp_path)
    stored = json.loads((tmp_path / "comparison.json").read_text("utf-8"))
    assert stored["name_b"] == "tuned"
    assert stored["unmatched"][0]["items"] == ["order/clip_0003"]
    text = (tmp_path / "comparison.html").read_text("utf-8")
    assert "B is better on 2 and A on 0 of 2 comparisons." in text
    assert "order/clip_0003" in text
