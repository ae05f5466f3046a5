"""The bounds are those enumerated with the processors' own resize functions."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.tokens.media import (
    QWEN2_VL,
    QWEN3_VL,
    MediaBudget,
    _worst,
    frame_tokens,
    media_tokens,
)

IMAGE, FRAME = 589_824, 65_536


@pytest.mark.parametrize(
    ("limit", "cell", "least", "aspect", "worst"),
    [
        (IMAGE, 28, 3136, 3.5, 784),
        (IMAGE, 28, 3136, inf, 891),
        (IMAGE, 32, 65_536, 3.5, 602),
        (IMAGE, 32, 65_536, inf, 684),
        (FRAME, 28, 3136, 3.5, 91),
        # 11 x 5600 is widened to 28 x 5600; of the frames with most pixels 12 x 5461 has 195.
        (FRAME, 28, 3136, inf, 200),
        (FRAME, 32, 4096, 3.5, 72),
        # Processors before transformers 5 refuse frames narrower than a cell: then it is 86.
        (FRAME, 32, 4096, inf, 200),
    ],
)
def test_worst_size(limit: int, cell: int, least: int, aspect: float, worst: int) -> None:
    assert _worst(limit, cell, least, aspect) == worst


@pytest.mark.parametrize(
    ("limit", "cell", "least", "wide", "classic"),
    [
        (IMAGE, 28, 3136, 777, 768),
        (IMAGE, 32, 65_536, 576, 588),
        (FRAME, 28, 3136, 84, 88),
        (FRAME, 32, 4096, 66, 63),
    ],
)
def test_usual_shapes(limit: int, cell: int, least: int, wide: int, classic: int) -> None:
    assert frame_tokens(1920, 1080, limit, cell, least) == wide
    assert frame_tokens(1600, 1200, limit, cell, least) == classic


def test_the_nominal_number_is_no_bound() -> None:
    assert frame_tokens(71, 8307, IMAGE, 28, 3136) == 891 > IMAGE / 784


def test_128_frames_are_64_pairs() -> None:
    assert QWEN2_VL.video_tokens == 64 * 91 == 5824
    assert QWEN3_VL.video_tokens == 64 * (72 + 12) == 5376
    assert MediaBudget(video_maxlen=7).video_tokens == 4 * 91


def test_media_add_up() -> None:
    assert media_tokens(0, 0) == 0
    assert media_tokens(2, 1, QWEN2_VL) == 2 * 891 + 5824


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.sampled_from([FRAME, 200_000, IMAGE, 1_000_000]),
    st.sampled_from([(28, 3136), (32, 4096), (32, 65_536)]),
)
def test_no_size_exceeds_the_bound(
    width: int, height: int, limit: int, cell: tuple[int, int]
) -> None:
    tokens = frame_tokens(width, height, limit, *cell)
    aspect = max(width, height) / min(width, height)
    assert tokens <= _worst(limit, *cell, inf)
    assert tokens <= _worst(limit, *cell, aspect)


@given(st.integers(1, 60), st.integers(1, 20_000))
def test_no_strip_exceeds_the_bound(width: int, height: int) -> None:
    assert frame_tokens(width, height, IMAGE, 28, 3136) <= 891
    assert frame_tokens(width, height, FRAME, 32, 4096) <= 200
