"""Expected values from METEOR 1.5's formula: alpha .85, beta .2, gamma .6, delta .75."""

import pytest

from benchmarks.captioning.java import no_java
from benchmarks.captioning.meteor import Meteor, Pair, meteor
from t3data.errors import T3Error

pytestmark = [
    pytest.mark.slow,  # Java and its tables take seconds to load
    pytest.mark.skipif(bool(no_java()), reason=no_java() or "java is here"),
]


def pair(reference: str, hypothesis: str) -> Pair:
    return Pair((reference,), hypothesis)


def test_a_pair_by_hand() -> None:
    # "a" is a function word (weight 1/4), "man" is not (3/4); "is" is one. Precision 1, recall
    # 1/1.25 = .8; F = .8 / (.85 + .15*.8) = .82474; one chunk of two: penalty .6 * .5**.2.
    found = meteor()([pair("a man is", "a man")])
    expected = 0.8 / 0.97 * (1 - 0.6 * 0.5**0.2)
    assert found.each == pytest.approx([expected], abs=1e-12)
    assert found.of_all == pytest.approx(expected, abs=1e-12)


def test_roles_are_not_symmetric() -> None:
    # precision .8, recall 1: .8 / (.85*.8 + .15)
    found = meteor()([pair("a man", "a man is")])
    assert found.of_all == pytest.approx(0.8 / 0.83 * (1 - 0.6 * 0.5**0.2), abs=1e-12)


def test_all_together_is_not_the_mean() -> None:
    # Precision 1 over both, recall 1/2, all in one chunk: .5 / (.85 + .15*.5).
    found = meteor()([pair("a man", "a man"), pair("a man", "")])
    assert found.each == pytest.approx([1.0, 0.0])
    assert found.of_all == pytest.approx(0.5 / 0.925, abs=1e-12)


@pytest.mark.parametrize(
    ("garbage", "recall"),
    [
        ("qzxvkwjyqvxzkj", 1 / (0.75 * 3 + 0.25)),  # one word more in each of two references
        ("abc123!@#", 1 / (0.75 * 9 + 0.25)),  # four each, as METEOR cuts it
    ],
)
def test_garbage_of_several_tokens_costs_more(garbage: str, recall: float) -> None:
    found = meteor()([pair("a man", "a man"), pair(garbage, "a dog"), pair(garbage, "a cat")])
    precision = 1 / 3
    expected = precision * recall / (0.85 * precision + 0.15 * recall)
    assert found.of_all == pytest.approx(expected, abs=1e-12)


def test_empty_texts_and_separators() -> None:
    assert meteor()([]).of_all == 0
    assert meteor()([pair("", ""), pair("", "a man")]).each == [0.0, 0.0]
    clean = meteor()([pair("a man is", "a man")])
    assert meteor()([pair("a man ||| is\n", "a |||man")]) == clean


def test_a_process_that_has_ended_is_told_in_one_line() -> None:
    running = Meteor.start()
    running.close()
    with pytest.raises(T3Error, match="its Java process has ended"):
        running([pair("a", "b")])
