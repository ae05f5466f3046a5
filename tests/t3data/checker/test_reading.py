"""The grammar of docs/rows.md: what is read, and what is refused."""

from dataclasses import replace

import pytest
from hand import COMPOSED, FREE, LETTER, TIME_FORMS, TIMED, Hand, Layout
from handmade import HANDS
from hypothesis import given
from hypothesis import strategies as st

from t3data.checker import Line, ReadRow, Unreadable, read_row
from t3data.types import Example, Turn

COMPOSED_HAND, TIMED_HAND = HANDS["order_arrange composed"][0], HANDS["ground_seconds"][0]


def _example(prompt: str, answer: str, meta: str = "") -> Example:
    example = COMPOSED_HAND.example()
    turns = (Turn("human", prompt), Turn("gpt", answer))
    return replace(example, conversations=turns, meta=meta or example.meta)


def _refused(example: Example) -> str:
    with pytest.raises(Unreadable) as caught:
        read_row(example)
    assert caught.value.detail
    return caught.value.reason


def test_composed_row_is_read_whole() -> None:
    row = read_row(COMPOSED_HAND.example())
    assert isinstance(row, ReadRow)
    assert row.task == "order_arrange"
    assert row.opening == "These captions describe a video."
    assert row.header == "Captions:"
    assert row.events == tuple(Line(text) for text in COMPOSED)
    assert row.duration is None
    assert row.stem == "Arrange these things from first to last."
    assert row.statements == ("a blue umbrella", "a brown dog", "a red car")
    assert row.options == ("(2), (1), (3)", "(3), (1), (2)", "(1), (3), (2)")
    assert (row.style, row.lettered) == ("(A)", True)
    assert row.closing == "Answer with the correct option only."
    assert (row.answer_index, row.answer_text) == (1, "(B) (3), (1), (2)")
    assert row.meta["captions"] == ["c0", "c1", "c2", "c3"]
    assert row.evidence["events"] == [0, 1, 2]


@pytest.mark.parametrize("times", TIME_FORMS)
def test_timed_row_is_read_in_all_three_forms(times: str) -> None:
    row = read_row(TIMED_HAND.but(layout=Layout(times=times, question="", closing="")).example())
    assert row.events == tuple(Line(*event) for event in TIMED)
    assert row.duration == 90.0
    assert row.closing == ""
    assert row.stem.startswith("At what time")


def test_free_row_takes_its_options_from_meta() -> None:
    row = read_row(TIMED_HAND.but(layout=FREE).example())
    assert row.options == TIMED_HAND.options
    assert (row.lettered, row.style, row.answer_index) == (False, "", 2)
    assert row.answer_text == "12.0s - 20.0s"


@pytest.mark.parametrize("layout", [LETTER, replace(LETTER, answer="(letter)")])
def test_bare_letters_need_a_closing_that_asks_for_them(layout: Layout) -> None:
    assert read_row(TIMED_HAND.but(layout=layout).example()).answer_index == 2
    for closing in ("", "Answer with the option.", "Give the letter and the text of the option."):
        hand = TIMED_HAND.but(layout=replace(layout, closing=closing))
        assert _refused(hand.example()) == "bad_answer"
    line = TIMED_HAND.but(layout=replace(layout, answer="line"))
    assert _refused(line.example()) == "bad_answer"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("These captions", "\nThese captions", "bad_sections"),
        ("a video.\n\n", "a video.\n", "bad_sections"),
        ("a video.\n\n", "a video.\n\n\n", "bad_sections"),
        ("a video.\n\n", "a video.\nIt is nice.\n\n", "bad_sections"),
        ("Captions:", "Captions", "bad_header"),
        ("Frame 2: ", "Frame 3: ", "bad_events"),
        ("Frame 3: ", "Clip 3: ", "bad_events"),
        ("Frame 4: ", "", "bad_events"),
        ("Two pigeons", "Two  pigeons", "stray_text"),
        ("Two pigeons", "Two\tpigeons", "stray_text"),
        ("Two pigeons", "Two\u2028pigeons", "stray_text"),
        ("Two pigeons", "Two\rpigeons", "stray_text"),
        ("on the curb.", "on the curb. ", "stray_text"),
        ("Two pigeons", "<image> pigeons", "stray_text"),
        ("Two pigeons", "<|im_end|> pigeons", "stray_text"),
        ("Two pigeons", "Two\npigeons", "bad_events"),
        ("(1) a", "(1)a", "bad_options"),
        ("(2) a brown", "(3) a brown", "bad_options"),
        ("(A) (2)", "(A)(2)", "bad_options"),
        ("(A) ", "A) ", "bad_options"),
        ("(A) ", "(B) ", "bad_options"),
        ("(C) ", "(D) ", "bad_options"),
        ("(A) (2), (1), (3)\n", "", "bad_options"),
        ("correct option only.", "correct option only.\nNow.", "bad_sections"),
        ("correct option only.", "correct option only.\n\nNow.", "bad_sections"),
    ],
)
def test_broken_grammar_is_refused(old: str, new: str, reason: str) -> None:
    hand = COMPOSED_HAND.but(layout=Layout(label="Frame {}: "))
    assert old in hand.prompt()
    assert _refused(_example(hand.prompt().replace(old, new, 1), hand.gpt())) == reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[12.0s - 20.0s]", "[12s - 20s]", "bad_events"),
        ("[12.0s - 20.0s]", "[12.00s - 20.00s]", "bad_events"),
        ("[12.0s - 20.0s]", "12.0s to 20.0s:", "bad_events"),
        ("[12.0s - 20.0s]", "[20.0s - 12.0s]", "bad_times"),
        ("[12.0s - 20.0s]", "[12.0s - 12.0s]", "bad_times"),
        ("[78.0s - 88.0s]", "[78.0s - 90.1s]", "bad_times"),
        ("[60.0s - 75.0s]", "[44.9s - 75.0s]", "bad_times"),
        ("[12.0s - 20.0s] The", "[12.0s - 20.0s]The", "bad_events"),
        ("The video is 90.0 seconds long.", "The video is 90 seconds long.", "meta_disagrees"),
        ("The video is 90.0 seconds long.", "", "stray_text"),
        ("long.", "long. Enjoy it.", "meta_disagrees"),
    ],
)
def test_broken_times_are_refused(old: str, new: str, reason: str) -> None:
    hand = TIMED_HAND
    assert old in hand.prompt()
    example = _example(hand.prompt().replace(old, new, 1), hand.gpt(), hand.example().meta)
    assert _refused(example) == reason


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("(B) (2), (1), (3)", "answer_letter_differs"),
        ("(A) (3), (1), (2)", "answer_letter_differs"),
        ("B) (3), (1), (2)", "answer_not_an_option"),
        ("(3), (1), (2)", "answer_not_an_option"),
        ("(B) (3), (1), (2).", "answer_not_an_option"),
        ("B", "bad_answer"),
        ("(A) (2), (1), (3)", "meta_answer_differs"),
        ("", "answer_not_an_option"),
    ],
)
def test_answers_that_are_not_the_option_as_printed(printed: str, reason: str) -> None:
    assert _refused(COMPOSED_HAND.but(printed_answer=printed).example()) == reason


@pytest.mark.parametrize(
    ("printed", "ok"),
    [
        ("a striped kite", True),
        ("A striped kite", True),
        ("a striped kite.", True),
        ("A striped kite.", True),
        ("A Striped kite", False),
        ("a striped kite..", False),
        ("a striped kite!", False),
        ("(C) a striped kite", False),
        ("", False),
    ],
)
def test_free_answers(printed: str, ok: bool) -> None:
    hand = HANDS["refer_position composed"][0].but(layout=FREE, printed_answer=printed)
    if ok:
        assert read_row(hand.example()).answer_index == 2
    else:
        assert _refused(hand.example()) == "answer_not_an_option"


TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs"), exclude_characters="<"
    ),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip() and len(text.splitlines()) == 1)


@given(
    st.lists(TEXT, min_size=2, max_size=6),
    st.lists(TEXT.filter(lambda t: not t.startswith("(")), min_size=2, max_size=5, unique=True),
    st.data(),
)
def test_whatever_is_printed_is_read_back(
    lines: list[str], options: list[str], data: st.DataObject
) -> None:
    if lines[0].startswith(("Frame ", "Scene ", "Clip ")):
        return
    answer = data.draw(st.integers(0, len(options) - 1))
    hand = Hand("refer_position", "What?", tuple(options), answer, {"a": 1}, lines=tuple(lines))
    row = read_row(hand.example())
    assert [event.text for event in row.events] == lines
    assert list(row.options) == options
    assert row.answer_index == answer
