"""Conventions on invented videos, with an invented METEOR: 1 for equal texts, else 0."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from benchmarks.activitynet_dvc import ACTIVITYNET_DVC
from benchmarks.captioning.conventions import (
    DENSEVID,
    PDVC_2018,
    PDVC_2021,
    ROBUST,
    TRACE,
    TRACE_ANET,
    VID2SEQ,
    Convention,
)
from benchmarks.captioning.events import EVENTS, Event, as_entries
from benchmarks.captioning.java import no_package
from benchmarks.captioning.meteor import Pair, Scores
from benchmarks.captioning.metrics import scorer
from benchmarks.captioning.reading import REFERENCES, read_all
from benchmarks.captioning.tools import Tools
from benchmarks.contract import Prediction, Sample
from benchmarks.scoring import Failures, Result, score

pytestmark = pytest.mark.skipif(bool(no_package()), reason=no_package() or "it is here")

ONE, TWO, THREE = "a man runs very fast", "a dog barks at him", "they both lie down"


def fake(pairs: Sequence[Pair]) -> Scores:
    each = [float(pair.hypothesis in pair.references) for pair in pairs]
    return Scores(each, sum(each) / (len(each) + 1))


HAS = Tools(lambda captions: {one: one.lower() for one in captions}, fake)


def sample(id: str, **references: Sequence[Event]) -> Sample:
    return Sample(id, id, "?", "x", extra={REFERENCES: references})


def told(id: str, *events: Event) -> Prediction:
    return Prediction(id, "x", "", {EVENTS: as_entries(events)})


def result(
    convention: Convention,
    samples: Sequence[Sample],
    predictions: Sequence[Prediction],
    failures: Failures = "official",
    has: Tools = HAS,
) -> Result:
    rule = replace(scorer(convention), read_all=partial(read_all, convention, has=has))
    benchmark = replace(ACTIVITYNET_DVC, scorers=(rule,))
    return score(benchmark, samples, predictions, convention.name, failures)


def value(found: Result, name: str) -> float | None:
    return found.metrics[name].score


FULL = [Event(0, 10, ONE), Event(10, 20, TWO)]
A = sample("a", val=FULL)
B = sample("b", val=[Event(0, 10, THREE)])


def test_a_video_by_hand() -> None:
    # The first event meets the first (IoU 1), the second (10-16) the second (IoU .6): up to .5 both
    # are met, above the second is garbage. METEOR: 2/3 twice, 1/3 twice; P and R: 1, 1, .5, .5.
    found = result(DENSEVID, [A], [told("a", Event(0, 10, ONE), Event(10, 16, TWO))])
    assert value(found, "METEOR") == pytest.approx(50)
    assert value(found, "precision") == value(found, "recall") == pytest.approx(75)
    assert value(found, "recall@0.7") == 50
    assert value(found, "F1") == pytest.approx(75)
    assert value(found, "SODA_c") == pytest.approx((1 + 0.6) / 2 * 100)
    assert value(found, "SODA_d") == pytest.approx(80)


def test_cider_of_a_video_by_hand() -> None:
    # Two pairs without a common n-gram: each caption of five words has cosine 1 for n = 1 to 4,
    # but "a" is in both references, which leaves it no weight. Up to .5 both are 10; above only
    # the first pair is, and the garbage brings 0.
    found = result(DENSEVID, [A], [told("a", Event(0, 10, ONE), Event(10, 16, TWO))])
    assert value(found, "CIDEr") == pytest.approx(100 * (10 + 10 + 5 + 5) / 4)


def test_one_pair_has_cider_0() -> None:
    found = result(DENSEVID, [B], [told("b", Event(0, 10, THREE))])
    assert (value(found, "CIDEr"), value(found, "METEOR")) == (0, pytest.approx(50))


def test_a_prediction_meets_every_true_event_of_every_file() -> None:
    both = sample("a", val_1=[Event(0, 10, ONE), Event(0, 9, TWO)], val_2=[Event(1, 10, ONE)])
    found = result(DENSEVID, [both], [told("a", Event(0, 10, ONE))])
    # Three pairs up to .7, of which two are right: 2/4. At .9 still: .9 / (1 + 1e-9) is below it.
    assert value(found, "METEOR") == pytest.approx((3 * 2 / 4 + 1 / 2) / 4 * 100)


def test_only_the_first_thousand_events_count() -> None:
    events = [Event(0, 10, ONE)] * 1000 + [Event(10, 20, TWO)] * 1000
    found = result(DENSEVID, [A], [told("a", *events)])
    assert value(found, "recall@0.3") == 50
    assert value(result(ROBUST, [A], [told("a", *events)]), "recall@0.3") == 100


def test_other_characters_become_blanks() -> None:
    true, said = [Event(0, 10, "café is open now")], told("a", Event(0, 10, "caf  is open now"))
    assert value(result(DENSEVID, [sample("a", val=true)], [said]), "METEOR") == 50
    assert value(result(VID2SEQ, [sample("a", val=true)], [said]), "METEOR") == 0


@pytest.mark.parametrize(
    ("convention", "f1", "soda", "counted"),
    [(DENSEVID, 50, 100, 2), (ROBUST, 50, 50, 2), (VID2SEQ, 50, 50, 2), (TRACE, 100, 100, 1)],
)
def test_a_video_without_prediction(
    convention: Convention, f1: float, soda: float, counted: int
) -> None:
    found = result(convention, [A, B], [told("a", *FULL)])
    assert found.counted == counted
    assert (value(found, "F1"), value(found, "SODA_c")) == pytest.approx((f1, soda))
    strict = result(convention, [A, B], [told("a", *FULL)], "wrong")
    assert (value(strict, "F1"), value(strict, "SODA_c")) == pytest.approx((50, 50))
    without = result(convention, [A, B], [told("a", *FULL)], "exclude")
    assert (value(without, "F1"), value(without, "SODA_c")) == pytest.approx((100, 100))


def test_an_empty_list_counts_everywhere() -> None:
    for convention in (DENSEVID, ROBUST, VID2SEQ, TRACE):
        found = result(convention, [A, B], [told("a", *FULL), told("b")])
        assert (value(found, "F1"), value(found, "SODA_c")) == pytest.approx((50, 50))


def test_f1_of_means_is_not_the_mean_of_f1() -> None:
    # a: P 1, R 1/2; b: P 1/2, R 1. Means 3/4 and 3/4; F1 of each 2/3.
    said = [told("a", FULL[0]), told("b", Event(0, 10, THREE), Event(50, 60, THREE))]
    assert value(result(DENSEVID, [A, B], said), "F1") == pytest.approx(75)
    assert value(result(VID2SEQ, [A, B], said), "F1") == pytest.approx(200 / 3)


def test_f1_of_each_threshold_is_not_that_of_the_means() -> None:
    # P and R: 1 and 1 at .3 and .5, then 2/3 and 1/2, whose F1 is 4/7; means 5/6 and 3/4.
    said = [told("a", FULL[0], FULL[0], Event(10, 16, TWO))]
    for convention in (DENSEVID, TRACE_ANET):
        found = value(result(convention, [A], said), "F1")
        assert found == pytest.approx(100 * (1 + 4 / 7) / 2)
    for convention in (VID2SEQ, TRACE, ROBUST):
        found = value(result(convention, [A], said), "F1")
        assert found == pytest.approx(100 * 2 * (5 / 6) * (3 / 4) / (5 / 6 + 3 / 4))


def test_soda_passes_the_prediction_as_the_reference() -> None:
    def is_two(pairs: Sequence[Pair]) -> Scores:
        each = [float(pair.references == (TWO,)) for pair in pairs]
        return Scores(each, sum(each) / len(each))

    true, has = sample("a", val=[Event(0, 10, ONE)]), replace(HAS, meteor=is_two)
    for convention in (DENSEVID, PDVC_2021, VID2SEQ, ROBUST):
        found = result(convention, [true], [told("a", Event(0, 10, TWO))], has=has)
        assert value(found, "SODA_c") == pytest.approx(100), convention.name
        assert value(found, "METEOR") == 0


def test_paragraphs_are_letters_in_lower_case() -> None:
    true = sample("a", val=[Event(0, 10, "Fry 2 eggs."), Event(10, 20, "Don't stir!")])
    same = result(VID2SEQ, [true], [told("a", Event(0, 5, "fry 99 EGGS, don t stir"))])
    assert value(same, "paragraph METEOR") == 50  # one pair that is right, as HAS has it


def test_as_many_digits_as_the_scripts_print() -> None:
    digits = {rule.name: rule.decimals for rule in ACTIVITYNET_DVC.scorers}
    assert (digits["densevid"], digits["vid2seq"], digits["trace"]) == (2, 1, 1)


def test_reversed_events() -> None:
    said = [told("a", Event(10, 0, ONE), Event(20, 10, TWO))]
    assert value(result(DENSEVID, [A], said), "F1") == 0
    assert value(result(VID2SEQ, [A], said), "F1") == pytest.approx(100)


def test_soda_and_the_port_know_no_limit() -> None:
    # 1,000 events that meet nothing, then the first of two true ones: P 1/1001, R 1/2.
    said = [told("a", *[Event(50, 60, THREE)] * 1000, Event(0, 10, ONE))]
    f1 = 100 * 2 / 1003
    for convention in (VID2SEQ, TRACE):
        assert value(result(convention, [A], said), "F1") == pytest.approx(f1)
    assert value(result(DENSEVID, [A], said), "F1") == 0
    assert value(result(DENSEVID, [A], said), "SODA_d") == pytest.approx(f1)


def test_soda_needs_order_by_start_and_the_port_does_not_sort() -> None:
    said = [told("a", *reversed(FULL))]
    assert value(result(DENSEVID, [A], said), "SODA_c") == pytest.approx(100)
    assert value(result(VID2SEQ, [A], said), "SODA_c") == pytest.approx(50)


def test_soda_puts_the_true_events_in_order_too() -> None:
    mixed = sample("a", val=list(reversed(FULL)))
    for convention in (DENSEVID, PDVC_2018, PDVC_2021, TRACE_ANET, ROBUST):
        found = result(convention, [mixed], [told("a", *FULL)])
        assert value(found, "SODA_d") == pytest.approx(100), convention.name
    # A second file that does not know the video changes nothing.
    two = replace(mixed, extra={**mixed.extra, "references": {"val_1": list(reversed(FULL))}})
    assert value(result(DENSEVID, [two], [told("a", *FULL)]), "SODA_d") == pytest.approx(100)


def test_the_port_mixes_up_more_than_ten_columns() -> None:
    # As text: 0, 1, 10, 2, 3, …, 9: only the events 0 and 1 keep their METEOR.
    events = [Event(10 * n, 10 * n + 10, f"the {n}th thing happens") for n in range(11)]
    long = sample("a", val=events)
    assert value(result(DENSEVID, [long], [told("a", *events)]), "SODA_c") == pytest.approx(100)
    found = value(result(VID2SEQ, [long], [told("a", *events)]), "SODA_c")
    assert found == pytest.approx(100 * 2 / 11)
    ten = sample("a", val=events[:10])
    assert value(result(VID2SEQ, [ten], [told("a", *events[:10])]), "SODA_c") == pytest.approx(100)


def test_several_reference_files_for_soda() -> None:
    both = sample("a", val_1=FULL, val_2=[Event(0, 20, THREE)])
    said = [told("a", *FULL)]
    # Merged: 2 of 2 and 2 of 3; each alone: 1 and 0; the best: 1.
    assert value(result(DENSEVID, [both], said), "SODA_c") == pytest.approx(80)
    assert value(result(PDVC_2021, [both], said), "SODA_c") == pytest.approx(50)
    assert value(result(ROBUST, [both], said), "SODA_c") == pytest.approx(100)


def test_trace_scores_val_2_alone() -> None:
    both = sample("a", val_1=FULL, val_2=[Event(0, 10, ONE)])
    first_only = sample("b", val_1=FULL)
    found = result(TRACE_ANET, [both, first_only], [told("a", *FULL), told("b")])
    assert found.counted == 1
    assert value(found, "precision") == 50
    assert value(found, "recall") == 100


def test_garbage_by_name() -> None:
    asked: list[str] = []

    def listens(pairs: Sequence[Pair]) -> Scores:
        asked.extend(reference for pair in pairs for reference in pair.references)
        return fake(pairs)

    for convention in (PDVC_2018, PDVC_2021):
        asked.clear()
        result(convention, [B], [told("b", Event(50, 60, ONE))], has=replace(HAS, meteor=listens))
        assert ("abc123!@#" in asked) == (convention is PDVC_2018)


def test_paragraphs_of_an_absent_video_shift_all_later_ones() -> None:
    # Both compare c's paragraph with that of the first video: with b's; of one pair METEOR is 1/2.
    # Both right is 2/3.
    c = sample("c", val=[Event(0, 10, THREE)])
    b = sample("b", val=[Event(0, 10, ONE)])
    said = [told("c", Event(0, 10, THREE))]
    name = "paragraph METEOR"
    for convention in (VID2SEQ, TRACE):
        assert value(result(convention, [b, c], said), name) == 0
        assert value(result(convention, [c, b], said), name) == 50
    # Elsewhere an absent video has an empty paragraph of its own.
    assert value(result(DENSEVID, [b, c], said), name) == pytest.approx(100 / 3)
    assert value(result(VID2SEQ, [b, c], [*said, told("b", Event(0, 1, ONE))]), name) == (
        pytest.approx(200 / 3)
    )


def test_unreadable_replies_count_as_nothing() -> None:
    found = result(DENSEVID, [A], [Prediction("a", "I cannot tell.")])
    assert (found.unparsed, found.counted, found.score) == (1, 1, 0)


def test_what_is_missing_is_none_and_says_why() -> None:
    has = replace(HAS, meteor=None, missing="METEOR is missing: no java")
    found = result(DENSEVID, [A, B], [told("a", *FULL)], has=has)
    for name in ("METEOR", "SODA_c", "SODA_a", "SODA_b", "paragraph METEOR"):
        assert value(found, name) is None
    assert value(found, "SODA_d") == pytest.approx(100)
    assert (value(found, "F1"), value(found, "CIDEr")) == (
        pytest.approx(50),
        pytest.approx(500),
    )
    assert any("METEOR is missing: no java" in note for note in found.notes)
    without = result(DENSEVID, [A], [told("a", *FULL)], has=replace(has, ngrams=False))
    assert value(without, "CIDEr") is None
    assert not math.isnan(value(without, "F1") or 0)
