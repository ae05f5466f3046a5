"""The commands of an experiment, from captions to scores, as a person would type them.

Paths are relative to one working directory: `questions/` a directory for each family of T3 rows,
`mix/`, `runs/` and `scores/` one for each experiment.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from math import ceil

from mixes.experiments.experiment import UNKNOWN_FRAMES, Experiment
from mixes.experiments.files import experiment, experiment_names
from mixes.experiments.sources import CAPTIONS, MEDIA, SOURCES
from mixes.ratio import parse_ratio
from mixes.recipe import Recipe
from mixes.recipe_file import read_recipe
from mixes.recipes import families, recipe_path
from t3data.quotas import largest_remainder

SPARE = Fraction(21, 20)
"""Questions asked for each one needed: `build-mix` may refuse some, as duplicates or too long."""
_FRAMES = {"tempcompass": 32, "mlvu": 128, "videomme": 128}
"""What the paper shows LongVA, for runs whose frames are not known."""
_LMMS_TASKS = {
    "tempcompass": "tempcompass_multi_choice",
    "mlvu": "mlvu_dev",
    "videomme": "videomme",
}
ANNOTATIONS = {
    "tempcompass": "data/tempcompass/multi-choice.json",
    "mlvu": "data/mlvu",
    "videomme": "data/videomme",
}
"""Where the commands look for a benchmark's annotations; of TempCompass the paper's tables have the
lettered questions alone."""


def recipe_of(entry: Experiment) -> Recipe | None:
    """The recipe of the experiment's mix; None where nothing is mixed."""
    return _recipe(entry.recipe) if entry.recipe else None


@cache
def _recipe(name: str) -> Recipe:
    return read_recipe(recipe_path(name), {})


def families_of(entry: Experiment) -> list[str]:
    """The families of T3 rows in the experiment's mix, by their names in `families.yaml`."""
    recipe = recipe_of(entry)
    return [part.family for part in recipe.parts if part.family] if recipe else []


def t3_rows(entry: Experiment) -> int:
    """How many T3 rows the mix has.

    Recipes of several sides have a ratio and a total, T3 being the first number of the ratio.
    """
    recipe = recipe_of(entry)
    if recipe is None or not recipe.parts:
        return 0
    total = entry.total or recipe.total or 0
    if recipe.ratio is None:
        return total
    return largest_remainder(total, parse_ratio(recipe.ratio))[0]


def questions_needed(names: Iterable[str] = ()) -> dict[str, int]:
    """Families with the rows that `t3 synth` is asked for, enough for any of the experiments.

    Args:
        names: of experiments; empty for all.
    """
    needed: dict[str, int] = {}
    for name in names or experiment_names():
        entry = experiment(name)
        parts = families_of(entry)
        for family in parts:
            share = ceil(Fraction(t3_rows(entry), len(parts)) * SPARE)
            needed[family] = max(needed.get(family, 0), share)
    return {family: needed[family] for family in families() if family in needed}


def synth_commands(entry: Experiment, captions: str = CAPTIONS.path) -> list[str]:
    """A `t3 synth` for each family of the mix, large enough for every experiment that has it."""
    rows = questions_needed()
    return [synth_command(name, rows[name], captions) for name in families_of(entry)]


def synth_command(family: str, rows: int, captions: str = CAPTIONS.path) -> str:
    """The `t3 synth` of one family."""
    keys = families()[family]
    tasks = " ".join(f"--task {task}" for task in keys["tasks"])
    scales = " ".join(f"--scale {scale}" for scale in keys.get("scales", [1]))
    return f"t3 synth {captions} {tasks} {scales} -n {rows} -o questions/{family}"


def mix_command(entry: Experiment) -> str | None:
    """The `t3 build-mix`; None where nothing is mixed."""
    recipe = recipe_of(entry)
    if recipe is None:
        return None
    words = [f"t3 build-mix {entry.recipe}"]
    if parts := families_of(entry):
        words.append("--t3 " + " ".join(f"questions/{family}" for family in parts))
    named = {str(one.path) for one in (*recipe.general, *recipe.video)}
    for name in entry.data:
        source = SOURCES[name]
        if source.path not in named:
            words.append(f"--{source.side} {source.path}")
    if any(SOURCES[name].has_media for name in entry.data):
        words.append(f"--media-root {MEDIA}")
    if entry.total:
        words.append(f"--total {entry.total}")
    words.append(f"--max-tokens {entry.max_tokens}")
    return " ".join([*words, f"-o mix/{entry.name}"])


def train_command(entry: Experiment) -> str | None:
    """The `t3 train-config`; None where nothing is trained."""
    if entry.training is None:
        return None
    return f"t3 train-config mix/{entry.name} --experiment {entry.name}"


def frames_of(entry: Experiment, benchmark: str) -> tuple[int, bool]:
    """Frames to show of each video, and whether they are known to be the paper's."""
    shown = {published.benchmark: published.frames for published in entry.published}
    known = shown.get(benchmark, UNKNOWN_FRAMES)
    return (known, True) if known != UNKNOWN_FRAMES else (_FRAMES[benchmark], False)


def ask_commands(entry: Experiment, checkpoint: str = "$CHECKPOINT") -> Iterator[str]:
    """What asks the tuned model each benchmark.

    No server that `t3 run` can ask serves LongVA; lmms-eval runs it in its own process.
    """
    for benchmark in entry.benchmarks:
        frames, _ = frames_of(entry, benchmark)
        output = f"runs/{entry.name}/{benchmark}"
        if entry.model.startswith("longva"):
            yield (
                "accelerate launch --num_processes 8 -m lmms_eval --model longva --model_args "
                f"pretrained={checkpoint},conv_template=qwen_1_5,video_decode_backend=decord,"
                f"max_frames_num={frames},model_name=llava_qwen --tasks {_LMMS_TASKS[benchmark]} "
                f"--batch_size 1 --log_samples --output_path {output}"
            )
        else:
            yield (
                f"t3 run {benchmark} --model {checkpoint} --base-url http://localhost:8000/v1 "
                f"--annotations {ANNOTATIONS[benchmark]} --videos data/videos/{benchmark} "
                f"--frames {frames} -o {output}"
            )


def score_commands(entry: Experiment) -> Iterator[str]:
    """What scores the replies, and what holds the scores against the paper."""
    for benchmark in entry.benchmarks:
        replies = f"runs/{entry.name}/{benchmark}" + (
            "/*/" if entry.model.startswith("longva") else "/predictions.jsonl"
        )
        yield (
            f"t3 score {benchmark} {replies} --annotations {ANNOTATIONS[benchmark]} "
            f"--scorer official -o scores/{entry.name}/{benchmark}"
        )
    if entry.published:
        yield f"t3 show experiment {entry.name} --scores scores/{entry.name}"
