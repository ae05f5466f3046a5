import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.captioning.events import EVENTS, Event, as_entries, as_text, events_in, predicted
from benchmarks.contract import Prediction


@pytest.mark.parametrize(
    "reply",
    [
        "3.0 - 7.5 seconds, spread it for 5 to 10 minutes. 8.0 - 9.0 seconds, fry 2 eggs.",
        "From 3 to 7.5, spread it for 5 to 10 minutes.\nFrom 8 seconds to 9 seconds: fry 2 eggs.",
        "1. 3s - 7.5s: spread it for 5 to 10 minutes.\n2. 8s – 9s: fry 2 eggs.",
        "[00:03 - 00:07.5] spread it for 5 to 10 minutes.\n[0:00:08, 0:00:09] fry 2 eggs.",
        """Sure: [{"timestamp": [3, 7.5], "caption": "spread it for 5 to 10 minutes."},
        {"start": "8", "end": "00:09", "sentence": "fry 2 eggs."}]""",
    ],
)
def test_events_out_of_texts(reply: str) -> None:
    assert events_in(reply) == [
        Event(3, 7.5, "spread it for 5 to 10 minutes."),
        Event(8, 9, "fry 2 eggs."),
    ]


@pytest.mark.parametrize("reply", ["", "I cannot tell.", "Two people cook for 5 to 10 minutes."])
def test_texts_without_events(reply: str) -> None:
    assert events_in(reply) is None


def test_an_empty_list_tells_that_nothing_happens() -> None:
    assert events_in("```json\n[]\n```") == []
    assert predicted(Prediction("v", "", "", {EVENTS: []})) == []


@pytest.mark.parametrize(
    "entry",
    [
        {"timestamp": [1], "caption": "x"},
        {"timestamp": [1, None], "caption": "x"},
        {"timestamp": [1, float("nan")], "caption": "x"},
        {"timestamp": [1, 2], "caption": 3},
        {"timestamp": [True, 2], "caption": "x"},
        {"caption": "x"},
        7,
    ],
)
def test_damaged_entries_are_no_events(entry: object) -> None:
    assert predicted(Prediction("v", "", "", {EVENTS: [entry]})) is None


def test_round_trip() -> None:
    told = [Event(1.5, 3.0, "a man runs."), Event(4.0, 9.5, "he stops.")]
    assert predicted(Prediction("v", "", "", {EVENTS: as_entries(told)})) == told
    assert events_in(as_text(told)) == told


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("0123456789:.-[]{} to\n")))
def test_no_text_is_an_error(reply: str) -> None:
    events_in(reply)
