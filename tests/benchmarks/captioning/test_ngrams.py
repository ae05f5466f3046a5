"""CIDEr-D by its formula: weights ln 2 for what one of two references holds, 0 for what both do."""

import math

import pytest

from benchmarks.captioning.java import no_package
from benchmarks.captioning.meteor import Pair
from benchmarks.captioning.ngrams import cider

pytestmark = pytest.mark.skipif(bool(no_package()), reason=no_package() or "it is here")

OTHER = Pair(("w x y z",), "w x y z")


def first(reference: str, hypothesis: str) -> float:
    return cider([Pair((reference,), hypothesis), OTHER])[0]


def test_a_caption_of_two_words_has_no_longer_ngrams_to_match() -> None:
    assert first("a b c d", "a b c d") == pytest.approx(10)
    assert first("a b", "a b") == pytest.approx(10 * 2 / 4)


def test_a_shorter_caption_pays_for_its_length() -> None:
    # Words 2 / sqrt(2 * 3), word pairs 1 / sqrt(1 * 2), a difference of one pair; sigma is 6.
    expected = 10 * (2 / math.sqrt(6) + 1 / math.sqrt(2)) / 4 * math.exp(-1 / 72)
    assert first("a b c", "a b") == pytest.approx(expected)


def test_a_repeated_word_counts_as_often_as_the_reference_has_it() -> None:
    # min(2, 1) * 1 / (2 * sqrt(2)), and no word pair in common.
    assert first("a b", "a a") == pytest.approx(10 / (2 * math.sqrt(2)) / 4)


def test_what_all_references_hold_has_no_weight() -> None:
    # "w" is in both references, and nothing else is common; of one pair all is in all references.
    assert first("w a b c", "w x x x") == 0
    assert cider([Pair(("a b c d",), "a b c d")]) == [0]


def test_the_mean_over_references() -> None:
    # Both references of a pair are one document: each n-gram of "a b c d" is in one of two.
    pair = Pair(("a b c d", "e f g h"), "a b c d")
    assert cider([pair, OTHER])[0] == pytest.approx((10 + 0) / 2)
