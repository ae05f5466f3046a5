"""Rules and quirks of each published parser beyond the common table."""

import pytest

from benchmarks.windows.parsers import (
    PARSERS,
    lmms_charades,
    numpro,
    taro,
    taro_reward,
    time_r1,
    time_r1_answer,
    timechat,
    timelens,
    trace,
    videotemp,
    vtg_llm,
    vtimellm,
)
from benchmarks.windows.parsers.trace import trace_timestamp
from t3data.errors import T3Error


def test_timechat_scores_an_echoed_prompt() -> None:
    echoed = "A specific example is : 20.8 - 30.0 seconds. It happens in 3.2 - 7.5 seconds."
    assert timechat(echoed) == ((20.8, 30), (3.2, 7.5))
    assert PARSERS["timechat"](echoed) == (20.8, 30)


def test_timechat_pairs_pieces_in_order_and_drops_an_odd_one() -> None:
    assert timechat("Start: 3\nEnd: 7\nIt ends at 9") == ((3, 7),)
    # A full stop ends no piece, so this is one piece with one first number.
    assert timechat("It starts at 3. It ends at 7.") == ()
    assert timechat("It starts at 3! It ends at 7!") == ((3, 7),)


def test_timechat_takes_hours_for_numbers_long_before_it_would_read_clock_times() -> None:
    assert timechat("Start: 00:01:10\nEnd: 00:02:00") == ((0, 0),)
    assert timechat("It happens at 00:01:10") == ()


def test_timechat_swaps_unless_the_end_lies_behind_the_start() -> None:
    assert PARSERS["timechat"]("7.5 - 3.2") == (3.2, 7.5)
    assert PARSERS["timechat"]("5 - 5") == (5, 5)


def test_dots_behind_numbers() -> None:
    assert timechat("5. - 7.") == timelens("5. - 7.") == timelens("5. to 7.") == ((5, 7),)
    assert timechat("in 3..5 - 7 of 8 - 9") == ()  # there the script stops


def test_vtg_llm_reads_time_tokens() -> None:
    assert vtg_llm("1\n2 - 3 0") == ((2, 30),)  # line breaks stay
    assert vtg_llm("4. 5 - 7.") == ((4.5, 7),)
    tokens = (
        "<TIME_ONE><TIME_ZERO><TIME_DOT><TIME_FIVE> - <TIME_TWO> <TIME_ONE><TIME_DOT><TIME_ZERO>"
    )
    assert vtg_llm(tokens) == ((10.5, 21),)
    every = "".join(
        f"<TIME_{n}>" for n in "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE".split()
    )
    assert vtg_llm(f"{every} - 1") == ((123456789, 1),)


def test_trace_reads_no_text() -> None:
    assert trace("from 3.2 to 7.5") == ()


@pytest.mark.parametrize(
    ("timestamps", "window"),
    [
        ([[3.2, 7.5]], (3.2, 7.5)),
        ([[3.2], [1.0, 2.0, 3.0], [4.0, 5.0], [6.0, 7.0]], (4, 5)),
        ([], None),
        ([[3.2]], None),
        ([["a", "b"]], None),
    ],
)
def test_trace_takes_the_first_pair_of_times(
    timestamps: list[list[float]], window: tuple[float, float] | None
) -> None:
    assert trace_timestamp(timestamps) == window


def test_lmms_charades_deletes_the_example_and_every_to() -> None:
    example = "A specific example is : 20.8 - 30.0 seconds"
    assert lmms_charades(f"{example} it happens in 3 - 6") == ((3, 6),)
    assert lmms_charades("5 tomatoes, 5to7") == ((5, 7),)  # "5 -ma-es, 5-7"


def test_lmms_charades_tries_its_stages_in_order() -> None:
    # Clock ranges come before number ranges, though these stand first.
    assert lmms_charades("3 - 6, that is 0:03 to 0:06") == ((3, 6),)
    assert lmms_charades("1 - 2, that is 0:03 – 0:06") == ((3, 6),)
    assert lmms_charades("at 1:02:03 and again at 1:02:10") == ((3723, 3730),)  # clocks, paired
    assert lmms_charades("begin 3\nlast 7") == ((3, 7),)  # first bare numbers of all pieces
    assert lmms_charades("3.2 s to 7.5 s") == ((3.2, 7.5),)
    # Ranges are those of the first piece that has one, and only of pieces with a keyword.
    assert lmms_charades("happens: 3 - 6, 7 - 8\nhappens: 1 - 2") == ((3, 6), (7, 8))
    assert lmms_charades("1 - 2\nit happens: 3 - 6") == ((3, 6),)


def test_timelens_tries_its_stages_in_order() -> None:
    assert timelens("1 - 2 is 00:03.5 and 1:00:04") == ((3.5, 3604),)
    assert timelens("from 5 to 6 or 1 - 2") == ((1, 2),)
    assert timelens("5 to 6, 7 to 8") == ((5, 6), (7, 8))
    assert timelens("5, 6, 7") == ((5, 6),)


def test_taro_takes_the_last_two_numbers_sorted() -> None:
    assert taro("from 3.2 to 7.5 of 10 frames, fps -2") == ((10, 2),)
    assert PARSERS["taro"]("from 3.2 to 7.5 of 10 frames, fps -2") == (2, 10)
    assert taro("at 3") == ()


def test_taro_rewards_another_form_than_it_evaluates() -> None:
    said = "3.0s to 4.0s <answer>1.0s to 2.0s</answer><answer>7.5s and 3.2s, 9 to 10</answer>"
    assert taro_reward(said) == ((7.5, 3.2),)  # order kept
    assert PARSERS["taro-reward"]("<answer>1s to 2s, 3s to 4s</answer>") == (3, 4)
    assert taro_reward("<answer>1 to 2</answer>") == ()
    assert taro_reward("<answer>1.S To 2.5s</answer>") == ((1, 2.5),)
    assert taro_reward("1s to 2s") == ()


def test_time_r1_takes_the_last_of_its_form_anywhere() -> None:
    assert PARSERS["time-r1"]("<answer>3 to 6</answer> or 7.5 and 8") == (7.5, 8)
    assert PARSERS["time-r1-www"]("8 to 3") == (8, 3)
    assert time_r1("3  to 6, 3 TO 6, 3to6, 3 to  6") == ()
    assert time_r1_answer("1 to 2 <answer>3 to 6</answer> 7 to 8") == ((3, 6),)
    assert time_r1_answer("1 to 2") == ()
    assert time_r1("12. to 17.5.") == ((12, 17.5),)  # a number may end in its dot
    assert time_r1_answer("<answer>3 TO 6</answer>") == ((3, 6),)  # the reward minds no case


def test_videotemp_takes_the_first_two_signed_numbers() -> None:
    assert videotemp("A2: -3 and 7.5, 9") == ((2, -3),)
    assert videotemp("7") == ()


def test_vtimellm_reads_two_digits_as_percent() -> None:
    assert vtimellm("from 25 to 50, from 60 and 75", 40.0) == ((10, 20), (24, 30))
    assert vtimellm("from 5 to 50", 40.0) == ()
    assert vtimellm("from 125 to 507", 40.0) == ((10, 20),)  # the digits next to the word
    with pytest.raises(T3Error, match="needs the video's duration"):
        vtimellm("from 25 to 50")


def test_numpro_reads_frames_two_seconds_apart() -> None:
    assert numpro("From frame 3 to Frame 10, from 11 to 12") == ((6, 20), (22, 24))
    assert numpro("frames 3 to 10") == ()
