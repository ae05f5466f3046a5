"""What controls and further probes show, in sentences; no part of the verdict."""

from collections.abc import Mapping, Sequence

from probing.diagnosis import thresholds
from probing.diagnosis.chain import OWN_TEXT, TEXT, VIDEO, gap
from probing.diagnosis.rule import real
from probing.diagnosis.types import FEW_SHOT, IN_DOMAIN, Key, Letter, Level, competes
from probing.diagnosis.words import between, listed, percent, points
from probing.features.folds import FEWEST
from probing.types import Answer, Condition
from t3data.statistics import Difference, Estimate, holm

Answers = Mapping[Key, Sequence[Answer]]


def notes(
    answers: Answers, levels: Sequence[Level], preferred: Sequence[Letter], drop: Estimate | None
) -> tuple[str, ...]:
    """Everything worth a sentence, the most telling first."""
    by_key = {level.key: level for level in levels}
    return (
        *_frames(answers, by_key),
        *_captions(answers),
        *_layers(answers, by_key),
        *_in_domain(by_key),
        *_few_shots(by_key),
        *_letters(preferred),
        *_formats(by_key),
        *_sensitivity(drop),
    )


def _frames(answers: Answers, levels: Mapping[Key, Level]) -> list[str]:
    """Do the order and the direction of the frames matter?"""
    video = levels.get(VIDEO)
    if video is None or video.right is None or video.right.low <= video.chance:
        return []
    found = []
    said: tuple[tuple[Condition, str], ...] = (
        ("shuffled", "Frames in random order"),
        ("reversed", "Frames run backwards"),
    )
    for condition, what in said:
        cost = gap(answers, VIDEO, Key("video", condition))
        level = levels.get(Key("video", condition))
        if cost is None or level is None:
            continue
        if level.followed:
            share = percent(level.followed.value)
            found.append(f"Run backwards, it answers what is then shown in {share}.")
        elif cost.high < thresholds.TOLERANCE:
            found.append(f"{what} cost it {_points(cost)}: it hardly uses their order.")
        elif real(cost):
            found.append(f"{what} cost it {_points(cost)}.")
    return found


def _captions(answers: Answers) -> list[str]:
    cost = gap(answers, TEXT, OWN_TEXT)
    if cost is None:
        return []
    if real(cost):
        return [f"With captions of its own making it loses {_points(cost)} against true ones."]
    if cost.high < thresholds.TOLERANCE:
        return ["Captions of its own making serve it as well as true ones."]
    return []


def _layers(answers: Answers, levels: Mapping[Key, Level]) -> list[str]:
    """Is it still there in the deepest layer that was probed?"""
    depths = {
        int(key.place.split()[1]): key
        for key in sorted(levels, key=lambda key: _accuracy(levels[key]))
        if key.place.startswith("layer ") and competes(key)
    }
    before = [key for key in levels if key.place in ("connector", "vision") and competes(key)]
    if not depths or not before:
        return []
    deepest = depths[max(depths)]
    start = max(before, key=lambda key: (key.place == "connector", _accuracy(levels[key])))
    cost, reached = gap(answers, start, deepest), levels[start]
    if cost is None or not reached.right or reached.right.low <= reached.chance:
        return []
    share = percent(_accuracy(levels[deepest]))
    if real(cost):
        return [f"In {deepest.place} {share} can still be read, {_points(cost)} fewer than before."]
    return [f"Still readable in {deepest.place} ({share})."]


def _in_domain(levels: Mapping[Key, Level]) -> list[str]:
    """Could more be read without the step from one background to another?"""
    places = [key.place for key in levels if key.place in ("vision", "connector")]
    found = [level for key, level in levels.items() if key.classifier == IN_DOMAIN and level.right]
    if found:
        shares = listed([f"{percent(_accuracy(one))} ({one.key.place})" for one in found])
        return [f"A classifier trained on clips with the same background reads {shares}."]
    if not places:
        return []
    why = f"that takes at least {2 * FEWEST} sources of each answer"
    return [f"No classifier was trained on clips with the same background: {why}."]


def _few_shots(levels: Mapping[Key, Level]) -> list[str]:
    found = [level for key, level in levels.items() if key.classifier == FEW_SHOT and level.right]
    if not found:
        return []
    best = max(found, key=_accuracy)
    share, place = percent(_accuracy(best)), best.key.place
    return [f"A classifier with as few examples as a prompt holds reads {share} ({place})."]


def _letters(preferred: Sequence[Letter]) -> list[str]:
    """Letters that are chosen too often, corrected for looking at all of them."""
    adjusted = holm(
        [one.excess.p if isinstance(one.excess, Difference) else 1.0 for one in preferred]
    )
    return [
        f"It chooses {one.letter} in {percent(one.chosen)} of its answers; the truth stands there "
        f"in {percent(one.true)}."
        for one, p in zip(preferred, adjusted, strict=True)
        if p < 0.05 and one.excess.value >= thresholds.LOSS
    ]


def _formats(levels: Mapping[Key, Level]) -> list[str]:
    return [
        f"{percent(level.misformat_share)} of the replies ({key.label}) name no single option."
        for key, level in levels.items()
        if key.condition == "plain" and level.misformat_share > thresholds.MISFORMAT
    ]


def _sensitivity(drop: Estimate | None) -> list[str]:
    if drop is None:
        return []
    told = f"by {drop.value:.2f} nats, {drop.low:.2f} to {drop.high:.2f}"
    if drop.low > 0:
        return [f"Frames permuted around the true boundary unsettle it more than others ({told})."]
    return [f"Frames permuted around the true boundary do not unsettle it more ({told})."]


def _points(cost: Estimate) -> str:
    return f"{points(cost.value)} ({between(cost.low, cost.high)})"


def _accuracy(level: Level) -> float:
    return level.right.value if level.right else 0.0
