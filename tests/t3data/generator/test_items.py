import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.generator.items import checked_item
from t3data.generator.refusal import RefusedError

CAPTION = (
    "A red balloon drifts over two small boats. The Eiffel Tower stands behind a man wearing "
    "glasses, and a bowl of ripe oranges sits on a table next to a swimming pool. Birds circle an "
    "old oil-lamp; a black and white photo hangs there, a dark red. It's a scene in a dog's eye."
)


@pytest.mark.parametrize(
    ("phrase", "item"),
    [
        ("a red balloon", "a red balloon"),
        ("A red balloon", "a red balloon"),
        ("two small boats", "two small boats"),
        ("the Eiffel Tower", "the Eiffel Tower"),
        ("The Eiffel Tower", "the Eiffel Tower"),
        ("glasses", "glasses"),
        ("a bowl of ripe oranges", "a bowl of ripe oranges"),
        ("a swimming pool", "a swimming pool"),
        ("ripe oranges", "ripe oranges"),
        ("Birds", "Birds"),
        ("birds", "birds"),
        ("an old oil-lamp", "an old oil-lamp"),
    ],
)
def test_stated_phrases(phrase: str, item: str) -> None:
    assert checked_item(phrase, CAPTION) == item


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("", "item_not_plain_words"),
        (" a red balloon", "item_not_plain_words"),
        ("a red balloon.", "item_not_plain_words"),
        ("a red  balloon", "item_not_plain_words"),
        ("a red\nballoon", "item_not_plain_words"),
        ("a <image> balloon", "item_not_plain_words"),
        ("a red balloon, two small boats", "item_not_plain_words"),
        ("a red, red, balloon", "item_not_plain_words"),
        ("a b c d e f g h i", "item_too_long"),
        ("red balloon", "item_without_article"),
        ("balloon", "item_without_article"),
        ("a", "item_without_noun"),
        ("a dark red", "item_without_noun"),
        ("a man wearing glasses", "item_not_a_noun_phrase"),
        ("a black and white photo", "item_not_a_noun_phrase"),
        ("a bowl of ripe oranges sits on a table", "item_too_long"),
        ("a bowl sits on a table", "item_not_a_noun_phrase"),
        ("two boats sit", "item_not_a_noun_phrase"),
        ("a covered bridge stands", "item_not_a_noun_phrase"),
        ("his balloons", "item_not_a_noun_phrase"),
        ("a scene", "item_generic"),
        ("a man", "item_generic"),
        ("a blue balloon", "item_not_in_caption"),
        ("a red ball", "item_not_in_caption"),
        ("an old oil", "item_not_in_caption"),
        ("the eiffel tower", "item_not_in_caption"),
        ("a Red balloon", "item_not_in_caption"),
        ("small boat", "item_without_article"),
        ("a small boat", "item_not_in_caption"),
    ],
)
def test_refused_phrases(phrase: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked_item(phrase, CAPTION)
    assert refused.value.reason == reason
    assert refused.value.detail


@given(st.text(max_size=40) | st.lists(st.sampled_from(CAPTION.split())).map(" ".join))
def test_whatever_passes_stands_in_the_caption(phrase: str) -> None:
    try:
        item = checked_item(phrase, CAPTION)
    except RefusedError:
        return
    assert item.lower() in CAPTION.lower()
    assert 1 <= len(item.split()) <= 8
