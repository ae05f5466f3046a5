"""Wordings of a stem: what passes asks the same thing; what does not leaves the stem alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stub_server import Act, refuse, say, serving

from t3data.generator import reword
from t3data.generator.refusal import RefusedError
from t3data.generator.rewording import check_wording, keep
from t3data.generator.stems import rule_of
from t3data.models import CachedModel, OpenAIServer, ResponseCache, RetryPolicy
from t3data.types import Posed, Question, Timeline

THINGS = ("a cat", "a red balloon", "a green tree", "a blue boat")


def ask(stem: str, evidence: dict[str, Any], options: tuple[str, ...] = THINGS) -> Question:
    return Question("task", stem, options, 0, evidence)


BEFORE = ask(
    "What comes right before an old dog?",
    {"relation": "before", "kind": "thing", "anchor": "an old dog"},
)
AFTER = ask(
    'What follows "A man runs before the end" directly? Right after "A man runs before the end".',
    {"relation": "after", "kind": "event", "anchor": "A man runs before the end"},
)
WHEN = ask(
    "When is a cat shown?",
    {"relation": "when", "kind": "thing", "item": "a cat"},
    ("at the beginning", "in the middle", "at the end"),
)
END = ask("What is shown at the end?", {"relation": "at", "position": "end"})
FREE_END = ask(
    "Which of these is shown at the end: a cat, a red balloon or a green tree?",
    {"relation": "at", "position": "end"},
    THINGS[:3],
)
ORDER = ask("In which order do these appear?", {"relation": "order", "items": list(THINGS)})
SECONDS = ask(
    'When does this happen: "A man sits"?',
    {"relation": "seconds", "item": "A man sits"},
    ("0.0s - 4.0s", "5.0s - 9.0s"),
)
BETWEEN = ask(
    'How many events lie between "A man sits" and "A cat runs"?',
    {"relation": "between", "anchors": ["A man sits", "A cat runs"]},
    ("1", "2", "3"),
)
ATTRIBUTE = ask(
    "How does the color of the balloon change?",
    {"relation": "attribute", "attribute": "color", "thing": "balloon", "values": ["red", "blue"]},
    ("from red to blue", "from blue to red"),
)
LONGEST = ask("Which lasts the longest?", {"relation": "longest"})
ENDS_LAST = ask("Which of these ends last?", {"relation": "ends_last"})
WHILE = ask(
    'What else happens while this goes on: "A man sits"?',
    {"relation": "while", "anchor": "A man sits"},
)


def check(wording: str, question: Question) -> None:
    rule = rule_of(question.evidence)
    assert rule
    check_wording(wording, question, rule)


@pytest.mark.parametrize(
    ("question", "wording"),
    [
        (BEFORE, "Directly before an old dog, what is on screen?"),
        (BEFORE, "Which of these precedes an old dog?"),
        (BEFORE, "Just before An old dog shows up, what do we see?"),
        (AFTER, 'Right after "A man runs before the end", what is seen?'),
        (WHEN, "A cat is seen at what point?"),
        (WHEN, "When does a cat appear: at the beginning, in the middle or at the end?"),
        (END, "By the end, what is there to see?"),
        (FREE_END, "At the end, which is shown: a green tree, a cat or a red balloon?"),
        (ORDER, "Going from first to last, how do these come up?"),
        (ORDER, "Arrange these in the order of the video."),
        (SECONDS, 'At what time does someone tell us that "A man sits"?'),
        (BETWEEN, 'Between "A cat runs" and "A man sits", how many events are there?'),
        (ATTRIBUTE, "What change is there in the color of the balloon?"),
        (LONGEST, "Which of them takes the most time?"),
        (ENDS_LAST, "Which of these is the latest to finish?"),
        (WHILE, 'During "A man sits", what else takes place?'),
    ],
)
def test_good_wordings(question: Question, wording: str) -> None:
    check(wording, question)


@pytest.mark.parametrize(
    ("question", "wording", "reason"),
    [
        (END, "", "stem_not_one_line"),
        (END, "What is shown\nat the end?", "stem_not_one_line"),
        (END, " What is shown at the end?", "stem_not_one_line"),
        (END, "What is shown\x00at the end?", "stem_not_one_line"),
        (END, "What is shown at the end", "stem_without_end"),
        (END, "What, dear reader, " + "oh " * 60 + "is shown at the end?", "stem_too_long"),
        (END, "What is shown?", "stem_words"),
        (END, "What is shown from the beginning to the end?", "stem_words"),
        (END, "What is not shown at the end?", "stem_negated"),
        (END, "What isn't shown at the end?", "stem_negated"),
        (END, "Is a cat shown at the end?", "stem_gives_option"),
        (END, "What is shown at the end, (A) or (B)?", "stem_marks"),
        (END, "What is shown at the end of <video>?", "stem_marks"),
        (END, "What is shown at the end of all 4 events?", "stem_adds_number"),
        (FREE_END, "What is shown at the end: a cat or a red balloon?", "stem_lacks_item"),
        (BEFORE, "What comes right before the dog?", "stem_lacks_item"),
        (BEFORE, "What comes right before an old doghouse?", "stem_lacks_item"),
        (BEFORE, "What comes right after an old dog?", "stem_words"),
        (BEFORE, "What comes before an old dog?", "stem_words"),
        (BEFORE, "Right before what is an old dog shown?", "stem_turned_round"),
        (BEFORE, "What does an old dog come right before?", "stem_turned_round"),
        (AFTER, 'What is right before "A man runs before the end"?', "stem_words"),
        (WHEN, "When, if not at the end, is a cat shown?", "stem_negated"),
        (WHEN, "When is a cat shown, towards the close or the beginning?", "stem_gives_option"),
        (WHEN, "When is a cat shown after the rest?", "stem_words"),
        (ORDER, "In which order do these appear, in reverse?", "stem_words"),
        (ORDER, "In which order do these appear, starting with the last?", "stem_turned_round"),
        (SECONDS, 'When, around 4.0 seconds, is it that "A man sits"?', "stem_adds_number"),
        (BETWEEN, 'How many events follow "A man sits" and "A cat runs"?', "stem_words"),
        (ATTRIBUTE, "How does the balloon change?", "stem_lacks_item"),
        (ATTRIBUTE, "How does the color of the red balloon change?", "stem_gives_option"),
        (LONGEST, "Which takes the least time, and not the most time?", "stem_words"),
        (ENDS_LAST, "Which of these starts last?", "stem_words"),
    ],
)
def test_refused_wordings(question: Question, wording: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check(wording, question)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "question", [BEFORE, WHEN, END, FREE_END, ORDER, SECONDS, BETWEEN, ATTRIBUTE, LONGEST, WHILE]
)
def test_every_stem_is_a_wording_of_itself(question: Question) -> None:
    check(question.stem, question)


def test_what_is_kept() -> None:
    assert keep(BEFORE) == ["an old dog"]
    assert keep(FREE_END) == ["a red balloon", "a green tree", "a cat"]
    assert keep(ATTRIBUTE) == ["balloon", "color"]
    assert keep(ORDER) == []


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ResponseCache]:
    with ResponseCache(tmp_path / "replies.jsonl") as opened:
        yield opened


def model(url: str, cache: ResponseCache) -> CachedModel:
    quick = RetryPolicy(attempts=1)
    return CachedModel(OpenAIServer("stub", url, timeout=5.0, retry=quick), cache, concurrency=1)


def posed(question: Question, *names: str) -> list[Posed]:
    return [Posed(Timeline(name, "composed", ()), question) for name in names]


def wordings(*texts: str) -> Act:
    return say(json.dumps({"wordings": texts}))


def test_one_that_passes_is_drawn_for_each_question(cache: ResponseCache) -> None:
    good = ["By the end, what is there?", "What do we see at the end?", "What is at the end?"]
    questions = posed(END, *(f"t{n}" for n in range(60)))
    with serving(wordings(*good, "What is shown?")) as stub:
        reworded, rejects = reword(questions, model(stub.url, cache))
        again, _ = reword(questions, model(stub.url, cache))
        other, _ = reword(questions, model(stub.url, cache), seed=1)
        assert len(stub.bodies) == 1
    assert {one.question.stem for one in reworded} == set(good)
    assert [one.timeline.id for one in reworded] == [f"t{n}" for n in range(60)]
    assert again == reworded != other
    # The same wording of the same stem is refused once, however many questions share the stem.
    assert [(r.reason, r.row, r.source) for r in rejects] == [
        ("stem_words", "What is shown?", "task")
    ]


def test_only_the_stem_changes(cache: ResponseCache) -> None:
    with serving(wordings("What precedes an old dog?")) as stub:
        [one], _ = reword(posed(BEFORE, "t"), model(stub.url, cache))
    assert one.question == Question("task", "What precedes an old dog?", THINGS, 0, BEFORE.evidence)


def test_none_that_passes_leaves_the_stem(cache: ResponseCache) -> None:
    with serving(wordings("What is shown?", "Where?")) as stub:
        reworded, rejects = reword(posed(END, "t"), model(stub.url, cache))
    assert reworded == posed(END, "t")
    assert [reject.reason for reject in rejects] == ["stem_words", "stem_words"]
    assert rejects[0].place.file == "t"


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (say("At the end?"), "reply_not_json"),
        (say('{"stems": []}'), "reply_wrong_shape"),
        (wordings(), "stem_missing"),
        (say(""), "model_empty"),
        (refuse(500), "model_server_error"),
    ],
)
def test_unusable_replies_leave_the_stem(cache: ResponseCache, act: Act, reason: str) -> None:
    with serving(act) as stub:
        reworded, rejects = reword(posed(END, "t"), model(stub.url, cache))
    assert reworded == posed(END, "t")
    assert [reject.reason for reject in rejects] == [reason]


def test_tasks_of_others_are_left_alone(cache: ResponseCache) -> None:
    foreign = posed(ask("Why?", {"relation": "because"}), "t")
    with serving(wordings("What is at the end?")) as stub:
        reworded, rejects = reword([*foreign, *posed(END, "u")], model(stub.url, cache))
        assert len(stub.bodies) == 1
    assert reworded[0] == foreign[0]
    assert reworded[1].question.stem == "What is at the end?"
    assert rejects == []


def test_model_sees_neither_options_nor_answer(cache: ResponseCache) -> None:
    with serving(wordings()) as stub:
        reword(posed(BEFORE, "t"), model(stub.url, cache))
    sent = stub.raw[0].decode()
    assert not any(option in sent for option in THINGS)
    assert "an old dog" in sent
