"""Every command of docs/reproduce-the-paper.md that needs no GPU and no download, as it stands.

The blocks run as one script in a directory of their own. `LIMIT` and `TOTAL` make it small; data
with the names of the real files stands in for them, and logs of lmms-eval for the tuned models.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import real_trainers

from mixes.experiments import experiment, experiment_names
from mixes.experiments.commands import families_of, mix_command, questions_needed, recipe_of
from mixes.recipes import families
from t3data.captions import read_captions
from t3data.shards import read_shard, shard_paths
from t3data.types import Example, Reject

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reproduce-the-paper.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(<!-- not run: .*? -->\n)?^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = [text for why, text in BLOCK.findall(PAGE) if not why]
NOT_RUN = [text for why, text in BLOCK.findall(PAGE) if why]
LIMIT, TOTAL = 40, 36
ASPECTS = ("action", "direction", "speed", "order", "attribute_change")
TUNED = [name for name in experiment_names() if name != "base"]
TABLE_2 = experiment_names()[:15]
WITH_IMAGES = ("base", "llava_only", "hotpotqa_llava", "t3_llava_100k", "t3_llava_200k")


# The page itself


def test_only_blocks_that_cannot_run_are_left_out() -> None:
    assert (len(RUN), len(NOT_RUN)) == (10, 5)
    allowed = ("hf download", "t3 train-config --check", "mix/", "accelerate launch", "vllm serve")
    assert [block for block in NOT_RUN if not block.startswith(allowed)] == []
    assert PAGE.count("**Not run here") == len(NOT_RUN)
    assert f"names the {len(experiment_names())} experiments" in PAGE


def test_the_page_asks_for_the_questions_that_the_experiments_need() -> None:
    asked = dict(re.findall(r"^synth (\w+) (\d+) ", PAGE, re.MULTILINE))
    assert {name: int(rows) for name, rows in asked.items()} == questions_needed()
    for name, options in re.findall(r"^synth (\w+) \d+ (.*)$", PAGE, re.MULTILINE):
        words = options.split()
        tasks = [word for flag, word in pairwise(words) if flag == "--task"]
        scales = [word for flag, word in pairwise(words) if flag == "--scale"]
        assert tasks == families()[name]["tasks"]
        assert list(map(int, scales)) == families()[name].get("scales", [])


def test_the_page_makes_the_mix_of_every_experiment_at_its_size() -> None:
    for name in TUNED:
        entry, recipe = experiment(name), recipe_of(experiment(name))
        assert recipe is not None
        total = entry.total or recipe.total
        text = PAGE.replace("\\\n", " ")
        if entry.recipe == name and families_of(entry) and not entry.data:
            # TEXT_ONLY is one loop
            assert re.search(rf'TEXT_ONLY="[^"]*\b{name}\b', PAGE), name
            continue
        line = next(line for line in text.splitlines() if line.endswith(f"-o mix/{name}"))
        assert line.startswith(f"t3 build-mix {entry.recipe} ")
        assert f"--total ${{TOTAL:-{total}}}" in line
        assert (f"--max-tokens {entry.max_tokens}" in line) == (entry.max_tokens != 8192)


def test_the_table_of_the_page_is_that_of_the_experiments() -> None:
    table = PAGE[PAGE.index("| TempCompass, lettered") : PAGE.index("A blank is a figure")]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)
    assert [name for name, _ in rows] == TABLE_2
    for name, cells in rows:
        told = [float(cell) if cell.strip() else None for cell in cells.split("|")]
        figures = {
            figure.name: figure.score
            for published in experiment(name).published
            if published.benchmark == "tempcompass"
            for figure in published.figures
        }
        assert told == [figures.get(key) for key in (*ASPECTS, "multi-choice")]


# What stands in for the data


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def captions(directory: Path) -> None:
    """Long captions that people wrote where there are some, else those of the sample.

    They have the columns of LLaVA-ReCap-558K, with the images inside.
    """
    real = ROOT.parent / "shared" / "data" / "imageinwords" / "IIW-400.jsonl"
    sample = ROOT / "demo" / "sample" / "captions"
    paths = [real] if real.exists() else [sample / "images.jsonl", sample / "recap.json"]
    texts = [entry.text for entry in read_captions(paths) if not isinstance(entry, Reject)]
    assert len(texts) >= 30
    turns = [
        [{"from": "human", "value": "<image>\nDescribe it."}, {"from": "gpt", "value": text}]
        for text in texts
    ]
    table = {
        "id": [str(n) for n in range(len(texts))],
        "image": [{"bytes": b"a picture", "path": None}] * len(texts),
        "conversations": turns,
    }
    directory.mkdir(parents=True)
    parquet.write_table(pa.table(table), directory / "train-00000-of-00026.parquet")


def instructions(top: Path) -> None:
    """Image and video instructions whose files are there, and reading comprehension."""
    media, images, videos = top / "media", [], []
    for n in range(80):
        turns = [{"from": "human", "value": f"<image>\nWhat is in picture {n}?"},
                 {"from": "gpt", "value": f"There are {n} red boats."}]  # fmt: skip
        images.append({"id": f"i{n}", "image": f"coco/{n}.jpg", "conversations": turns})
        videos.append({"id": f"v{n}", "video": f"academic/{n}.mp4", "conversations": turns})
    for n in range(20):
        turns = [
            {"from": "human", "value": f"Add {n} and 2."},
            {"from": "gpt", "value": str(n + 2)},
        ]
        images.append({"id": f"t{n}", "conversations": turns})
    for row in [*images, *videos]:
        if name := row.get("image") or row.get("video"):
            (media / str(name)).parent.mkdir(parents=True, exist_ok=True)
            (media / str(name)).touch()
    write(top / "open-llava-next_instruct_mix1M.json", images)
    write(top / "llava-video-178k" / "0_30_s" / "0_30_s_academic_oe_v0_1_qa_processed.json", videos)
    passages = [["Boats", ["Boats float.", " Some are red."]], ["Cats", ["Cats sleep."]]]
    asked = [
        {"_id": f"h{n}", "question": f"Is boat {n} red?", "answer": "yes", "context": passages}
        for n in range(60)
    ]
    write(top / "hotpot_train_v1.1.json", asked)


def benchmarks(top: Path) -> None:
    question = {"question": "What moves?\nA. a cat\nB. a boat", "answer": "B. a boat"}
    aspects = {aspect: [question] for aspect in ASPECTS}
    write(top / "tempcompass" / "multi-choice.json", {f"{n}": aspects for n in range(4)})
    row = {"video": "a.mp4", "question": "What?", "answer": "cup", "candidates": ["pen", "cup"]}
    tasks = ("plotQA", "needle", "ego", "count", "order", "anomaly_reco", "topic_reasoning")
    for n, task in enumerate(tasks, 1):
        write(top / "mlvu" / "MLVU" / "json" / f"{n}_{task}.json", [row | {"question_type": task}])
    films = [
        {
            "video_id": f"00{n}", "videoID": f"film{n}", "duration": duration,
            "domain": "Knowledge", "sub_category": "Law",
            "questions": [
                {"question_id": f"00{n}-{m}", "task_type": task, "question": "How many?",
                 "options": ["A. one", "B. two", "C. three", "D. four"], "answer": "B"}
                for m, task in enumerate(("Temporal Perception", "Temporal Reasoning"), 1)
            ],
        }
        for n, duration in enumerate(("short", "medium", "long"), 1)
    ]  # fmt: skip
    write(top / "videomme" / "test.json", films)


def logs_of_long_videos(runs: Path) -> None:
    """Replies to MLVU's seven questions and Video-MME's six, those of Video-MME all right."""
    for name in WITH_IMAGES:
        for benchmark, task, questions in (("mlvu", "mlvu_dev", 7), ("videomme", "videomme", 6)):
            path = runs / name / benchmark / "longva" / f"1_samples_{task}.jsonl"
            path.parent.mkdir(parents=True)
            entries = [{"doc_id": n, "filtered_resps": ["B"]} for n in range(questions)]
            path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")


def logs_of_lmms_eval(runs: Path) -> None:
    """Replies of each model of Table 2, the base model's to half of the questions right."""
    for name in TABLE_2:
        path = runs / name / "tempcompass" / "longva" / "1_samples_tempcompass_multi_choice.jsonl"
        path.parent.mkdir(parents=True)
        entries = [
            {
                "doc_id": n,
                "filtered_resps": ["B" if name != "base" or n % 2 else "A"],
                "avg_accuracy": {
                    "video_id": str(n // len(ASPECTS)), "dim": ASPECTS[n % len(ASPECTS)],
                    "question": "What moves?\nA. a cat\nB. a boat",
                },
            }
            for n in range(4 * len(ASPECTS))
        ]  # fmt: skip
        path.write_text("".join(json.dumps(one) + "\n" for one in entries), encoding="utf-8")


# All of it, once


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What the blocks wrote and printed."""

    place: Path
    printed: str


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Reproduction:
    place = tmp_path_factory.mktemp("reproduction") / "the paper 📄"
    place.mkdir()
    captions(place / "data" / "recap" / "data")
    instructions(place / "data")
    benchmarks(place / "data")
    logs_of_lmms_eval(place / "runs")
    logs_of_long_videos(place / "runs")
    script = "\n".join(["set -euo pipefail", "cd questions 2>/dev/null && exit 9", *RUN])
    environment = {key: value for key, value in os.environ.items() if key != "CAPTIONS"} | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "WORKERS": "1", "LIMIT": str(LIMIT), "TOTAL": str(TOTAL),
    }  # fmt: skip
    bash = shutil.which("bash")
    assert bash
    ended = subprocess.run(
        [bash, "-c", script],
        cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=1500,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return Reproduction(place, ended.stdout)


def rows_of(mix: Path) -> Iterator[Example]:
    for path in shard_paths(mix):
        yield from read_shard(path)


pages = pytest.mark.e2e
patient = pytest.mark.timeout(1600)


@pages
@patient
def test_every_experiment_has_its_mix_at_its_ratio(done: Reproduction) -> None:
    assert {path.name for path in (done.place / "mix").iterdir()} == set(TUNED)
    t3_of_36 = {
        "llava_next": 0, "hotpotqa": 0, "llava_only": 0, "hotpotqa_llava": 0,
        "qwen2vl_72b_video": 0,
        # 36 at 1:2, 1:2, 1:0.2, 1:0.5, 1:1, 1:2
        "t3_llava_100k": 12, "t3_llava_200k": 12, "qwen2vl_t3_66k_video_0.2": 30,
        "qwen2vl_t3_66k_video_0.5": 24, "qwen2vl_t3_66k_video_1": 18, "qwen2vl_t3_66k_video_2": 12,
    }  # fmt: skip
    for name in TUNED:
        rows = list(rows_of(done.place / "mix" / name))
        assert len(rows) == TOTAL
        assert sum(bool(row.task) for row in rows) == t3_of_36.get(name, TOTAL), name
    hotpot = list(rows_of(done.place / "mix" / "hotpotqa_llava"))
    assert sum(row.source == "hotpotqa" for row in hotpot) == 12


@pages
@patient
def test_the_families_of_a_mix_share_it_equally(done: Reproduction) -> None:
    for name in TUNED:
        parts = families_of(experiment(name))
        t3 = [row for row in rows_of(done.place / "mix" / name) if row.task]
        if not parts:
            continue
        counts = dict.fromkeys(parts, 0)
        for row in t3:
            scale = json.loads(row.meta)["scale"]
            (family,) = (
                part
                for part in parts
                if row.task in families()[part]["tasks"]
                and scale in families()[part].get("scales", [scale])
            )
            counts[family] += 1
        assert max(counts.values()) - min(counts.values()) <= 1, (name, counts)


@pages
@patient
def test_every_tuned_experiment_has_its_training_files(done: Reproduction) -> None:
    for name in TUNED:
        entry = experiment(name)
        files = list((done.place / "mix" / name / "train" / entry.framework).iterdir())
        launch = f"{entry.model}-{entry.method}.sh"
        assert launch in {path.name for path in files}, name
    for line in NOT_RUN[2].splitlines():
        assert (done.place / line).is_file(), line
    checked = NOT_RUN[1].split()[-1]
    assert (done.place / checked).is_file()


@pages
@patient
def test_llama_factory_has_nothing_against_its_configuration(done: Reproduction) -> None:
    real_trainers.need()
    t3 = Path(sys.executable).parent / "t3"
    words = [t3, *NOT_RUN[1].split()[1:], "--python", real_trainers.PYTHON]
    ended = subprocess.run(words, cwd=done.place, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"checked:   {TOTAL} rows are kept" in ended.stdout


@pages
@patient
def test_scores_stand_beside_the_papers(done: Reproduction) -> None:
    lines = [" ".join(line.split()) for line in done.printed.splitlines()]
    heads = [line for line in lines if line.startswith("tempcompass, published with 32 frames")]
    assert len(heads) == len(TABLE_2) + 2  # chance as well, and base once more with long videos
    # base: 10 of 20 right; the others all
    assert any(line.startswith("task: multi-choice 55.9 50.0 [") for line in lines)
    assert any(line.startswith("task: multi-choice 61.2 100.0 [") for line in lines)
    assert not any("not in this result" in line for line in lines)
    # Of those with images five were asked about long videos, and chance: all of these were scored.
    for benchmark in ("mlvu", "videomme"):
        shown = [line for line in lines if line.startswith(f"{benchmark}, published with 128")]
        absent = lines.count(f"no result of {benchmark} was given")
        assert (len(shown), absent) == (len(WITH_IMAGES) + 2, 1)


@pages
@patient
def test_the_mixes_are_those_that_show_experiment_tells(done: Reproduction) -> None:
    for name in TUNED:
        told = mix_command(experiment(name))
        assert told is not None
        manifest = json.loads((done.place / "mix" / name / "manifest.json").read_text("utf-8"))
        request = manifest["recipe"]
        assert request["name"] == experiment(name).recipe
        assert request["filters"]["max_tokens"] == experiment(name).max_tokens
        assert (request["filters"]["media_root"] is not None) == ("--media-root" in told), name
