from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clips_by_hand import PAIR, item_of
from scripted_model import Films, ScriptedModel, always, texts, videos

from probing.asking.session import Options, Result, ask_model, discard, settings_of
from probing.asking.verdict import ask_id
from probing.types import Answer, Clip, Item
from t3data.errors import T3Error, UsageError
from t3data.journal import read_records
from t3data.models.chat import Failure, Outcome, Reply, Request, TokenLogprob
from t3data.run_settings import claim
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import UniformFrames

ITEMS = [
    item_of(*shows, stem=str(n), answer=answer)
    for n in range(3)
    for answer, shows in enumerate((("cat", "person"), ("person", "cat")))
]


def run(
    output: Path,
    model: ScriptedModel,
    items: list[Item] = ITEMS,
    films: Films | None = None,
    backwards: dict[str, int] | None = None,
    **chosen: Any,
) -> Result:
    output.mkdir(exist_ok=True)
    options = Options(("order",), UniformFrames(8), **chosen)
    claim(output, settings_of(model, "suite", options))
    return ask_model(
        model,
        items,
        films or Films(),
        options,
        output,
        output / "cache",
        lambda stage, done, total: None,
        backwards=backwards or {},
    )


def test_every_ask_has_one_answer_in_the_order_of_the_plan(tmp_path: Path) -> None:
    result = run(tmp_path, ScriptedModel(always("A")))
    # 6 items, 2 rotations, 5 cases
    assert len(result.answers) == 60
    assert Counter((a.probe, a.condition) for a in result.answers) == {
        ("video", "plain"): 12,
        ("text", "plain"): 12,
        ("video", "blind"): 12,
        ("video", "shuffled"): 12,
        ("video", "reversed"): 12,
    }
    # always the first letter: right in one of two rotations
    assert Counter(a.mark for a in result.answers) == {"right": 30, "wrong": 30}
    assert read_records(tmp_path / "answers.jsonl", Answer, ask_id) == list(result.answers)


def test_running_again_asks_nothing_and_changes_no_byte(tmp_path: Path) -> None:
    run(tmp_path, ScriptedModel(always("A")))
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.json*")}
    again = ScriptedModel(always("B"))
    result = run(tmp_path, again)
    assert again.requests == []
    assert result.bill.calls == 0
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.json*")} == before


def test_a_clip_is_shown_side_by_side_and_blind_asks_are_one(tmp_path: Path) -> None:
    model = ScriptedModel(always("A"))
    run(tmp_path, model, concurrency=1)
    seen = [video.frames[0].split()[0] for request in model.requests for video in videos(request)]
    runs = [path for path, before in zip(seen, [b"", *seen], strict=False) if path != before]
    assert len(runs) <= 2 * len(set(seen))  # two threads make requests
    blind = [r for r in model.requests if not videos(r) and "Captions" not in next(texts(r))]
    assert len(blind) == 2  # one for each rotation


def test_only_failures_are_asked_again(tmp_path: Path) -> None:
    def flaky(request: Request, before: int) -> Outcome:
        if failing and "Captions" in next(texts(request)):
            return Failure("server_error", "HTTP 500: no")
        return Reply("B")

    failing = {0}
    first = ScriptedModel(flaky)
    result = run(tmp_path, first)
    assert Counter(a.mark for a in result.answers if a.probe == "text") == {"failed": 12}
    assert {a.reply for a in result.answers if a.mark == "failed"} == {"server_error: HTTP 500: no"}
    failing.clear()
    second = ScriptedModel(flaky)
    result = run(tmp_path, second)
    assert len(second.requests) == 4  # three clips of a category have the same captions
    assert {a.mark for a in result.answers} == {"right", "wrong"}
    assert len((tmp_path / "answers.jsonl").read_bytes().splitlines()) == 60


def test_other_settings_are_refused_and_discarding_helps(tmp_path: Path) -> None:
    run(tmp_path, ScriptedModel(always("A")), probes=("text",))
    with pytest.raises(T3Error, match=r'probes \["text"\], now \["video"\]'):
        run(tmp_path, ScriptedModel(always("A")), probes=("video",))
    discard(tmp_path)
    model = ScriptedModel(always("A"))
    assert len(run(tmp_path, model, probes=("text", "video")).answers) == 60
    # the replies to the text questions are still in the cache
    assert all(videos(r) or "Captions" not in next(texts(r)) for r in model.requests)


def test_concurrency_decides_nothing(tmp_path: Path) -> None:
    run(tmp_path / "a", ScriptedModel(always("A")), concurrency=1)
    run(tmp_path / "b", ScriptedModel(always("A")), concurrency=50)
    a, b = ((tmp_path / name / "answers.jsonl").read_bytes() for name in "ab")
    assert a == b


def test_a_model_without_eyes(tmp_path: Path) -> None:
    def blind(request: Request, before: int) -> Outcome:
        if videos(request):
            return Failure("bad_request", "HTTP 400: not a multimodal model")
        return Reply("A")

    with pytest.raises(T3Error, match=r"takes no video: HTTP 400.*--probes text"):
        run(tmp_path, ScriptedModel(blind))


def test_a_model_that_refuses_some_videos_has_eyes(tmp_path: Path) -> None:
    def picky(request: Request, before: int) -> Outcome:
        if any(b"cat_person" in video.frames[0] for video in videos(request)):
            return Failure("bad_request", "HTTP 400: too large")
        return Reply("A")

    turned = sorted(ITEMS, key=lambda item: item.answer)
    others = [
        replace(i, clip=replace(i.clip, path=f"{1 - i.answer} {i.clip.path}")) for i in turned
    ]
    result = run(tmp_path, ScriptedModel(picky), others, concurrency=1)
    assert Counter(a.mark for a in result.answers if a.probe == "video")["failed"] == 18
    # The failed ones alone are asked again, and all refused again.
    again = run(tmp_path, ScriptedModel(picky), others, concurrency=1)
    assert again.answers == result.answers


def test_one_frame_cannot_be_shuffled() -> None:
    with pytest.raises(UsageError, match="one frame cannot be shuffled or reversed"):
        Options(("order",), UniformFrames(1))
    Options(("order",), UniformFrames(1), controls=("blind",))


def test_a_video_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    class Torn(Films):
        def frames(self, clip: Clip) -> FrameBundle:
            self.times(clip)
            return super().frames(clip)

        def times(self, clip: Clip) -> tuple[float, ...]:
            if clip.path == ITEMS[0].clip.path:
                raise T3Error(f"{clip.path}: truncated")
            return super().times(clip)

    result = run(tmp_path, ScriptedModel(always("A")), films=Torn())
    failed = {a.item for a in result.answers if a.mark == "failed"}
    assert failed == {ITEMS[0].id}
    assert {a.condition for a in result.answers if a.mark != "failed" and a.item in failed} == {
        "blind"
    }
    assert next(a.reply for a in result.answers if a.mark == "failed").startswith("media: order/")


def test_over_captions_nothing_is_decoded(tmp_path: Path) -> None:
    films = Films()
    run(tmp_path, ScriptedModel(always("A")), films=films, probes=("text",))
    assert films.read == {}


def test_what_was_shown_backwards(tmp_path: Path) -> None:
    result = run(tmp_path, ScriptedModel(always("A")), backwards={PAIR.id: 1})
    told = {(a.item, a.condition): a.backwards for a in result.answers}
    assert told[PAIR.id, "reversed"] == 1
    assert told[PAIR.id, "plain"] is None
    assert told[ITEMS[1].id, "reversed"] is None


def own_captions(request: Request, before: int) -> Outcome:
    (text, *_) = texts(request)
    if text.startswith("Describe"):
        (video,) = videos(request)
        return Reply(f"I see {video.frames[0].decode().split()[-1]}.")
    return Reply("A")


def test_captions_of_its_own_are_made_once_and_shown_in_order(tmp_path: Path) -> None:
    model = ScriptedModel(own_captions)
    result = run(tmp_path, model, probes=("self_text",), controls=("reversed",))
    assert len(result.answers) == 24
    asked = [next(texts(r)) for r in model.requests]
    assert sum(text.startswith("Describe") for text in asked) == 6 * 8
    shown = {text.partition("\n\n")[0] for text in asked if not text.startswith("Describe")}
    times = [f"{6 * n / 8:.1f}" for n in range(8)]
    lines = [f"[{time} s] I see {n}." for n, time in enumerate(times)]
    turned = [f"[{time} s] I see {7 - n}." for n, time in enumerate(times)]
    head = "Captions of 8 frames of a video, in the order in which they are shown:"
    assert shown == {"\n".join([head, *lines]), "\n".join([head, *turned])}
    assert len((tmp_path / "captions.jsonl").read_bytes().splitlines()) == 48


def test_a_short_clip_has_fewer_captions_and_costs_no_more_calls(tmp_path: Path) -> None:
    model = ScriptedModel(own_captions)
    result = run(tmp_path, model, ITEMS[:1], Films(3), probes=("self_text",), controls=())
    assert sum(next(texts(r)).startswith("Describe") for r in model.requests) == 3
    assert [a.mark for a in result.answers] == ["right", "wrong"]


def test_a_caption_that_fails_fails_the_question_until_it_is_there(tmp_path: Path) -> None:
    broken = {b"5"}

    def script(request: Request, before: int) -> Outcome:
        if videos(request) and videos(request)[0].frames[0].split()[-1] in broken:
            return Failure("truncated", "cut off after 1024 tokens")
        return own_captions(request, before)

    result = run(tmp_path, ScriptedModel(script), probes=("self_text",), controls=())
    assert {a.reply for a in result.answers} == {
        "truncated: caption of frame 5: cut off after 1024 tokens"
    }
    broken.clear()
    again = ScriptedModel(script)
    result = run(tmp_path, again, probes=("self_text",), controls=())
    assert {a.mark for a in result.answers} == {"right", "wrong"}
    assert sum(next(texts(r)).startswith("Describe") for r in again.requests) == 6


def rating(request: Request, before: int) -> Outcome:
    """Sure of the truth unless frames 3 and 4 have changed places."""
    if request.given_reply is None:
        return Reply("A")
    (video,) = videos(request)
    near = video.indices[3] == 4
    return Reply(request.given_reply, logprobs=(TokenLogprob("x", -2.0 if near else -0.5),))


def test_sensitivity(tmp_path: Path) -> None:
    model = ScriptedModel(rating)
    result = run(tmp_path, model, probes=("video",), controls=(), sensitivity=True)
    assert result.sensed == 6
    assert [(d.near, d.elsewhere) for d in result.drops] == [(1.5, 0.0)] * 6
    assert {d.source for d in result.drops} == {"source 0", "source 1", "source 2"}
    again = ScriptedModel(rating)
    repeated = run(tmp_path, again, probes=("video",), controls=(), sensitivity=True)
    assert sorted(repeated.drops, key=str) == sorted(result.drops, key=str)
    assert again.requests == []


def test_sensitivity_by_choice_where_a_reply_cannot_be_rated(tmp_path: Path) -> None:
    def script(request: Request, before: int) -> Outcome:
        if request.given_reply is not None:
            return Failure("unsupported", "no log-probabilities for a given reply")
        if request.choices:
            likely = {"A": -0.5, "B": -0.9}
            return Reply("A", logprobs=(TokenLogprob("A", -0.5, likely),))
        return Reply("A")

    model = ScriptedModel(script)
    result = run(tmp_path, model, probes=("video",), controls=(), sensitivity=True)
    assert [(d.near, d.elsewhere) for d in result.drops] == [(0.0, 0.0)] * 6
    assert sum(bool(r.choices) for r in model.requests) == 18


def test_a_model_that_gives_no_probabilities_at_all(tmp_path: Path) -> None:
    def script(request: Request, before: int) -> Outcome:
        if request.given_reply is not None or request.logprobs:
            return Failure("unsupported", "no log-probabilities")
        return Reply("A")

    result = run(tmp_path, ScriptedModel(script), controls=(), sensitivity=True)
    assert (result.drops, result.sensed) == ((), 6)


def test_without_captions_no_text_is_asked(tmp_path: Path) -> None:
    mute = [replace(item, clip=replace(item.clip, segments=())) for item in ITEMS]
    result = run(tmp_path, ScriptedModel(always("A")), mute, controls=())
    assert {a.probe for a in result.answers} == {"video"}
    assert result.left_out == 6
