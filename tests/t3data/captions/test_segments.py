import pytest

from t3data.captions.draft import Flaw
from t3data.captions.segments import place_segment


@pytest.mark.parametrize(
    ("given", "placed"),
    [
        ((0.28, 55.15, 55.15), (0.28, 55.15, 55.15)),
        ((90, 102, 241.62), (90.0, 102.0, 241.62)),
        ((5, 10, None), (5.0, 10.0, None)),
        (("1.5", "2.5", "9"), (1.5, 2.5, 9.0)),
        # Clipped where it sticks out by no more than a second.
        ((20, 31.0, 30), (20.0, 30.0, 30.0)),
        ((-0.5, 3, 30), (0.0, 3.0, 30.0)),
    ],
)
def test_placed(given, placed):
    assert place_segment(*given) == placed


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((173.44, 150.31, 231.25), "reversed_segment"),
        ((134, 134, 200), "empty_segment"),
        ((20, 31.01, 30), "outside_video"),
        ((30, 30.5, 30), "outside_video"),
        ((40, 50, 30), "outside_video"),
        ((-1.5, 5, 30), "outside_video"),
        ((-1, 0, 30), "outside_video"),
        ((None, 5, 30), "bad_times"),
        ((1, True, 30), "bad_times"),
        ((1, "soon", 30), "bad_times"),
        ((float("nan"), 5, 30), "bad_times"),
        ((1, float("inf"), 30), "bad_times"),
        ((1, 10**400, 30), "bad_times"),
        ((1, 5, 0), "bad_times"),
        ((1, 5, "long"), "bad_times"),
        ((1, 5, float("nan")), "bad_times"),
    ],
)
def test_refused(given, reason):
    flaw = place_segment(*given)
    assert isinstance(flaw, Flaw)
    assert flaw.reason == reason


def test_the_sentence_names_the_times():
    told = "the segment 21 s - 36.5 s lies outside its video, which is 30 s long"
    assert place_segment(21, 36.5, 30) == Flaw("outside_video", told)
