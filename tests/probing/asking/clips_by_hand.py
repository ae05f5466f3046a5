"""Small clips by hand: three seconds of one thing, three of another."""

from probing.types import Clip, Item, Segment, Split

CAPTIONS = {"cat": "A cat on white.", "person": "A person on white.", "flower": "A flower."}


def clip_of(
    *shows: str, aspect: str = "order", stem: str = "0", split: Split = "val", seconds: float = 3.0
) -> Clip:
    """A clip that shows each of `shows` for some seconds."""
    segments = tuple(
        Segment(i * seconds, (i + 1) * seconds, CAPTIONS.get(name, f"It is {name}."), name)
        for i, name in enumerate(shows)
    )
    category = "_".join(shows)
    return Clip(
        id=f"{category}_{stem}",
        aspect=aspect,
        split=split,
        category=category,
        path=f"{aspect}/white/{category}/{stem}.mp4",
        source=f"source {stem}",
        duration=len(shows) * seconds,
        segments=segments,
    )


def item_of(
    *shows: str, aspect: str = "order", stem: str = "0", split: Split = "val", answer: int = 0
) -> Item:
    """A question about the order of what is shown, with the options of a pair or a triple."""
    clip = clip_of(*shows, aspect=aspect, stem=stem, split=split)
    options = (
        ("cat, then person", "person, then cat")
        if len(shows) == 2
        else ("a person", "a cat", "a flower")
    )
    return Item(clip, "In which order do they appear?", options, answer)


PAIR = item_of("cat", "person")
"""A cat, then a person; option A is right."""
TRIPLE = item_of("cat", "person", "flower", aspect="referring_begin", answer=1)
"""A cat, a person, a flower; option B is right."""
