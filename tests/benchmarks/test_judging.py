"""A judge's replies are kept, its failures are counted, and they are no verdicts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from stub_server import Act, StubServer, refuse, say, serving
from toy import TOY, samples

from benchmarks.contract import Prediction
from benchmarks.judging import Judge, open_judge
from benchmarks.scoring import Result, score
from t3data.errors import T3Error
from t3data.models import CachedModel, OpenAIServer, ResponseCache, RetryPolicy


def verdict(body: dict[str, Any], number: int) -> Act:
    asked = body["messages"][-1]["content"]
    if "broken" in asked:
        return refuse(500)
    return say("Yes." if "feline" in asked else "No.")


@pytest.fixture
def server() -> Iterator[StubServer]:
    with serving(verdict) as stub:
        yield stub


def judged(server: StubServer, cache: Path, *replies: str) -> Result:
    retry = RetryPolicy(attempts=2, first_wait=0.01)
    model = replace(OpenAIServer("a judge", server.url), retry=retry)
    predictions = [Prediction(f"q{i}", reply) for i, reply in enumerate(replies)]
    with ResponseCache(cache) as kept:
        judge = Judge(CachedModel(model, kept))
        return score(TOY, samples(len(replies)), predictions, "judged", judge=judge)


def test_the_judge_is_asked_about_what_rules_leave_to_it(
    server: StubServer, tmp_path: Path
) -> None:
    result = judged(server, tmp_path / "kept", "A", "a feline", "a car", "B")
    assert [row.status for row in result.rows] == ["right", "right", "wrong", "wrong"]
    assert result.score == 50.0
    assert len(server.bodies) == 2
    assert {body["temperature"] for body in server.bodies} == {0.0}
    assert "judge a judge was asked about 2 of 4 samples (50.0 %)" in result.notes


def test_nothing_is_asked_twice(server: StubServer, tmp_path: Path) -> None:
    for _ in range(2):
        judged(server, tmp_path / "kept", "a feline", "a car", "a feline", "A")
    assert len(server.bodies) == 2


def test_a_failure_of_the_judge_is_counted_and_no_verdict(
    server: StubServer, tmp_path: Path
) -> None:
    result = judged(server, tmp_path / "kept", "a feline", "a broken cup", "A", "A")
    assert [row.status for row in result.rows] == ["right", "unparsed", "right", "right"]
    told = "judge a judge was asked about 2 of 4 samples (50.0 %), 1 of them without a verdict"
    assert told in result.notes
    before = len(server.bodies)
    judged(server, tmp_path / "kept", "a feline", "a broken cup", "A", "A")
    assert len(server.bodies) > before, "a failure must not be kept"


def test_nothing_to_ask_asks_nothing(server: StubServer, tmp_path: Path) -> None:
    result = judged(server, tmp_path / "kept", "A", "B")
    assert server.bodies == []
    assert "judge a judge was asked about 0 of 2 samples (0.0 %)" in result.notes


def test_a_judge_that_says_no_to_everything_is_an_error(tmp_path: Path) -> None:
    with serving(refuse(401)) as server, pytest.raises(T3Error):
        judged(server, tmp_path / "kept", "a feline")


def test_without_model_or_server_there_is_no_judge(tmp_path: Path) -> None:
    for model, url in ((None, None), ("m", None), (None, "http://127.0.0.1:1/v1")):
        with open_judge(model, url, tmp_path / "kept") as judge:
            assert judge is None
    with open_judge("m", "http://127.0.0.1:1/v1", tmp_path / "kept") as judge:
        assert judge is not None
        assert judge.name == "m"
