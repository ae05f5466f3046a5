"""Imaginary models with a known fault: the rule names it, or says what keeps it from doing so."""

from dataclasses import replace

import pytest
from simulated_answers import simulate

from probing.diagnosis import AspectDiagnosis, diagnose
from probing.diagnosis.chain import chain_of
from probing.diagnosis.levels import by_level, measure
from probing.diagnosis.rule import Evidence, judge
from probing.diagnosis.types import Key
from probing.types import Answer

GOOD = {"vision/lstm": 0.97, "connector/lstm": 0.96, "text": 0.97}


def verdict_on(
    accuracies: dict[str, float], aspect: str = "grounding_cat", **how: float
) -> AspectDiagnosis:
    answers: list[Answer] = list(simulate(aspect, accuracies, **how))  # type: ignore[arg-type]
    return diagnose(answers).aspects[0]


@pytest.mark.parametrize(
    ("accuracies", "verdict", "cause"),
    [
        ({**GOOD, "video": 0.98}, "none", ""),
        ({"video": 0.98}, "none", ""),
        ({**GOOD, "video": 0.6}, "language model", "reading"),
        ({**GOOD, "video": 0.6, "text": 0.62}, "language model", "reasoning"),
        ({**GOOD, "video": 0.5, "text": 0.75}, "language model", "both"),
        ({"video": 0.5, "vision/lstm": 0.97, "connector/lstm": 0.96}, "language model", "open"),
        ({"video": 0.5, "connector/lstm": 0.97, "text": 0.97}, "language model", "reading"),
        ({**GOOD, "video": 0.45, "connector/lstm": 0.5}, "connector", ""),
        ({**GOOD, "video": 0.35, "vision/lstm": 0.36, "connector/lstm": 0.35}, "encoder", ""),
        ({**GOOD, "video": 0.45, "vision/lstm": 0.55, "connector/lstm": 0.53}, "encoder", ""),
        ({"video": 0.35, "vision/lstm": 0.36}, "encoder", ""),
        ({"video": 0.35, "vision/lstm": 0.36, "vision/in-domain": 0.4}, "encoder", ""),
        # At another place, or where the encoder loses little, the control changes nothing.
        ({"video": 0.35, "vision/lstm": 0.36, "connector/in-domain": 1.0}, "encoder", ""),
        ({**GOOD, "video": 0.6, "vision/in-domain": 1.0}, "language model", "reading"),
        ({**GOOD, "video": 0.6, "vision/in-domain": 0.3}, "language model", "reading"),
        ({**GOOD, "video": 0.45, "connector/lstm": 0.5, "vision/in-domain": 1.0}, "connector", ""),
    ],
)
def test_a_fault_is_named(accuracies: dict[str, float], verdict: str, cause: str) -> None:
    found = verdict_on(accuracies)
    assert (found.verdict, found.cause) == (verdict, cause), found.reason


@pytest.mark.parametrize(
    ("accuracies", "why"),
    [
        ({"text": 0.9}, "not asked to watch"),
        ({"video": 0.6}, "no features to say where"),
        ({"video": 0.6, "text": 0.6}, "falls short even without the encoder"),
        ({"video": 0.6, "text": 0.99}, "can reason over it once it is told"),
        ({"video": 0.5, "vision/lstm": 0.97}, "takes the text probe, features after the connector"),
        ({"video": 0.5, "connector/lstm": 0.5}, "features after the vision tower"),
        ({**GOOD, "video": 0.8, "video/blind": 0.6}, "give themselves away"),
        ({**GOOD, "video": 0.7, "vision/lstm": 0.5, "connector/lstm": 0.5}, "better than any"),
        ({**GOOD, "video": 0.4, "vision/lstm": 0.7, "connector/lstm": 0.7}, "Too close"),
        ({**GOOD, "video": 0.8, "vision/lstm": 0.82, "connector/lstm": 0.82}, "too much to call"),
        (
            {"video": 0.35, "vision/lstm": 0.36, "vision/in-domain": 0.9},
            "the information is there, but does not carry over to another background",
        ),
    ],
)
def test_what_cannot_be_named_is_undecided(accuracies: dict[str, float], why: str) -> None:
    found = verdict_on(accuracies)
    assert found.verdict == "undecided"
    assert why in found.reason, found.reason


@pytest.mark.parametrize(("high", "verdict"), [(0.8, "undecided"), (0.7999, "encoder")])
def test_the_border_of_the_control_within_the_domain(high: float, verdict: str) -> None:
    # Of three options, 0.8 is a skill of 0.7: (0.8 - 1/3) / (1 - 1/3).
    accuracies = {"video": 0.35, "vision/lstm": 0.36, "vision/in-domain": 0.7}
    answers = by_level(simulate("grounding_cat", accuracies))["grounding_cat"]
    levels = {key: measure(key, given) for key, given in answers.items()}
    own = levels[Key("features", place="vision", classifier="in-domain")]
    assert own.right is not None
    evidence = Evidence(
        video=levels[Key("video")],
        features=levels[Key("features", place="vision", classifier="lstm")],
        in_domain=replace(own, right=replace(own.right, high=high + 1e-12)),
        chain=chain_of(answers, list(levels.values())),
    )
    found = judge(evidence)
    assert found.verdict == verdict
    told = f"{100 * own.right.value:.1f} %"
    assert told in found.reason, found.reason
    without = judge(replace(evidence, in_domain=None))
    assert without.verdict == "encoder"
    assert "none was trained on clips with the same background" in without.reason


def test_features_alone_never_name_a_bottleneck() -> None:
    found = verdict_on({"vision/lstm": 0.3, "connector/lstm": 0.3})
    assert found.verdict == "undecided"
    assert found.missing == ("the video probe", "the text probe", "the blind run")


def test_few_clips_decide_nothing() -> None:
    for accuracies in (
        {**GOOD, "video": 0.85},
        {**GOOD, "video": 0.97},
        {**GOOD, "video": 0.7, "vision/lstm": 0.75, "connector/lstm": 0.75},
    ):
        found = verdict_on(accuracies, count=12)
        assert found.verdict == "undecided", found.reason


@pytest.mark.parametrize(("sources", "verdict"), [(37, "undecided"), (38, "none")])
def test_a_model_that_is_always_right_is_solved_from_38_sources(sources: int, verdict: str) -> None:
    found = verdict_on({"video": 1.0}, count=2 * sources)
    assert found.verdict == verdict
    assert ("more clips would tell whether it is solved" in found.reason) == (verdict != "none")


def test_one_source_decides_nothing_however_many_clips() -> None:
    assert verdict_on({**GOOD, "video": 0.99}, per_source=200).verdict == "undecided"
    assert verdict_on({**GOOD, "video": 0.3}, per_source=200).verdict == "undecided"


def test_unreadable_replies_are_no_sign_of_time_being_lost() -> None:
    found = verdict_on({**GOOD, "video": 0.95}, misformat=0.4)
    assert found.verdict == "undecided"
    assert "name no single option" in found.reason
    assert verdict_on({**GOOD, "video": 0.6}, misformat=0.02).verdict == "language model"


def test_failed_requests_are_no_answers() -> None:
    found = verdict_on({**GOOD, "video": 0.98}, failed=0.3)
    assert found.verdict == "undecided"
    assert "requests failed" in found.reason
    # Few failures change neither the accuracy nor the verdict.
    few = verdict_on({**GOOD, "video": 0.98}, failed=0.02)
    assert few.verdict == "none"
    assert 0 < few.levels[0].failed < 15


def test_all_failed_is_undecided_and_counted() -> None:
    found = verdict_on({**GOOD, "video": 0.98}, failed=1.0)
    assert found.verdict == "undecided"
    assert found.levels[0].right is None
    assert found.levels[0].failed == 200


def test_a_loss_too_small_to_matter_names_nothing() -> None:
    found = verdict_on({**GOOD, "video": 0.95, "vision/lstm": 0.99}, count=6000, shared=1.0)
    assert found.verdict == "none"


@pytest.mark.parametrize(
    ("video", "verdict"), [(0.94, "none"), (0.92, "none"), (0.86, "language model")]
)
def test_the_border_of_solved_with_many_clips(video: float, verdict: str) -> None:
    perfect = {"vision/lstm": 1.0, "connector/lstm": 1.0, "text": 1.0}
    found = verdict_on({**perfect, "video": video}, count=4000)
    assert found.verdict == verdict, found.reason


def test_as_good_as_text_is_solved_where_the_interval_alone_does_not_say_so() -> None:
    found = verdict_on({"video": 0.93, "text": 0.93, "vision/lstm": 0.93}, shared=1.0)
    assert found.level(found.levels[0].key).right.low < 0.9  # type: ignore[union-attr]
    assert found.verdict == "none"
    assert "as good as from true captions" in found.reason


def test_losses_add_up_to_what_the_video_probe_misses() -> None:
    found = verdict_on({**GOOD, "video": 0.62, "connector/lstm": 0.9})
    assert [loss.stage for loss in found.losses] == ["encoder", "connector", "language model"]
    video = found.levels[0].right
    assert video is not None
    assert sum(loss.lost.value for loss in found.losses) == pytest.approx(1 - video.value)


def test_the_better_classifier_speaks_for_a_place_and_controls_do_not() -> None:
    found = verdict_on(
        {
            **GOOD,
            "video": 0.5,
            "vision/lstm": 0.5,
            "vision/linear": 0.97,
            "vision/few-shot": 1.0,
            "vision/in-domain": 1.0,
        }
    )
    assert found.verdict == "language model"
    best = found.best("vision")
    assert best is not None
    assert best.key.classifier == "linear"


def test_a_connector_that_makes_time_easier_to_read_loses_nothing() -> None:
    found = verdict_on({"video": 0.5, "vision/lstm": 0.6, "connector/lstm": 0.97, "text": 0.97})
    assert found.verdict == "language model"
    assert [round(loss.lost.value, 2) for loss in found.losses][1] == 0


@pytest.mark.parametrize("wanted", ["encoder", "connector", "language model", "none"])
def test_the_verdict_holds_on_other_draws(wanted: str) -> None:
    """Ten suites each: the right name or undecided, and the right name nearly always."""
    accuracies = {
        "encoder": {"video": 0.4, "vision/lstm": 0.45, "connector/lstm": 0.44, "text": 0.95},
        "connector": {"video": 0.42, "vision/lstm": 0.95, "connector/lstm": 0.5, "text": 0.95},
        "language model": {"video": 0.6, "vision/lstm": 0.95, "connector/lstm": 0.93, "text": 0.8},
        "none": {"video": 0.97, "vision/lstm": 0.97, "connector/lstm": 0.96, "text": 0.98},
    }[wanted]
    found = [verdict_on(accuracies, f"made up {number}").verdict for number in range(10)]
    assert set(found) <= {wanted, "undecided"}
    assert found.count(wanted) >= 9  # type: ignore[arg-type]


def test_chance_is_not_mistaken_for_a_fault_where_features_are_blind() -> None:
    at_chance = {"video": 1 / 3, "vision/lstm": 1 / 3, "connector/lstm": 1 / 3, "text": 0.99}
    found = verdict_on(at_chance)
    assert found.verdict == "encoder"
    assert "chance" in found.reason
