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
    (`bloom` is a flower in `referring_begin`). What was at the end is then at the beginning. For
    the rest, another clip of the aspect that shows the same scenes in the opposite order tells.
    """
    known = list(items)
    by_category = {(item.clip.aspect, item.clip.category): item.answer for item in known}
    by_thing = {
        (item.clip.aspect, thing): item.answer for item in known if (thing := _asked_for(item, 1))
    }
    by_scenes = {(item.clip.aspect, _scenes(item)): item.answer for item in known}
    found: dict[str, int] = {}
    for item in known:
        aspect, category = item.clip.aspect, item.clip.category
        answer = by_category.get((aspect, _INVERSE.get(category, "")))
        if answer is None and (thing := _asked_for(item, -1)):
            answer = by_thing.get((aspect, thing))
        # Scenes that are the same backwards may lie at other times.
        if answer is None and (scenes := _scenes(item)) != scenes[::-1]:
            answer = by_scenes.get((aspect, scenes[::-1]))
        if answer is None:
            parts = "_".join(reversed(category.split("_")))
            answer = by_category.get((aspect, parts)) if parts != category else None
        if answer is not None:
            found[item.id] = answer
    return found


def _asked_for(item: Item, step: int) -> str:
    """What a question about one place of a clip asks for, with a step of -1 counted backwards."""
    scenes = _scenes(item)[::step]
    places = {"referring_begin": 0, "referring_middle": len(scenes) // 2, "referring_end": -1}
    place = places.get(item.clip.aspect)
    return scenes[place] if scenes and place is not None else ""


def _scenes(item: Item) -> tuple[str, ...]:
    return tuple(segment.shows for segment in item.clip.segments)
