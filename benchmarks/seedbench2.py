"""SEED-Bench-2: 27 dimensions of images, videos and generation, four choices ranked by loss.

Source: Li et al. 2023 (arXiv 2311.17092), `AILab-CVC/SEED-Bench-2`,
`SEED-Bench_v2_level1_2_3.json`. Licence of the texts: Apache-2.0. Dimensions 19 to 22 are video,
shown in 8 frames.
Official rule: the choice of least loss, in `results.json` with a line a question; letter equals
letter, to the character. The leaderboard averages dimensions: P1 is the mean of 1 to 22, P2 of 23
and 24, P3 of 25 to 27; the score here is P1. "Video" is the mean of 19 to 22, which is ours.
Quirk: gold answers may carry stray spaces ("A "); they decide officially, which is remarked, and
under lmms-eval. The published `GPT-4V.json` has lines that end in commas and no list around them.
lmms-eval: the reply's first character, micro. VLMEvalKit: the letter, micro.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.choices import letter_list, lettered, robust, unread
from benchmarks.contract import Benchmark, Metric, Prediction, Prompt, Reading, Sample, Scorer
from benchmarks.extractors import can_infer, first_character
from benchmarks.predictions.entries import as_prediction, at, attempted, bad, decoded
from benchmarks.rows import Row, document, found_below, rows_of, rows_or_rejects
from benchmarks.totals import macro
from t3data.errors import T3Error
from t3data.files import write_text
from t3data.types import Reject

DIMENSIONS = (
    "Scene Understanding",
    "Instance Identity",
    "Instance Attributes",
    "Instance Location",
    "Instances Counting",
    "Spatial Relation",
    "Instance Interaction",
    "Visual Reasoning",
    "Text Understanding",
    "Celebrity Recognition",
    "Landmark Recognition",
    "Chart Understanding",
    "Visual Referring Expression",
    "Science Knowledge",
    "Emotion Recognition",
    "Visual Mathematics",
    "Difference Spotting",
    "Meme Comprehension",
    "Global Video Understanding",
    "Action Recognition",
    "Action Prediction",
    "Procedure Understanding",
    "In-Context Captioning",
    "Interleaved Image-Text Analysis",
    "Text-to-Image Generation",
    "Next Image Prediction",
    "Text-Image Creation",
)
"""Dimension 1 first."""
VIDEO = DIMENSIONS[18:22]


def load(path: Path) -> Iterator[Sample]:
    """Samples from `SEED-Bench_v2_level1_2_3.json`.

    Raises:
        T3Error: a question is not as published.
    """
    file = found_below(path, "SEED-Bench_v2*.json", "*.parquet", "*.json")[0]
    for row in rows_of(file) if file.suffix == ".parquet" else _questions(file):
        number = row.integer("question_type_id")
        if not 1 <= number <= len(DIMENSIONS):
            raise row.wrong(["question_type_id"], f"1 to {len(DIMENSIONS)}", number)
        answer, pictures = row.text("answer"), row.get("data_id")
        yield Sample(
            id=row.text("question_id"),
            video=" ".join(pictures) if isinstance(pictures, list) else row.text("data_id"),
            question=row.text("question"),
            answer=answer.strip(),
            options=tuple(row.text(f"choice_{letter}") for letter in "abcd"),
            groups={
                "dimension": DIMENSIONS[number - 1],
                "data_type": row.text("data_type", "data_source"),
            },
            extra={"answer": answer},
        )


def _questions(file: Path) -> Iterator[Row]:
    found = document(file)
    questions = found.get("questions") if isinstance(found, Mapping) else found
    for number, question in enumerate(questions if isinstance(questions, list) else [None]):
        yield Row(question if isinstance(question, Mapping) else {}, str(file), number)


def read_official(sample: Sample, reply: str) -> Reading:
    """Equal to the character."""
    gold = sample.extra["answer"]
    stripped = reply.strip() == gold.strip()
    note = "only stray spaces keep it from being right" if stripped and reply != gold else ""
    return Reading(float(reply == gold), reply[:20], note=note)


def official_predictions(path: Path, samples: Sequence[Sample]) -> Iterator[Prediction | Reject]:
    """`results.json`: a line `{"question_id", "prediction"}` a question."""
    for row in _comma_lines(path) if _has_comma_lines(path) else rows_or_rejects(path):
        yield row if isinstance(row, Reject) else attempted(row, _prediction)


def _prediction(row: Row) -> Prediction | Reject:
    if "question_id" not in row.fields:
        return bad(row, "question_id", "missing")
    return as_prediction(row.text("question_id"), row.get("prediction"), row, "prediction")


def _has_comma_lines(path: Path) -> bool:
    """Whether lines end in commas, without brackets around them, as in the published `GPT-4V.json`.

    Raises:
        T3Error: it cannot be read.
    """
    if path.is_dir() or path.suffix.lower() not in (".json", ".jsonl"):
        return False
    try:
        with path.open("rb") as stream:
            first = stream.readline(1 << 20).strip()
    except OSError as error:
        raise T3Error(f"{path}: cannot open: {error.strerror or error}") from error
    return first.removeprefix(b"\xef\xbb\xbf").startswith(b"{") and first.endswith(b"},")


def _comma_lines(path: Path) -> Iterator[Row | Reject]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream):
            if not line.strip():
                continue
            try:
                fields = decoded(line.strip().removesuffix(b","))
            except ValueError as error:
                yield at(path, number, str(error))
                continue
            if isinstance(fields, Mapping):
                yield Row(fields, str(path), number)
            else:
                yield at(path, number, "expected an object")


def write_official(
    path: Path, samples: Sequence[Sample], predictions: Mapping[str, Prediction]
) -> None:
    """`results.json`; what failed or is missing is left out."""
    lines = [
        json.dumps({"question_id": sample.id, "prediction": found.reply}, ensure_ascii=False)
        for sample in samples
        if (found := predictions.get(sample.id)) is not None and found.reply is not None
    ]
    write_text(path, "".join(line + "\n" for line in lines))


def read_first(sample: Sample, reply: str) -> Reading:
    """The first character, equal to the gold answer with its stray spaces."""
    letter = first_character(reply)
    return lettered(letter, sample.extra["answer"]) if letter else unread()


def read_vlmevalkit(sample: Sample, reply: str) -> Reading:
    """`can_infer`."""
    letter = can_infer(reply, sample.options)
    return lettered(letter, sample.answer) if letter in tuple("ABCD") else unread(letter)


def question(sample: Sample) -> str:
    """Our own wording: officially the choices' losses are compared and nothing is asked."""
    return (
        f"{sample.question}\n{letter_list(sample.options)}\n"
        "Answer with the letter of the right option."
    )


PARTS = (
    Metric("P1", macro("dimension", DIMENSIONS[:22])),
    Metric("P2", macro("dimension", DIMENSIONS[22:24])),
    Metric("P3", macro("dimension", DIMENSIONS[24:])),
    Metric("video", macro("dimension", VIDEO)),
)
MICRO = (Metric("overall"),)

SEEDBENCH2 = Benchmark(
    id="seedbench2",
    title="27 dimensions of images, videos and generation, four choices",
    hub="AILab-CVC/SEED-Bench-2",
    hub_patterns=("SEED-Bench_v2_level1_2_3.json",),
    licence="Apache-2.0 (texts)",
    about=__doc__,
    load=load,
    group_sizes={"dimension": dict(zip(VIDEO, (1584, 1509, 1225, 1023), strict=True))},
    prompts=(Prompt("letters", 1, question),),
    scorers=(
        Scorer(
            "official",
            "the letter equals the gold answer to the character; P1 is the mean of 22 dimensions",
            read_official,
            metrics=PARTS,
        ),
        robust(*PARTS),
        Scorer("lmms-eval", "first character, micro, at 75571cfe", read_first, metrics=MICRO),
        Scorer("vlmevalkit", "can_infer, micro, at e8e78f05", read_vlmevalkit, metrics=MICRO),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
