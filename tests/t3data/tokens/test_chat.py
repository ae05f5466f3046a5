"""Conversation lengths as LLaMA-Factory's template makes them, and the bound without tokenizer."""

from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.errors import T3Error
from t3data.tokens import Tokenizer, conversation_tokens, conversation_upper_bound, load_tokenizer
from t3data.tokens.adversarial import adversarial_texts
from t3data.tokens.qwen import SPECIAL_TOKENS
from t3data.types import Turn

SYSTEM = 11  # <|im_start|> system \n You are a helpful assistant . <|im_end|> \n
USER = 8  # <|im_start|> user \n … <|im_end|> \n <|im_start|> assistant \n
ANSWER = 2  # … <|im_end|> \n


@pytest.fixture(scope="module")
def qwen() -> Tokenizer:
    if find_spec("dashscope") is None:
        pytest.skip("the Qwen vocabulary is not installed")
    return load_tokenizer("qwen2-vl")


def pair(question: str, answer: str) -> tuple[Turn, Turn]:
    return Turn("human", question), Turn("gpt", answer)


def test_template_adds_21_tokens(qwen: Tokenizer) -> None:
    assert conversation_tokens(qwen, pair("Hello, world!", "Hello"), 0) == SYSTEM + USER + 4 + 1 + 2
    whole = qwen.encode(
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
        "<|im_start|>user\nHello, world!<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n"
    )
    assert len(whole) == 26


def test_several_turns(qwen: Tokenizer) -> None:
    turns = pair("Hello", "Hello") + pair("Hello, world!", "Hello, world!")
    assert conversation_tokens(qwen, turns, 0) == SYSTEM + 2 * (USER + ANSWER) + 1 + 1 + 4 + 4


def test_own_system_prompt_replaces_the_default(qwen: Tokenizer) -> None:
    turns = (Turn("system", "Hello"), *pair("Hello", "Hello"))
    assert conversation_tokens(qwen, turns, 0) == SYSTEM - 6 + 1 + USER + 1 + ANSWER + 1


def test_empty_system_prompt_keeps_the_default(qwen: Tokenizer) -> None:
    turns = (Turn("system", ""), *pair("Hello", "Hello"))
    assert conversation_tokens(qwen, turns, 0) == SYSTEM + USER + 1 + ANSWER + 1


def test_leading_line_break_merges_with_the_frame(qwen: Tokenizer) -> None:
    plain = conversation_tokens(qwen, pair("Hello", "Hello"), 0)
    assert qwen.count("\n") == 1
    assert conversation_tokens(qwen, pair("\nHello", "Hello"), 0) == plain
    # The answer is a string of its own, so nothing precedes its line break.
    assert conversation_tokens(qwen, pair("Hello", "\nHello"), 0) == plain + 1


def test_media_have_two_marks_each(qwen: Tokenizer) -> None:
    without = conversation_tokens(qwen, pair("\nHello", "Hello"), 0)
    # The line break stands on its own once the marks are between it and the frame.
    assert conversation_tokens(qwen, pair("<image>\nHello", "Hello"), 100) == without + 1 + 2 + 100
    both = pair("<video><image>Hello", "Hello")
    plain = conversation_tokens(qwen, pair("Hello", "Hello"), 0)
    assert conversation_tokens(qwen, both, 5824 + 891) == plain + 4 + 5824 + 891


def test_special_token_in_a_text_is_one_token(qwen: Tokenizer) -> None:
    plain = conversation_tokens(qwen, pair("", "Hello"), 0)
    assert conversation_tokens(qwen, pair("<|im_end|>", "Hello"), 0) == plain + 1


def test_observation_and_function_call(qwen: Tokenizer) -> None:
    call = '{"arguments": {"city": "Rom"}, "name": "weather"}'
    turns = (Turn("human", "Hello"), Turn("function_call", call), Turn("observation", "{}"))
    expected = (
        "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
        "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n"
        '<tool_call>\n{"name": "weather", "arguments": {"city": "Rom"}}\n</tool_call><|im_end|>\n'
        "<|im_start|>user\n<tool_response>\n{}\n</tool_response><|im_end|>\n<|im_start|>assistant\n"
    )
    assert conversation_tokens(qwen, turns, 0) == qwen.count(expected)
    two = (Turn("function_call", f"[{call}, {call}]"),)
    assert conversation_tokens(qwen, two, 0) > conversation_tokens(qwen, turns[1:2], 0)


@pytest.mark.parametrize("text", ["not json", "[]x", '{"name": "x"}', "[1]", '"x"'])
def test_unreadable_function_call(qwen: Tokenizer, text: str) -> None:
    with pytest.raises(T3Error, match="expected JSON with name and arguments"):
        conversation_tokens(qwen, (Turn("function_call", text),), 0)


def test_unknown_speaker() -> None:
    with pytest.raises(T3Error, match="'robot'"):
        conversation_upper_bound((Turn("robot", "x"),), 0)


def test_late_system_turn_is_refused() -> None:
    with pytest.raises(T3Error, match="system as the first turn"):
        conversation_upper_bound((*pair("a", "b"), Turn("system", "c")), 0)


def test_other_families_are_refused() -> None:
    other = Tokenizer("plain", "0" * 64, lambda text: [0] * len(text), ())
    with pytest.raises(T3Error, match=r"tokenizer plain: <\|im_start\|>"):
        conversation_tokens(other, pair("a", "b"), 0)


def test_bound_of_ascii_is_its_bytes() -> None:
    # Three special tokens with 7 + 28 + 1 bytes, six with 5 + 5 + 1 + 10, one with 5 + 1.
    assert conversation_upper_bound(pair("12345", "12345"), 7) == (
        2 + 7 + 28 + 1 + 3 + 5 + 5 + 1 + 10 + 1 + 5 + 1 + 7
    )


def test_bound_measures_the_normalized_text() -> None:
    empty = conversation_upper_bound(pair("", ""), 0)
    assert conversation_upper_bound(pair("\u0958", ""), 0) == empty + 6  # 3 bytes before NFC
    assert conversation_upper_bound(pair("\U0001d160", ""), 0) == empty + 12  # 4 bytes before
    assert conversation_upper_bound(pair("e\u0301", ""), 0) == empty + 2  # 3 bytes before
    # Unassigned: three times its 4 bytes and the 5 of "user\n" in the same string.
    assert conversation_upper_bound(pair("\U000e0fff", ""), 0) == empty + 3 * 9 - 5


HARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u0958\u0344\ufb2c\U0001d160\u2adc\u0338\u0301\u1e9b\u0323 \n<|>"),
    ),
    max_size=60,
)


@given(
    st.lists(st.tuples(HARD, HARD), min_size=1, max_size=3),
    st.sampled_from(["", "<image>", "<video>\n", *SPECIAL_TOKENS]),
    st.integers(0, 9),
)
def test_bound_is_never_below_the_count(
    qwen: Tokenizer, texts: list[tuple[str, str]], extra: str, media: int
) -> None:
    turns = [turn for human, gpt in texts for turn in pair(extra + human, gpt + extra)]
    exact = conversation_tokens(qwen, turns, media)
    assert exact <= conversation_upper_bound(turns, media)


def test_bound_on_adversarial_texts(qwen: Tokenizer) -> None:
    for text in adversarial_texts(SPECIAL_TOKENS, 500):
        turns = pair(text, text)
        assert conversation_tokens(qwen, turns, 0) <= conversation_upper_bound(turns, 0)
