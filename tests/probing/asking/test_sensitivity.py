from math import log

import pytest

from probing.asking.sensitivity import Drop, Sureness, View, drops, logprob_of
from t3data.models.chat import Reply, TokenLogprob


def sure(item: str, view: View, logprob: float) -> Sureness:
    return Sureness(item, "order", f"source of {item}", view, logprob, "given reply")


def test_the_drop_of_each_item_that_is_known_in_all_views() -> None:
    measured = [
        sure("a", "near", log(0.2)),
        sure("b", "as shown", 0.0),
        sure("a", "as shown", log(0.8)),
        sure("b", "near", -1.0),
        sure("a", "elsewhere", log(0.4)),
    ]
    (drop,) = drops(measured)
    assert (drop.item, drop.aspect, drop.source) == ("a", "order", "source of a")
    assert drop.near == pytest.approx(log(4))
    assert drop.elsewhere == pytest.approx(log(2))
    assert isinstance(drop, Drop)


def test_a_given_reply_counts_by_the_mean_of_its_tokens() -> None:
    reply = Reply("B", logprobs=(TokenLogprob("(", -1.0), TokenLogprob("B", -2.0)))
    assert logprob_of(reply, "B", by_choice=False) == -1.5
    assert logprob_of(Reply("B"), "B", by_choice=False) is None


def test_a_choice_counts_by_its_first_token() -> None:
    first = TokenLogprob("A", -0.1, {"A": -0.1, " B": -2.0, "B": -3.0})
    reply = Reply("A", logprobs=(first, TokenLogprob("B", 0.0)))
    assert logprob_of(reply, "A", by_choice=True) == -0.1
    assert logprob_of(reply, "B", by_choice=True) == -2.0
    assert logprob_of(reply, "C", by_choice=True) is None
