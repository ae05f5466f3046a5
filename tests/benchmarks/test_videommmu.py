"""Video-MMMU on invented questions: readers, tracks, and what the video adds."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from golden_prompts import assert_golden

from benchmarks.contract import Prediction, Sample
from benchmarks.predictions import read_predictions
from benchmarks.scoring import Failures, Result, score, scorer_of
from benchmarks.videommmu import TRACKS, VIDEOMMMU, load
from t3data.errors import T3Error

OPTIONS = ["red clay", "blue glaze", "green slip"]


def row(id: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": id,
        "question": "Which coat comes first?",
        "options": OPTIONS,
        "answer": "B",
        "question_type": "multiple-choice",
    } | changes


def open_row(id: str, answer: Any) -> dict[str, Any]:
    return row(id, question="How many coats?", options=[], answer=answer, question_type="open")


def samples_of(tmp_path: Path, **tracks: list[dict[str, Any]]) -> list[Sample]:
    for track, rows in tracks.items():
        (tmp_path / track).mkdir()
        file = tmp_path / track / "test-00000-of-00001.parquet"
        pq.write_table(pa.Table.from_pylist(rows), file)
    return list(load(tmp_path))


def scored(
    samples: list[Sample],
    replies: dict[str, str | None],
    scorer: str = "official",
    failures: Failures = "official",
) -> Result:
    given = [Prediction(id, text, "" if text is not None else "x") for id, text in replies.items()]
    return score(VIDEOMMMU, samples, given, scorer, failures)


# Annotations


def test_tracks_share_ids_and_adaptation_comes_twice(tmp_path: Path) -> None:
    rows = [row("dev_Art_Theory_1")]
    samples = samples_of(tmp_path, Perception=rows, Comprehension=rows, Adaptation=rows)
    assert [sample.id for sample in samples] == [
        "Perception/dev_Art_Theory_1",
        "Comprehension/dev_Art_Theory_1",
        "Adaptation/dev_Art_Theory_1",
        "question_only/dev_Art_Theory_1",
    ]
    assert {sample.video for sample in samples} == {"dev_Art_Theory_1"}
    assert samples[0].groups == {
        "track": "Perception",
        "discipline": "Art and Design",
        "track, discipline": "Perception, Art and Design",
        "subject": "Art_Theory",
    }


@pytest.mark.parametrize(
    ("subject", "discipline"),
    [
        ("Music", "Art and Design"),
        ("Manage", "Business"),
        ("Math", "Science"),
        ("Diagnostics_and_Laboratory_Medicine", "Health and Medicine"),
        ("Psychology", "Humanities and Social Science"),
        ("Energy_and_Power", "Tech and Engineering"),
    ],
)
def test_the_subject_stands_between_the_first_and_last_mark(
    tmp_path: Path, subject: str, discipline: str
) -> None:
    (sample,) = samples_of(tmp_path, Perception=[row(f"new_{subject}_12")])
    assert (sample.groups["subject"], sample.groups["discipline"]) == (subject, discipline)


def test_the_repositorys_copies_leave_the_kind_out(tmp_path: Path) -> None:
    for track in ("perception", "adaptation"):
        file = tmp_path / f"{track}_video.json"
        file.write_text(json.dumps([row("dev_Art_1", question_type=None)]))
    kinds = {sample.task: sample.extra["kind"] for sample in load(tmp_path)}
    assert kinds == {"Perception": "choice", "Adaptation": "open", "question_only": "open"}


def test_options_may_be_lettered_already(tmp_path: Path) -> None:
    lettered = ["A. red clay", "B. blue glaze"]
    some = ["A. red clay", "blue glaze"]
    samples = samples_of(
        tmp_path, Perception=[row("dev_Art_1", options=lettered), row("dev_Art_2", options=some)]
    )
    assert [sample.options for sample in samples] == [("red clay", "blue glaze"), tuple(some)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Art"}, "row 0: field id: expected one that names a subject"),
        ({"options": [1]}, "row 0: field options: expected a list of texts"),
        ({"answer": None}, "row 0: no field answer"),
    ],
)
def test_dirty_rows_are_named(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(T3Error, match=message):
        samples_of(tmp_path, Perception=[row("dev_Art_1") | changes])


def test_a_directory_without_a_track_is_named(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]")
    with pytest.raises(T3Error, match="no file of a track"):
        list(load(tmp_path))


# Readers

CHOICE = Sample("Perception/x", "x", "?", "B", tuple(OPTIONS), extra={"kind": "choice"})
COUNT = Sample("Adaptation/x", "x", "?", "3.14", extra={"kind": "open", "gold": "3.14"})
BROKEN = "['24/7', '3.429', '3.43]"
BROKEN_GOLD = Sample("Adaptation/y", "y", "?", BROKEN, extra={"kind": "open", "gold": BROKEN})


@pytest.mark.parametrize(
    ("sample", "reply", "official", "lmms_eval", "vlmevalkit"),
    [
        (CHOICE, "B", 1, 1, 1),
        (CHOICE, "B) blue glaze", 0, 1, 0),  # mmmu-mc knows no "X)"
        (CHOICE, "VISB is B", 1, 1, 1),
        (CHOICE, "A. or B. Answer: (B)", 1, 0, 1),  # the later "X."; the letter it starts with
        (CHOICE, "B. But no. Answer: C", 1, 1, 0),  # "B." beats a lone C
        (COUNT, "The answer is 3.1400", 1, 1, 1),
        (COUNT, "It is 3.14 or so 3", 0, 0, 0),  # the shortest tail is "3"
        (COUNT, "3.14 first. Answer: 2", 1, 1, 0),  # without a cue every number counts
        (BROKEN_GOLD, "24/7", 0, 0, 0),
        (BROKEN_GOLD, "3.429", 0, 0, 0),
    ],
)
def test_readers(
    sample: Sample, reply: str, official: int, lmms_eval: int, vlmevalkit: int
) -> None:
    read = {one.name: one.read(sample, reply).worth for one in VIDEOMMMU.scorers}
    assert (read["official"], read["lmms-eval"], read["vlmevalkit"]) == (
        official,
        lmms_eval,
        vlmevalkit,
    )


def test_robust_reads_open_answers_after_the_reasoning() -> None:
    read = scorer_of(VIDEOMMMU, "robust").read
    assert read(COUNT, "<think>is it 7?</think> 3.14").worth == 1
    assert read(CHOICE, "<think>A or C?</think> (B) blue glaze").worth == 1
    assert not read(COUNT, " ").parsed
    assert not read(COUNT, "Failed to obtain answer via API.").parsed


def test_ten_letters_are_read(tmp_path: Path) -> None:
    ten = [f"coat {n}" for n in range(10)]
    samples = samples_of(tmp_path, Perception=[row("dev_Art_1", options=ten, answer="J")])
    for scorer in VIDEOMMMU.scorers:
        assert scored(samples, {"Perception/dev_Art_1": "J"}, scorer.name).score == 100


# Denominators


@pytest.mark.parametrize(
    ("scorer", "reply", "counted"),
    [
        ("official", "", 3),
        ("official", "API Error", 3),
        ("official", None, 3),
        ("official", "no letter", 4),
        ("vlmevalkit", "", 3),
        ("vlmevalkit", "so. Answer:", 3),
        ("lmms-eval", "", 4),
        ("robust", "", 4),
        ("robust", "API Error", 4),
    ],
)
def test_empty_replies_leave_the_official_denominator(
    tmp_path: Path, scorer: str, reply: str | None, counted: int
) -> None:
    samples = samples_of(tmp_path, Perception=[row(f"dev_Art_{n}") for n in range(4)])
    replies = dict.fromkeys([sample.id for sample in samples], "B") | {samples[0].id: reply}
    found = scored(samples, replies, scorer)
    assert (found.n, found.counted) == (4, counted)
    assert found.score == pytest.approx(100 * 3 / counted)


@pytest.mark.parametrize(("scorer", "counted"), [("official", 1), ("lmms-eval", 1)])
def test_an_empty_reply_to_an_open_question_is_left_out_by_lmms_eval_too(
    tmp_path: Path, scorer: str, counted: int
) -> None:
    samples = samples_of(tmp_path, Adaptation=[open_row("dev_Art_1", "3"), row("dev_Art_2")])
    found = scored(samples, {"Adaptation/dev_Art_1": "", "Adaptation/dev_Art_2": "B"}, scorer)
    assert (found.counted, found.score) == (counted, 100)


def test_the_score_is_the_mean_of_the_tracks(tmp_path: Path) -> None:
    art, maths = [f"dev_Art_{n}" for n in range(3)], ["dev_Math_1"]
    samples = samples_of(
        tmp_path,
        Perception=[row(id) for id in art],
        Comprehension=[row(id) for id in maths],
        Adaptation=[row(id) for id in maths],
    )
    right = ["Perception/dev_Art_0", "Perception/dev_Art_1", "Comprehension/dev_Math_1"]
    replies: dict[str, str | None] = {
        s.id: "B" if s.id in right else "C" for s in samples if s.task in TRACKS
    }
    found = scored(samples, replies)
    # (2/3 + 1 + 0) / 3; by discipline over all tracks: Art 2/3, Science 1/2.
    assert found.score == pytest.approx(100 * (2 / 3 + 1) / 3)
    assert {name: one.score for name, one in found.groups["discipline"].items()} == {
        "Art and Design": pytest.approx(200 / 3),
        "Science": 50,
    }
    assert found.groups["track, discipline"]["Comprehension, Science"].score == 100
    assert found.groups["subject"]["Math"].n == 2
    assert found.n == 5
    assert scored(samples, replies, "vlmevalkit").score == 60  # 3 of 5
    assert found.metrics["Δknowledge"].score is None


# What the video adds


def gained(samples: list[Sample], before: str, after: str, failures: Failures) -> Result:
    """One letter a question, B is right; "." for no line at all."""
    tracks = {"question_only": before, "Adaptation": after}
    replies: dict[str, str | None] = {
        f"{track}/dev_Art_{n}": letter
        for track, letters in tracks.items()
        for n, letter in enumerate(letters)
        if letter != "."
    }
    return scored(samples, replies, failures=failures)


def test_the_run_without_the_video_gives_the_gain(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, Adaptation=[row(f"dev_Art_{n}") for n in range(10)])
    found = gained(samples, "BBBBCCCCCC", "BBBCBBBCCC", "official")
    # 4 right before, 6 after: (60 - 40) / (100 - 40). 3 of 6 gained, 1 of 4 lost.
    metrics = {name: one.score for name, one in found.metrics.items()}
    assert metrics == pytest.approx(
        {
            "mean of tracks": 60,
            "question_only": 40,
            "Δknowledge": 100 / 3,
            "wrong to right": 50,
            "right to wrong": 25,
        }
    )
    assert (found.n, found.scored) == (20, 20)
    assert found.groups["track"].keys() == {"Adaptation"}


def test_the_gain_may_be_negative_and_so_its_interval(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, Adaptation=[row(f"dev_Art_{n}") for n in range(4)])
    gain = gained(samples, "BBCC", "BCCC", "official").metrics["Δknowledge"]
    # (25 - 50) / (100 - 50)
    assert gain.score == pytest.approx(-50)
    assert gain.ci is not None
    assert gain.ci[0] < -50 < gain.ci[1]


def test_all_right_before_leaves_no_room(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, Adaptation=[row(f"dev_Art_{n}") for n in range(2)])
    metrics = gained(samples, "BB", "BC", "official").metrics
    assert metrics["Δknowledge"].score is None
    assert metrics["wrong to right"].score is None
    assert metrics["right to wrong"].score == 50


def test_what_failed_before_was_not_right_before(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, Adaptation=[row(f"dev_Art_{n}") for n in range(4)])
    found = gained(samples, "BC.C", "BBBC", "official")
    # Not right before: 1, 2 (missing) and 3; 1 and 2 were gained.
    assert found.metrics["wrong to right"].score == pytest.approx(200 / 3)
    assert found.missing == 1


# Files of others


def test_logs_of_lmms_eval_tell_the_track_by_their_name(tmp_path: Path) -> None:
    samples = samples_of(
        tmp_path / ".", Adaptation=[row("dev_Art_1")], Perception=[row("dev_Art_1")]
    )
    logs = tmp_path / "logs"
    logs.mkdir()
    entry = {"doc_id": 0, "filtered_resps": ["B"], "mmmu_acc": {"id": "dev_Art_1"}}
    for task in ("perception", "adaptation", "adaptation_question_only"):
        (logs / f"2026_samples_video_mmmu_{task}.jsonl").write_text(json.dumps(entry) + "\n")
    found = read_predictions(logs, VIDEOMMMU, samples)
    assert {one.id for one in found.predictions} == {sample.id for sample in samples}
    nameless = tmp_path / "log.jsonl"
    nameless.write_text(json.dumps(entry) + "\n")
    with pytest.raises(T3Error, match="does not name its track"):
        read_predictions(nameless, VIDEOMMMU, samples)


def test_tables_of_vlmevalkit_tell_it_in_a_column(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, Adaptation=[row("dev_Art_1")])
    table = tmp_path / "m_VideoMMMU.tsv"
    table.write_text("index\tid\tcategory\tprediction\n0\tdev_Art_1\tadaptation\tAnswer: B\n")
    (found,) = read_predictions(table, VIDEOMMMU, samples).predictions
    assert found == Prediction("Adaptation/dev_Art_1", "Answer: B")


def test_prompts(tmp_path: Path) -> None:
    samples = samples_of(
        tmp_path,
        Perception=[row("dev_Art_1")],
        Comprehension=[row("dev_Art_1", options=["A. red clay", "B. blue glaze"])],
        Adaptation=[row("dev_Art_1"), open_row("dev_Art_2", "3")],
    )
    assert_golden(VIDEOMMMU, *samples)


def test_options_that_carry_their_letters_are_looked_for_with_them(tmp_path: Path) -> None:
    lettered = [f"{x}. {text}" for x, text in zip("ABC", ("red", "blue", "green"), strict=True)]
    rows = [row("dev_Art_1", options=lettered), row("dev_Art_2", options=["red", "blue", "green"])]
    samples = samples_of(tmp_path, Perception=rows)
    reply = "it must be the blue one then"  # six words, no letter: the options' texts decide
    letters = [VIDEOMMMU.scorers[0].read(sample, reply).read for sample in samples]
    assert letters == ["No Answere Found", "B"]  # codespell:ignore answere


def test_options_may_be_a_list_written_as_text(tmp_path: Path) -> None:
    (only,) = samples_of(tmp_path, Perception=[row("dev_Art_1", options="['it\\'s red', 'blue']")])
    assert only.options == ("it's red", "blue")


def test_a_log_without_ids_is_named(tmp_path: Path) -> None:
    samples = samples_of(tmp_path, Adaptation=[row("dev_Art_1")])
    log = tmp_path / "2026_samples_video_mmmu_adaptation.jsonl"
    log.write_text(json.dumps({"doc_id": 7, "filtered_resps": ["B"], "mmmu_acc": 1.0}) + "\n")
    with pytest.raises(T3Error, match="whose entry 7 records no id"):
        read_predictions(log, VIDEOMMMU, samples)
