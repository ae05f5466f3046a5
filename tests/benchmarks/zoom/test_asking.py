"""Conversations with a scripted model and with a server that is looked over."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from invented_videomme import write_film
from stub_server import received_videos, refuse, say, serving

from benchmarks.contract import Sample
from benchmarks.windows.window import Window
from benchmarks.zoom import AGENTS, Counts, RoundEntry, Zoom, converse, counts_of, zoom_for
from t3data.errors import T3Error, UsageError
from t3data.models import (
    CachedModel,
    ChatModel,
    Failure,
    Job,
    Message,
    OpenAIServer,
    Outcome,
    Reply,
    Request,
    ResponseCache,
    RetryPolicy,
    Usage,
)
from t3data.models.chat import Ask
from t3data.models.payload import videos
from t3data.video import FrameRate, UniformFrames, read_frames
from t3data.video.bundle import FrameBundle

SAMPLE = Sample("q1", "film", "When does it get light?", "")


def call(start: float, end: float) -> str:
    window = {"start_time": start, "end_time": end}
    return f"<tool_call>{json.dumps({'name': 'get_video_clip_frame', 'arguments': [window]})}"


class Scripted:
    """Says what the script says to a request."""

    name = place = "scripted"

    def __init__(self, script: Callable[[Request], Outcome]) -> None:
        self.script = script
        self.asked: list[Request] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        async def ask(request: Request) -> Outcome:
            self.asked.append(request)
            return self.script(request)

        yield ask


def in_turn(*replies: str) -> Callable[[Request], Outcome]:
    def script(request: Request) -> Outcome:
        said = sum(message.role == "assistant" for message in request.messages)
        return Reply(replies[min(said, len(replies) - 1)], Usage(100, 10))

    return script


class Talk:
    """A film of 20 seconds at 10 frames a second, and what a conversation about it came to."""

    def __init__(self, path: Path) -> None:
        write_film(path, seconds=20)
        self.path = path
        self.looks: list[tuple[Window, FrameRate]] = []
        self.rounds: list[RoundEntry] = []
        self.outcomes: dict[str, Outcome] = {}

    def first(self, sample: Sample) -> Request:
        frames = read_frames(self.path, UniformFrames(4))
        return Request((Message("user", (frames, sample.question)),))

    def look(self, sample: Sample, window: Window, rate: FrameRate) -> FrameBundle:
        self.looks.append((window, rate))
        return read_frames(self.path, rate, clip=window)

    def about(
        self,
        model: ChatModel,
        zoom: Zoom | None = None,
        *samples: Sample,
        cache: ResponseCache | None = None,
    ) -> Counts:
        def handle(job: Job, outcome: Outcome) -> None:
            assert job.id not in self.outcomes, "a conversation ends once"
            self.outcomes[job.id] = outcome

        converse(
            CachedModel(model, cache),
            zoom or zoom_for("zoom", model),
            samples or (SAMPLE,),
            self.first,
            self.look,
            self.rounds.append,
            handle,
        )
        return counts_of(self.rounds)


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path / "a film 🎬.mp4")


def words(message: Message) -> str:
    return "\n".join(part for part in message.content if isinstance(part, str))


def test_it_looks_closer_and_answers(talk: Talk) -> None:
    model = Scripted(in_turn(call(4, 7), "<answer>5 to 6</answer>"))
    counts = talk.about(model)
    assert talk.outcomes == {"q1": Reply("<answer>5 to 6</answer>", Usage(200, 20))}
    assert (counts.rounds, counts.faults) == ({2: 1}, {})
    first, second = model.asked
    assert [message.role for message in first.messages] == ["system", "user"]
    assert "You may do so twice." in str(first.messages[0].content)
    assert '{"name": "get_video_clip_frame", "arguments"' in str(first.messages[0].content)
    assert [m.role for m in second.messages] == ["system", "user", "assistant", "user"]
    assert second.messages[:2] == first.messages
    whole, clip = videos(second)
    assert (whole.duration, len(whole)) == (20.0, 4)
    # 3 seconds at 2 frames a second, on the clock of the whole video
    assert clip.times == (4.0, 4.5, 5.0, 5.5, 6.0, 6.5)
    assert clip.indices == clip.clock_indices == (40, 45, 50, 55, 60, 65)
    assert words(second.messages[-1]) == (
        "Here is the video from 4 to 7 seconds. Answer the question, or ask for another clip.\n"
        "The 6 frames above: 4.0, 4.5, 5.0, 5.5, 6.0, 6.5 seconds."
    )
    assert talk.looks == [((4.0, 7.0), FrameRate(2.0, 4, 64))]


def test_every_round_is_logged_without_bytes(talk: Talk) -> None:
    talk.about(Scripted(in_turn(call(4, 99), call(9, 3), "<answer>5 to 6</answer>")))
    assert [(one.round, one.then, one.windows, one.faults) for one in talk.rounds] == [
        (1, "look", ((4.0, 20.0),), ("clamped",)),
        (2, "retry", (), ("reversed",)),
        (3, "answer", (), ()),
    ]
    assert [one.reply for one in talk.rounds][2] == "<answer>5 to 6</answer>"
    system, asked, said, shown = talk.rounds[1].messages
    assert (system["role"], said) == ("system", {"role": "assistant", "content": call(4, 99)})
    assert asked["content"][0]["indices"] == (0, 66, 132, 199)
    video = shown["content"][0]
    assert (video["frames"], video["indices"][:2]) == (32, (40, 45))
    assert (video["times"][:2], len(video["digest"])) == ([4.0, 4.5], 64)
    assert len(talk.rounds[2].messages) == 6


def test_short_and_long_clips_have_4_to_64_frames(talk: Talk) -> None:
    model = Scripted(in_turn(call(4, 4.5), "x"))
    talk.about(model)
    assert videos(model.asked[1])[1].times == (4.0, 4.1, 4.2, 4.4)
    model = Scripted(in_turn(call(0, 20), "x"))
    talk.outcomes.clear()
    talk.about(model, Zoom(clip=FrameRate(20.0, 4, 64)))
    assert len(videos(model.asked[1])[1]) == 64


def test_several_clips_are_one_run_of_frames_in_order_of_time(talk: Talk) -> None:
    model = Scripted(in_turn(call(10, 12) + "</tool_call>" + call(0, 2), "x"))
    talk.about(model)
    clip = videos(model.asked[1])[1]
    assert clip.times == (0.0, 0.5, 1.0, 1.5, 10.0, 10.5, 11.0, 11.5)
    assert [rate.at_most for _, rate in talk.looks] == [32, 32]


def test_overlapping_clips_show_no_frame_twice(talk: Talk) -> None:
    model = Scripted(in_turn(call(0, 2) + "</tool_call>" + call(1, 3), "x"))
    talk.about(model)
    assert videos(model.asked[1])[1].times == (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)


def test_the_clock_of_the_clip_for_models_that_hear_a_rate_alone(talk: Talk) -> None:
    model = Scripted(in_turn(call(4, 7), "x"))
    talk.about(model, zoom_for("zoom-clip-clock", model))
    clip = videos(model.asked[1])[1]
    assert clip.times == (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
    assert (clip.offset, clip.duration, clip.clock_total) == (4.0, 3.0, 30)
    assert "4.0, 4.5, 5.0, 5.5, 6.0, 6.5 seconds" in words(model.asked[1].messages[-1])


def test_a_model_that_only_calls_has_failed(talk: Talk) -> None:
    counts = talk.about(Scripted(in_turn(call(0, 2), call(2, 4), call(4, 6))))
    detail = "asked for a clip in round 3 of 3 in place of an answer"
    assert talk.outcomes == {"q1": Failure("empty", detail, Usage(300, 30))}
    assert (counts.rounds, counts.faults) == ({3: 1}, {"out_of_rounds": 1})


def test_a_failure_ends_the_conversation_and_names_the_round(talk: Talk) -> None:
    def script(request: Request) -> Outcome:
        if len(request.messages) > 2:
            return Failure("too_long", "no room")
        return Reply(call(0, 2), Usage(7, 1))

    talk.about(Scripted(script))
    assert talk.outcomes == {"q1": Failure("too_long", "round 2: no room", Usage(7, 1))}
    assert talk.rounds[1].failure == "too_long: no room"


def test_of_a_reply_that_was_cut_off_no_call_is_left(talk: Talk) -> None:
    cut = Failure("truncated", "too long", Usage(7, 1), text=f"It may be {call(0, 2)[:-9]}")
    talk.about(Scripted(lambda request: cut))
    outcome = talk.outcomes["q1"]
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.text) == ("truncated", "It may be")
    assert talk.rounds[0].reply == cut.text


def test_a_question_without_a_video_is_asked_plainly(talk: Talk) -> None:
    model = Scripted(in_turn("B"))
    talk.first = lambda sample: Request((Message("user", sample.question),))  # type: ignore[method-assign]
    talk.about(model)
    assert [message.role for message in model.asked[0].messages] == ["user"]
    assert talk.outcomes["q1"] == Reply("B", Usage(100, 10))


def test_a_video_that_cannot_be_read_is_a_failure(talk: Talk) -> None:
    talk.path.write_bytes(talk.path.read_bytes()[:200])
    talk.about(Scripted(in_turn("never said")))
    outcome = talk.outcomes["q1"]
    assert isinstance(outcome, Failure)
    assert outcome.kind == "media"
    assert talk.rounds[0].messages == []


def test_each_conversation_goes_its_own_way(talk: Talk) -> None:
    def script(request: Request) -> Outcome:
        asked = int(words(request.messages[1]))
        said = sum(message.role == "assistant" for message in request.messages)
        return Reply(call(said, said + 1) if said < asked else f"done {asked}")

    samples = [Sample(f"q{n}", "film", str(n % 3), "") for n in range(9)]
    counts = talk.about(Scripted(script), None, *samples)
    answers = {id: one.text for id, one in talk.outcomes.items() if isinstance(one, Reply)}
    assert answers == {f"q{n}": f"done {n % 3}" for n in range(9)}
    assert counts.rounds == {1: 3, 2: 3, 3: 3}


def test_rounds_are_cached_one_by_one(talk: Talk, tmp_path: Path) -> None:
    def dies(request: Request) -> Outcome:
        if len(request.messages) > 2:
            return Failure("unauthorized", "the key has run out")
        return Reply(call(0, 2))

    path = tmp_path / "replies.jsonl"
    with ResponseCache(path) as cache, pytest.raises(T3Error, match="the key has run out"):
        talk.about(Scripted(dies), cache=cache)
    talk.outcomes.clear()
    model = Scripted(in_turn(call(0, 2), "x"))
    with ResponseCache(path) as cache:
        talk.about(model, cache=cache)
    assert len(model.asked) == 1, "the first round comes out of the cache"
    assert talk.outcomes["q1"] == Reply("x", Usage(100, 10))


def server(url: str, **more: Any) -> OpenAIServer:
    return OpenAIServer("m", url, retry=RetryPolicy(attempts=1), **more)


def test_a_server_is_sent_the_newest_clip_with_its_times(talk: Talk) -> None:
    with serving(say(call(4, 7)), say(call(10, 12)), say("<answer>5 to 6</answer>")) as stub:
        talk.about(server(stub.url))
    assert isinstance(talk.outcomes["q1"], Reply)
    told = []
    for body in stub.bodies:
        [(frames, times)] = received_videos(body)
        told.append(times["frames_indices"])
        assert len(frames) == len(set(frames)) == len(times["frames_indices"])
        assert times["fps"] == 10.0
    assert told == [[0, 66, 132, 199], [40, 45, 50, 55, 60, 65], [100, 105, 110, 115]]
    frames, _ = received_videos(stub.bodies[1])[0]
    assert frames == read_frames(talk.path, FrameRate(2.0, 4, 64), clip=(4.0, 7.0)).frames
    asked = stub.bodies[2]["messages"]
    assert [message["role"] for message in asked] == [
        "system", "user", "assistant", "user", "assistant", "user",
    ]  # fmt: skip
    assert asked[1]["content"] == (
        "[4 frames were shown here and are left out now]\nWhen does it get light?"
    )
    assert asked[3]["content"].startswith(
        "[6 frames were shown here and are left out now]\nHere is the video from 4 to 7 seconds."
    )
    assert "tools" not in stub.bodies[0]


def test_a_server_of_pictures_is_sent_all_of_them(talk: Talk) -> None:
    with serving(say(call(4, 7)), say("<answer>5 to 6</answer>")) as stub:
        talk.about(server(stub.url, video_form="stamped_images"))
    parts = [
        part
        for message in stub.bodies[1]["messages"]
        if isinstance(message["content"], list)
        for part in message["content"]
    ]
    stamps = [part["text"] for part in parts if part.get("text", "").startswith("<")]
    whole = ["<0.0 seconds>", "<6.6 seconds>", "<13.2 seconds>", "<19.9 seconds>"]
    assert stamps == [*whole, *(f"<{time:.1f} seconds>" for time in (4, 4.5, 5, 5.5, 6, 6.5))]
    assert sum(part["type"] == "image_url" for part in parts) == 10


def test_a_refusal_of_the_second_round_is_told(talk: Talk) -> None:
    with serving(say(call(4, 7)), refuse(400)) as stub:
        talk.about(server(stub.url))
    outcome = talk.outcomes["q1"]
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.detail.startswith("round 2: ")) == ("bad_request", True)


def test_agents_by_name() -> None:
    images = server("http://localhost", video_form="stamped_images")
    assert zoom_for("zoom", server("http://localhost")).shown == "newest"
    assert zoom_for("zoom", images).shown == "all"
    assert AGENTS["zoom-clip-clock"].clock == "clip"
    assert AGENTS["zoom"].settings == (
        "zoom v1: 3 rounds, clips 2 fps 4-64 frames, clock video, all shown"
    )
    with pytest.raises(UsageError, match="no agent 'zom'; there are zoom, zoom-clip-clock"):
        zoom_for("zom", images)
