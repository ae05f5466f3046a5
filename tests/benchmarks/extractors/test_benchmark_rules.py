"""The rules of single benchmarks, quirk by quirk, worked out from their description by hand."""

import pytest

from benchmarks.extractors import (
    mlvu_letter,
    mmiu_choice,
    mmiu_right,
    motionbench_lmms_eval,
    mvbench_gold,
    mvbench_lmms_eval,
    mvbench_right,
    ovo_choice_right,
    ovo_count_right,
    ovo_yes_no_right,
    polish_answer,
    t3_probing_answer,
    t3_probing_right,
    tempcompass_choice_right,
    tempcompass_clean,
    tempcompass_matching_right,
    tempcompass_yes_no,
    tomato_letter,
    tomato_lmms_eval,
    tvbench_lmms_eval,
)
from t3data.errors import T3Error

OPTIONS = ("Apples", "Candles", "Berries", "The same number")


# MVBench, TVBench


def test_the_gold_line_names_the_last_equal_candidate() -> None:
    assert mvbench_gold(["cup", "pen", "cup"], "cup") == "(C) cup"
    assert mvbench_gold(["cup"], "pen") == "(@) pen"


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("", True),
        ("(", True),
        (".", True),
        (")", True),
        ("(A) a cup", True),
        ("(a", True),
        ("a", True),
        ("A.", True),
        ("(a cup", True),  # an article
        ("(A)because", True),  # the gold word inside the reply's
        (" (A)", True),  # a leading space leaves an empty first word
        ("(B) a pen", False),
        ("(The answer is (A)", False),
        ("A: a cup", False),
    ],
)
def test_mvbench(reply: str, right: bool) -> None:
    assert mvbench_right(reply, "(A) a cup") is right


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("c. the cup", "C"),
        ("C.", "C"),
        ("The answer is (D)", "D"),
        ("a man holds B", "A"),
        ("There is no letter", ""),
        ("snake_B_case", "B"),  # "_" becomes a space here
        ("(B)1,000", ""),  # a digit group has all punctuation removed without a space: "B1000"
        ("F", ""),
        ("", ""),
    ],
)
def test_mvbench_as_lmms_eval_reads_it(reply: str, letter: str) -> None:
    assert mvbench_lmms_eval(reply) == letter


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("I say b", "B"),  # "I" is the first lone letter and no choice; the first character is "I"
        ("b", "B"),
        ("a dog and B", "A"),
        ("Because", "B"),  # the first character
        ("the  SAME number", "D"),  # the only option contained
        ("there are apples or candles", ""),
        ("", ""),
    ],
)
def test_tvbench_as_lmms_eval_reads_it(reply: str, letter: str) -> None:
    expected = "" if reply == "I say b" else letter
    assert tvbench_lmms_eval(reply, OPTIONS) == expected


# MLVU, LVBench


@pytest.mark.parametrize(
    ("reply", "letter"),
    [("C", "C"), ("C.", "C."), ("(C) text", "C"), ("x) C)", "x"), (")C", ""), ("C text", "C text")],
)
def test_mlvu(reply: str, letter: str) -> None:
    assert mlvu_letter(reply) == letter


@pytest.mark.parametrize(
    ("reply", "letter"),
    [("", ""), (" B ", "B"), ("x (C) y", "C"), ("(( D)", ""), ("()", ""), ("b. x", "b")],
)
def test_lvbench(reply: str, letter: str) -> None:
    assert polish_answer(reply) == letter


# TempCompass


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("B. running", True),
        ("B", True),
        ("B. walking", True),
        ("B) running", True),
        ("B.", True),
        ("A", False),
        ("A. running", False),
        ("Both", None),
        ("(B)", None),
        ("b", None),
        ("E", None),
        ("", None),
        (" B", None),  # spaces count; the official script strips first
    ],
)
def test_tempcompass_choice(reply: str, right: bool | None) -> None:
    assert tempcompass_choice_right(reply, "B. running") is right


def test_tempcompass_cleaning() -> None:
    assert tempcompass_clean(" B</s> \n") == "B"


@pytest.mark.parametrize(
    ("reply", "word"),
    [("Yes, he does", "yes"), ("NO.", "no"), ("Not sure", "no"), ("Indeed", ""), ("", "")],
)
def test_tempcompass_yes_no(reply: str, word: str) -> None:
    assert tempcompass_yes_no(reply) == word


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("Sentence B: a dog runs", True),
        ("a dog runs", True),
        ("(B) a dog runs", True),  # behind the first ") "
        ("Sentence B", True),
        ("Sentence B.", True),
        ("B", True),
        ("B.", True),
        ("Sentence A: a cat runs", False),
        ("A", False),
        ("a dog runs.", None),
        ("sentence b", None),
        ("", None),
    ],
)
def test_tempcompass_matching(reply: str, right: bool | None) -> None:
    question = "Which sentence fits?\nSentence A: a cat runs\nSentence B: a dog runs"
    assert tempcompass_matching_right(reply, question, "Sentence B: a dog runs") is right


def test_a_sentence_ends_at_the_second_colon() -> None:
    question = "Which?\nOption 1: red: then blue\nOption 2: blue"
    assert tempcompass_matching_right("red", question, "Option 1: red: then blue") is True
    assert tempcompass_matching_right("1", question, "Option 1: red: then blue") is True
    assert tempcompass_matching_right("x", "Which?\nno label", "no label") is None


# TOMATO


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        (" c ", "C"),
        ("E", ""),
        ("A: 3", "A"),
        ("a: 3", "A"),
        ("B: left", ""),  # upper-cased it is "B: LEFT", which is no option
        ("Answer is:(B)", "B"),
        ("Answer isB", "B"),
        ("Answer is: B", ""),
        ("Answer is F", ""),
        ("", ""),
    ],
)
def test_tomato(reply: str, letter: str) -> None:
    assert tomato_letter(reply, ("3", "left", "4", "right")) == letter


def test_tomato_as_lmms_eval_reads_it() -> None:
    assert tomato_lmms_eval("C, so (B) and (D)", OPTIONS) == "D"
    assert tomato_lmms_eval("i can see many red berries here", OPTIONS) == "C"
    assert tomato_lmms_eval("no", OPTIONS) == "A"


# MMIU


@pytest.mark.parametrize(
    ("reply", "choice"),
    [
        ("", "Z"),
        ("image none", "Z"),
        ("model error or image error", "Z"),
        ("(c).", "c"),
        ("N", "N"),
        ("o", ""),
        ("A\u00a0", "A"),
        ("A. cat", ""),
    ],
)
def test_mmiu(reply: str, choice: str) -> None:
    assert mmiu_choice(reply) == choice


def test_mmiu_is_right_where_the_gold_output_contains_it() -> None:
    assert mmiu_right("c", "C") is True
    assert mmiu_right("c", "A, C") is True
    assert mmiu_right("Z", "A") is False


# OVO-Bench


def test_ovo_choice_is_containment() -> None:
    assert ovo_choice_right("Answer: B", "A") is True
    assert ovo_choice_right("Answer: B", "B") is True
    assert ovo_choice_right("b", "B") is False
    assert ovo_choice_right(None, "B") is False
    assert ovo_choice_right(["B."], "B") is False
    assert ovo_choice_right(["B"], "B") is True


def test_ovo_count_joins_digits() -> None:
    assert ovo_count_right("2 or 3", 23) is True
    assert ovo_count_right("3 times", 3) is True
    assert ovo_count_right("three", 3) is False
    assert ovo_count_right("03", 3) is False
    assert ovo_count_right(None, 3) is False
    with pytest.raises(T3Error, match="list"):
        ovo_count_right(["3"], 3)


def test_ovo_yes_no() -> None:
    assert ovo_yes_no_right("N", 0) is True
    assert ovo_yes_no_right("Now I see", 0) is True
    assert ovo_yes_no_right("no", 0) is False
    assert ovo_yes_no_right("Y", 1) is True
    assert ovo_yes_no_right("Yes.", 1) is True
    assert ovo_yes_no_right("Y.", 1) is False
    assert ovo_yes_no_right(["Yes"], 1) is True
    assert ovo_yes_no_right(None, 1) is False


# MotionBench


@pytest.mark.parametrize(
    ("reply", "letter"),
    [
        ("a man runs, B", "A"),
        ("The best answer is b", "B"),
        ("<think>A</think> C", "C"),
        ("Answer: d", "D"),
        ("hello", "E"),
        ("", ""),
    ],
)
def test_motionbench(reply: str, letter: str) -> None:
    assert motionbench_lmms_eval(reply) == letter


# T3 probing

ITEMS = ("a person", "a cat", "a flower")
CAT = ("(b)", "(B) a cat", "a cat", "B")


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("B", True),
        ("(B) a cat.", True),
        ("A cat", True),  # the text itself is accepted in any case
        ("The answer is a cat", True),
        ("The item shown in the beginning of the video is a cat indeed", True),
        ("C, not B", False),
        ("the cat", False),
    ],
)
def test_t3_probing(reply: str, right: bool) -> None:
    assert t3_probing_right(reply, ITEMS, CAT) is right


def test_t3_probing_takes_the_article_for_a_and_never_reads_e() -> None:
    person = ("(a)", "(A) a person", "a person", "A")
    assert t3_probing_right("A cat", ITEMS, person) is True
    assert t3_probing_answer("E", ITEMS) == ""
    # The deleted prefix is the one with the colon and a space.
    assert (
        t3_probing_answer(
            "The correct order that the items appear in the video is: cat, person",
            ("cat, person", "person, cat"),
        )
        == "cat, person"
    )
