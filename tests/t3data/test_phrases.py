import pytest

from t3data.phrases import (
    action_fragment,
    event_phrase,
    fragment,
    head_of,
    noun_phrases,
    prefix,
)


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("A freight train carrying two levels of sedans is stopped.", ["a freight train"]),
        (
            "A man sits on a wooden bench near a large oak tree.",
            ["a wooden bench", "a large oak tree"],
        ),
        ("There is a bowl of soup and an orange cat.", ["a bowl of soup", "an orange cat"]),
        ("Three small dogs run past a parked car.", ["three small dogs", "a parked car"]),
        ("A parking lot lies behind a swimming pool.", ["a parking lot", "a swimming pool"]),
        ("The wall is a rich, dark red.", []),
        ("A close-up shot shows the sky.", []),
        ("A car zooms past the gate.", ["a car"]),
        ("In the middle stands a tall", []),
        ("", []),
    ],
)
def test_noun_phrases_end_where_the_thing_ends(sentence, phrases):
    assert list(noun_phrases(sentence)) == phrases


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("a red balloon", "balloon"),
        ("three small dogs", "dog"),
        ("a bowl of soup", "bowl"),
        ("two knives", "knife"),
        ("a glass", "glass"),
    ],
)
def test_the_head_is_the_singular_noun_before_of(phrase, head):
    assert head_of(phrase) == head


@pytest.mark.parametrize(
    ("sentence", "piece"),
    [
        (
            "A freight train carrying two levels of sedans is stopped outside.",
            "a freight train carrying two levels of sedans",
        ),
        ("A lamp, a cat and a notebook.", None),
        ("It is dark.", None),
    ],
)
def test_a_fragment_is_verbatim_and_ends_with_a_noun(sentence, piece):
    assert fragment(sentence) == piece


def test_a_prefix_needs_words_that_tell_something():
    assert prefix("A freight train carrying two levels of sedans is stopped.") == (
        "A freight train carrying two levels..."
    )
    assert prefix("It is in the and of the but.") is None
    assert prefix("Too short to cut.") is None


@pytest.mark.parametrize(
    ("caption", "event"),
    [
        (" A man throws a javelin.", "A man throws a javelin"),
        (
            "spread margarine on two slices of white bread",
            "Spread margarine on two slices of white bread",
        ),
        ("The man then grabs a tool.", "The man grabs a tool"),
        ("Next, the dough is rolled out.", "The dough is rolled out"),
        ("He lifts the bar. A judge raises a flag.", "A judge raises a flag"),
        ("She drops to the ground in pain.", None),
        ("The man finishes and looks at the discus.", None),
        ("The girl plays again.", None),
        ("Wow!", None),
        ("", None),
    ],
)
def test_an_event_stands_alone_and_hides_its_place(caption, event):
    assert event_phrase(caption) == event


def test_an_action_fragment_starts_at_a_verb_form():
    event = "The first man begins performing several card tricks while speaking to the camera"

    assert action_fragment(event) == "performing several card tricks"
    assert action_fragment("A dog barks at a cat") is None
