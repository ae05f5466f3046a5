from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from t3data.seeding import KeyedRandom, keyed_rng, stable_hash


def test_the_generator_is_splitmix64():
    # First outputs for seed 1234567, as published with the reference implementation in C.
    rng = KeyedRandom(1234567)

    assert [rng.bits() for _ in range(5)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_parts_of_a_key_do_not_run_together():
    assert stable_hash("ab", "c") != stable_hash("a", "bc")
    assert stable_hash("1", 2) == stable_hash(1, "2")


def test_a_lone_surrogate_in_an_id_still_has_a_hash():
    assert stable_hash("\ud800") != stable_hash("?")


@given(st.integers(), st.lists(st.integers(), unique=True, max_size=20), st.data())
def test_sample_draws_without_replacement(seed, values, data):
    count = data.draw(st.integers(0, len(values)))

    drawn = keyed_rng(seed).sample(values, count)

    assert len(drawn) == len(set(drawn)) == count
    assert set(drawn) <= set(values)


@given(st.integers(), st.lists(st.integers(), max_size=20))
def test_shuffle_keeps_every_value(seed, values):
    shuffled = list(values)
    keyed_rng(seed).shuffle(shuffled)

    assert Counter(shuffled) == Counter(values)


def test_all_orders_of_three_come_equally_often():
    counts = Counter(tuple(keyed_rng("order", n).sample("abc", 3)) for n in range(6000))

    assert len(counts) == 6
    # Binomial(6000, 1/6): mean 1000, standard deviation 29; five of them are 145.
    assert all(855 <= count <= 1145 for count in counts.values())
