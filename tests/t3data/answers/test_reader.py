"""What the reader never does, and what it says of replies that it does not read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from t3data.answers import Choice, read_choice

FRUIT = ("Apples", "Candles", "Berries", "The same number")
PETS = ("a person", "a cat", "a flower")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", "none"),
        (" \n\t", "none"),
        ("...", "none"),
        ("A man is running through a field.", "none"),
        ("A or B", "several"),
        ("The answer is A or C.", "several"),
        ("C. Apples", "several"),
        ("A\n\nB", "several"),
        ("Answer: A\nAnswer: B\nI am done.", "several"),
        ("B. Wait, no, C.", "several"),
        ("I cannot watch videos.", "refusal"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("The question cannot be answered from the frames.", "refusal"),
        ("None of the above", "refusal"),
        ("我无法观看视频。", "refusal"),
        ("Failed to obtain answer via API.", "failure"),
        ("[LMMS_EVAL_REQUEST_FAILED after 5 retries] ...", "failure"),
        ("[LMMS_EVAL_BUDGET_EXCEEDED]", "failure"),
        ("Error code: 400 - {'error': 'B'}", "failure"),
        ("Error: A timeout", "failure"),
        ("openai.RateLimitError: Error code: 429", "failure"),
        ("503 Service Unavailable", "failure"),
        ("Request timed out.", "failure"),
        ("No response (bad request).", "failure"),
        ("CUDA out of memory. Tried to allocate 2 GiB", "failure"),
        ("nan", "failure"),
        ("None", "failure"),
        ('{"error": {"message": "A bad request", "code": "D"}}', "failure"),
    ],
)
def test_unread_replies_say_why(reply: str, reason: str) -> None:
    choice = read_choice(reply, FRUIT)

    assert (choice.index, choice.reason) == (None, reason)


@pytest.mark.parametrize(
    ("reply", "options", "index"),
    [
        ("None", ("One", "Two", "None"), 2),
        ("None of the above", ("x", "y", "None of the above"), 2),
        ("Cannot be determined", ("x", "Cannot be determined"), 1),
        ("Error", ("Error", "Success"), 0),
    ],
)
def test_what_is_an_option_is_no_failure_and_no_refusal(
    reply: str, options: tuple[str, ...], index: int
) -> None:
    assert read_choice(reply, options).index == index


def test_an_option_inside_another_is_read_only_where_it_stands_alone() -> None:
    options = ("left", "right", "left to right", "right to left")
    assert read_choice("It goes from left to right.", options).index == 2
    assert read_choice("It goes left.", options).index == 0
    assert read_choice("left to right", options).index == 2


def test_denied_options_are_not_read() -> None:
    assert read_choice("Not apples but berries.", FRUIT).index == 2
    assert read_choice("It is not apples.", FRUIT).index is None
    assert read_choice("Option A is wrong.", FRUIT).index is None
    assert read_choice("(A) is incorrect, (B) is incorrect, so (D).", FRUIT).index == 3


def test_options_with_equal_texts_are_not_told_apart_by_text() -> None:
    assert read_choice("a cup", ("a cup", "a pen", "a cup")).reason == "several"
    assert read_choice("There is a cup.", ("a cup", "a pen", "a cup")).reason == "several"
    assert read_choice("C. a cup", ("a cup", "a pen", "a cup")).index == 2


def test_labels_beyond_the_options_are_none() -> None:
    assert read_choice("E", FRUIT).index is None
    assert read_choice("The answer is E.", FRUIT).index is None
    assert read_choice("The answer is Z.").index == 25


def test_numbers_as_labels() -> None:
    options = ("red", "green", "blue")
    assert read_choice("2", options, "123").index == 1
    assert read_choice("(2) green", options, "123").index == 1
    assert read_choice("The answer is 3.", options, "123").index == 2
    assert read_choice("Option 1", options, "123").index == 0
    assert read_choice("There are 2 of them.", options, "123").index is None
    assert read_choice("The answer is 12.", options, "123").index is None


def test_options_without_labels() -> None:
    assert read_choice("A cat", PETS, "").index == 1
    assert read_choice("B", PETS, "").index is None


def test_options_may_carry_their_labels() -> None:
    options = tuple(f"{letter}. {text}" for letter, text in zip("ABCD", FRUIT, strict=True))
    assert read_choice("Berries", options).index == 2
    assert read_choice("C. Berries", options).index == 2
    assert read_choice("C", options).index == 2


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("The answer is (C), not (A).", "(C)"),
        ("<think>A</think>\n**C**", "C"),
        ("So \\boxed{\\text{C}}.", "C"),
        ('{"answer": "C"}', "C"),
        ("These are clearly Berries.", "Berries"),
        ("Ｃ。", "Ｃ"),
    ],
)
def test_the_span_is_what_was_read(reply: str, read: str) -> None:
    choice = read_choice(reply, FRUIT)

    assert choice.index == 2
    assert reply[choice.start : choice.end].strip("()") == read.strip("()")


LONG = {
    "articles": "A " * 50_000,
    "digits": "1" * 100_000,
    "spaces": "x" + " " * 100_000 + "y",
    "lines": "\n" * 100_000 + "x",
    "brackets": "(" * 100_000,
    "braces": "\\boxed{" * 14_000,
    "phrases": "the answer is " * 7_000,
    "thoughts": "<think>" * 14_000,
    "tags": "<answer>" * 12_500,
    "options": "berries and apples " * 5_000,
    "choices": "选择" * 50_000,
    "list": "A. x\n" * 20_000,
    "judged": "A is " * 20_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_replies_take_time_in_proportion(text: str) -> None:
    started = time.process_time()
    read_choice(text, FRUIT)
    choice = read_choice(text + ".\n\nFinal answer: B", FRUIT)

    assert time.process_time() - started < 5
    assert choice.index == 1 or text.startswith(("<", "\\"))


PIECES = st.sampled_from(
    [
        *("A", "B", "C", "D", "a", "b", "I", "E", "(A)", "(B)", "**C**", "A.", "B:", "C)", "Ｄ"),
        *(
            "The answer is",
            "answer:",
            "Option",
            "not",
            "or",
            "and",
            ",",
            ".",
            "\n",
            "\n\n",
            ":",
            "(",
        ),
        *("<think>", "</think>", "<answer>", "</answer>", "\\boxed{", "}", '{"answer": "', '"}'),
        *(
            "Apples",
            "berries",
            "the same number",
            "Yes",
            "No",
            "cannot",
            "I",
            "is wrong",
            "because",
        ),
        *("Error", "答案是", "정답은", "final answer", "\x00", "\ud800", "İ", "🙂", "\u200b", "ß"),
    ]
)
REPLIES = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=12).map("".join),
)


@settings(max_examples=1500, deadline=None)
@given(REPLIES, st.sampled_from([(), FRUIT, PETS, ("Yes", "No"), ("", " ", "?")]))
def test_any_reply_has_one_verdict(reply: str, options: tuple[str, ...]) -> None:
    choice = read_choice(reply, options)

    assert choice == read_choice(str(reply), list(options))
    assert isinstance(choice, Choice)
    assert (choice.index is None) == (choice.reason != "")
    assert 0 <= choice.start <= choice.end <= len(reply)
    if choice.index is not None:
        assert 0 <= choice.index < (len(options) or 26)
        assert choice.start < choice.end
