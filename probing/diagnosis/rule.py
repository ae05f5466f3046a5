"""The rule that names the bottleneck of one aspect; docs/probing.md has it as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from probing.diagnosis import thresholds
from probing.diagnosis.chain import Chain
from probing.diagnosis.types import Cause, Level, Loss, Verdict
from probing.diagnosis.words import between, listed, percent, points
from t3data.statistics import Difference, Estimate


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the rule looks at."""

    video: Level | None = None
    text: Level | None = None
    blind: Level | None = None
    features: Level | None = None
    """The best classifier on what comes out of the encoder: after the tower, else after the
    connector."""
    in_domain: Level | None = None
    """The classifier trained and tested among the clips that are asked about, at that place."""
    chain: Chain | None = None
    text_over_video: Difference | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one aspect, and why."""

    verdict: Verdict
    reason: str
    cause: Cause = ""


def judge(evidence: Evidence) -> Judgement:
    """Names the bottleneck, or says what stands in the way of naming it."""
    return _unsound(evidence) or _solved(evidence) or _unreadable(evidence) or _located(evidence)


def real(difference: Estimate) -> bool:
    """A loss that counts: large enough, and its interval above 0."""
    return difference.value >= thresholds.LOSS and difference.low > 0


def _unsound(evidence: Evidence) -> Judgement | None:
    video, blind = evidence.video, evidence.blind
    if video is None:
        return _undecided("The model was not asked to watch the videos.")
    if video.failed_share > thresholds.FAILED or video.right is None:
        return _undecided(
            f"{video.failed:,} of {video.asked:,} video requests failed; the rest may be no fair "
            "sample. Run again: failed requests are repeated."
        )
    if blind and blind.right and blind.right.low > blind.chance + thresholds.LEAK:
        return _undecided(
            f"Without any frames {percent(blind.right.value)} are right where chance is "
            f"{percent(blind.chance)}: the questions give themselves away."
        )
    return None


def _solved(evidence: Evidence) -> Judgement | None:
    video = _right(evidence.video)
    if video.low >= thresholds.SOLVED:
        return Judgement(
            "none",
            f"{percent(video.value)} right from the frames, at least {percent(video.low)} by the "
            "interval.",
        )
    gap, text = evidence.text_over_video, evidence.text
    if (
        video.value >= thresholds.SOLVED
        and text is not None
        and text.right is not None
        and text.right.value >= thresholds.SOLVED
        and gap is not None
        and gap.high < thresholds.TOLERANCE
    ):
        return Judgement(
            "none",
            f"{percent(video.value)} right from the frames, as good as from true captions "
            f"({percent(text.right.value)}).",
        )
    return None


def _unreadable(evidence: Evidence) -> Judgement | None:
    video = evidence.video
    if video is None or video.misformat_share <= thresholds.MISFORMAT:
        return None
    return _undecided(
        f"{percent(video.misformat_share)} of the replies name no single option, so that the "
        "accuracy says more about the format than about time."
    )


def _located(evidence: Evidence) -> Judgement:
    chain = evidence.chain
    if chain is None:
        return _without_features(evidence)
    if chain.beaten and real(chain.beaten):
        return _undecided(
            f"The model answers {points(chain.beaten.value)} better than any classifier reads from "
            "its features, so that these do not show what the encoder keeps."
        )
    losses = sorted(chain.losses(), key=lambda loss: -loss.lost.value)
    first = losses[0]
    if not real(first.lost):
        return _undecided(
            f"The largest loss is {_told(first)}, which may be none at all: more clips would tell."
        )
    rivals = [loss for loss in losses[1:] if not real(chain.lead(first.stage, loss.stage))]
    if rivals:
        names = listed([_told(loss) for loss in rivals])
        return _undecided(f"Too close to name one stage: {_told(first)}, and {names}.")
    return _named(evidence, first, losses)


def _named(evidence: Evidence, first: Loss, losses: Sequence[Loss]) -> Judgement:
    others = listed([f"{100 * loss.lost.value:.1f} in the {loss.stage}" for loss in losses[1:]])
    told = f"Most is {_told(first)}, against {others}."
    if first.stage == "encoder":
        return _encoder(evidence, first, told)
    if first.stage == "connector":
        return Judgement("connector", told)
    if first.stage == "language model":
        cause, sentence = _cause(evidence)
        return Judgement("language model", f"{told} {sentence}", cause)
    return _undecided(f"{told} To tell the two apart takes {listed(evidence.missing)}.")


def _encoder(evidence: Evidence, first: Loss, told: str) -> Judgement:
    features, own = evidence.features, evidence.in_domain
    right = _right(features)
    chance = features.chance if features else 0.0
    if skill(right.high, chance) >= thresholds.READABLE:
        return _undecided(
            f"Most is {_told(first)}, yet a classifier reads {percent(right.value)} from the "
            "tower's features: too much to call them blind to it."
        )
    if own and own.right and skill(own.right.high, chance) >= thresholds.READABLE:
        return _undecided(
            f"Most is {_told(first)}, yet a classifier trained on clips with the same background "
            f"reads {percent(own.right.value)} from the tower's features, where one trained on "
            f"another background reads {percent(right.value)}: the information is there, but does "
            "not carry over to another background."
        )
    how = "no better than chance" if right.low <= chance else f"where chance is {percent(chance)}"
    return Judgement(
        "encoder",
        f"{told} From the tower's features a classifier is right in {percent(right.value)}, {how}"
        f"{_controlled(own)}.",
    )


def _controlled(own: Level | None) -> str:
    if own is None or own.right is None:
        return "; none was trained on clips with the same background, which could do better"
    return f"; one trained on clips with the same background in {percent(own.right.value)}"


def _cause(evidence: Evidence) -> tuple[Cause, str]:
    """Why a language model loses what reaches it: cannot it reason, or does it not look?"""
    text, gap = evidence.text, evidence.text_over_video
    if text is None or text.right is None or gap is None:
        return "open", "Whether it cannot reason or does not look takes the text probe."
    poor = text.right.high < thresholds.SOLVED
    told = f"From true captions {percent(text.right.value)} are right"
    if poor and real(gap):
        return "both", f"{told}: it reasons poorly even over text, and worse over frames."
    if poor:
        return "reasoning", f"{told}, no better than from the frames: it cannot reason over it."
    if real(gap):
        return "reading", f"{told}: it can reason, and does not use what the frames bring."
    return "open", f"{told}, too uncertain to say whether it cannot reason or does not look."


def _without_features(evidence: Evidence) -> Judgement:
    video = _right(evidence.video)
    told = f"{percent(video.value)} right from the frames, and no features to say where it is lost."
    if video.value >= thresholds.SOLVED:
        told = (
            f"{percent(video.value)} right from the frames, but by the interval it may be "
            f"{percent(video.low)}: more clips would tell whether it is solved."
        )
    text = evidence.text
    if text and text.right:
        told += f" From true captions {percent(text.right.value)} are right: "
        if text.right.high < thresholds.SOLVED:
            told += "the language model falls short even without the encoder."
        else:
            told += "the language model can reason over it once it is told."
    return _undecided(told)


def skill(accuracy: float, chance: float) -> float:
    """0 at chance, 1 at all right."""
    return (accuracy - chance) / (1 - chance)


def _right(level: Level | None) -> Estimate:
    if level is None or level.right is None:
        raise AssertionError("asked for an accuracy that was not measured")
    return level.right


def _told(loss: Loss) -> str:
    reach = between(loss.lost.low, loss.lost.high)
    return f"lost in the {loss.stage}: {points(loss.lost.value)} ({reach})"


def _undecided(reason: str) -> Judgement:
    return Judgement("undecided", reason)
