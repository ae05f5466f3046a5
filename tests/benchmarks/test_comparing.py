"""B - A on the same questions, by video; what is not alike is refused in a line."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import TOY, run, samples

from benchmarks.comparing import compare, compare_all
from benchmarks.scoring import Result
from benchmarks.stored import StoredRun, as_run
from t3data.errors import T3Error
from t3data.statistics import holm, mcnemar, paired_difference

REPLIES = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["A", "B", "half", "no", None, "-"])),
    min_size=4,
    max_size=24,
)


def stored(replies: str | list[str | None], name: str, scorer: str = "robust") -> StoredRun:
    return as_run(TOY, run(replies, scorer), name)


def worths(result: Result) -> list[float]:
    return [row.reading.worth for row in result.rows]


def test_by_hand() -> None:
    """8 questions on 4 videos; A has 4 right, B 6: 3 gained, 1 lost."""
    found = compare(stored("ABBAABBA", "a"), stored("AAAAABAB", "b"))
    assert (found.score.a, found.score.b) == (50.0, 75.0)
    assert found.score.difference.value == pytest.approx(25.0)
    assert (found.only_a, found.only_b, found.both_count) == (1, 3, 8)
    assert found.p_mcnemar == mcnemar(1, 3) == pytest.approx(2 * (1 + 4) / 16)
    # Video by video B - A is +1, +1, 0, 0 of 2; residuals from 2 * .25 are .5 .5 -.5 -.5.
    assert found.score.difference.se == pytest.approx(100 * np.sqrt(4 / 3 * 4 * 0.25) / 8)
    assert found.score.difference.clusters == 4
    assert found.finding == "no difference seen"
    # (1.95996 + .84162)² · (se² · n) / .25², se² = (4/3) / 64
    assert found.score.needed == int(np.ceil(7.8489 * (4 / 3 / 64 * 8) / 0.0625))


def test_groups_have_differences_of_their_own() -> None:
    found = compare(stored("ABBAABBA", "a"), stored("AAAAABAB", "b"))
    groups = {(pair.grouping, pair.name): pair for pair in found.groups}
    assert set(groups) == {("task", "x"), ("task", "y")}
    assert groups["task", "x"].difference.value == pytest.approx(50.0)
    assert groups["task", "y"].difference.value == pytest.approx(0.0)
    assert groups["task", "y"].needed is None
    p = [pair.difference.p for pair in found.groups]
    assert [pair.p_holm for pair in found.groups] == pytest.approx(holm(p))


@given(REPLIES)
def test_of_plain_means_it_is_the_paired_difference_of_the_worths(
    pairs: list[tuple[str, str | None]],
) -> None:
    one, other = (run(list(replies)) for replies in zip(*pairs, strict=True))
    found = compare(as_run(TOY, one, "a"), as_run(TOY, other, "b")).score.difference
    expected = paired_difference(
        worths(other), worths(one), [sample.video for sample in samples(len(pairs))]
    )
    for name in ("value", "low", "high", "se"):
        assert getattr(found, name) == pytest.approx(100 * getattr(expected, name), abs=1e-9)
    assert found.p == pytest.approx(expected.p)
    assert (found.n, found.clusters) == (expected.n, expected.clusters)


@given(REPLIES, st.sampled_from(["official", "macro"]))
def test_of_any_score_it_is_the_difference_of_the_scores(
    pairs: list[tuple[str, str | None]], scorer: str
) -> None:
    """Denominators that differ, and macro means."""
    one, other = (run(list(replies), scorer) for replies in zip(*pairs, strict=True))
    if one.score is None or other.score is None:
        with pytest.raises(T3Error, match="has no score"):
            compare(as_run(TOY, one, "a"), as_run(TOY, other, "b"))
        return
    found = compare(as_run(TOY, one, "a"), as_run(TOY, other, "b")).score.difference
    assert found.value == pytest.approx(other.score - one.score)
    assert found.low <= found.value + 1e-9
    assert found.value <= found.high + 1e-9


def test_a_mirror_image() -> None:
    a, b = stored("ABBAABBA" * 20, "a"), stored("AAAAABAB" * 20, "b")
    there, back = compare(a, b), compare(b, a)
    assert there.finding == "B better"
    assert back.finding == "A better"
    assert there.score.difference.low == pytest.approx(-back.score.difference.high)
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)


def test_a_run_against_itself() -> None:
    found = compare(stored("ABBA", "a"), stored("ABBA", "b"))
    assert found.score.difference.value == 0
    assert found.score.needed is None
    assert found.p_mcnemar == 1.0
    assert found.score.difference.low < 0 < found.score.difference.high


def test_what_does_not_count_for_both_is_in_no_pair() -> None:
    """Under the official rule an unreadable reply is left out: 3 questions count for both."""
    found = compare(stored(["A", "B", "no", "A"], "a", "official"), stored("ABAB", "b", "official"))
    assert (found.both_count, found.only_a, found.only_b) == (3, 1, 0)
    assert found.unanswered_a == {"missing": 0, "failed": 0, "unparsed": 1}


def test_samples_that_are_missing_are_named() -> None:
    with pytest.raises(T3Error) as caught:
        compare(stored("ABBAAA", "qwen"), stored("AB", "llava"))
    assert str(caught.value) == (
        "toy: 4 samples of qwen are not in llava: q2, q3, q4, …; "
        "score both with the same annotations"
    )


def test_other_rules_are_refused() -> None:
    with pytest.raises(T3Error, match="qwen has scorer robust and failures official, llava has"):
        compare(stored("AB", "qwen"), stored("AB", "llava", "official"))
    lenient = as_run(TOY, run("AB", failures="exclude"), "llava")
    with pytest.raises(T3Error, match="failures exclude; score both alike"):
        compare_all([stored("AB", "qwen")], [lenient])


def other(name: str, found: StoredRun) -> StoredRun:
    return replace(found, result={**found.result, "benchmark": name})


def test_many_benchmarks_are_corrected_together() -> None:
    a = [other(name, stored("ABBAABBA", "a")) for name in ("one", "two", "only a")]
    b = [other(name, stored("AAAAABAB", "b")) for name in ("two", "one")]
    found = compare_all(a, b)
    assert [one.benchmark for one in found] == ["one", "two"]
    p = found[0].score.difference.p
    assert [one.score.p_holm for one in found] == pytest.approx([min(1, 2 * p)] * 2)


def test_nothing_in_common_is_refused() -> None:
    a, b = other("one", stored("AB", "a")), other("two", stored("AB", "b"))
    with pytest.raises(T3Error, match="no benchmark in both: a has one, b has two"):
        compare_all([a], [b])
    with pytest.raises(T3Error, match="a is a run of one, b of two"):
        compare(a, b)


def test_two_runs_on_one_side_are_refused() -> None:
    with pytest.raises(T3Error, match="toy: a and c are on one side"):
        compare_all([stored("AB", "a"), stored("AB", "c")], [stored("AB", "b")])
