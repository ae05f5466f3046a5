"""The rule of the conversation: from what was said so far and a reply to what comes next. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.windows.window import Window
from benchmarks.zoom.calls import Fault, read_calls

MOST_CLIPS = 3
"""Shown in one turn; VideoTemp-o3 allows as many in a round of its training."""
_SHORTEST = 0.1
"""Seconds: of what lies within the video, so that a clip has a frame."""

Kind = Literal["look", "retry", "answer", "no_answer"]
"""Clips are shown; the call was of no use and the model is told so; it has answered; or it has
used up its rounds without an answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows a reply."""

    kind: Kind
    text: str
    """The answer, or what the model is told."""
    windows: tuple[Window, ...] = ()
    """Clips to show, in seconds of what the model saw first."""
    faults: tuple[Fault, ...] = ()
    """What was wrong with the reply, for counting."""

    @property
    def ends(self) -> bool:
        """Whether the conversation is over."""
        return self.kind in ("answer", "no_answer")


@dataclass(frozen=True, slots=True)
class State:
    """A conversation so far, without its frames."""

    duration: float
    """Seconds of what the model saw first."""
    rounds: int = 3
    """Replies at most."""
    past: tuple[tuple[str, Turn], ...] = ()
    """Replies, and what followed each."""

    @property
    def last(self) -> bool:
        """Whether the next reply is the last one."""
        return len(self.past) + 1 >= self.rounds

    def after(self, reply: str, turn: Turn) -> "State":
        """The state once the turn is taken."""
        return replace(self, past=(*self.past, (reply, turn)))


def next_turn(state: State, reply: str) -> Turn:
    """What comes after a reply.

    A reply without a call is the answer, whatever it says. A call goes before an answer in the same
    reply, which was given without having looked; only in the last round does that answer count, and
    the call is passed over. Calls are cut out of an answer: their times are no answer.
    """
    calls = read_calls(reply)
    if not calls.found:
        return Turn("answer", reply)
    faults: list[Fault] = [*calls.faults, *(("with_answer",) if calls.answers else ())]
    if state.last:
        faults.append("out_of_rounds")
        return Turn("answer" if calls.answers else "no_answer", calls.rest, (), tuple(faults))
    seen = {window for _, turn in state.past for window in turn.windows}
    windows: list[Window] = []
    for window in calls.windows:
        start, end = max(0.0, window[0]), min(state.duration, window[1])
        if end - start < min(_SHORTEST, state.duration):
            faults.append("outside")
            continue
        if (start, end) != window:
            faults.append("clamped")
        if (start, end) in seen:
            faults.append("repeated")
        elif len(windows) == MOST_CLIPS:
            faults.append("too_many")
        else:
            windows.append((start, end))
            seen.add((start, end))
    kind: Kind = "look" if windows else "retry"
    return Turn(kind, _status(state, windows, faults), tuple(windows), tuple(faults))


_SAID: dict[Fault, str] = {
    "malformed": "The call could not be read as JSON with arguments.",
    "unknown_tool": "There is no such tool.",
    "bad_times": "start_time and end_time have to be numbers of seconds.",
    "reversed": "end_time has to be after start_time.",
    "outside": "The video lasts from 0 to {duration:g} seconds; there is nothing at these times.",
    "clamped": "The video lasts from 0 to {duration:g} seconds; the clip ends there.",
    "repeated": "This clip was shown before.",
    "too_many": f"At most {MOST_CLIPS} clips are shown at a time.",
}


def _status(state: State, windows: list[Window], faults: list[Fault]) -> str:
    """The status sentence: what is shown, what was wrong, what may be done now."""
    known = [_SAID[fault] for fault in dict.fromkeys(faults) if fault in _SAID]
    said = [words.format(duration=state.duration) for words in known]
    if windows:
        clips = " and ".join(f"from {start:g} to {end:g} seconds" for start, end in windows)
        said.insert(0, f"Here is the video {clips}.")
    else:
        said.insert(0, "No clip is shown.")
    left = state.rounds - len(state.past) - 2
    said.append(
        "Answer the question now." if left == 0 else "Answer the question, or ask for another clip."
    )
    return " ".join(said)
