"""From all answers of a run to its diagnosis."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from probing.diagnosis.chain import TEXT, VIDEO, Chain, chain_of, gap
from probing.diagnosis.letters import letters
from probing.diagnosis.levels import by_level, measure
from probing.diagnosis.notes import notes
from probing.diagnosis.overall import overall
from probing.diagnosis.rule import Evidence, judge
from probing.diagnosis.types import (
    IN_DOMAIN,
    AspectDiagnosis,
    Diagnosis,
    Key,
    Level,
    Loss,
    best_at,
    competes,
)
from probing.types import Answer
from t3data.errors import T3Error
from t3data.statistics import Estimate, clustered_mean, macro_mean

if TYPE_CHECKING:
    from probing.asking.sensitivity import Drop

_ORDER = ("video", "text", "self_text", "features")
_CONDITIONS = ("plain", "few-shot", "blind", "shuffled", "reversed")
_PLACES = ("", "vision", "connector")


def diagnose(answers: Iterable[Answer], drops: Iterable["Drop"] = ()) -> Diagnosis:
    """Names where the model loses time, for each aspect and over all.

    Args:
        answers: Of one model and run, in any order.
        drops: What permuting frames did to the true answers' log-probabilities, if measured.

    Raises:
        T3Error: there are no answers, or one is there twice.
    """
    answers = tuple(answers)
    if not answers:
        raise T3Error("no answers to diagnose; run the probes first")
    table, permuted = by_level(answers), tuple(drops)
    chains: dict[str, Chain] = {}
    aspects = []
    for aspect, by_key in table.items():
        levels = tuple(
            sorted((measure(*pair) for pair in by_key.items()), key=lambda level: rank(level.key))
        )
        chain = chain_of(by_key, levels)
        if chain:
            chains[aspect] = chain
        aspects.append(_aspect(aspect, by_key, levels, chain, _sensitivity(aspect, permuted)))
    losses, measured = _mean_losses(chains)
    verdict, reason = overall(aspects)
    return Diagnosis(
        verdict=verdict,
        reason=reason,
        aspects=tuple(aspects),
        losses=losses,
        measured=measured,
        answers=len(answers),
        failed=sum(answer.mark == "failed" for answer in answers),
    )


def _aspect(
    aspect: str,
    answers: Mapping[Key, Sequence[Answer]],
    levels: tuple[Level, ...],
    chain: Chain | None,
    drop: Estimate | None,
) -> AspectDiagnosis:
    by_key = {level.key: level for level in levels}
    missing = _missing(by_key)
    features = best_at(levels, "vision") or best_at(levels, "connector")
    judgement = judge(
        Evidence(
            video=by_key.get(VIDEO),
            text=by_key.get(TEXT),
            blind=next((one for one in levels if one.key.condition == "blind"), None),
            features=features,
            in_domain=_in_domain(by_key, features),
            chain=chain,
            text_over_video=gap(answers, TEXT, VIDEO),
            missing=missing,
        )
    )
    preferred = letters(answers.get(VIDEO, ()))
    return AspectDiagnosis(
        aspect=aspect,
        verdict=judgement.verdict,
        cause=judgement.cause,
        reason=judgement.reason,
        missing=missing,
        notes=notes(answers, levels, preferred, drop),
        levels=levels,
        losses=chain.losses() if chain else (),
        letters=preferred,
        sensitivity=drop,
    )


def _missing(levels: Mapping[Key, Level]) -> tuple[str, ...]:
    """What a full diagnosis would need besides, in words for a person."""
    places = {key.place for key in levels if competes(key)}
    conditions = {key.condition for key in levels}
    wanted = {
        "the video probe": VIDEO in levels,
        "the text probe": TEXT in levels,
        "features after the vision tower": "vision" in places,
        "features after the connector": "connector" in places,
        "the blind run": "blind" in conditions,
    }
    return tuple(name for name, there in wanted.items() if not there)


def _in_domain(levels: Mapping[Key, Level], features: Level | None) -> Level | None:
    """The control at the place of `features`."""
    if features is None:
        return None
    return levels.get(Key("features", place=features.key.place, classifier=IN_DOMAIN))


def _sensitivity(aspect: str, drops: Sequence["Drop"]) -> Estimate | None:
    ours = [drop for drop in drops if drop.aspect == aspect]
    if not ours:
        return None
    return clustered_mean(
        [drop.near - drop.elsewhere for drop in ours], [drop.source for drop in ours]
    )


def _mean_losses(chains: Mapping[str, Chain]) -> tuple[tuple[Loss, ...], tuple[str, ...]]:
    """Over the aspects with features at both places, each counting alike."""
    full = {aspect: chain for aspect, chain in chains.items() if len(chain.stages) == 3}
    if not full:
        return (), ()
    lost = np.hstack([chain.lost for chain in full.values()])
    groups = [aspect for aspect, chain in full.items() for _ in chain.sources]
    sources = [source for chain in full.values() for source in chain.sources]
    stages = next(iter(full.values())).stages
    losses = tuple(
        Loss(stage, macro_mean(values, groups, sources))
        for stage, values in zip(stages, lost, strict=True)
    )
    return losses, tuple(full)


def rank(key: Key) -> tuple[int, int, int, int, str, str]:
    """Sorts video, its controls, text, then features in the order in which a model has them."""
    place = _PLACES.index(key.place) if key.place in _PLACES else len(_PLACES)
    word, _, number = key.place.partition(" ")
    depth = int(number) if word == "layer" and number.lstrip("-").isdigit() else 0
    return (
        _ORDER.index(key.probe),
        _CONDITIONS.index(key.condition),
        place,
        depth,
        key.place,
        key.classifier,
    )
