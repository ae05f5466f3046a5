"""The reader's English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.checker.grammar import Kind
from t3data.checker.language import names, read_item, states
from t3data.checker.lemmas import _TOKEN, lemma, tokens


@pytest.mark.parametrize(
    "family",
    [
        "run runs ran running", "make makes making made", "dance dances dancing danced",
        "plan plans planned planning", "ride rides riding rode", "prepare preparing prepared",
        "open opens opening opened", "carry carries carried carrying", "stir stirred stirring",
        "add adds adding added", "pass passes passing passed", "use uses using used",
        "man men man's", "woman women", "child children", "person people", "foot feet",
        "knife knives", "leaf leaves", "box boxes", "dish dishes", "horse horses", "bus buses",
        "potato potatoes", "shoe shoes", "cherry cherries", "glass glasses", "tie ties tied tying",
        "dog dogs dogs'", "gray grey", "wave waves waving waved", "agree agrees agreed agreeing",
    ],
)  # fmt: skip
def test_forms_of_one_word_meet(family: str) -> None:
    assert len({lemma(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "words",
    ["plan plane", "car care", "hop hope", "string sting", "bus bush", "wing win", "red ride"],
)
def test_different_words_stay_apart(words: str) -> None:
    one, other = words.split()
    assert lemma(one) != lemma(other)


def test_tokens() -> None:
    assert tokens("The man's T-shirt, “red” – isn’t it? (No.)") == [
        "the", "man's", "t-shirt", ",", "red", "isn't", "it", "?", "no", ".",
    ]  # fmt: skip


@given(st.text(st.characters(max_codepoint=126, min_codepoint=32)))
def test_the_fast_way_through_plain_text_is_the_same(text: str) -> None:
    assert tokens(text) == _TOKEN.findall(text.casefold())


@pytest.mark.parametrize(
    ("caption", "item", "expected"),
    [
        ("A red car is parked.", "a red car", True),
        ("The red car stops.", "a red car", True),
        ("Behind it is a RED CAR.", "a red car", True),
        ("A red car", "a red car", True),
        ("A red car sleeps on the lawn.", "a red car", True),
        ("Two red cars stop.", "a red car", False),
        ("A red, old car stops.", "a red car", False),
        ("A red car door is open.", "a red car", False),
        ("The red car doors on the left are open.", "a red car", False),
        ("A three stripe fish swims.", "three stripe fish", False),
        ("The three striped fish are there.", "three striped fish", True),
        ("Two red cars stand majestically there.", "two red cars", True),
        ("There is no red car here.", "a red car", False),
        ("A street without a single red car.", "a red car", False),
        ("The red car is not there.", "a red car", False),
        ("There is no bus. A red car waits.", "a red car", True),
        ("A red carpet lies there.", "a red car", False),
        ("A wired car", "red car", False),
        ("A dark-red car stops.", "a red car", False),
    ],
)
def test_states_a_thing(caption: str, item: str, expected: bool) -> None:
    assert states(caption, item, "thing") is expected
    if expected:
        assert names(caption, item, "thing")


@pytest.mark.parametrize(
    ("caption", "item", "expected"),
    [
        ("Cars pass by.", "a red car", True),
        ("An automobile passes by.", "a red car", True),
        ("A sedan passes by.", "a red car", True),
        ("A truck passes by.", "a red car", False),
        ("A carpet is rolled up.", "a red car", False),
        ("The room is red.", "a red car", False),
        ("Sailboats lie in the harbour.", "a boat", True),
        ("A puppy plays.", "a brown dog", True),
        ("He plays.", "a man", True),
        ("She plays.", "a man", False),
        ("They play.", "a man", True),
        ("People dance.", "a man", True),
        ("A chef cooks.", "a man", True),
        ("A boy plays.", "a girl", False),
        ("A child plays.", "a girl", True),
        ("Women play.", "a group of women", True),
        ("A group of trees.", "a group of women", False),
        ("A hat lies there.", "a man in a red hat", False),
        ("A man walks.", "a man in a red hat", True),
        ("A man walks.", "a man wearing a red hat", True),
        ("A well-lit room.", "a room", True),
        ("A soccer-player runs.", "a player", True),
        ("A couch is for sale.", "the sofa", True),
        ("A swimming pool.", "an outdoor pool", True),
    ],
)
def test_names_a_thing(caption: str, item: str, expected: bool) -> None:
    assert names(caption, item, "thing") is expected


@pytest.mark.parametrize(
    ("caption", "item", "stated", "named"),
    [
        ("A man cuts an onion on a board.", "a man cuts an onion", True, True),
        ("The man is cutting the onion.", "a man cuts an onion", True, True),
        ("The man then cuts an onion.", "the man cuts an onion", True, True),
        ("The man never cuts an onion.", "the man cuts an onion", False, True),
        ("No man cuts an onion.", "man cuts an onion", False, True),
        ("A guy chops onions.", "a man cuts an onion", False, True),
        ("An onion is cut by a man.", "a man cuts an onion", False, True),
        ("A man cuts his hair.", "a man cuts an onion", False, True),
        ("A man eats an apple.", "a man cuts an onion", False, False),
        ("She smiles.", "she smiles", False, True),  # says too little to be told apart
        ("Add some salt and stir.", "add some salt", True, True),
    ],
)
def test_tells_an_event(caption: str, item: str, stated: bool, named: bool) -> None:
    assert states(caption, item, "event") is stated
    assert names(caption, item, "event") is named


@pytest.mark.parametrize(
    ("caption", "item", "expected"),
    [
        ("A red car waits. Behind it, a dog barks.", "behind it, a dog barks", True),
        ("A red car waits. Behind it, a dog barks.", "red car waits", True),
        ("A red car waits. Behind it, a dog barks.", "red car wait", False),
        ("A red car waits. Behind it, a dog barks.", "ed car waits", False),
        ("A red car waits. Behind it, a dog barks.", "A red car...", True),
        ("A red car waits. Behind it, a dog barks.", "Behind it, a dog barks...", True),
        ("A red car waits. Behind it, a dog barks.", "a dog barks...", False),
        ("A red car waits. Behind it, a dog barks.", "A red car waits.", True),
        ("A red car waits. Behind it, a dog barks.", "a red  car", False),
    ],
)
def test_quotes_a_fragment(caption: str, item: str, expected: bool) -> None:
    assert states(caption, item, "fragment") is expected


@pytest.mark.parametrize(
    ("item", "kind", "expected"),
    [
        ("a red car", "thing", True),
        ("a red car", "event", False),
        ("a man who is smiling", "thing", True),
        ("a set of tools on a table", "thing", True),
        ("a man is smiling", "thing", False),
        ("he smiles", "thing", False),
        ("the man cracks three eggs", "thing", False),
        ("a pan heats on the stove", "thing", False),
        ("the fingers instead", "thing", False),
        ("a little closer", "thing", False),
        ("a man is smiling", "event", True),
        ("a dog barks at the door", "event", True),
        ("add some salt", "event", True),
        ("of the", "thing", False),
        ("...", "fragment", False),
    ],
)
def test_kinds_are_read_off_the_item(item: str, kind: Kind, expected: bool) -> None:
    assert read_item(item, kind).plausible is expected


def test_same_meaning() -> None:
    def same(one: str, other: str) -> bool:
        return read_item(one, "thing").meaning == read_item(other, "thing").meaning

    assert same("a big sofa", "the large couch")
    assert same("two cars", "two automobiles")
    assert not same("a boy", "a child")
    assert not same("two cars", "three cars")
