import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.generator.edits import checked_edit
from t3data.generator.refusal import RefusedError
from t3data.generator.replies import EditProposal
from t3data.types import Edit

ATTRIBUTES = ("color", "age", "state")
CAPTION = (
    "An old man holds a red balloon near a dark red kite. Green doors lead to a white, tall tower, "
    "a long narrow boat and a black and white cat. The cup is blue; a blue cup stands there."
)


def edit(thing: str, before: str, after: str, attribute: str = "color") -> EditProposal:
    return EditProposal(attribute, thing, before, after)


def test_text_is_the_caption_with_one_word_changed() -> None:
    made = checked_edit(edit("balloon", "red", "green"), CAPTION, ATTRIBUTES)
    assert made == Edit(
        "color", "balloon", "red", "green", CAPTION.replace("red balloon", "green balloon")
    )


@pytest.mark.parametrize(
    ("proposal", "old", "new"),
    [
        (edit("balloon", "red", "orange"), "a red balloon", "an orange balloon"),
        (edit("man", "old", "young", "age"), "An old man", "A young man"),
        (edit("MAN", "Old", "Young", "age"), "An old man", "A young man"),
        (edit("doors", "green", "yellow"), "Green doors", "Yellow doors"),
        (edit("tower", "tall", "low", "state"), "white, tall tower", "white, low tower"),
        (edit("narrow boat", "long", "short", "state"), "a long narrow", "a short narrow"),
        (edit("boat", "long narrow", "wide", "state"), "a long narrow boat", "a wide boat"),
    ],
)
def test_articles_and_capitals_are_mended(proposal: EditProposal, old: str, new: str) -> None:
    assert old in CAPTION
    made = checked_edit(proposal, CAPTION, ATTRIBUTES)
    assert made.text == CAPTION.replace(old, new)


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (edit("balloon", "red", "green", "mood"), "edit_unknown_attribute"),
        (edit("balloon", "red", "RED"), "edit_without_change"),
        (edit("balloon", "", "green"), "edit_not_plain_words"),
        (edit("", "red", "green"), "edit_not_plain_words"),
        (edit("balloon", "red", "green, big"), "edit_not_plain_words"),
        (edit("balloon", "red", "<image>"), "edit_not_plain_words"),
        (edit("balloon", "red", "green\n"), "edit_not_plain_words"),
        (edit("balloon", "red", "very very green"), "edit_not_plain_words"),
        (edit("balloon near a kite", "red", "green"), "edit_not_plain_words"),
        (edit("balloon", "blue", "green"), "edit_place_not_unique"),
        (edit("kites", "red", "green"), "edit_place_not_unique"),
        (edit("ballo", "red", "green"), "edit_thing_not_unique"),
        (edit("cup", "blue", "green"), "edit_thing_not_unique"),
        (edit("kite", "red", "green"), "edit_value_qualified"),
        (edit("cat", "white", "brown"), "edit_value_qualified"),
    ],
)
def test_refused(proposal: EditProposal, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        checked_edit(proposal, CAPTION, ATTRIBUTES)
    assert refused.value.reason == reason


WORDS = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from(CAPTION.split()), min_size=1, max_size=2).map(" ".join),
)


@given(WORDS, WORDS, WORDS)
def test_whatever_passes_changes_one_place(thing: str, before: str, after: str) -> None:
    try:
        made = checked_edit(edit(thing, before, after), CAPTION, ATTRIBUTES)
    except RefusedError:
        return
    assert made.text != CAPTION
    assert f"{made.after} {made.thing}" in made.text.lower()
    at = CAPTION.lower().index(f"{made.before} {made.thing}")
    kept = made.text[: max(0, at - 3)], made.text[-len(CAPTION) + at + len(before) + 1 :]
    assert CAPTION.startswith(kept[0])
    assert CAPTION.endswith(kept[1]) or len(made.text) < len(CAPTION)
