import pytest
from clips_by_hand import PAIR, item_of

from probing.asking.plan import Ask
from probing.asking.verdict import ask_id, failed, judge
from probing.types import Item
from t3data.models.chat import Failure, Reply

LETTERS = "ABCDEF"
SIX = Item(
    item_of("cat", "person", "flower", aspect="order_3").clip,
    "In which order?",
    ("one", "two", "three", "four", "five", "six"),
    answer=4,
)


@pytest.mark.parametrize("rotation", range(6))
@pytest.mark.parametrize("form", ["{}", "({})", "The answer is {}.", "{}."])
def test_the_six_options_of_order_3_under_every_rotation(rotation: int, form: str) -> None:
    # option 4 stands at place 4 - rotation
    letter = LETTERS[(4 - rotation) % 6]
    answer = judge(Ask(SIX, "video", "plain", rotation), Reply(form.format(letter)))
    assert (answer.mark, answer.chosen, answer.answer) == ("right", 4, 4)
    wrong = judge(Ask(SIX, "video", "plain", rotation), Reply(form.format(LETTERS[-rotation % 6])))
    assert (wrong.mark, wrong.chosen) == ("wrong", 0)


def test_the_two_readings_may_differ() -> None:
    answer = judge(Ask(SIX, "text", "plain", 0), Reply("The answer is E."))
    assert (answer.mark, answer.official) == ("right", False)
    answer = judge(Ask(SIX, "text", "plain", 0), Reply("E"))
    assert (answer.mark, answer.official) == ("right", True)


def test_a_reply_that_states_nothing() -> None:
    answer = judge(Ask(PAIR, "video", "blind", 1), Reply("I cannot watch videos."))
    assert (answer.mark, answer.chosen, answer.reply) == (
        "misformat",
        None,
        "I cannot watch videos.",
    )
    assert answer.official is False


def test_a_failure_is_no_reply() -> None:
    answer = judge(Ask(PAIR, "video", "plain", 0), Failure("timeout", "no reply within 180 s"))
    assert (answer.mark, answer.chosen, answer.official) == ("failed", None, None)
    assert answer.reply == "timeout: no reply within 180 s"


def test_where_an_answer_belongs() -> None:
    ask = Ask(PAIR, "video", "shuffled", 1)
    answer = judge(ask, Reply("A"))
    assert ask_id(answer) == ask.id
    assert (answer.item, answer.aspect, answer.source) == (PAIR.id, "order", "source 0")
    assert (answer.options, answer.rotation, answer.condition) == (2, 1, "shuffled")
    assert ask_id(failed(ask, "no captions")) == ask.id
