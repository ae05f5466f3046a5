"""The figures are those of the paper's tables, written down here once more, by hand."""

import pytest

from mixes.experiments import experiment, experiment_names

ASPECTS = ("action", "direction", "speed", "order", "attribute_change")
TEMPCOMPASS_32 = {  # average, then the aspects as in ASPECTS
    "base": (55.9, 92.3, 37.3, 42.0, 54.3, 51.7),
    "llava_next": (56.0, 92.0, 36.4, 43.2, 55.6, 51.0),
    "hotpotqa": (54.9, 92.3, 37.0, 39.4, 53.0, 50.7),
    "tc_1x": (59.5, 91.1, 37.3, 39.8, 65.2, 63.9),
    "tc_2x": (59.6,),
    "tc_4x": (60.4,),
    "tc_8x": (61.0, 90.2, 42.4, 39.8, 64.2, 68.1),
    "tc_1_2_4_8x": (59.7,),
    "order_template": (57.2, 89.9, 35.8, 46.1, 58.3, 54.5),
    "referring": (54.2, 91.4, 33.7, 46.1, 46.7, 51.0),
    "grounding": (41.0, 63.0, 31.6, 29.3, 40.7, 38.9),
    "t3_all": (61.2, 90.8, 39.7, 41.6, 65.9, 68.1),
    "tc_1x_order_template": (60.6,),
    "tc_1x_grounding": (59.6,),
    "tc_1x_referring": (59.8,),
}
T3 = ((58.1, 29.1, 54.4), (55.0, 63.3, 54.8, 46.8), (60.0, 49.7))
FRAMES_128 = {  # MLVU: macro, count, order; Video-MME: all, S, M, L; perception, reasoning
    "base": ((56.4, 25.2, 41.7), (52.6, 61.1, 50.4, 46.2), (58.2, 37.3)),
    "llava_only": ((31.7, 11.7, 17.8), (52.2,), (54.6, 37.3)),
    "hotpotqa_llava": ((34.3, 13.1, 19.7), (52.2,), (65.5, 39.6)),
    "t3_llava_100k": T3,
    "t3_llava_200k": T3,
}
NO_FIGURES = {
    "qwen2vl_t3_66k_video_0.2",
    "qwen2vl_t3_66k_video_0.5",
    "qwen2vl_t3_66k_video_1",
    "qwen2vl_t3_66k_video_2",
    "qwen2vl_72b_video",
}
QUESTIONS = {"action": 338, "direction": 335, "speed": 317, "order": 302, "attribute_change": 288}
"""TempCompass's lettered questions by aspect; they sum to 1,580."""


def figures(name: str, benchmark: str) -> dict[str, float]:
    """Published figures by their title."""
    return {
        figure.title: figure.score
        for published in experiment(name).published
        if published.benchmark == benchmark
        for figure in published.figures
    }


def frames(name: str) -> dict[str, int]:
    return {published.benchmark: published.frames for published in experiment(name).published}


def test_all_experiments_are_known_here() -> None:
    assert set(experiment_names()) == set(TEMPCOMPASS_32) | set(FRAMES_128) | NO_FIGURES
    assert experiment_names()[: len(TEMPCOMPASS_32)] == list(TEMPCOMPASS_32)


@pytest.mark.parametrize("name", TEMPCOMPASS_32)
def test_tempcompass_at_32_frames(name: str) -> None:
    average, *aspects = TEMPCOMPASS_32[name]
    wanted = {"task: multi-choice": average}
    if aspects:
        told = zip(ASPECTS, aspects, strict=True)
        wanted |= {f"multi-choice, aspect: {aspect}": score for aspect, score in told}
    assert figures(name, "tempcompass") == wanted
    assert frames(name)["tempcompass"] == 32


@pytest.mark.parametrize("name", FRAMES_128)
def test_long_videos_at_128_frames(name: str) -> None:
    (macro, count, order), (overall, *durations), (perception, reasoning) = FRAMES_128[name]
    assert figures(name, "mlvu") == {"score": macro, "task: count": count, "task: order": order}
    wanted = {"score": overall}
    if durations:
        short, medium, long = durations
        wanted |= {"duration: short": short, "duration: medium": medium, "duration: long": long}
    wanted |= {
        "task_type: Temporal Perception": perception,
        "task_type: Temporal Reasoning": reasoning,
    }
    assert figures(name, "videomme") == wanted
    assert (frames(name)["mlvu"], frames(name)["videomme"]) == (128, 128)


@pytest.mark.parametrize("name", ["t3_llava_100k", "t3_llava_200k"])
def test_images_cost_some_of_the_gain_and_the_frames_are_not_known(name: str) -> None:
    assert figures(name, "tempcompass") == {"task: multi-choice": 58.2}
    assert frames(name)["tempcompass"] == 0


@pytest.mark.parametrize("name", sorted(NO_FIGURES))
def test_nothing_is_made_up_where_nothing_is_known(name: str) -> None:
    assert experiment(name).published == ()
    assert any("not known" in note for note in experiment(name).notes)


@pytest.mark.parametrize("name", [n for n, row in TEMPCOMPASS_32.items() if len(row) > 1])
def test_the_average_is_the_one_over_all_questions(name: str) -> None:
    # A slip in copying a number would show here: the printed average is micro, to a decimal.
    average, *aspects = TEMPCOMPASS_32[name]
    right = sum(score * n for score, n in zip(aspects, QUESTIONS.values(), strict=True))
    assert average == pytest.approx(right / sum(QUESTIONS.values()), abs=0.1)


@pytest.mark.parametrize("name", ["base", "t3_llava_100k"])
def test_video_mme_is_the_mean_of_its_equal_thirds(name: str) -> None:
    overall, *durations = FRAMES_128[name][1]
    assert overall == pytest.approx(sum(durations) / 3, abs=0.1)
