import pytest

from mixes.ratio import parse_ratio
from t3data.errors import UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1:2", (1, 2)),
        ("2", (1, 2)),
        ("0.5", (2, 1)),
        ("2:4", (1, 2)),
        ("1:0.2", (5, 1)),
        ("1 : 2 : 3", (1, 2, 3)),
        ("1/3", (3, 1)),
        ("0:1", (0, 1)),
        ("1:0", (1, 0)),
        ("0.3:0.7", (3, 7)),
    ],
)
def test_a_ratio_becomes_the_smallest_whole_numbers(text: str, expected: tuple[int, ...]) -> None:
    assert parse_ratio(text) == expected


@pytest.mark.parametrize("text", ["", "a", "1:b", "1:2:3:4", "-1:2", "0:0", "1:", "1/0", "nan"])
def test_anything_else_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match=r"expected T3:GENERAL"):
        parse_ratio(text)
