"""Captions to scenes through a server that answers well, badly and not at all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stub_server import Act, completion_of, refuse, say, serving

from t3data.errors import T3Error
from t3data.generator import LanguageModelDescriber
from t3data.models import Bill, CachedModel, OpenAIServer, ResponseCache, RetryPolicy
from t3data.types import Caption, Edit, Place, Reject, Scene

QUICK = RetryPolicy(attempts=2, first_wait=0.01)
BALLOON = Caption("A red balloon drifts. An old boat waits.", "b1", "demo")
DOG = Caption("A brown dog sleeps on a wooden bench.", "d2", "demo")


def cut(text: str) -> tuple[str, ...]:
    return tuple(f"{part}." for part in text.rstrip(".").split(". "))


def proposal(items: list[str], edits: list[dict[str, str]] | None = None) -> Act:
    return say(json.dumps({"items": items, "edits": edits or []}), prompt=100, completion=20)


def change(thing: str, before: str, after: str, attribute: str = "color") -> dict[str, str]:
    return {"attribute": attribute, "thing": thing, "before": before, "after": after}


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ResponseCache]:
    with ResponseCache(tmp_path / "replies.jsonl") as opened:
        yield opened


def describe(
    url: str, cache: ResponseCache, *captions: Caption
) -> tuple[list[Scene], list[Reject], Bill]:
    model = CachedModel(OpenAIServer("stub", url, timeout=5.0, retry=QUICK), cache, concurrency=1)
    describer = LanguageModelDescriber(model, ("color", "age"))
    scenes, rejects = describer.describe_all(captions, cut)
    return scenes, rejects, describer.bill


def test_good_reply(cache: ResponseCache) -> None:
    reply = proposal(["a red balloon", "an old boat"], [change("boat", "old", "new", "age")])
    with serving(reply) as stub:
        scenes, rejects, bill = describe(stub.url, cache, BALLOON)
    edited = "A red balloon drifts. A new boat waits."
    assert scenes == [
        Scene(
            BALLOON,
            ("A red balloon drifts.", "An old boat waits."),
            ("a red balloon", "an old boat"),
            (Edit("age", "boat", "old", "new", edited),),
        )
    ]
    assert rejects == []
    assert bill == Bill(1, 0, 100, 20, {})


def test_what_fails_a_check_is_a_reject_and_the_rest_stays(cache: ResponseCache) -> None:
    reply = proposal(
        ["a blue balloon", "a red balloon", "A red balloon", "boat"],
        [change("balloon", "red", "red"), change("balloon", "red", "blue")] * 2,
    )
    with serving(reply) as stub:
        scenes, rejects, _ = describe(stub.url, cache, BALLOON)
    assert scenes[0].items == ("a red balloon",)
    assert [edit.after for edit in scenes[0].edits] == ["blue"]
    assert [reject.reason for reject in rejects] == [
        "item_not_in_caption",
        "item_repeated",
        "item_without_article",
        "edit_without_change",
        "edit_without_change",
        "edit_repeated",
    ]
    assert rejects[0] == Reject(
        "item_not_in_caption",
        Place("demo/b1", 0),
        "demo",
        "the caption does not say it word for word",
        "a blue balloon",
    )
    assert json.loads(rejects[3].row) == change("balloon", "red", "red")


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (say("Sure! Here are the items: a red balloon"), "reply_not_json"),
        (say('{"items": ["a red ball'), "reply_not_json"),
        (say('```json\n{"items": [], "edits": []}\n```'), "reply_not_json"),
        (say('{"items": ["\\ud800"], "edits": []}'), "reply_not_json"),
        (say("[]"), "reply_wrong_shape"),
        (say("null"), "reply_wrong_shape"),
        (say('{"items": []}'), "reply_wrong_shape"),
        (say('{"items": "a red balloon", "edits": []}'), "reply_wrong_shape"),
        (say('{"items": [], "edits": [{"thing": "balloon"}]}'), "reply_wrong_shape"),
        (say('{"items": [1], "edits": []}'), "reply_wrong_shape"),
        (say(""), "model_empty"),
        (say('{"items": [', finish="length"), "model_truncated"),
        (say("x", finish="content_filter"), "model_refused"),
        (refuse(400), "model_bad_request"),
        (refuse(429), "model_rate_limited"),
        (refuse(500), "model_server_error"),
        (Act(body=b"<html>"), "model_bad_reply"),
        (completion_of({"choices": []}), "model_bad_reply"),
    ],
)
def test_unusable_replies(cache: ResponseCache, act: Act, reason: str) -> None:
    with serving(act) as stub:
        scenes, rejects, _ = describe(stub.url, cache, BALLOON)
    assert scenes == [Scene(BALLOON, cut(BALLOON.text), (), ())]
    assert [reject.reason for reject in rejects] == [reason]
    assert rejects[0].place == Place("demo/b1", 0)
    assert rejects[0].detail


def test_deep_nesting_is_no_crash(cache: ResponseCache) -> None:
    with serving(say("[" * 100_000)) as stub:
        _, rejects, _ = describe(stub.url, cache, BALLOON)
    assert [reject.reason for reject in rejects] in (["reply_not_json"], ["reply_wrong_shape"])


def test_dropped_connections_do_not_lose_the_others(cache: ResponseCache) -> None:
    acts = (proposal(["a red balloon"]), Act(drop=True), Act(drop=True), proposal([]))
    with serving(*acts) as stub:
        scenes, rejects, bill = describe(stub.url, cache, BALLOON, DOG)
    assert [scene.items for scene in scenes] == [("a red balloon",), ()]
    assert [reject.reason for reject in rejects] == ["model_unreachable"]
    assert bill.failures == {"unreachable": 1}


def test_scenes_come_in_the_order_of_the_captions(cache: ResponseCache) -> None:
    def answer(body: dict[str, Any], number: int) -> Act:
        if "balloon" in body["messages"][1]["content"]:
            return Act(body=proposal(["a red balloon"]).body, delay=0.1)
        return proposal(["a brown dog"])

    with serving(answer) as stub:
        scenes, _, bill = describe(stub.url, cache, BALLOON, DOG, BALLOON)
        assert [scene.items for scene in scenes] == [
            ("a red balloon",),
            ("a brown dog",),
            ("a red balloon",),
        ]
        assert (bill.calls, bill.cached, len(stub.bodies)) == (2, 1, 2)


def test_second_run_asks_nothing(cache: ResponseCache) -> None:
    with serving(proposal(["a red balloon"])) as stub:
        first = describe(stub.url, cache, BALLOON, DOG)
    again = describe("http://127.0.0.1:9/v1", cache, BALLOON, DOG)
    assert again[:2] == first[:2]
    assert again[2] == Bill(0, 2)


def test_surplus_is_a_reject(cache: ResponseCache) -> None:
    colors = "red blue green pink black white gray gold teal lime".split()
    text = " ".join(
        f"A {color} {thing} waits."
        for color, thing in zip(
            colors, "boat dog cat cup box hat key map pen jar".split(), strict=True
        )
    )
    caption = Caption(text, "c", "demo")
    things = text.replace(" waits.", "").split("A ")[1:]
    items = [f"a {thing.strip()}" for thing in things]
    edits = [change(thing.split()[1], thing.split()[0], "brown") for thing in things]
    with serving(proposal(items, edits)) as stub:
        scenes, rejects, _ = describe(stub.url, cache, caption)
    assert (len(scenes[0].items), len(scenes[0].edits)) == (8, 6)
    assert [r.reason for r in rejects] == ["item_surplus"] * 2 + ["edit_surplus"] * 4


def test_no_server_is_an_error_not_a_thousand_rejects(cache: ResponseCache) -> None:
    with pytest.raises(T3Error, match="unreachable"):
        describe("http://127.0.0.1:9/v1", cache, BALLOON, DOG)


def test_no_captions(cache: ResponseCache) -> None:
    assert describe("http://127.0.0.1:9/v1", cache) == ([], [], Bill())
