"""The probing videos of the T3 paper: order, place, bloom and brightness in joined clips.

Source: Li et al. 2024 (arXiv 2410.06166), `lyx97/t3_probing_data`: zip files of videos and of frame
captions; unpack them and name the directory of either. A video's folder is its answer. No licence
is given: no question is shipped, ours have our own words; the texts of the options are what the
rule looks for, in the official order. Ids are `aspect/category_stem`, the latter as in the official
files. Only the validation folders are asked about.
Official rule (`longva_inference.py` at c632e4b): a reply without stops is one of the accepted
answers ("(a)", "(A) a cat", "a cat", "A") in any case, or what was read from it is: the first of A
to D after a list of prefixes, else the first option that occurs. The E and F of order_3 are
therefore never read out of a longer reply, and the article of "A person" is A. Every aspect has its
accuracy; the paper's columns are means over aspects: attribute, referring, grounding, order.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.choices import LETTERS, letter_list, read_robust
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    Metric,
    Prediction,
    Prompt,
    Reading,
    Sample,
    Scorer,
)
from benchmarks.extractors import t3_probing_answer, t3_probing_right
from benchmarks.predictions.entries import as_prediction
from benchmarks.rows import Row, object_of
from benchmarks.totals import macro
from t3data.errors import T3Error
from t3data.files import make_directory, write_text
from t3data.types import Reject


@dataclass(frozen=True, slots=True)
class Aspect:
    """What is asked about the videos of a folder."""

    folder: str
    """Of the validation videos; its folders are the categories."""
    question: str
    options: Mapping[str, tuple[str, ...]]
    """Category → the option's text and what else is accepted, in the order they are offered."""


_ITEMS = {"people": ("a person",), "cats": ("a cat",), "bloom": ("a flower",)}
_PLACES = {"begin": ("the begin",), "middle": ("the middle",), "end": ("the end",)}
_NAMES = {"people": "person", "cats": "cat", "bloom": "flower"}


def _orders(*categories: str) -> dict[str, tuple[str, ...]]:
    return {one: (", ".join(_NAMES[item] for item in one.split("_")),) for one in categories}


ASPECTS = {
    "order": Aspect(
        "order/white_bg",
        "In which order does the video show the two?",
        _orders("cats_people", "people_cats"),
    ),
    "order_3": Aspect(
        "order_3/white_bg",
        "In which order does the video show the three?",
        _orders(
            "cats_people_bloom",
            "cats_bloom_people",
            "people_cats_bloom",
            "people_bloom_cats",
            "bloom_people_cats",
            "bloom_cats_people",
        ),
    ),
    **{
        f"referring_{place}": Aspect(
            f"referring/white_bg/{place}", f"What does the video show at its {place}?", _ITEMS
        )
        for place in ("begin", "middle", "end")
    },
    **{
        f"grounding_{item}": Aspect(
            f"grounding/white_bg/{item}", f"In which part does the video show {text}?", _PLACES
        )
        for item, (text,) in _ITEMS.items()
    },
    "blooming": Aspect(
        "blooming_white_bg",
        "Does the flower in the video open or close?",
        {"bloom": ("Bloom",), "bloom_reverse": ("Unbloom", "does not bloom")},
    ),
    "brightness": Aspect(
        "bright_dark_cat",
        "Does the video get brighter or darker?",
        {
            "brighten": ("Brighten", "brightness increases"),
            "darken": ("Darken", "brightness decreases"),
        },
    ),
}

GROUPS = {
    "attribute": ("blooming", "brightness"),
    "referring": ("referring_begin", "referring_middle", "referring_end"),
    "grounding": ("grounding_people", "grounding_cats", "grounding_bloom"),
    "order": ("order", "order_3"),
}
"""The columns of the paper's table; each is the mean of its aspects."""


def load(path: Path) -> Iterator[Sample]:
    """Samples from the folders of videos, or from the frame captions (`<aspect>.json`).

    Raises:
        T3Error: neither is there, or a caption's id names no category.
    """
    found = False
    for name, aspect in ASPECTS.items():
        for folder in (path / aspect.folder, path / "videos" / aspect.folder):
            for category in aspect.options:
                for file in sorted((folder / category).glob("*.mp4")):
                    found = True
                    yield _sample(name, category, file.stem, str(file.relative_to(path)))
    if not found:
        yield from _from_captions(path)


def _from_captions(path: Path) -> Iterator[Sample]:
    files = [path] if path.is_file() else sorted(path.rglob("*.json"))
    files = [file for file in files if file.stem in ASPECTS]
    if not files:
        raise T3Error(
            f"{path}: no folder such as order/white_bg/cats_people with videos, and no captions "
            "such as order.json; are the zip files unpacked?"
        )
    for file in files:
        for number, (id, entry) in enumerate(object_of(file).items()):
            row = Row(entry if isinstance(entry, Mapping) else {}, str(file), number, id)
            fitting = [one for one in ASPECTS[file.stem].options if id.startswith(f"{one}_")]
            if not fitting:
                raise T3Error(f"{row.where}: {id}: begins with no category of {file.stem}")
            category = max(fitting, key=len)  # bloom_reverse_1 begins with bloom_ too
            stem = id.removeprefix(f"{category}_")
            yield _sample(file.stem, category, stem, id, row.text("prompt"))


def _sample(aspect: str, category: str, stem: str, video: str, text: str = "") -> Sample:
    options = ASPECTS[aspect].options
    return Sample(
        id=f"{aspect}/{category}_{stem}",
        video=video,
        question=ASPECTS[aspect].question,
        answer=LETTERS[list(options).index(category)],
        options=tuple(texts[0] for texts in options.values()),
        groups={"aspect": aspect},
        task=aspect,
        extra={
            "category": category,
            "id": f"{category}_{stem}",
            **({"text": text} if text else {}),
        },
    )


def read_official(sample: Sample, reply: str) -> Reading:
    """The reply or what was read from it is an accepted answer."""
    first, *others = ASPECTS[sample.task].options[sample.extra["category"]]
    accepted = [f"({sample.answer})", f"({sample.answer}) {first}", sample.answer, first, *others]
    right = t3_probing_right(reply, sample.options, accepted)
    read = t3_probing_answer(reply, sample.options)
    return Reading(float(right), sample.answer if right else read, bool(right or read))


METRICS = (
    Metric("mean of aspects", macro("aspect")),
    *(Metric(name, macro("aspect", aspects)) for name, aspects in GROUPS.items()),
)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`<model>_<aspect>.json` of `{id: {"pred"}}`, or a directory of them.

    Raises:
        T3Error: a name that ends with no aspect.
    """
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        fitting = [aspect for aspect in ASPECTS if file.stem.endswith(aspect)]
        if not fitting:
            raise T3Error(f"{file}: expected a name that ends with an aspect, as longva_order.json")
        aspect = max(fitting, key=len)
        for number, (id, entry) in enumerate(object_of(file).items()):
            row = Row(entry if isinstance(entry, Mapping) else {"pred": entry}, str(file), number)
            yield as_prediction(f"{aspect}/{id}", row.fields.get("pred"), row, "pred")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """A directory with one file an aspect; what failed or is missing is left out."""
    make_directory(path)
    for aspect in dict.fromkeys(sample.task for sample in samples):
        entries = {}
        for sample in samples:
            found = predictions.get(sample.id)
            if sample.task == aspect and found is not None and found.reply is not None:
                entries[sample.extra["id"]] = {
                    "category": sample.extra["category"],
                    "pred": found.reply,
                    "score": int(read_official(sample, found.reply).worth),
                }
        text = json.dumps(entries, indent=2, ensure_ascii=False)
        write_text(path / f"predictions_{aspect}.json", text + "\n")


def question(sample: Sample) -> str:
    """Our own wording; over frame captions it is theirs, which comes with them."""
    text: str = sample.extra.get("text", "")
    return text or (
        f"{sample.question}\n{letter_list(sample.options, '({letter}) {text}')}\n"
        "Answer with the right option only."
    )


T3_PROBING = Benchmark(
    id="t3-probing",
    title="The T3 paper's probe: order, place, bloom and brightness in joined clips",
    hub="lyx97/t3_probing_data",
    hub_patterns=("*.json", "*.zip"),
    licence="none given",
    about=__doc__,
    load=load,
    prompts=(Prompt("plain", 1, question),),
    scorers=(
        Scorer(
            "official",
            "longva_inference.py at c632e4b: an accepted answer, or the first A to D",
            read_official,
            FailurePolicy(unparsed="wrong", failed="exclude", missing="exclude"),
            METRICS,
        ),
        Scorer(
            "robust",
            "reads what a reply states, in any usual form; all samples count",
            read_robust,
            metrics=METRICS,
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
