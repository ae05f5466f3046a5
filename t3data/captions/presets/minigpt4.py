"""MiniGPT-4's alignment captions, as answers to one question each.

`{"image": .., "QA": [{"q": .., "a": caption}]}`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import has, name_of


def recognises(row: Any, key: str | None) -> bool:
    """An object whose `QA` is a list of questions and answers."""
    return has(row, "QA") and isinstance(row["QA"], list)


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """The only answer. Several answers are a dialogue, of which none describes the picture."""
    if not isinstance(row, Mapping) or not recognises(row, key) or len(row["QA"]) != 1:
        raise WrongShapeError("expected one question with its answer in 'QA'")
    if not has(row["QA"][0], "a"):
        raise WrongShapeError("expected an answer 'a' in 'QA'")
    yield Draft(row["QA"][0]["a"], name_of(row))
