"""Rules that several benchmarks share, beyond the strings of the measured tables."""

import pytest

from benchmarks.extractors import (
    P2,
    PL,
    PV,
    Chance,
    can_infer,
    first_character,
    lmms_mcq,
    longvideobench_lmms_eval,
    mmmu_choice,
    mmmu_open,
    mmmu_open_right,
    nextqa_lmms_eval,
    prefix_letter,
    starts_with_gold,
)
from benchmarks.extractors.mmmu import API_ERROR, NO_ANSWER

OPTIONS = ("Apples", "Candles", "Berries", "The same number")


# prefix(LIST, range)


def test_the_fused_prefixes_are_never_deleted() -> None:
    assert prefix_letter("The best option is: none") == ""
    assert prefix_letter("Best option: C") == "B"
    assert prefix_letter("Best option: C", PL, "ABCDE") == "C"
    assert prefix_letter("Best answer:Best option:C") == "C"


def test_every_occurrence_of_a_prefix_is_deleted_in_the_order_of_the_list() -> None:
    # "The answer" goes before "Answer:" is looked for, and "The answer is" before "The answer".
    assert prefix_letter("The answer is The answer is: D") == "D"
    # "Answer:" is deleted everywhere, then "The correct answer" has no "A" left to give.
    assert prefix_letter("Answer: The correct answer: d Answer: ") == ""


def test_v2_knows_final_answer_and_eight_letters() -> None:
    assert prefix_letter("Final Answer: H.", P2, "ABCDEFGH") == "H"
    assert prefix_letter("Final Answer: H.", PV, "ABCDEFGH") == "F"
    assert prefix_letter("Answer: G", P2, "ABCDEFGH") == "G"


def test_a_letter_outside_the_range_is_passed_over() -> None:
    assert prefix_letter("E, I mean D") == "D"
    assert prefix_letter("it is not one of the four, sorry, no idea at all here") == ""


def test_longvideobench_draws_where_nothing_is_read() -> None:
    assert longvideobench_lmms_eval("E", 4) == "E"
    assert longvideobench_lmms_eval("no idea", 4) == Chance(4)
    assert longvideobench_lmms_eval("", 5) == Chance(5)
    assert Chance(4).worth == 0.25


# lmms-mcq


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("", ""),
        (" . ", ""),
        ("'C'", "C"),
        ("B is what I see (A)", "B"),  # start beats parentheses
        ("I would say (A), B", "B"),  # end beats parentheses
        ("my answer is (A) or B?!", "B"),  # end again
        ("i pick A then B then", "B"),  # of a phrase's letters the last
        ("x (A) and C. so", "A"),  # parentheses beat a period
        ("x A. and C: so", "A"),  # a period beats a colon
        ("x A: and C) so", "A"),  # a colon beats a closing bracket
        ("xA) and yC z", "A"),  # a closing bracket beats a space, words or not
        ("(A) (B) (A) x", "A"),  # the latest of one form
        ("VISA card", "A"),  # no boundary before "A "
        ("정답은 B 입니다", "B"),
        ("答案是D吧", "D"),
        ("Dog", "D"),  # fallback: inside a word
    ],
)
def test_lmms_mcq(reply: str, letter: str) -> None:
    assert lmms_mcq(reply) == letter


def test_a_phrase_counts_from_its_first_occurrence_only() -> None:
    # "answer is" first occurs before A: A at 11 and B are both seen; B is the later.
    assert lmms_mcq("the answer is A; no, the answer is B, sure") == "B"
    assert lmms_mcq("the answer is B; no, the answer is A, sure") == "A"


def test_lmms_mcq_reads_only_the_letters_it_is_given() -> None:
    # MLVU's test set has six options, but its task passes four letters.
    assert lmms_mcq("E", "ABCD") == ""
    assert lmms_mcq("E", "ABCDEF") == "E"


# can_infer


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("Cannot determine the answer, maybe C", "Z"),
        ("I'm sorry, but without the image provided I guess B", "Z"),
        ("Z", "Z"),
        ("C one two three", "C"),  # the fourth from the end
        ("C one two three four", "Z"),  # the fifth
        ("C one two C", "C"),  # first seen fourth from the end
        ("C one two three C", "Z"),  # first seen too early
        ("the answer is **b** and so on and on", "B"),
        ("the answer is a man with many apples in hand", "A"),
        ("the answer is: b and so on and on", "Z"),
        ("there are more candles here", "B"),
        ("apples and candles", "Z"),
        ("candles " + "x" * 64, "B"),  # 72 characters, twice the options' 36
        ("candles " + "x" * 65, "Z"),
    ],
)
def test_can_infer(reply: str, letter: str) -> None:
    options = (*OPTIONS[:3], "The same number!")
    assert sum(map(len, options)) == 36
    assert can_infer(reply, options) == letter


def test_can_infer_knows_its_failure_message() -> None:
    # The text rule still runs: a failure that names an option is read as it.
    assert can_infer("Failed to obtain answer via API. C", OPTIONS) == "Z"
    assert can_infer("Failed to obtain answer via API. candles", OPTIONS) == "B"


# mmmu-mc


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("", API_ERROR),
        ("API Error", API_ERROR),
        (" ", NO_ANSWER),
        ("B.", "B"),
        ("first A. then B. then", "B"),
        ("A: no, so B. is", "B"),  # both are candidates, the form "X." decides
        ("B. or A: or A: x", "B"),  # A as "A." is absent, -1
        ("A: then C: x", "C"),
        ("(A) rather than (D) x", "D"),
        ("VISA card", "A"),
        ("VISA or B too", "B"),  # " A " is absent
        ("VISA MEMBERSHIPB x", "A"),  # both absent: the first
        ("i can see many red berries here", "C"),
        ("many red berries", NO_ANSWER),  # not over five words
        ("first some berries and then the apples", "A"),  # the last text
        ("'B'", "B"),
    ],
)
def test_mmmu_choice(reply: str, letter: str) -> None:
    assert mmmu_choice(reply, OPTIONS) == letter


# mmmu-open


def test_open_replies_give_tails_and_numbers() -> None:
    assert mmmu_open("") is None
    assert mmmu_open("API Error") is None
    # Cues are tried in order; the shortest tail stays: "is " leaves "42 m".
    assert mmmu_open("So the height is 42 m.") == {"42 m", 42.0}
    # "=" counts in the last line only.
    assert mmmu_open("x = 1\ny = 2") == {2.0}
    assert mmmu_open("nothing here") == {"nothing here"}
    # A tail of one mark is dropped; the whole text stays.
    assert mmmu_open("the answer is :") == {"the answer is :"}


def test_open_numbers() -> None:
    assert mmmu_open("it is 1,234 or 5e3 or 2.345 or .5") == {
        "1,234 or 5e3 or 2.345 or .5",
        1234.0,
        5000.0,
        # round(2.345, 2): the binary number lies above, so 2.35 (2.345 is 2.34500000000000019984).
        2.35,
        0.5,
        234.0,  # the plain pass sees the end of "1,234": no digit or comma follows it
        3.0,  # and the end of "5e3"
    }


def test_a_single_character_needs_a_space_beside_it() -> None:
    assert mmmu_open("B") == {" b", "b "}
    assert mmmu_open_right("B", "b") is True
    assert mmmu_open_right("option b", "B") is True
    assert mmmu_open_right("blue", "B") is False


def test_open_gold() -> None:
    assert mmmu_open_right("The result is 3.14159", "3.14") is True
    assert mmmu_open_right("The result is 3.2", "3.14") is False
    assert mmmu_open_right("It is Paris", ["London", "paris"]) is True
    assert mmmu_open_right("about 24/7", ["24/7", "3.429"]) is True
    assert mmmu_open_right("", "1") is None


# NExT-QA


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("(A) or (B) x", "B"),
        ("B", "B"),
        ("I say A. or B. here", "A"),  # "X." last, looked for as " X ": both absent, the first
        ("C.", "C"),
        ("there were so many red berries here", "C"),
        ("berries", Chance(4)),
        ("", Chance(4)),
    ],
)
def test_nextqa(reply: str, letter: str | Chance) -> None:
    assert nextqa_lmms_eval(reply, OPTIONS) == letter


# First characters


def test_first_characters() -> None:
    assert starts_with_gold("b) because", "B") is True
    assert starts_with_gold("The answer is B", "B") is False
    assert starts_with_gold(["B", "A"], "B") is True
    assert starts_with_gold(["Begin"], "be") is True
    assert starts_with_gold("", "B") is None
    assert starts_with_gold([], "B") is None
    assert first_character("  A man") == "A"
    assert first_character(" ") == ""
