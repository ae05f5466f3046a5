"""Published parsers of dense captions: each way and each quirk, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.captioning.conventions import TIMECHAT, VID2SEQ, VTG_LLM
from benchmarks.captioning.events import Event
from benchmarks.captioning.parsers import PARSERS, timechat, vtg_llm
from benchmarks.captioning.reading import read_all
from benchmarks.captioning.tools import Tools
from benchmarks.contract import Prediction, Sample


@pytest.mark.parametrize(
    ("reply", "events"),
    [
        # Its own form: lower case, "seconds" and the comma gone, the full stop stays.
        (
            "90.0 - 102.0 seconds, Spread margarine. 114-127 seconds, Toast it.",
            [Event(90, 102, "spread margarine."), Event(114, 127, "toast it.")],
        ),
        # The introduction is the first caption, and the last one falls off the end.
        (
            "Here you are: 3 - 5 seconds, cut it up. 6 - 9 seconds, fry it all.",
            [Event(3, 5, "here you are:"), Event(6, 9, "cut it up.")],
        ),
        # One of at most 5 characters does not count, so that all is well again.
        ("Ok: 3 - 5 seconds, cut it up.", [Event(3, 5, "cut it up.")]),
        # Nor do the numbers of a list.
        (
            "1. 3 - 5 cut it up\n2. 6 - 9 fry it all",
            [Event(3, 5, "cut it up"), Event(6, 9, "fry it all")],
        ),
        # A line break inside a caption makes two of it.
        (
            "3 - 5, cut it up\nand wash it. 6 - 9, fry it all.",
            [Event(3, 5, "cut it up"), Event(6, 9, "and wash it.")],
        ),
        # A range in a caption is a window too; more windows than captions are cut off.
        ("3 - 5, fry it for 2-3 minutes.", [Event(3, 5, "fry it for"), Event(2, 3, "minutes.")]),
        # The text "3 - 5" is taken out of "13 - 59" as well, which is not found then.
        (
            "3 - 5, cut it up. 13 - 59 fry it all",
            [Event(3, 5, "cut it up. 1"), Event(13, 59, "9 fry it all")],
        ),
        # A dot may follow the number; no minus sign, no other dash, no "to".
        ("3. - 5. cut it up", [Event(3, 5, "cut it up")]),
    ],
)  # fmt: skip
def test_windows_and_what_lies_between(reply: str, events: list[Event]) -> None:
    assert timechat(reply) == events


def test_labelled_times() -> None:
    block = "1. Start time: 105 seconds\nEnd time: 109s\nDescription: Making toast\n"
    assert timechat(block) == [Event(105, 109, "making toast")]
    stars = "Starting time: 1.5\nEnding time: 2\n* Cut it up\n"
    assert timechat(stars) == [Event(1.5, 2, "cut it up")]
    # An end too many and a caption too few: pairs in order, the rest is cut off.
    odd = block + "Start time: 200 End time: 210 End time: 300"
    assert timechat(odd) == [Event(105, 109, "making toast")]


def test_where_the_script_stops_in_its_debugger() -> None:
    reply = "Start time 1.5, end time 2: cut it up. Start time 3, end time 4: fry it all."
    assert timechat(reply) == [Event(1.5, 2, ": cut it up."), Event(3, 4, ": fry it all.")]


@pytest.mark.parametrize(
    ("reply", "event"),
    [
        # One time: 20 seconds to both sides, or 40 from there on where it is at most 20.
        ("Add the oil at 180 seconds, to the pan. Fry it at 200.", Event(160, 200, "to the pan.")),
        ("It starts at 12 seconds, cut it.", Event(12, 52, "cut it.")),
        # The first piece with a time alone counts.
        ("Oil comes first\nFrom 10s to 38s, cut it\nFrom 40s to 50s, fry it",
         Event(10, 38, "From 10s to 38s, cut it")),
        ("* Fry it (from 1:09 to 1:20)\nmore", Event(69, 80, "* Fry it (from 1:09 to 1:20)")),
        ("The fish comes at 1:05\n", Event(45, 85, "The fish comes at 1:05")),
        # "0:00." is no clock time to the script, as it takes the full stop along; nor is 1:02:03.
        ("The video starts at 0:00. They fry at 30 seconds, both.", Event(10, 50, "both.")),
        ("It is at 1:02:03 there\nat 50 it ends", Event(30, 70, "at 50 it ends")),
        # Three numbers are nothing; pieces of at most 7 characters neither.
        ("1, 2 and 3 of them\n5 s, it\nat 7 it ends", Event(7, 47, "at 7 it ends")),
        ("From 1.239 to 2.001 seconds, both\n", Event(1.24, 2.0, "both")),
        # Without a line break a decimal point ends the piece: "239 to 2." is the first that counts.
        ("From 1.239 to 2.001 seconds, both", Event(239, 2, "239 to 2.")),
    ],
)  # fmt: skip
def test_piece_by_piece(reply: str, event: Event) -> None:
    assert timechat(reply) == [event]


@pytest.mark.parametrize(
    "reply", ["", "I cannot tell.", "From 3 to 5, cut 3 onions and 4 eggs.", "3..5 - 7, cut it up"]
)
def test_nothing_is_read(reply: str) -> None:
    assert timechat(reply) is None


def test_time_tokens_and_blanks_behind_digits() -> None:
    tokens = "<TIME_ZERO><TIME_NINE><TIME_DOT><TIME_FIVE> - 1 2 . 5 seconds, cut 3 onions."
    assert vtg_llm(tokens) == [Event(9.5, 12.5, "cut 3onions.")]
    assert timechat("9 .5 - 12.5 seconds, cut 3 onions.") == [Event(5, 12.5, "cut 3 onions.")]


@given(st.text(alphabet="0123456789.:-, \nsecondtarime*pZ", max_size=80))
def test_no_reply_breaks_them(reply: str) -> None:
    for parser in PARSERS.values():
        found = parser(reply)
        assert found is None or all(isinstance(one, Event) for one in found)


def test_conventions_read_texts_by_their_parser() -> None:
    sample = Sample(
        "v", "v", "?", "x", extra={"references": {"val": [Event(10, 20, "cut it up.")]}}
    )
    said = Prediction("v", "Add it at 15 seconds, cut it up.")
    has = Tools(lambda texts: {text: text for text in texts}, None, False, "")

    def f1(convention: object) -> float:
        return read_all(convention, [sample], {"v": said}, has)["v"].worth  # type: ignore[arg-type]

    # TimeChat makes 15 to 55 of it: IoU 5/45. Ours reads no window that begins a sentence.
    assert f1(VID2SEQ) == f1(TIMECHAT) == 0.0
    said = Prediction("v", "Here you go. From 10s to 20s, cut it up.")
    assert (f1(VID2SEQ), f1(TIMECHAT), f1(VTG_LLM)) == (1.0, 1.0, 1.0)
    said = Prediction("v", "10 - 20 seconds. Then 30 - 40 seconds, fry it all.")
    assert f1(VID2SEQ) != f1(TIMECHAT)
