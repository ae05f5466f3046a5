import json

from t3data.rows import render
from t3data.scenes import describe
from t3data.types import Caption, Event, Posed, Question, Timeline

CAPTIONS = ["A red car.", "A black cat.", "A tall lamp."]


def posed(lettered=True):
    events = tuple(Event(describe(Caption(text, str(n), "s"))) for n, text in enumerate(CAPTIONS))
    question = Question(
        task="refer_position",
        stem="What is shown at the end?",
        options=("a black cat", "a tall lamp", "a red car"),
        answer=1,
        evidence={"relation": "at", "kind": "thing", "position": "end", "event": 2},
        lettered=lettered,
    )
    return Posed(Timeline("s/1", "composed", events), question)


def rows(lettered, count=200):
    return [render(posed(lettered), seed) for seed in range(count)]


def test_sections_are_separated_by_one_blank_line():
    for row in rows(True):
        prompt = row.conversations[0].value
        opening, context, question, closing = prompt.split("\n\n")
        header, *lines = context.split("\n")
        assert opening.endswith(".")
        assert header.endswith(":")
        assert [line.split(": ")[-1] for line in lines] == CAPTIONS
        assert question.split("\n")[0].removeprefix("Question: ") == "What is shown at the end?"
        assert len(question.split("\n")) == 4
        assert closing


def test_the_answer_is_the_keyed_option_in_the_form_that_was_asked_for():
    forms = {row.conversations[1].value for row in rows(True)}

    assert forms == {"B", "(B)", "(B) a tall lamp", "B. a tall lamp", "B) a tall lamp"}


def test_a_free_row_lists_no_options_and_answers_in_words():
    for row in rows(False):
        assert "a black cat" not in row.conversations[0].value.lower().replace("a black cat.", "")
        assert row.conversations[1].value in ("a tall lamp", "A tall lamp.")
        assert json.loads(row.meta)["candidates"] == ["a black cat", "a tall lamp", "a red car"]


def test_meta_points_at_captions_and_never_repeats_them():
    row = render(posed(), 3)
    meta = json.loads(row.meta)

    assert meta["captions"] == ["0", "1", "2"]
    assert meta["answer"] == 1
    assert not any(caption in row.meta for caption in CAPTIONS)


def test_timed_lines_show_their_seconds():
    events = tuple(
        Event(describe(Caption(text, str(n), "s", None, "v", 0.0, 1.0)), n * 10.0, n * 10.0 + 5.25)
        for n, text in enumerate(CAPTIONS)
    )
    timeline = Timeline("s/v", "timed", events, duration=30.0)
    shown = {
        render(Posed(timeline, posed().question), seed).conversations[0].value.split("\n")[3]
        for seed in range(60)
    }

    assert shown == {
        "[0.0s - 5.2s] A red car.",
        "0.0s to 5.2s: A red car.",
        "(0.0 - 5.2 seconds) A red car.",
    }


def test_rows_vary_in_wording_and_repeat_by_seed():
    prompts = {row.conversations[0].value for row in rows(True)}

    assert len(prompts) > 100
    assert render(posed(), 5) == render(posed(), 5)
    assert len({row.id for row in rows(True)}) == 200
