"""What is probed: aspects, their categories in the order of the options, and where videos lie.

The first ten aspects, their directories, categories and option order are the paper's (Video-T3 at
c632e4b, probing/longva_inference.py); speed, direction, repetition and needle are our own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from probing.types import Split


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing to probe."""

    name: str
    train: str
    """Directory of the train split; one directory a category inside."""
    val: str
    categories: tuple[str, ...]
    """The labels, in the order in which a question offers them."""
    about: str
    """What the videos show, for people."""
    official: bool = True
    """Whether the paper has it."""

    def directory(self, split: Split) -> str:
        """Where the videos of a split lie, relative to the suite."""
        return self.train if split == "train" else self.val


_ITEMS = ("people", "cats", "bloom")
_PLACES = ("begin", "middle", "end")


def _on_backgrounds(
    name: str, path: str, inside: str, categories: Sequence[str], about: str, official: bool = True
) -> Aspect:
    train, val = (f"{path}/{colour}_bg{inside}" for colour in ("black", "white"))
    return Aspect(name, train, val, tuple(categories), about, official)


ASPECTS = {
    aspect.name: aspect
    for aspect in (
        _on_backgrounds(
            "order", "order", "", ("cats_people", "people_cats"),
            "a cat and a person, one after the other",
        ),
        _on_backgrounds(
            "order_3", "order_3", "",
            (
                "cats_people_bloom", "cats_bloom_people", "people_cats_bloom",
                "people_bloom_cats", "bloom_people_cats", "bloom_cats_people",
            ),
            "a cat, a person and a flower, one after the other",
        ),
        *(
            _on_backgrounds(
                f"referring_{place}", "referring", f"/{place}", _ITEMS,
                f"the same three; which is in the {place}" if place == "middle"
                else f"the same three; which is at the {place}",
            )
            for place in _PLACES
        ),
        *(
            _on_backgrounds(
                f"grounding_{item}", "grounding", f"/{item}", _PLACES,
                f"the same three; when the {shown} is there",
            )
            for item, shown in (("people", "person"), ("cats", "cat"), ("bloom", "flower"))
        ),
        Aspect(
            "blooming", "blooming_black_bg", "blooming_white_bg", ("bloom", "bloom_reverse"),
            "a flower that opens, or the same backwards",
        ),
        Aspect(
            "brightness", "bright_dark_car", "bright_dark_cat", ("brighten", "darken"),
            "a car (train) or a cat (val) in growing or failing light",
        ),
        _on_backgrounds(
            "speed", "speed", "", ("fast", "slow"),
            "a ball that crosses the picture three times or once", official=False,
        ),
        _on_backgrounds(
            "direction", "direction", "", ("left", "right", "up", "down"),
            "a ball that moves one way", official=False,
        ),
        _on_backgrounds(
            "repetition", "repetition", "", ("2", "3", "4", "5"),
            "a ball that jumps to another place, 2 to 5 times", official=False,
        ),
        _on_backgrounds(
            "needle", "needle", "", ("quarter_1", "quarter_2", "quarter_3", "quarter_4"),
            "ten minutes of a tree, and once a cat beside it", official=False,
        ),
    )
}  # fmt: skip
"""Every aspect by its name, in the order in which they are listed."""
