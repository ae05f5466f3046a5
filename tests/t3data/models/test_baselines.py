"""Baselines answer every request, and answer it again in the same way."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from math import log
from typing import Any

import pytest

from t3data.models import (
    AlwaysFirst,
    CachedModel,
    Chance,
    ChatModel,
    Failure,
    Job,
    Message,
    Oracle,
    Outcome,
    Reply,
    Request,
    TokenLogprob,
)
from t3data.models.baselines import options_of
from t3data.video import FrameBundle

VIDEO = FrameBundle((b"1",), (0.0,), (0,), fps=1.0, duration=1.0)


def ask(model: ChatModel, request: Request) -> Outcome:
    async def one() -> Outcome:
        async with model.open() as send:
            return await send(request)

    return asyncio.run(one())


def among(*choices: str, about: str = "?", **wishes: Any) -> Request:
    return Request((Message("user", (VIDEO, about)),), choices=choices, **wishes)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Which one?\nA. a cat\nB. a dog", ("A", "B")),
        ("Which one?\n(A) a cat\n(B) a dog\n(C) An owl. D. is none", ("A", "B", "C")),
        ("Which one?\n  A) a cat\n  B) a dog\nAnswer with the letter.", ("A", "B")),
        ("A: yes\nB: no", ("A", "B")),
        ("A.M. or P.M.?\nA. in the morning\nB. at night", ("A", "B")),
        ("Describe the video.", ("Something happens.",)),
    ],
)
def test_letters_of_the_options(text: str, letters: tuple[str, ...]) -> None:
    assert options_of(Request((Message("user", text),))) == letters
    last = (
        Message("user", "A. x\nB. y"),
        Message("assistant", "A"),
        Message("user", (VIDEO, text)),
    )
    assert options_of(Request(last)) == letters
    assert options_of(Request(last, choices=("yes", "no"))) == ("yes", "no")


def test_options_without_a_message() -> None:
    assert options_of(Request(())) == ("Something happens.",)


def said(model: Chance, requests: Iterable[Request]) -> list[str]:
    replies = [model.reply(request) for request in requests]
    return [reply.text for reply in replies if isinstance(reply, Reply)]


def test_chance_is_even_and_repeatable() -> None:
    requests = [among("A", "B", "C", about=str(n)) for n in range(3000)]
    replies = said(Chance(), requests)
    counts = Counter(replies)
    assert set(counts) == {"A", "B", "C"}
    assert all(900 < count < 1100 for count in counts.values())
    assert said(Chance(), requests) == replies
    other = said(Chance(1), requests)
    assert 900 < sum(a == b for a, b in zip(replies, other, strict=True)) < 1100


def test_chance_depends_on_the_frames() -> None:
    videos = [FrameBundle((bytes([n]),), (0.0,), (0,), fps=1.0, duration=1.0) for n in range(20)]
    asked = [Request((Message("user", (video, "A. x\nB. y")),)) for video in videos]
    assert set(said(Chance(), asked)) == {"A", "B"}


def test_chance_is_as_sure_as_chance() -> None:
    reply = ask(Chance(), among("A", "B", "C", "D", logprobs=20))
    assert isinstance(reply, Reply)
    quarter = -log(4)
    assert reply.logprobs == (TokenLogprob(reply.text, quarter, dict.fromkeys("ABCD", quarter)),)
    assert ask(Chance(), among("A", "B", given_reply="B")) == Reply(
        "B", logprobs=(TokenLogprob("B", -log(2)),)
    )


def test_always_first() -> None:
    assert ask(AlwaysFirst(), among("B", "A")) == Reply("B")
    assert ask(AlwaysFirst(), among("A", "B", given_reply="B")) == Reply(
        "B", logprobs=(TokenLogprob("B", -20.0),)
    )


def test_oracle_says_what_it_learnt() -> None:
    oracle = Oracle()
    oracle.learn(among("A", "B"), "B")
    assert ask(oracle, among("A", "B")) == Reply("B")
    unknown = ask(oracle, among("A", "B", about="else"))
    assert isinstance(unknown, Failure)
    assert unknown.kind == "unsupported"


def test_oracle_asks_a_function_first() -> None:
    oracle = Oracle(lambda request: "C" if not request.choices else None)
    oracle.learn(among("A", "B"), "B")
    assert ask(oracle, among("A", "B", logprobs=2)) == Reply(
        "B", logprobs=(TokenLogprob("B", 0.0, {"B": 0.0, "A": -20.0}),)
    )
    assert ask(oracle, among()) == Reply("C")


def test_oracle_rates_the_truth_above_all() -> None:
    oracle = Oracle()
    oracle.learn(among(given_reply="wrong"), "right")
    assert ask(oracle, among(given_reply="wrong")) == Reply(
        "wrong", logprobs=(TokenLogprob("wrong", -20.0),)
    )
    assert ask(oracle, among(about="else", given_reply="told")) == Reply(
        "told", logprobs=(TokenLogprob("told", 0.0),)
    )


def test_oracle_learns_while_requests_are_made() -> None:
    oracle = Oracle()

    def make(n: int) -> Request:
        request = among("A", "B", about=str(n))
        oracle.learn(request, "AB"[n % 2])
        return request

    outcomes: dict[str, Outcome] = {}
    CachedModel(oracle, None).run(
        (Job(str(n), lambda n=n: make(n)) for n in range(50)),
        lambda job, outcome: outcomes.update({job.id: outcome}),
    )
    assert outcomes == {str(n): Reply("AB"[n % 2]) for n in range(50)}
