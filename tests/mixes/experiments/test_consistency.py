"""Every experiment holds together: recipe, model, trainer, the paper's mixing rule, commands."""

import shlex
from collections.abc import Iterator

import click
import pytest

from cli.main import COMMANDS, t3
from mixes.config import SIDES
from mixes.experiments import Experiment, experiment, experiment_names
from mixes.experiments.commands import (
    ask_commands,
    families_of,
    frames_of,
    mix_command,
    questions_needed,
    recipe_of,
    score_commands,
    synth_commands,
    t3_rows,
    train_command,
)
from mixes.experiments.sources import SOURCES
from mixes.quotas import side_quotas
from mixes.recipe import load_recipe
from mixes.recipes import families, recipe_names, recipe_path
from mixes.training.models import check_fits, find_model
from mixes.training.settings import check_keys
from t3data.errors import UsageError
from t3data.tasks import task_names

NAMES = experiment_names()
TUNED = [name for name in NAMES if name != "base"]
TEXT_ONLY = 30_000
"""Rows of each run of Table 2: `text_dataset_limit` 15,000 a set, `total_limit` 30,000."""
LONGVA_LENGTH, QWEN_LENGTH = 32_768, 8_192


def recipe_command(entry: Experiment) -> list[str]:
    command = mix_command(entry)
    assert command is not None
    return shlex.split(command)


@pytest.mark.parametrize("name", TUNED)
def test_the_recipe_is_there_and_takes_what_the_experiment_gives_it(name: str) -> None:
    entry = experiment(name)
    assert entry.recipe in recipe_names()
    given: dict[str, object] = {"total": entry.total} if entry.total else {}
    sides = {SOURCES[source].side for source in entry.data}
    assert None not in sides
    recipe = recipe_of(entry)
    assert recipe is not None
    if not recipe.general:
        given |= {str(side): [f"{side}.json"] for side in sides}
    if families_of(entry):
        given["t3"] = ["questions/order_1x"]
    config = load_recipe(recipe_path(entry.recipe or ""), given)
    assert {source.side for source in config.sources} == (
        sides | ({"t3"} if families_of(entry) else set())
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_model_is_known_and_its_trainer_trains_it(name: str) -> None:
    entry = experiment(name)
    model = find_model(entry.model)
    if name == "base":
        return
    check_fits(model, entry.framework, entry.method)
    check_keys(entry.framework, entry.settings)


def test_the_base_model_is_not_trained() -> None:
    base = experiment("base")
    assert (base.recipe, base.training, mix_command(base), train_command(base)) == (None,) * 4
    assert synth_commands(base) == []
    for read in (lambda: base.framework, lambda: base.method, lambda: base.settings):
        with pytest.raises(UsageError, match="base: longva-7b as it is, nothing is trained"):
            read()


def test_an_unknown_name_lists_the_known_ones() -> None:
    for wrong in ("tc_9x", "../experiments/tc_8x", "", "tc_8x.yaml"):
        with pytest.raises(UsageError, match="`t3 list experiments` shows them: base, llava_next"):
            experiment(wrong)


# The paper's mixing rule


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("tc_1x", 2), ("tc_2x", 2), ("tc_4x", 2), ("tc_8x", 2), ("tc_1_2_4_8x", 8),
        ("order_template", 3), ("referring", 2), ("grounding", 1), ("t3_all", 14),
        ("tc_1x_order_template", 5), ("tc_1x_grounding", 3), ("tc_1x_referring", 4),
    ],
)  # fmt: skip
def test_text_alone_has_equal_sets_and_one_total(name: str, sets: int) -> None:
    entry = experiment(name)
    assert len(families_of(entry)) == sets
    assert entry.total == TEXT_ONLY
    assert t3_rows(entry) == TEXT_ONLY
    assert entry.data == ()


@pytest.mark.parametrize(
    ("name", "source"), [("llava_next", "open_llava_next"), ("hotpotqa", "hotpotqa")]
)
def test_controls_have_as_many_rows_and_no_question_about_time(name: str, source: str) -> None:
    entry = experiment(name)
    assert (entry.total, t3_rows(entry), entry.data) == (TEXT_ONLY, 0, (source,))


@pytest.mark.parametrize(
    ("name", "t3", "others"),
    [
        ("t3_llava_100k", 33_333, 66_667),
        ("t3_llava_200k", 66_667, 133_333),
        # 66,603 T3 rows, 266,601 in all less 199,998; the ratio times as many videos
        ("qwen2vl_t3_66k_video_0.2", 66_603, 13_321),
        ("qwen2vl_t3_66k_video_0.5", 66_603, 33_302),
        ("qwen2vl_t3_66k_video_1", 66_603, 66_603),
        ("qwen2vl_t3_66k_video_2", 66_603, 133_206),
    ],
)
def test_mixes_have_the_papers_ratio(name: str, t3: int, others: int) -> None:
    entry = experiment(name)
    assert t3_rows(entry) == t3
    side = SOURCES[entry.data[0]].side or ""
    config = load_recipe(recipe_path(entry.recipe or ""), {"t3": ["q"], side: ["x.json"]})
    quotas = side_quotas(config.total, config.ratio, (10**6, 10**6), ("t3", side))
    assert quotas == [t3, others]
    assert len(families_of(entry)) == 14


def test_the_controls_beside_the_mixes_are_as_large_as_one_of_them() -> None:
    sizes = {name: recipe_of(experiment(name)) for name in ("t3_llava_100k", "hotpotqa_llava")}
    assert {recipe.total for recipe in sizes.values() if recipe} == {100_000}
    assert experiment("llava_only").total == 100_000
    assert experiment("qwen2vl_72b_video").total == 133_206


@pytest.mark.parametrize("name", TUNED)
def test_rows_are_as_long_as_the_trainer_takes(name: str) -> None:
    longva = experiment(name).model == "longva-7b"
    assert experiment(name).max_tokens == (LONGVA_LENGTH if longva else QWEN_LENGTH)


def test_qwen_is_tuned_with_the_published_settings() -> None:
    for ratio in ("0.2", "0.5", "1", "2"):
        entry = experiment(f"qwen2vl_t3_66k_video_{ratio}")
        assert (entry.framework, entry.method) == ("llamafactory", "full")
        assert entry.settings == {"max_samples": 75_000}
    large = experiment("qwen2vl_72b_video")
    assert (large.framework, large.method) == ("ms-swift", "lora")
    assert large.settings == {"max_steps": 1000, "max_length": 5120, "weight_decay": 0.03}


# Questions


def test_enough_questions_are_asked_for_every_experiment() -> None:
    needed = questions_needed()
    # 30,000 rows over the families of one experiment, the fewest that share them, and 5 % more.
    assert needed == {
        **{f"{kind}_{scale}x": 15_750 for scale in (1, 2, 4, 8) for kind in ("order", "attribute")},
        **{f"order_{kind}": 10_500 for kind in ("phrase", "prefix", "sentence")},
        "refer_position": 15_750,
        "refer_anchor": 15_750,
        "ground_position": 31_500,
    }
    for name in TUNED:
        entry = experiment(name)
        capacities = [needed[family] for family in families_of(entry)]
        assert sum(capacities) >= t3_rows(entry)
    assert questions_needed(["tc_8x"]) == {"order_8x": 15_750, "attribute_8x": 15_750}
    # 66,667 over 14 families are 4,761.9 each; with 5 % more 5,000.03, rounded up
    assert set(questions_needed(["t3_llava_200k"]).values()) == {5_001}


def test_families_that_need_questions_are_those_of_the_paper() -> None:
    assert set(questions_needed()) == set(families())
    for family in families().values():
        assert set(family["tasks"]) <= set(task_names())


# Commands


def commands_of(entry: Experiment) -> Iterator[str]:
    yield from synth_commands(entry)
    yield from filter(None, (mix_command(entry),))
    yield from ask_commands(entry)
    yield from score_commands(entry)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_one_that_t3_takes(name: str) -> None:
    for line in commands_of(experiment(name)):
        program, *words = shlex.split(line)
        if program != "t3":
            assert line.startswith("accelerate launch --num_processes 8 -m lmms_eval ")
            continue
        command = t3.get_command(click.Context(t3), words[0])
        assert command is not None, line
        if isinstance(command, click.Group):
            command, words = command.commands[words[1]], words[1:]
        context = command.make_context(words[0], words[1:])
        assert context.params, line


@pytest.mark.parametrize("name", TUNED)
def test_the_training_command_names_the_experiment(name: str) -> None:
    assert train_command(experiment(name)) == f"t3 train-config mix/{name} --experiment {name}"


def test_the_mix_of_one_experiment_as_it_is_typed() -> None:
    assert recipe_command(experiment("tc_8x")) == [
        *("t3", "build-mix", "tc_8x", "--t3", "questions/order_8x", "questions/attribute_8x"),
        *("--total", "30000", "--max-tokens", "32768", "-o", "mix/tc_8x"),
    ]
    assert recipe_command(experiment("hotpotqa_llava")) == [
        *("t3", "build-mix", "hotpotqa_llava", "--media-root", "data/media"),
        *("--max-tokens", "32768", "-o", "mix/hotpotqa_llava"),
    ]
    assert synth_commands(experiment("tc_8x"), "recap.json") == [
        (
            "t3 synth recap.json --task order_list --task order_arrange --scale 8 -n 15750 "
            "-o questions/order_8x"
        ),
        "t3 synth recap.json --task attribute --scale 8 -n 15750 -o questions/attribute_8x",
    ]


def test_frames_are_the_papers_where_they_are_known() -> None:
    assert frames_of(experiment("tc_8x"), "tempcompass") == (32, True)
    assert frames_of(experiment("t3_llava_200k"), "mlvu") == (128, True)
    assert frames_of(experiment("t3_llava_200k"), "tempcompass") == (32, False)
    assert frames_of(experiment("qwen2vl_t3_66k_video_2"), "videomme") == (128, False)


def test_sources_have_sides_of_a_mix_and_all_are_used() -> None:
    used = {source for name in NAMES for source in experiment(name).data}
    assert used == set(SOURCES) - {"captions"}
    assert {source.side for source in SOURCES.values()} <= {*SIDES, None}
    assert "show" in COMMANDS
