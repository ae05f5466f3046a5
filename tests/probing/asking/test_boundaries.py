from dataclasses import replace

import pytest
from clips_by_hand import clip_of
from hypothesis import given
from hypothesis import strategies as st

from probing.asking.boundaries import boundaries, has_boundaries, permutations


def eight(seconds: float) -> list[float]:
    return [seconds * i / 7 for i in range(8)]


@pytest.mark.parametrize(
    ("aspect", "expected"),
    [
        ("order", True),
        ("order_3", True),
        ("grounding_people", True),
        ("referring_end", True),
        ("needle", True),
        ("blooming", False),
        ("ordering", False),
        ("speed", False),
    ],
)
def test_aspects(aspect: str, expected: bool) -> None:
    assert has_boundaries(aspect) is expected


def test_a_boundary_is_where_what_is_shown_changes() -> None:
    assert boundaries(clip_of("cat", "person", "flower")) == [3.0, 6.0]
    assert boundaries(clip_of("cat", "cat", "flower")) == [6.0]
    assert boundaries(clip_of("cat")) == []


def test_the_frames_beside_the_one_boundary_of_a_pair() -> None:
    # 8 frames over 6 s: 0.00 0.86 1.71 2.57 | 3.43 4.29 5.14 6.00
    found = permutations(clip_of("cat", "person"), eight(6.0))
    assert found is not None
    assert found.near == (0, 1, 2, 4, 3, 5, 6, 7)
    assert found.elsewhere in {
        (1, 0, 2, 3, 4, 5, 6, 7),
        (0, 2, 1, 3, 4, 5, 6, 7),
        (0, 1, 2, 3, 4, 6, 5, 7),
        (0, 1, 2, 3, 4, 5, 7, 6),
    }


def test_both_boundaries_of_a_triple() -> None:
    # 0.00 1.29 2.57 | 3.86 5.14 | 6.43 7.71 9.00: only two places are left elsewhere
    found = permutations(clip_of("cat", "person", "flower"), eight(9.0))
    assert found is not None
    assert found.near == (0, 1, 3, 2, 5, 4, 6, 7)
    assert found.elsewhere == (1, 0, 2, 3, 4, 5, 7, 6)


def test_a_window_in_seconds() -> None:
    # within half a second of second 3, at 4 frames a second: 2.50 to 3.50, both included
    times = [i / 4 for i in range(24)]
    found = permutations(clip_of("cat", "person"), times, window=0.5)
    assert found is not None
    assert found.near == (*range(10), 12, 13, 14, 10, 11, *range(15, 24))
    assert sum(found.elsewhere[place] != place for place in range(24)) == 5
    assert found.elsewhere[10:15] == (10, 11, 12, 13, 14)


def test_a_change_that_no_frame_shows_cannot_be_permuted() -> None:
    assert permutations(clip_of("cat", "person"), [0.0, 1.0, 2.0]) is None
    # the needle, 0.3 to 0.6, falls between two frames
    needle = clip_of("hay", "needle", "hay", seconds=0.3)
    assert permutations(needle, [0.0, 0.1, 0.2, 0.7, 0.8, 0.85]) is None


def test_no_room_elsewhere() -> None:
    assert permutations(clip_of("cat", "person"), [0.0, 4.0]) is None


def test_a_needle_that_one_frame_shows_is_moved() -> None:
    # the frame at 4 shows it: the frames beside both boundaries are one stretch of three
    needle = clip_of("hay", "needle", "hay")
    found = permutations(needle, [0.0, 1.0, 2.0, 4.0, 7.0, 8.0, 8.5, 8.8])
    assert found is not None
    assert found.near == (0, 1, 3, 4, 2, 5, 6, 7)
    assert found.elsewhere == (0, 1, 2, 3, 4, 6, 7, 5)


@given(
    st.lists(st.sampled_from(["cat", "person", "flower"]), min_size=2, max_size=5),
    st.integers(2, 40),
    st.one_of(st.none(), st.floats(0, 5)),
    st.integers(0, 99),
)
def test_both_are_permutations_and_only_one_moves_scenes(
    shows: list[str], frames: int, window: float | None, seed: int
) -> None:
    clip = clip_of(*shows)
    times = [clip.duration * i / frames for i in range(frames)]
    found = permutations(clip, times, window, seed)
    if found is None:
        return
    seen = [clip.caption_at(time) for time in times]
    for order in (found.near, found.elsewhere):
        assert sorted(order) == list(range(frames))
    assert [seen[i] for i in found.elsewhere] == seen
    assert [seen[i] for i in found.near] != seen
    moved = [sum(order[i] != i for i in range(frames)) for order in (found.near, found.elsewhere)]
    assert moved[0] == moved[1]


def test_other_seeds_and_clips_take_other_places() -> None:
    clip = clip_of("cat", "person")
    drawn = {
        found.elsewhere
        for stem in range(40)
        if (found := permutations(replace(clip, id=str(stem)), eight(6.0)))
    }
    assert len(drawn) == 4
