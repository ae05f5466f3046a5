"""Correct rows of the order tasks, by hand."""

from collections.abc import Sequence
from dataclasses import replace

from hand import A_CAR, CARS, EGGS, TIMED, Hand, Spoil, timed, told

HANDS: dict[str, tuple[Hand, Spoil]] = {}

_THINGS = ["a red car", "a blue umbrella", "a brown dog", "a striped kite"]
_order = {"relation": "order", "kind": "thing", "items": _THINGS[:3], "events": [0, 1, 2]}
HANDS["order_list composed"] = (
    Hand(
        "order_list",
        "In which order do these things appear?",
        (
            "a blue umbrella, then a red car, then a brown dog",
            "a red car, then a blue umbrella, then a brown dog",
            "a brown dog, then a blue umbrella, then a red car",
        ),
        1,
        _order,
    ),
    replace(A_CAR, also_true="a red car -> a blue umbrella -> a brown dog"),
)
_AN_UMBRELLA = "a woman in a yellow coat opens a blue umbrella"
_A_DOG = "a brown dog sleeps on a wooden bench"
HANDS["order_list composed events"] = (
    Hand(
        "order_list",
        "Which sequence is right?",
        (f"{_A_DOG} -> {_AN_UMBRELLA}", f"{_AN_UMBRELLA} -> {_A_DOG}"),
        1,
        {"relation": "order", "kind": "event", "items": [_AN_UMBRELLA, _A_DOG], "events": [1, 2]},
    ),
    Spoil(
        key_line=1,
        move_to=3,
        item="A woman in a yellow coat opens a blue umbrella.",
        plural="Women in yellow coats are opening blue umbrellas.",
        synonym="A lady wearing a yellow coat is opening a blue umbrella.",
        other="rain drips from the awning of a bakery",
        also_true=f"{_AN_UMBRELLA}; then {_A_DOG}",
        flip=("sequence", "sequence, backwards,"),
    ),
)
HANDS["order_list timed"] = (
    timed(
        "order_list",
        "What is the chronological order of these events?",
        [
            f"{told(1)}; then {told(2)}; then {told(5)}",
            f"{told(2)}; then {told(1)}; then {told(5)}",
            f"{told(5)}; then {told(2)}; then {told(1)}",
            f"{told(2)}; then {told(5)}; then {told(1)}",
        ],
        0,
        evidence={
            "relation": "order",
            "kind": "event",
            "items": [told(1), told(2), told(5)],
            "events": [1, 2, 5],
        },
    ),
    replace(EGGS, also_true=f"{told(1)} -> {told(2)} -> {told(5)}"),
)


def _arranged(hand: Hand, order: Sequence[int]) -> Hand:
    """Shows the items as statements, item `order[i]` as statement i + 1."""
    items = hand.evidence["items"]
    right = [list(order).index(at) + 1 for at in range(len(items))]
    wrong = [right[::-1], [right[1], right[0], *right[2:]]]
    texts = [", ".join(f"({n})" for n in numbers) for numbers in (wrong[0], right, wrong[1])]
    return hand.but(statements=tuple(items[at] for at in order), options=tuple(texts), answer=1)


def _arrows(hand: Hand) -> str:
    return hand.options[hand.answer].replace(", ", " -> ")


def _add_arranged(name: str, hand: Hand, spoil: Spoil, order: Sequence[int] = (1, 2, 0)) -> None:
    arranged = _arranged(hand, order)
    HANDS[name] = arranged, replace(spoil, also_true=_arrows(arranged))


_add_arranged(
    "order_arrange composed",
    Hand("order_arrange", "Arrange these things from first to last.", (), 1, _order),
    replace(A_CAR, flip=("first to last", "last to first")),
)
_timed_items = {
    "relation": "order",
    "kind": "event",
    "items": [told(1), told(2), told(5)],
    "events": [1, 2, 5],
}
_add_arranged(
    "order_arrange timed",
    timed("order_arrange", "Put the events in order.", (), 1, evidence=_timed_items),
    EGGS,
)
_pieces = {
    "order_phrase": [
        "parked beside a brick wall",
        "in a yellow coat opens a blue umbrella",
        "a striped kite over a green meadow",
    ],
    "order_prefix": ["A red car is parked...", "A woman in a yellow...", "The sun sets behind..."],
    "order_sentence": [
        "Two pigeons peck at crumbs on the curb.",
        "Rain drips from the awning of a bakery.",
        "The sun sets behind distant hills.",
    ],
}
_again = {
    "order_phrase": (CARS.split(". ")[0], "Bikes are parked beside brick walls."),
    "order_prefix": (CARS.split(". ")[0], "Red cars are parked there."),
    "order_sentence": (CARS.split(". ")[1], "Two more pigeons pecked at a crumb on the curbs."),
}
_in_other_words = {
    "order_phrase": "Someone was parking it beside the brick wall.",
    "order_prefix": "A red automobile was parked there.",
    "order_sentence": "On the curb, two pigeons were pecking crumbs.",
}
for _task, _items in _pieces.items():
    _add_arranged(
        f"{_task} composed",
        Hand(
            _task,
            "Which order of these pieces follows the captions?",
            (),
            1,
            {"relation": "order", "kind": "fragment", "items": _items, "events": [0, 1, 3]},
        ),
        replace(
            A_CAR,
            item=_again[_task][0].rstrip(".") + ".",
            plural=_again[_task][1],
            synonym=_in_other_words[_task],
            other="a fountain sprays water",
        ),
    )
    _cut = {
        "order_phrase": ["cracks three eggs into a bowl", "a block of cheese", "four plates on"],
        "order_prefix": ["The man cracks three eggs...", "He grates a block...", "A girl sets..."],
        "order_sentence": [TIMED[at][0] for at in (1, 2, 5)],
    }[_task]
    _add_arranged(
        f"{_task} timed",
        timed(
            _task,
            "Which order of these pieces follows the captions?",
            (),
            1,
            evidence={"relation": "order", "kind": "fragment", "items": _cut, "events": [1, 2, 5]},
        ),
        replace(EGGS, other="a radio plays music"),
    )
