"""What is true of a video that is shown backwards, where that can be known."""

from collections.abc import Iterable

from probing.types import Item

_TURNED = {
    "begin": "end",
    "bloom": "bloom_reverse",
    "brighten": "darken",
    "left": "right",
    "up": "down",
    "quarter_1": "quarter_4",
    "quarter_2": "quarter_3",
}
_SAME = ("middle", "fast", "slow", "2", "3", "4", "5")
_INVERSE = {**_TURNED, **{b: a for a, b in _TURNED.items()}, **{name: name for name in _SAME}}


def answers_backwards(items: Iterable[Item]) -> dict[str, int]:
    """For items of which it is known: the option that is true of the reversed video.

    Some categories have an inverse by name, as long as each aspect's own labels are meant
    (`bloom` is a flower in `referring_begin`). For the rest, another clip of the aspect that shows
    the same scenes in the opposite order tells.
    """
    known = list(items)
    by_category = {(item.clip.aspect, item.clip.category): item.answer for item in known}
    by_scenes = {(item.clip.aspect, _scenes(item)): item.answer for item in known}
    found: dict[str, int] = {}
    for item in known:
        aspect, category = item.clip.aspect, item.clip.category
        answer = by_category.get((aspect, _INVERSE.get(category, "")))
        if answer is None and len(scenes := _scenes(item)) > 1:
            answer = by_scenes.get((aspect, scenes[::-1]))
        if answer is None:
            parts = "_".join(reversed(category.split("_")))
            answer = by_category.get((aspect, parts)) if parts != category else None
        if answer is not None:
            found[item.id] = answer
    return found


def _scenes(item: Item) -> tuple[str, ...]:
    return tuple(segment.shows for segment in item.clip.segments)
