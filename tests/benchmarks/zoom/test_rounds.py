"""The conversation's rule: calls read, refused or granted, and when a reply is the answer."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.zoom.calls import read_calls
from benchmarks.zoom.rounds import MOST_CLIPS, State, next_turn


def call(*windows: tuple[Any, Any], name: str = "get_video_clip_frame") -> str:
    arguments = [{"start_time": start, "end_time": end} for start, end in windows]
    return f"<tool_call>{json.dumps({'name': name, 'arguments': arguments})}</tool_call>"


def wrapped(text: str) -> str:
    return f"<tool_call>{text}</tool_call>"


def test_a_reply_without_a_call_is_the_answer() -> None:
    turn = next_turn(State(60.0), "  From 3 to 7 seconds.\n")
    assert (turn.kind, turn.text, turn.ends) == ("answer", "  From 3 to 7 seconds.\n", True)
    assert turn.faults == ()


def test_a_clip_that_is_asked_for_is_shown() -> None:
    turn = next_turn(State(60.0), f"Let me look. {call((10, 20.5))}")
    assert (turn.kind, turn.windows, turn.faults) == ("look", ((10.0, 20.5),), ())
    assert turn.text == (
        "Here is the video from 10 to 20.5 seconds. Answer the question, or ask for another clip."
    )


def test_the_last_clip_is_announced() -> None:
    state = State(60.0)
    state = state.after(call((0, 5)), next_turn(state, call((0, 5))))
    assert not state.last
    turn = next_turn(state, call((5, 9)))
    assert turn.text == "Here is the video from 5 to 9 seconds. Answer the question now."
    assert state.after("", turn).last


@pytest.mark.parametrize(
    ("block", "windows"),
    [
        ('{"name":"get_video_clip_frame","arguments":[{"start_time":1,"end_time":2}]}', [(1, 2)]),
        ('{"name":"get_video_clip_frame","arguments":{"start_time":"1.5","end_time":2}}',
         [(1.5, 2)]),
        ('{"name":"get_video_clip_frame","arguments":"{\\"start_time\\":1,\\"end_time\\":2}"}',
         [(1, 2)]),
    ],
)  # fmt: skip
def test_forms_of_a_call(block: str, windows: list[tuple[float, float]]) -> None:
    for text in (wrapped(block), f"<tool_call>\n{block}\n"):
        found = read_calls(text)
        assert (found.found, list(found.windows), found.faults) == (True, windows, ())


@pytest.mark.parametrize(
    ("reply", "faults"),
    [
        (wrapped("{"), ("malformed",)),
        (wrapped(""), ("malformed",)),
        (wrapped("[" * 100_000), ("malformed",)),
        (wrapped('{"name": "get_video_clip_frame"}'), ("malformed",)),
        (wrapped('{"name": "get_video_clip_frame", "arguments": [3, 4]}'), ("malformed",) * 2),
        (call((1, 2), name="crop"), ("unknown_tool",)),
        (call(("00:01", "00:02")), ("bad_times",)),
        (call((None, 2)), ("bad_times",)),
        (call((True, 2)), ("bad_times",)),
        (call((0, float("inf"))), ("bad_times",)),
        (call((float("nan"), 3)), ("bad_times",)),
        (call((0, 10**400)), ("bad_times",)),
        (call((9, 3)), ("reversed",)),
        (call((3, 3)), ("reversed",)),
        (call((60, 70)), ("outside",)),
        (call((-9, -1)), ("outside",)),
        (call((59.95, 80)), ("outside",)),
    ],
)
def test_calls_of_no_use_are_told_so(reply: str, faults: tuple[str, ...]) -> None:
    turn = next_turn(State(60.0), reply)
    assert (turn.kind, turn.windows, turn.faults) == ("retry", (), faults)
    assert turn.text.startswith("No clip is shown. ")
    assert turn.text.endswith(" Answer the question, or ask for another clip.")


def test_what_lies_within_the_video_is_shown() -> None:
    turn = next_turn(State(60.0), call((-5, 10), (50, 1000)))
    assert turn.windows == ((0.0, 10.0), (50.0, 60.0))
    assert turn.faults == ("clamped", "clamped")
    assert "The video lasts from 0 to 60 seconds; the clip ends there." in turn.text


def test_sound_clips_are_shown_though_others_are_not() -> None:
    turn = next_turn(State(60.0), call((9, 3), (1, 2)) + wrapped("no"))
    assert (turn.kind, turn.windows, turn.faults) == ("look", ((1.0, 2.0),), ("reversed",
                                                      "malformed"))  # fmt: skip


def test_only_so_many_at_a_time() -> None:
    turn = next_turn(State(60.0), call(*((n, n + 1) for n in range(5))))
    assert turn.windows == ((0.0, 1.0), (1.0, 2.0), (2.0, 3.0))
    assert turn.faults == ("too_many", "too_many")
    assert MOST_CLIPS == 3


def test_a_model_that_turns_in_circles_is_told_and_stopped() -> None:
    state, same = State(60.0), call((0, 5))
    kinds, faults = [], []
    for _ in range(3):
        turn = next_turn(state, same)
        kinds.append(turn.kind)
        faults.append(turn.faults)
        state = state.after(same, turn)
    assert kinds == ["look", "retry", "no_answer"]
    assert faults == [(), ("repeated",), ("out_of_rounds",)]


def test_a_call_goes_before_an_answer_until_the_last_round() -> None:
    both = f"<answer>1 to 2</answer> {call((0, 5))}"
    state = State(60.0, rounds=2)
    turn = next_turn(state, both)
    assert (turn.kind, turn.faults) == ("look", ("with_answer",))
    turn = next_turn(state.after(both, turn), both)
    assert (turn.kind, turn.text) == ("answer", "<answer>1 to 2</answer>")
    assert turn.faults == ("with_answer", "out_of_rounds")


def test_an_empty_answer_is_none() -> None:
    turn = next_turn(State(60.0, rounds=1), f"<answer> </answer>{call((0, 5))}")
    assert turn.kind == "no_answer"


PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["<tool_call>", "</tool_call>", "<answer>", "</answer>", '{"name":', "[{"]),
    st.tuples(st.floats(), st.floats()).map(lambda window: call(window)),
)


@given(st.lists(PIECES, max_size=8), st.floats(0.04, 1e5), st.integers(1, 4))
def test_it_ends_and_stays_within_the_video(
    pieces: list[str], duration: float, rounds: int
) -> None:
    state, reply = State(duration, rounds), "".join(pieces)
    for number in range(1, rounds + 1):
        turn = next_turn(state, reply)
        assert all(0 <= start < end <= duration for start, end in turn.windows)
        assert turn.ends or number < rounds
        assert "<tool_call>" not in turn.text or turn.text == reply
        if turn.ends:
            return
        state = state.after(reply, turn)
