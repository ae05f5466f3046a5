"""`t3 probe` with the real vLLM, served and in process: the same frames, the same answers."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import real_vllm
from stub_server import Act, serving

from cli.main import main
from probing.suite.build import make_suite
from probing.suite.settings import Settings

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

ASPECTS = ("order_3", "brightness")

EVERYTHING = [
    *("--aspects", ",".join(ASPECTS), "-n", 4, "--probes", "video,text,self_text"),
    *("--controls", "blind,shuffled,reversed,few-shot", "--shots", 1),
    *("--sensitivity", "--constrained"),
]
FEATURES = [
    *("--aspects", "brightness", "-n", 16, "--probes", "video,features", "--places", "vision"),
    *("--controls", "none"),
]


@dataclass(frozen=True)
class Run:
    """What came of one command."""

    output: Path
    printed: str

    def records(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.output / name).read_text().splitlines()]

    def line(self, start: str) -> str:
        return next(line for line in self.printed.splitlines() if line.startswith(start))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of each category 8 clips, as many sources as the control within the domain takes."""
    real_vllm.need()
    directory = tmp_path_factory.mktemp("suite")
    make_suite(directory, Settings(ASPECTS, count=8, size=64), workers=2)
    return directory


@pytest.fixture(scope="module")
def runs(
    vllm_server: real_vllm.Served, suite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[str, str], Run]:
    """By what is probed and who answers. The model's weights are those that are served."""
    found = {}
    weights = vllm_server.directory
    served = [vllm_server.model, "--base-url", vllm_server.base_url, "--weights", weights]
    here = [weights, "--vllm", "enforce_eager=true"]
    for what, chosen in (("everything", EVERYTHING), ("features", FEATURES)):
        for who, model in (("served", served), ("in process", here)):
            output = tmp_path_factory.mktemp("run") / "out"
            ended = real_vllm.run_t3("probe", *model, "--suite", suite, "-o", output, *chosen)
            assert ended.returncode == 0, ended.stderr[-4000:]
            found[what, who] = Run(output, ended.stdout)
    return found


@pytest.mark.parametrize("what", ["everything", "features"])
def test_both_give_the_same_answers(runs: Mapping[tuple[str, str], Run], what: str) -> None:
    # Nothing may differ: replies name neither the model nor the time they took.
    served, here = (runs[what, who] for who in ("served", "in process"))
    assert here.records("answers.jsonl") == served.records("answers.jsonl")
    # The same number of calls and of tokens, to which every frame adds.
    assert here.line("items:") == served.line("items:")


def test_both_caption_and_rate_the_same_frames(runs: Mapping[tuple[str, str], Run]) -> None:
    served, here = (runs["everything", who] for who in ("served", "in process"))
    captions = served.records("captions.jsonl")
    assert here.records("captions.jsonl") == captions
    assert len(captions) == 8 * 8
    assert len({caption["caption"] for caption in captions}) > 8, "it says the same of all frames"
    rated, again = served.records("sureness.jsonl"), here.records("sureness.jsonl")
    assert len(rated) == 4 * 3, "four items with boundaries, three views"
    for one, other in zip(rated, again, strict=True):
        assert one["logprob"] == pytest.approx(other.pop("logprob"), abs=1e-3)
        assert {**other, "logprob": one["logprob"]} == one
        assert one["measured"] == "given reply"
    views = [{one["logprob"] for one in rated if one["item"] == item["item"]} for item in rated]
    assert all(len(view) == 3 for view in views), "the order of frames must matter"


def test_every_probe_and_control_is_asked_in_every_rotation(
    runs: Mapping[tuple[str, str], Run],
) -> None:
    answers = runs["everything", "served"].records("answers.jsonl")
    assert {one["mark"] for one in answers} == {"right", "wrong"}
    assert {one["reply"] for one in answers} <= set("ABCDEF")
    cases = Counter((one["aspect"], one["probe"], one["condition"]) for one in answers)
    named = [("video", "plain"), ("text", "plain"), ("self_text", "plain")]
    named += [("video", control) for control in ("blind", "shuffled", "reversed", "few-shot")]
    assert cases == {
        (aspect, *case): 4 * rotations
        for aspect, rotations in (("order_3", 6), ("brightness", 2))
        for case in named
    }


def test_what_is_served_is_probed_for_features(runs: Mapping[tuple[str, str], Run]) -> None:
    served, here = (runs["features", who] for who in ("served", "in process"))
    answers = served.records("features/brightness.jsonl")
    assert here.records("features/brightness.jsonl") == answers
    cases = Counter((one["place"], one["classifier"], one["seed"]) for one in answers)
    seeds = (12, 22, 32, 42, 52)
    full = {("vision", kind, seed): 16 for kind in ("linear", "lstm", "few-shot") for seed in seeds}
    assert cases == full | {("vision", "in-domain", 12): 16}
    right = [one["mark"] == "right" for one in answers if one["classifier"] == "in-domain"]
    assert sum(right) > 12, "brightness is in the pixels, and a random tower keeps it"
    report = json.loads((served.output / "report.json").read_text())
    labels = [level["key"]["classifier"] for level in report["aspects"][0]["levels"]]
    assert "in-domain" in labels
    # Freely spoken: random weights name no option, which is marked and is no failure.
    spoken = Counter(one["mark"] for one in served.records("answers.jsonl"))
    assert spoken["misformat"] > 16
    assert spoken["failed"] == 0


REFUSED = (
    b'{"error":{"message":"Per-request media_io_kwargs are disabled by default because they can '
    b"change multimodal media loading resource usage. Start the server with "
    b"--trust-request-mm-kwargs only when clients are trusted. (parameter=media_io_kwargs)"
    b'","type":"BadRequestError","param":"media_io_kwargs","code":400}}'
)
"""As vLLM 0.32 says it."""


def test_a_server_that_takes_no_times_is_one_line_with_the_flag(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make_suite(tmp_path / "suite", Settings(("brightness",), count=2, size=32))
    given = ["--suite", tmp_path / "suite", "-o", tmp_path / "out", "--concurrency", 1]
    with serving(Act(400, REFUSED)) as server, pytest.raises(SystemExit) as ended:
        main(["probe", "tiny", "--base-url", server.url, *map(str, given)])
    assert ended.value.code == 1
    [said] = capfd.readouterr().err.split("\n", 1)[:1]
    assert said.startswith("t3: error: model tiny at http")
    assert "start vLLM with --trust-request-mm-kwargs" in said
    assert len(server.bodies) == 1
