"""Where in a model features are taken, by name: "vision", "connector", "layer <n>"."""

from collections.abc import Sequence

from t3data.errors import UsageError

VISION = "vision"
"""After the vision tower: what enters the connector."""
CONNECTOR = "connector"
"""After the connector: what enters the language model at the places of the video tokens."""


def default_places(layers: int) -> tuple[str, ...]:
    """Tower, connector, and the first, middle and last of the language model's `layers` layers."""
    chosen = sorted({1, max(1, layers // 2), layers})
    return (VISION, CONNECTOR, *(f"layer {number}" for number in chosen))


def check_places(places: Sequence[str], layers: int) -> tuple[str, ...]:
    """`places` written the one way, in the order given, without repetition.

    "layer -1" is the last layer; "layer 0" is what the connector gives.

    Raises:
        UsageError: a place that a model with `layers` layers does not have.
    """
    return tuple(dict.fromkeys(_normal(place, layers) for place in places))


def layer_of(place: str) -> int | None:
    """The number of a language-model layer, or None for a place before the language model."""
    word, _, number = place.partition(" ")
    return int(number) if word == "layer" else None


def _normal(place: str, layers: int) -> str:
    if place in (VISION, CONNECTOR):
        return place
    try:
        number = layer_of(place)
    except ValueError:
        number = None
    if number is not None and -layers <= number <= layers:
        return f"layer {number % (layers + 1) if number < 0 else number}"
    raise UsageError(
        f"place {place!r}: this model has vision, connector and layer 0 to layer {layers} "
        f"(layer -1 is the last)"
    )
