import numpy as np

from mixes.filters.near_duplicates import SIZE, near_duplicates, signature
from mixes.filters.words import ngrams, word_numbers, words_of
from mixes.shapes.row import Row, Utterance

WORDS = [f"word{i}" for i in range(200)]


def row_of(words: list[str], **media: tuple[str, ...]) -> Row:
    return Row([Utterance("human", " ".join(words)), Utterance("gpt", "yes")], **media)


def signatures(*rows: Row) -> np.ndarray:
    return np.stack([signature(row) for row in rows])


def pairs(found: np.ndarray) -> list[tuple[int, int]]:
    return [tuple(pair) for pair in found.tolist()]


def test_words_ignore_case_and_punctuation() -> None:
    assert words_of("The café, the Café\n(2 cats)!") == ["the", "café", "the", "café", "2", "cats"]


def test_ngrams_know_their_words_and_not_their_place() -> None:
    one = ngrams(word_numbers("a b c d e f"), 3)
    other = ngrams(word_numbers("x y b c d z"), 3)
    assert len(one) == 4
    assert len(set(one.tolist())) == 4
    assert other[2] == one[1]
    assert set(one.tolist()) & set(other.tolist()) == {int(one[1])}
    assert len(ngrams(word_numbers("a b"), 3)) == 0
    assert ngrams(word_numbers("a b c"), 2)[0] != ngrams(word_numbers("a b c"), 3)[0]


def test_signatures_estimate_jaccard() -> None:
    # 100 words in common of 2 x 150: 96 of 196 shingles, counting the answer's.
    one, other = row_of(WORDS[:150]), row_of(WORDS[50:200])
    found = np.mean(signature(one) == signature(other))
    assert abs(found - 97 / 197) < 4 * np.sqrt(0.25 / SIZE)
    assert np.array_equal(signature(one), signature(row_of(WORDS[:150])))


def test_rows_that_nearly_repeat_an_earlier_one_are_found() -> None:
    edited = [*WORDS[:150], "an", *WORDS[150:]]
    table = signatures(
        row_of(WORDS), row_of(WORDS[::-1]), row_of(edited), row_of([]), row_of(WORDS[::-1])
    )
    alive = np.ones(5, np.bool_)
    assert pairs(near_duplicates(table, alive, 0.9)) == [(2, 0), (4, 1)]
    alive[0] = False
    assert pairs(near_duplicates(table, alive, 0.9)) == [(4, 1)]


def test_a_row_counts_only_against_rows_that_stay() -> None:
    # Each repeats the one before, and the third no longer the first.
    chain = [WORDS[i : i + 150] for i in (0, 3, 6)]
    table = signatures(*map(row_of, chain))
    assert pairs(near_duplicates(table, np.ones(3, np.bool_), 0.9)) == [(1, 0)]


def test_other_media_make_another_row() -> None:
    table = signatures(
        row_of(WORDS, images=("a.jpg",)), row_of(WORDS, images=("b.jpg",)), row_of(WORDS)
    )
    assert pairs(near_duplicates(table, np.ones(3, np.bool_), 0.5)) == []


def test_a_thousand_unrelated_rows_have_no_near_duplicates() -> None:
    rng = np.random.default_rng(1)
    rows = [row_of(rng.choice(WORDS, 60).tolist()) for _ in range(1000)]
    rows.append(rows[500])
    found = near_duplicates(signatures(*rows), np.ones(1001, np.bool_), 0.9)
    assert pairs(found) == [(1000, 500)]
