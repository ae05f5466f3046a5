import pytest

from probing.asking.choosing import choose_aspects
from t3data.errors import UsageError

KNOWN = ["order", "order_3", "grounding_people", "grounding_cats", "blooming", "brightness"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], KNOWN),
        (["order"], ["order", "order_3"]),
        (["order_3"], ["order_3"]),
        (["grounding", "order_3"], ["order_3", "grounding_people", "grounding_cats"]),
        (["attribute"], ["blooming", "brightness"]),
        (["shape"], ["blooming"]),
    ],
)
def test_names_and_groups(names: list[str], expected: list[str]) -> None:
    assert choose_aspects(names, KNOWN) == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ordr", "no aspect 'ordr' in this suite; did you mean order"),
        ("grounding_cat", "did you mean grounding_cats"),
        ("zzz", "there are order, order_3"),
    ],
)
def test_an_unknown_name(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        choose_aspects([name], KNOWN)
