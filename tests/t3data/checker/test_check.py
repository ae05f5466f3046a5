"""Correct rows of every task pass in every layout, and lines are drawn exactly where docs say."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hand import (
    CHOOSING,
    COMPOSED,
    FREE,
    LABELS,
    LETTER,
    STYLES,
    TIME_FORMS,
    Hand,
    Layout,
    told,
)
from handmade import HANDS
from hypothesis import given
from hypothesis import strategies as st

from t3data.checker import check
from t3data.types import Example, Turn

LAYOUTS = [
    *(Layout(style=style, label=label) for style, label in product(STYLES, LABELS)),
    *(
        Layout(times=times, question=mark)
        for times, mark in product(TIME_FORMS, ("", "Question: "))
    ),
    Layout(closing=""),
    LETTER,
    replace(LETTER, answer="(letter)", style=STYLES[2], closing="Reply with the letter alone."),
    Layout(closing="Give the letter and the text of the correct option."),
    FREE,
    Layout(closing="", answer="text"),
    Layout(closing="Keep it short.", answer="sentence"),
]


@pytest.mark.parametrize("name", HANDS)
def test_correct_rows_pass_in_every_layout(name: str) -> None:
    hand, _ = HANDS[name]
    for layout in LAYOUTS:
        verdict = check(hand.but(layout=layout).example())
        assert verdict.ok, (layout, verdict)
        assert verdict.reason == verdict.detail == ""
        assert verdict.truths == tuple(at == hand.answer for at in range(len(hand.options)))


def reason(hand: Hand) -> str:
    return check(hand.example()).reason


@pytest.mark.parametrize(
    ("options", "expected", "truths"),
    [
        (("a red car", "a striped kite", "a green meadow"), "several_true", (False, True, True)),
        (("a red car", "a blue kite", "a striped kite"), "open_option", (False, None, True)),
        (("a red car", "a wing chair", "a brown dog"), "none_true", (False, False, False)),
        (("a red car", "a wing chair", "a striped kite"), "", (False, False, True)),
        (("a striped kite", "the striped kite", "a red car"), "duplicate_options", ()),
        (("a striped kite", "a car", "an auto"), "duplicate_options", ()),
    ],
)
def test_truth_of_each_option(
    options: tuple[str, ...], expected: str, truths: tuple[bool | None, ...]
) -> None:
    hand, _ = HANDS["refer_position composed"]
    answer = options.index("a striped kite") if "a striped kite" in options else 0
    verdict = check(hand.but(options=options, answer=answer).example())
    assert (verdict.reason, verdict.truths) == (expected, truths)


def test_wrong_key_is_told_from_the_rest() -> None:
    hand, _ = HANDS["refer_position composed"]
    verdict = check(hand.but(answer=0).example())
    assert verdict.reason == "wrong_key"
    assert verdict.detail == "option A is the answer, C is true"
    assert verdict.truths == (False, False, True, False)


def test_a_piece_of_a_longer_phrase_is_no_option() -> None:
    hand, _ = HANDS["refer_position composed"]
    lines = (COMPOSED[0].replace("a brick wall", "a teddy bear"), *COMPOSED[1:])
    options = ("a teddy", "a grand piano", "a striped kite", "a brown dog")
    assert reason(hand.but(lines=lines, options=options)) == "open_option"
    assert reason(hand.but(lines=lines, options=("a teddy bear", *options[1:]))) == ""


def test_borders_between_parts_are_open_for_distractors() -> None:
    lines = (*COMPOSED, "An owl stares from an old barn.")  # five lines: 1 and 3 are no position
    hand, _ = HANDS["refer_position composed"]
    at_end = hand.but(lines=lines, options=("an owl", "a red car", "a striped kite"), answer=0)
    at_end = at_end.claiming(event=4)
    assert check(at_end.example()).truths == (True, False, None)
    without_kite = at_end.but(options=("an owl", "a red car", "a brown dog", "a blue umbrella"))
    assert check(without_kite.example()).ok


def test_bare_before_makes_the_whole_side_true() -> None:
    hand, _ = HANDS["refer_anchor after"]
    assert reason(hand.but(stem="What is shown after a blue umbrella?")) == "several_true"
    right = [line.replace("a blue umbrella", "a right glove") for line in hand.lines]
    glove = hand.but(lines=tuple(right)).claiming(anchor="a right glove")
    assert reason(glove.but(stem="What is shown after a right glove?")) == "several_true"
    assert reason(glove.but(stem="What is shown right after a right glove?")) == ""
    alone = hand.but(
        stem="What is shown after a blue umbrella?",
        options=("a red car", "a grand piano", "a brown dog"),
    )
    assert reason(alone) == ""


def test_anchor_as_subject_turns_the_question_round() -> None:
    hand, _ = HANDS["refer_anchor after"]
    for stem in (
        "Right after which item is a blue umbrella shown?",
        "What does a blue umbrella directly follow?",
        "What is a blue umbrella shown right after?",
    ):
        assert reason(hand.but(stem=stem)) == "stem_words"
    for stem in (
        "Which of the following comes right after a blue umbrella?",
        "Right after a blue umbrella, what comes next?",
        "What directly follows a blue umbrella?",
    ):
        assert reason(hand.but(stem=stem)) == ""


@pytest.mark.parametrize(
    ("name", "stem", "expected"),
    [
        ("refer_position composed", "What is not shown at the end of the video?", "stem_words"),
        ("refer_position composed", "What is shown before the end of the video?", "stem_words"),
        ("refer_position composed", "What isn't shown at the end of the video?", "stem_words"),
        ("refer_position composed", "What can be seen as the video ends?", ""),
        ("order_list composed", "Which order is wrong?", "stem_words"),
        ("order_list composed", "Which order leads from the last to the first?", "stem_words"),
        ("order_list composed", "Which order leads from the first to the last?", ""),
        ("order_list composed", "Order these by how well you like them, backward.", "stem_words"),
        ("duration longest", "Which takes the most time, and not the least?", "stem_words"),
        ("ground_position composed", "When does a red car leave, after being shown?", "stem_words"),
        ("ground_position composed", "Where in the video is a Red Car?", ""),
        ("ground_position composed", "When are a red car's lights shown?", "stem_lacks_item"),
        ("ground_position composed", "When is a red carpet shown?", "stem_lacks_item"),
        ("first_last ends_last", "Which event starts last and ends last?", "stem_words"),
    ],
)
def test_words_of_the_stem(name: str, stem: str, expected: str) -> None:
    assert reason(HANDS[name][0].but(stem=stem)) == expected


@pytest.mark.parametrize("name", [n for n, (hand, _) in HANDS.items() if hand.task in CHOOSING])
def test_free_rows_say_what_to_choose_from(name: str) -> None:
    hand, _ = HANDS[name]
    example = hand.but(layout=FREE).example()
    turn = Turn("human", hand.prompt().rsplit("\n(A)")[0])
    assert check(example).ok
    unlisted = replace(example, conversations=(turn, example.conversations[1]))
    assert check(unlisted).reason == "option_not_listed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("These captions describe a video.", "These captions describe a video backwards."),
        ("These captions describe a video.", "The captions of a video, shuffled."),
        ("Captions:", "Captions, last to first:"),
    ],
)
def test_lines_must_be_said_to_be_in_order(old: str, new: str) -> None:
    example = HANDS["order_list composed"][0].example()
    turn = Turn("human", example.conversations[0].value.replace(old, new))
    verdict = check(replace(example, conversations=(turn, example.conversations[1])))
    assert verdict.reason == "premise_words"


def test_options_are_of_the_kind_of_the_evidence() -> None:
    hand, _ = HANDS["refer_position composed"]
    for option in ("he runs away", "of the", "it"):
        assert reason(hand.but(options=(option, *hand.options[1:]))) == "open_option"


def _respan(hand: Hand, **spans: tuple[float, float]) -> Hand:
    times = list(hand.times)
    for line, span in spans.items():
        times[int(line[1:])] = span
    return hand.but(times=tuple(times))


@pytest.mark.parametrize(
    ("name", "spans", "expected"),
    [
        # longest by 20 % of the shorter: 12.0 beats 10.0, 11.9 does not
        ("duration longest", {"_3": (46.0, 58.0), "_4": (46.0, 57.0)}, ""),
        ("duration longest", {"_3": (46.1, 58.0), "_4": (46.1, 57.0)}, "open_option"),
        # shortest by one second at least: 3.0 against 4.0
        ("duration shortest", {"_2": (22.0, 25.0), "_6": (78.0, 82.0)}, ""),
        ("duration shortest", {"_2": (22.0, 25.0), "_6": (78.0, 81.9)}, "open_option"),
        # starts and ends one second apart
        ("first_last starts_first", {"_3": (44.0, 58.0)}, ""),
        ("first_last starts_first", {"_3": (44.1, 58.0)}, "open_option"),
        ("first_last ends_first", {"_4": (45.0, 57.1)}, "open_option"),
        ("order_list timed", {"_1": (21.0, 21.9)}, ""),
        ("order_list timed", {"_1": (21.1, 21.9)}, "too_close"),
        ("order_list timed", {"_1": (12.0, 26.0)}, "too_close"),
        # the overlap is at least one second and half of the shorter
        ("overlap", {"_3": (40.0, 47.5)}, "no_overlap"),
        ("overlap", {"_3": (40.0, 51.0)}, ""),
        ("overlap", {"_3": (40.0, 50.0)}, ""),
        ("overlap", {"_3": (40.0, 49.9)}, "no_overlap"),
        ("overlap", {"_6": (57.0, 88.0), "_5": (57.0, 75.0)}, ""),
        ("overlap", {"_5": (56.9, 75.0), "_6": (56.9, 88.0)}, "open_option"),
        # events may touch, not overlap
        ("count_between", {"_1": (10.0, 22.0)}, ""),
        ("count_between", {"_1": (9.9, 22.0)}, "events_overlap"),
        ("count_between", {"_2": (22.0, 40.1)}, "events_overlap"),
        ("refer_anchor before", {"_1": (12.0, 22.0)}, ""),
        ("refer_anchor before", {"_1": (12.0, 22.1)}, "events_overlap"),
        ("refer_anchor before", {"_0": (0.0, 19.0)}, ""),
        ("refer_anchor before", {"_0": (0.0, 19.1)}, "open_option"),
        # a third of 90 seconds
        ("refer_position timed", {"_1": (12.0, 30.0), "_2": (22.0, 30.0)}, ""),
        ("refer_position timed", {"_1": (12.0, 30.1)}, "not_in_part"),
        ("ground_position timed", {"_1": (12.0, 30.1)}, "open_option"),
        ("refer_position timed", {"_3": (30.0, 58.0)}, ""),
        ("refer_position timed", {"_3": (29.9, 58.0)}, "open_option"),
    ],
)
def test_borders_in_time(name: str, spans: dict[str, tuple[float, float]], expected: str) -> None:
    assert reason(_respan(HANDS[name][0], **spans)) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("13.0s - 20.0s", "open_option"),  # 7 of 8 seconds
        ("16.0s - 20.0s", "open_option"),  # 4 of 8: half
        ("16.1s - 20.0s", ""),
        ("12.0s - 28.0s", "open_option"),
        ("12.0s - 28.1s", ""),
        ("20.0s - 12.0s", "open_option"),
        ("60.0s - 99.0s", "open_option"),  # beyond the video
        ("soon", "open_option"),
    ],
)
def test_other_spans_are_false_below_half_in_common(span: str, expected: str) -> None:
    hand, _ = HANDS["ground_seconds"]
    assert reason(hand.but(options=(span, *hand.options[1:]))) == expected


def test_a_long_event_is_going_on_between_the_anchors() -> None:
    hand, _ = HANDS["count_between"]
    claims = {"anchors": [told(1), told(3)], "events": [1, 3]}
    hand = hand.claiming(**claims).but(
        stem=f'How many events are there between "{told(1)}" and "{told(3)}"?', answer=0
    )
    assert reason(hand) == ""
    assert reason(_respan(hand, _0=(0.0, 22.0))) == ""
    assert reason(_respan(hand, _0=(0.0, 22.1))) == "events_overlap"


def test_it_may_be_the_thing_of_the_line_before() -> None:
    hand, _ = HANDS["refer_position timed"]
    things = hand.claiming(kind="thing").but(options=("four plates", "three eggs", "the stove"))
    assert reason(things) == ""
    for line, expected in (
        ("It goes well with a block of cheese.", "item_ambiguous"),
        ("He fries them.", "item_ambiguous"),
        ("He grates some cheese.", ""),
    ):
        lines = (*things.lines[:2], line, *things.lines[3:])
        assert reason(things.but(lines=lines)) == expected
    far = (*things.lines[:4], "It is smoking.", *things.lines[5:])
    assert reason(things.but(lines=far)) == ""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({0: "A red leather sofa stands here."}, ""),
        ({0: "A red and blue sofa stands here."}, "value_ambiguous"),
        ({0: "A red sofa is here. The sofa is white."}, "value_ambiguous"),
        ({0: "A red sofa. A white sofa."}, "value_ambiguous"),
        ({0: "A sofa in a red room."}, "value_not_stated"),
        ({0: "Something red. The sofa is old."}, "value_not_stated"),
        ({0: "A red sofa bed stands here."}, "item_not_stated"),
        ({0: "A large red sofa stands here. The sofa is soft."}, ""),
        ({1: "A couch is for sale."}, "item_ambiguous"),
        ({2: "A navy sofa stands here."}, "value_not_stated"),
    ],
)
def test_what_a_line_says_of_a_thing(lines: dict[int, str], expected: str) -> None:
    hand, _ = HANDS["attribute change"]
    changed = tuple(lines.get(at, line) for at, line in enumerate(hand.lines))
    assert reason(hand.but(lines=changed)) == expected


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("It changes from red to orange", ""),
        ("It changes from pink to blue", "open_option"),  # near red
        ("It changes from crimson to navy", "duplicate_options"),
        ("It changes from mauve to blue", "open_option"),  # unknown
        ("It changes from large to small", "open_option"),  # another attribute
        ("It gets dirty", "open_option"),
        ("It remains green", ""),
    ],
)
def test_other_values(option: str, expected: str) -> None:
    hand, _ = HANDS["attribute change"]
    options = (option, "It stays yellow", "It changes from red to blue", "It stays black")
    assert reason(hand.but(options=options)) == expected


def test_order_options_must_hold_each_item_once() -> None:
    hand, _ = HANDS["order_list composed"]
    for option in (
        "a red car, then a brown dog",
        "a red car, then a blue umbrella, then a red car",
        "a red car, then a blue umbrella, then a brown dog, then a brown dog",
        "a red car, a blue umbrella, a brown dog",
        "a red car -> a blue umbrella, then a brown dog",
    ):
        assert reason(hand.but(options=(option, *hand.options[1:]))) == "open_option"
    again = hand.options[0].replace(", then ", " -> ")
    assert reason(hand.but(options=(*hand.options, again))) == "duplicate_options"
    hand, _ = HANDS["order_arrange composed"]
    for option in ("(1), (2)", "(1), (2), (4)", "(1), (1), (2)", "1, 2, 3", "(3)(2)(1)"):
        assert reason(hand.but(options=(option, *hand.options[1:]))) == "open_option"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda each: (
        st.lists(each, max_size=4) | st.dictionaries(st.text(max_size=8), each, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(HANDS)), st.sampled_from(["evidence", "meta", "prompt"]), st.data())
def test_no_row_raises(name: str, part: str, data: st.DataObject) -> None:
    hand, _ = HANDS[name]
    if part == "evidence":
        key = data.draw(st.sampled_from(sorted(hand.evidence)))
        verdict = check(hand.claiming(**{key: data.draw(JSON)}).example())
    elif part == "meta":
        key = data.draw(st.sampled_from(["v", "kind", "captions", "answer", "evidence", "scale"]))
        verdict = check(hand.but(meta={key: data.draw(JSON)}).example())
    else:
        prompt = hand.prompt()
        start = data.draw(st.integers(0, len(prompt)))
        end = data.draw(st.integers(start, min(len(prompt), start + 30)))
        text = prompt[:start] + data.draw(st.text(max_size=10)) + prompt[end:]
        example = hand.example()
        turns = (Turn("human", text), example.conversations[1])
        verdict = check(replace(example, conversations=turns))
    assert verdict.ok or (verdict.reason and verdict.detail)


@pytest.mark.parametrize(
    "changes",
    [
        {"meta": "{"},
        {"meta": "[" * 100_000},
        {"meta": "\ud800"},
        {"meta": None},
        {"conversations": ()},
        {"conversations": (Turn("human", "a"),)},
        {"conversations": (Turn("human", None), Turn("gpt", None))},  # type: ignore[arg-type]
        {"conversations": (Turn("gpt", "a"), Turn("human", "b"))},
        {"images": ("a.jpg",)},
        {"videos": ("a.mp4",)},
        {"task": "nonsense"},
        {"task": ""},
    ],
)
def test_broken_rows_are_verdicts(changes: dict[str, Any]) -> None:
    example: Example = HANDS["order_list composed"][0].example()
    verdict = check(replace(example, **changes))
    assert not verdict.ok
    assert verdict.reason
    assert verdict.detail
