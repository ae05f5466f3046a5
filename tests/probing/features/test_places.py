import pytest

from probing.features.places import check_places, default_places, layer_of
from t3data.errors import UsageError


def test_default_places_are_tower_connector_first_middle_and_last_layer() -> None:
    assert default_places(28) == ("vision", "connector", "layer 1", "layer 14", "layer 28")
    assert default_places(2) == ("vision", "connector", "layer 1", "layer 2")
    assert default_places(1) == ("vision", "connector", "layer 1")


def test_places_are_written_one_way() -> None:
    asked = ["layer -1", "vision", "layer 28", "layer 0", "layer -28"]
    assert check_places(asked, 28) == ("layer 28", "vision", "layer 0", "layer 1")


@pytest.mark.parametrize(
    "place", ["layer 29", "layer -30", "layer", "layer x", "tower", "", "Layer 1"]
)
def test_places_that_are_not_there_are_refused(place: str) -> None:
    with pytest.raises(UsageError, match="layer 0 to layer 28"):
        check_places([place], 28)


def test_layer_numbers() -> None:
    assert [layer_of(place) for place in ("vision", "connector", "layer 7")] == [None, None, 7]
