import shutil

import pytest

from benchmarks.captioning import penn, tokens
from benchmarks.captioning.java import no_java
from benchmarks.rows import document
from tests.shared_data import shared

EXAMPLES = {
    "A man (left) don't cannot gonna, at 10:30am!": (
        "a man -lrb- left -rrb- do n't can not gon na at 10:30 am"
    ),
    "half-and-half [x]": "half-and-half -lsb- x -rsb-",
    'It\'s "quoted" ... really? yes -- no - maybe;': "it 's quoted really yes no maybe",
    "": "",
}

java = pytest.mark.skipif(bool(no_java()), reason=no_java() or "java is here")


@java
@pytest.mark.parametrize("caption", EXAMPLES)
def test_the_tokenizer_cuts_as_the_official_scripts_do(caption: str) -> None:
    assert tokens.tokenized([caption])[caption] == EXAMPLES[caption]


@java
def test_a_line_break_in_one_caption_does_not_shift_the_next() -> None:
    broken = [f"one{c}two" for c in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"]
    found = tokens.tokenized([*broken, "three", "\ud800 four"])
    assert [found[caption] for caption in broken] == ["one two"] * len(broken)
    assert (found["three"], found["\ud800 four"]) == ("three", "four")


def test_the_tokenizer_without_java_knows_the_same_rules() -> None:
    assert penn.tokenized(EXAMPLES) == EXAMPLES


@java
def test_it_agrees_with_java_on_real_captions() -> None:
    videos = document(shared("youcook2/yc2_val.json"))
    captions = {text for video in videos.values() for text in video["sentences"]}
    official, ours = tokens.tokenized(captions), penn.tokenized(captions)
    differ = [caption for caption in captions if official[caption] != ours[caption]]
    assert len(differ) <= 0.002 * len(captions), differ[:5]


def test_without_the_extra_or_java_the_reason_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.captioning import java as here
    from benchmarks.captioning.tools import tools

    monkeypatch.setattr(shutil, "which", lambda _: None)
    if here.package():
        assert tools().missing.startswith("METEOR and SODA_a, _b, _c are missing: there is no java")
    monkeypatch.setattr(here, "package", lambda: None)
    found = tools()
    assert found.missing == (
        "CIDEr, METEOR and SODA_a, _b, _c are missing: pycocoevalcap is not installed; "
        "pip install 't3data[caption]'"
    )
    assert (found.meteor, found.ngrams) == (None, False)
