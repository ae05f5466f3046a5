"""Options out of texts, and what rules that draw letters are worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.choices import drawn, letter_list, split_options
from benchmarks.contract import Reading
from benchmarks.extractors import Chance


@pytest.mark.parametrize(
    "question",
    [
        "What falls?\nA. a cup\nB. the red pen",
        "What falls?\n(A) a cup\n(B) the red pen\n",
        "What falls?\n  A) a cup\n  B) the red pen",
        "What falls? A: a cup B: the red pen",
        "What falls? (A) a cup (B) the red pen\n",
        "What falls?\nA. a cup\nB. the red pen\nAnswer with the letter.",
    ],
)
def test_options_behind_a_stem(question: str) -> None:
    assert split_options(question) == ("What falls?", ("a cup", "the red pen"))


def test_the_last_option_has_several_lines_where_others_have() -> None:
    question = "What falls?\nA. a\ncup\nB. the red\npen"
    assert split_options(question) == ("What falls?", ("a\ncup", "the red\npen"))


def test_letters_have_to_follow_each_other_from_a() -> None:
    assert split_options("Which?\nB. x\nC. y") == ("Which?\nB. x\nC. y", ())
    assert split_options("Which?\nA. x\nC. y\nB. z") == ("Which?", ("x\nC. y", "z"))


def test_one_option_is_none() -> None:
    assert split_options("Who is A. Smith?") == ("Who is A. Smith?", ())


def test_lines_come_before_running_text() -> None:
    assert split_options("Is A. B. a cat?\nA. yes\nB. no") == ("Is A. B. a cat?", ("yes", "no"))


@given(st.text())
def test_any_text_is_split_without_loss_of_what_is_no_option(question: str) -> None:
    stem, options = split_options(question)
    assert len(options) != 1
    assert options or stem == question


@given(
    st.lists(st.text(st.sampled_from("xyz (),"), min_size=1).map(str.strip), min_size=2, max_size=9)
)
def test_what_was_listed_is_found_again(options: list[str]) -> None:
    assert split_options("Which?\n" + letter_list(options)) == ("Which?", tuple(options))


def test_a_drawn_letter_counts_its_expected_worth_and_says_so() -> None:
    assert drawn(Chance(5)) == Reading(0.2, parsed=False, note="random among 5")
