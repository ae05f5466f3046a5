"""COCO, Flickr30k and their likes: several short captions of one image in one row.

`{"id": .., "image": .., "captions": [five strings]}`. The longest one is taken, one a picture.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from t3data.captions.draft import Draft, WrongShapeError
from t3data.captions.fields import list_of_texts, longest, name_of

_LISTS = ("captions", "caption", "sentences", "descriptions")


def recognises(row: Any, key: str | None) -> bool:
    """An object with a list of strings in `captions`, `caption`, `sentences` or `descriptions`."""
    return isinstance(row, Mapping) and any(list_of_texts(row.get(name)) for name in _LISTS)


def drafts(row: Any, key: str | None) -> Iterator[Draft]:
    """The longest of the captions."""
    texts = [t for n in _LISTS for t in list_of_texts(row.get(n))] if recognises(row, key) else []
    if not texts:
        raise WrongShapeError("expected a list of strings in 'captions'")
    yield Draft(longest(texts), key or name_of(row))
