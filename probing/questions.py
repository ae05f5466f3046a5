"""What is asked about the clips of a suite: one question an aspect, in our own words.

The options stand in the paper's order; a control shows them rotated. Text in, text out: nothing
here knows of models or frames.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from probing.types import Clip, Item, Split
from t3data.seeding import stable_hash

if TYPE_CHECKING:
    from probing.suite.read import Suite

INSTRUCTION = "Answer with the letter of the right option only."


@dataclass(frozen=True, slots=True)
class Question:
    """The question of an aspect."""

    stem: str
    options: dict[str, str]
    """What the option of each category says, in the order in which they are offered."""


_ITEMS = {"people": "a person", "cats": "a cat", "bloom": "a flower"}
_PLACES = {
    "begin": "in the first third", "middle": "in the middle third", "end": "in the last third"
}  # fmt: skip
_NAMES = {"people": "person", "cats": "cat", "bloom": "flower"}


def _sequences(*categories: str) -> dict[str, str]:
    return {
        category: ", then ".join(f"the {_NAMES[item]}" for item in category.split("_"))
        for category in categories
    }


QUESTIONS = {
    "order": Question(
        "In which order are the two shown in the video?",
        _sequences("cats_people", "people_cats"),
    ),
    "order_3": Question(
        "In which order are the three shown in the video?",
        _sequences(
            "cats_people_bloom", "cats_bloom_people", "people_cats_bloom",
            "people_bloom_cats", "bloom_people_cats", "bloom_cats_people",
        ),
    ),
    "referring_begin": Question("What does the video show at its beginning?", _ITEMS),
    "referring_middle": Question("What does the video show in its middle?", _ITEMS),
    "referring_end": Question("What does the video show at its end?", _ITEMS),
    "grounding_people": Question("When does the video show a person?", _PLACES),
    "grounding_cats": Question("When does the video show a cat?", _PLACES),
    "grounding_bloom": Question("When does the video show a flower?", _PLACES),
    "blooming": Question(
        "What does the flower do in the course of the video?",
        {"bloom": "it opens", "bloom_reverse": "it closes"},
    ),
    "brightness": Question(
        "How does the light change in the course of the video?",
        {"brighten": "it gets brighter", "darken": "it gets darker"},
    ),
    "speed": Question(
        "How fast does the ball move?",
        {
            "fast": "fast: it crosses the picture several times",
            "slow": "slowly: it crosses the picture only once",
        },
    ),
    "direction": Question(
        "Which way does the ball move?",
        {"left": "to the left", "right": "to the right", "up": "upwards", "down": "downwards"},
    ),
    "repetition": Question(
        "How many times does the ball jump to another place?",
        {"2": "2 times", "3": "3 times", "4": "4 times", "5": "5 times"},
    ),
    "needle": Question(
        "In which quarter of the video does a cat appear?",
        {
            "quarter_1": "in the first quarter", "quarter_2": "in the second quarter",
            "quarter_3": "in the third quarter", "quarter_4": "in the last quarter",
        },
    ),
}  # fmt: skip
"""By aspect; the categories are those of `probing.suite.aspects.ASPECTS`."""


def question_of(clip: Clip) -> Item:
    """The question about a clip, with its answer.

    Raises:
        KeyError: the clip's aspect or category is none of ours; the readers of suites see to that.
    """
    question = QUESTIONS[clip.aspect]
    answer = list(question.options).index(clip.category)
    return Item(clip, question.stem, tuple(question.options.values()), answer)


def items(
    suite: "Suite",
    aspects: Sequence[str] = (),
    split: Split = "val",
    n: int | None = None,
    seed: int = 0,
) -> list[Item]:
    """The questions about the clips of a suite, aspect by aspect.

    Args:
        suite: Where the clips come from.
        aspects: Names of aspects; all that the suite has, without.
        split: Which clips.
        n: At most so many for each aspect, taken from its categories in turn: their numbers
            differ by one at most, and a larger `n` gives the same and more.
        seed: Decides which are taken; without `n` it plays no part.
    """
    asked = []
    for aspect in aspects or suite.aspects:
        about = [question_of(clip) for clip in suite.clips(aspect, split)]
        asked += about if n is None else _draw(about, n, seed)
    return asked


def _draw(about: Sequence[Item], n: int, seed: int) -> list[Item]:
    """In suite order, but chosen as if dealt from one shuffled pile a category, in turn."""
    piles: dict[str, list[Item]] = {}
    for item in sorted(about, key=lambda item: stable_hash("item", seed, item.id)):
        piles.setdefault(item.clip.category, []).append(item)
    ranked = [
        ((turn, stable_hash("turn", seed, turn, category)), item)
        for category, pile in piles.items()
        for turn, item in enumerate(pile)
    ]
    ranked.sort(key=lambda entry: entry[0])
    kept = {item.id for _, item in ranked[:n]}
    return [item for item in about if item.id in kept]


def letters(item: Item) -> tuple[str, ...]:
    """The letters of the options: "A" to "F" for six."""
    return tuple(chr(ord("A") + place) for place in range(len(item.options)))


def shown_options(item: Item, rotation: int = 0) -> tuple[str, ...]:
    """The options as they are shown, rotated by `rotation` places to the left."""
    shift = rotation % len(item.options)
    return item.options[shift:] + item.options[:shift]


def true_place(item: Item, rotation: int = 0) -> int:
    """Where among the shown options the true one stands."""
    return (item.answer - rotation) % len(item.options)


def chosen_option(item: Item, place: int, rotation: int = 0) -> int:
    """Index into `item.options` of the option that is shown at `place`."""
    return (place + rotation) % len(item.options)


def question_text(item: Item, rotation: int = 0) -> str:
    """The question as the model reads it: stem, lettered options, how to answer."""
    options = zip(letters(item), shown_options(item, rotation), strict=True)
    lettered = [f"({letter}) {text}" for letter, text in options]
    return "\n".join([item.stem, *lettered, INSTRUCTION])
