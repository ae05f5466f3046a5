"""Conversations with a model, a round of all of them at a time.

Each round is a request of its own for the cache and the bill. Nothing but words is kept between
rounds: frames are decoded again, so that a benchmark of any size fits into memory, and a run that
was killed goes through its earlier rounds out of the cache.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from benchmarks.contract import Sample
from benchmarks.windows.window import Window
from benchmarks.zoom.calls import read_calls
from benchmarks.zoom.log import RoundEntry, told
from benchmarks.zoom.rounds import State, Turn, next_turn
from benchmarks.zoom.showing import Zoom, clip_of, request_of
from t3data.models import CachedModel, Failure, Job, Message, Outcome, Reply, Request, Usage
from t3data.models.payload import videos
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import FrameRate

First = Callable[[Sample], Request]
"""Makes the question as it is asked without an agent, with the frames of the whole video."""
Look = Callable[[Sample, Window, FrameRate], FrameBundle]
"""Gives frames of a part of what `First` shows, times from the part's start. Called in threads."""


@dataclass(slots=True)
class _Conversation:
    state: State | None = None
    """None before the first request is made."""
    sent: tuple[Message, ...] = ()
    """The request under way; let go once it is logged."""
    usage: Usage = field(default_factory=Usage)


def converse(
    model: CachedModel,
    zoom: Zoom,
    samples: Sequence[Sample],
    first: First,
    look: Look,
    note: Callable[[RoundEntry], None],
    handle: Callable[[Job, Outcome], None],
) -> None:
    """Asks about each sample, round after round, until it has answered.

    Args:
        model: Who is asked.
        zoom: How.
        samples: With unique ids.
        first: Makes the question.
        look: Gives the frames of clips.
        note: Is told of every round.
        handle: Is given what each conversation comes to, with the tokens of all its rounds: the
            answer, or a failure. A model that still asks for a clip in the last round has failed,
            of kind `empty`: its call is no answer.

    Raises:
        T3Error: as `CachedModel.run`.
    """
    going = {sample.id: _Conversation() for sample in samples}
    known = {sample.id: sample for sample in samples}

    def receive(number: int, job: Job, outcome: Outcome) -> None:
        one = going[job.id]
        turn = _turn(one, outcome)
        note(_entry(job.id, number, one, outcome, turn))
        one.sent = ()
        one.usage = _sum(one.usage, outcome.usage)
        if turn and one.state and isinstance(outcome, Reply) and not turn.ends:
            one.state = one.state.after(outcome.text, turn)
            return
        del going[job.id]
        handle(job, _result(number, zoom, one, outcome, turn))

    for number in range(1, zoom.rounds + 1):
        jobs = [
            Job(id, partial(_request, zoom, known[id], one, first, look))
            for id, one in going.items()
        ]
        if jobs:
            model.run(jobs, partial(receive, number))


def _request(zoom: Zoom, sample: Sample, one: _Conversation, first: First, look: Look) -> Request:
    asked = first(sample)
    shown = videos(asked)
    if not shown:  # a question without a video, among others
        one.state, one.sent = State(0.0, rounds=1), asked.messages
        return asked
    state = one.state or State(shown[0].duration, zoom.rounds)
    clips = []
    for _, turn in state.past:
        share = max(1, len(turn.windows))
        most = max(zoom.clip.at_least, zoom.clip.at_most // share)
        rate = replace(zoom.clip, at_most=most)
        parts = [(window, look(sample, window, rate)) for window in turn.windows]
        clips.append(clip_of(zoom, parts) if parts else None)
    request = request_of(zoom, asked, state, clips)
    one.state, one.sent = state, request.messages
    return request


def _turn(one: _Conversation, outcome: Outcome) -> Turn | None:
    if isinstance(outcome, Failure) or one.state is None:
        return None
    return next_turn(one.state, outcome.text)


def _result(
    number: int, zoom: Zoom, one: _Conversation, outcome: Outcome, turn: Turn | None
) -> Outcome:
    if isinstance(outcome, Failure):
        where = f"round {number}: " if number > 1 else ""
        # A reply that was cut off may be scored as it is, but a call's times are no answer.
        text = read_calls(outcome.text).rest
        return replace(outcome, detail=where + outcome.detail, usage=one.usage, text=text)
    if turn is None or turn.kind == "no_answer":
        detail = f"asked for a clip in round {number} of {zoom.rounds} in place of an answer"
        return Failure("empty", detail, one.usage)
    return Reply(turn.text, one.usage)


def _entry(
    id: str, number: int, one: _Conversation, outcome: Outcome, turn: Turn | None
) -> RoundEntry:
    entry = RoundEntry(
        id,
        number,
        told(one.sent),
        prompt_tokens=outcome.usage.prompt_tokens,
        completion_tokens=outcome.usage.completion_tokens,
    )
    if isinstance(outcome, Failure):
        entry.failure = f"{outcome.kind}: {outcome.detail}"
        entry.reply = outcome.text or None
    else:
        entry.reply = outcome.text
    if turn:
        entry.then, entry.windows, entry.faults = turn.kind, turn.windows, turn.faults
    return entry


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        one.prompt_tokens + other.prompt_tokens,
        one.completion_tokens + other.completion_tokens,
    )
