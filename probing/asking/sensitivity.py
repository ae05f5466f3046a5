"""Temporal sensitivity: how much surer a model is of the truth while frames stand in their order.

The drop of the true answer's log-probability when frames around the true boundaries are permuted,
against permuting as many elsewhere. Models that only look at what is shown, and never when, come
to zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from probing.asking.boundaries import Permutations
from t3data.models.chat import Reply, Request
from t3data.video.bundle import FrameBundle

View = Literal["as shown", "near", "elsewhere"]
VIEWS: tuple[View, ...] = ("as shown", "near", "elsewhere")
Way = Literal["given reply", "choice"]
"""How the model was asked: to rate a reply, or to choose among the letters."""

_ALTERNATIVES = 20
"""As many as servers report; enough for every letter of a question."""


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the model is of an item's true answer in one view of the frames."""

    item: str
    aspect: str
    source: str
    """The cluster."""
    view: View
    logprob: float
    """Mean over the tokens of the true answer, natural logarithm."""
    measured: Way


@dataclass(frozen=True, slots=True)
class Drop:
    """What permuting did to one item, in nats; positive: the model was less sure afterwards."""

    item: str
    aspect: str
    source: str
    near: float
    elsewhere: float


def sureness_id(item: str, view: View) -> str:
    """Unique in a run."""
    return f"{item}#sureness/{view}"


def seen(frames: FrameBundle, view: View, moved: Permutations) -> FrameBundle:
    """The frames in the order of a view."""
    if view == "as shown":
        return frames
    return frames.reordered(moved.near if view == "near" else moved.elsewhere)


def given_reply(request: Request, letter: str) -> Request:
    """The request, asking how likely the true answer is as a reply."""
    return replace(request, given_reply=letter, logprobs=0)


def by_choice(request: Request, letters: Iterable[str]) -> Request:
    """The same for servers that rate only replies of their own: one of the letters, with rivals."""
    return replace(request, choices=tuple(letters), logprobs=_ALTERNATIVES)


def logprob_of(reply: Reply, letter: str, by_choice: bool) -> float | None:
    """The log-probability of the true answer.

    Args:
        reply: To a request of `given_reply` or `by_choice`.
        letter: The true answer.
        by_choice: Which of the two it was. Then the letter is looked up among the likeliest first
            tokens.

    Returns:
        None where the model does not tell.
    """
    if not reply.logprobs:
        return None
    if not by_choice:
        return sum(token.logprob for token in reply.logprobs) / len(reply.logprobs)
    first = reply.logprobs[0]
    likely = {**first.alternatives, first.token: first.logprob}
    return max((p for token, p in likely.items() if token.strip() == letter), default=None)


def drops(measured: Iterable[Sureness]) -> Iterator[Drop]:
    """One for each item of which all three views are known."""
    views: defaultdict[str, dict[View, Sureness]] = defaultdict(dict)
    for one in measured:
        views[one.item][one.view] = one
    for item, known in views.items():
        if len(known) == len(VIEWS):
            shown = known["as shown"]
            yield Drop(
                item,
                shown.aspect,
                shown.source,
                near=shown.logprob - known["near"].logprob,
                elsewhere=shown.logprob - known["elsewhere"].logprob,
            )
