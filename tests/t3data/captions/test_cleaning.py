import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.captions.cleaning import clean, normal_form
from t3data.captions.draft import Flaw

GOOD = "A red car waits at the gate."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  A red\tcar \n\n waits. ", "A red car waits."),
        ("A red car\u2028waits\u2029at\x85the\x0bgate\x0c.", "A red car waits at the gate ."),
        ("A\u00a0red\u3000car", "A red car"),
        ("A\x00 re\x08d \ufeffcar\u200b wai\u00adts\x7f", "A red car waits"),
        ("A \u200b red car", "A red car"),
        ("\u202eA red car\u202c", "A red car"),
        ("A cafe\u0301 in Köln", "A café in Köln"),
        ("A family 👨‍👩‍👧 waves 🚲.", "A family 👨‍👩‍👧 waves 🚲."),
        ("If a < b then 3 > 2 holds & more", "If a < b then 3 > 2 holds & more"),
        ("I <3 this red car [sic]", "I <3 this red car [sic]"),
        ("Yellow | Jaune is written there", "Yellow | Jaune is written there"),
        ("The sign 手景 hangs above the door", "The sign 手景 hangs above the door"),
        ("She eats pâté; Âge tendre is the title", "She eats pâté; Âge tendre is the title"),
        ("put cilantro olive oil garlic", "put cilantro olive oil garlic"),
        ("A Rue de la Paix sign in Paris", "A Rue de la Paix sign in Paris"),
    ],
)
def test_kept_in_one_line(text, line):
    assert clean(text) == line


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "empty"),
        ("", "empty"),
        (" \n\u200b\ufeff ", "empty"),
        (7, "not_text"),
        (["A red car"], "not_text"),
        ("12 345 678", "not_text"),
        ("... --- ...", "not_text"),
        ("Red car", "too_short"),
        ("<image> " + GOOD, "media_placeholder"),
        (GOOD + "<VIDEO>", "media_placeholder"),
        ("A tag < Audio > in " + GOOD, "media_placeholder"),
        ("The web page shows </image> twice", "media_placeholder"),
        ("<p>A red car</p> waits", "markup"),
        ('A <a href="x">red car</a> waits', "markup"),
        ("A red car waits<br/>", "markup"),
        ("A red car&nbsp;waits there", "markup"),
        ("A red car &#39;waits&#39; there", "markup"),
        ("<|im_start|>assistant A red car<|im_end|>", "markup"),
        ("A red car waits.</s>", "markup"),
        ("[INST] A red car waits [/INST]", "markup"),
        ("A red car\ufffds wheel", "replacement_character"),
        ("A red carâ€™s wheel turns", "mojibake"),
        ("A cafÃ© with an awning", "mojibake"),
        ("It is 20Â°C outside today", "mojibake"),
        ("A clown \ud83e with a nose", "lone_surrogate"),
        ("Ein Hund läuft mit dem Ball auf der Wiese und bellt.", "not_english"),
        ("Una mujer con un abrigo rojo pasea por el parque", "not_english"),
        ("Le chien est dans la rue avec une femme", "not_english"),
        ("赤い車が門の前で待っている。 運転手は 新聞を 読む。", "not_english"),
        ("赤い車が門の前で待っている。", "not_english"),
        ("Красная машина стоит у ворот", "not_english"),
        ("a window, and " * 60, "repetitive"),
    ],
)
def test_refused_with_a_reason(text, reason):
    flaw = clean(text)
    assert isinstance(flaw, Flaw)
    assert flaw.reason == reason
    assert flaw.detail
    assert "\n" not in flaw.detail


def test_the_longest_caption_is_a_parameter():
    text = "word " * 100 + "end"
    assert clean(text, 503) == text
    flaw = clean(text, 502)
    assert flaw == Flaw("too_long", "503 characters, at most 502 are taken")
    assert isinstance(clean("A red car " * 2001), Flaw)


def test_normal_form_ignores_case_marks_and_spacing():
    same = [
        "A red car’s wheel – turns.",
        "a RED car's wheel turns",
        "A  red carʼs".replace("ʼs", "'s wheel turns!"),
    ]
    assert len({normal_form(text) for text in same}) == 1
    assert normal_form("A red car") != normal_form("A red cat")
    assert normal_form("Straße") == normal_form("STRASSE")


@given(
    st.text(max_size=80)
    | st.text(st.sampled_from("ab <>|&;/\u2028\x00\u200bé\u0301 \n"), max_size=40)
)
def test_what_is_kept_is_clean_for_good(text):
    line = clean(text)
    if isinstance(line, str):
        assert clean(line) == line
        assert line == " ".join(line.split())
        assert not any(ord(char) < 0x20 for char in line)
