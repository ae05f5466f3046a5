import pytest

from probing.asking.official import official_right

ORDER_3 = tuple("cat, person, flower|cat, flower, person|person, cat, flower".split("|")) + tuple(
    "person, flower, cat|flower, person, cat|flower, cat, person".split("|")
)
TWO = ("a cat", "a person")


@pytest.mark.parametrize("reply", ["E", "e", "(E)", "(e)", " E. ", "(E) flower, person, cat."])
def test_a_bare_reply_is_read_beyond_d(reply: str) -> None:
    assert official_right(reply, ORDER_3, 4)
    assert not official_right(reply, ORDER_3, 3)


@pytest.mark.parametrize(
    ("reply", "options", "answer", "right"),
    [
        ("The answer is B", TWO, 1, True),
        ("The best answer is (B).", TWO, 1, True),
        ("a person", TWO, 1, True),
        ("I see a person there", TWO, 1, True),
        # quirk: the first capital A to D, here the article
        ("A person is first, so (B)", TWO, 1, False),
        ("A person is first, so (B)", TWO, 0, True),
        # quirk: E and F are seen only in a bare reply, the sentence holds no capital A to D
        ("The answer is E", ORDER_3, 4, False),
        # quirk: the fused prefixes are never cut away, and this one holds no letter itself
        ("The correct option is F", ORDER_3, 5, False),
        ("the first is none of them", TWO, 0, False),
        ("", TWO, 0, False),
    ],
)
def test_sentences(reply: str, options: tuple[str, ...], answer: int, right: bool) -> None:
    assert official_right(reply, options, answer) is right


def test_an_option_text_is_no_pattern() -> None:
    assert not official_right("nothing", ("(?", "c++"), 0)
    assert official_right("it is c++", ("(?", "c++"), 1)
