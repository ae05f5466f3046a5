"""What a model is asked before and after training: T3 questions, a probe, a benchmark."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import real_vllm
from held_out import Marked, ask, never_shown
from steps import Loop, t3
from toy_tempcompass import write_tempcompass

ASKED = 200
FILMS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """By `before` and `after`; the directories hold what the commands wrote."""

    held_out: Mapping[str, list[Marked]]
    probes: Mapping[str, Path]
    runs: Mapping[str, Path]
    annotations: Path

    def score(self, which: str, *more: object) -> str:
        """What `t3 score` prints of a run."""
        file = self.runs[which] / "predictions.jsonl"
        return t3("score", "tempcompass", file, "--annotations", self.annotations, *more)

    def compare(self, *more: object) -> str:
        """What `t3 compare` prints; a reply that found no end counts as wrong."""
        files = [self.runs[which] / "predictions.jsonl" for which in ("before", "after")]
        return t3("compare", *files, "--benchmark", "tempcompass", "--failures", "wrong",
                  "--annotations", self.annotations, *more)  # fmt: skip


def ask_both(loop: Loop) -> Asked:
    """Serves one model after the other."""
    annotations = write_tempcompass(loop.root / "tempcompass", FILMS)
    suite = loop.root / "suite"
    t3("probe-suite", "--aspects", "brightness", "-n", 4, "--size", 64, "-o", suite)
    questions = never_shown(loop.held_out, loop.mix, ASKED)
    held_out, probes, runs = {}, {}, {}
    for which, model in (("before", loop.untrained), ("after", loop.trained)):
        # A model without training finds no end: such replies are failures, and no others are.
        status = 0 if which == "after" else None
        with real_vllm.serve(model, loop.root / f"vllm-{which}.log") as server:
            place = (server.model, "--base-url", server.base_url)
            held_out[which] = ask(questions, server)
            probes[which] = loop.root / f"probe-{which}"
            t3("probe", *place, "--suite", suite, "--aspects", "brightness", "-n", 4,
               "--probes", "video,text", "--controls", "blind", "--constrained",
               "-o", probes[which])  # fmt: skip
            runs[which] = loop.root / f"run-{which}"
            t3("run", "tempcompass", "--model", *place, "--annotations", annotations,
               "--videos", annotations.parent / "videos", "--frames", 4, "--max-tokens", 24,
               "-o", runs[which], status=status)  # fmt: skip
    return Asked(held_out, probes, runs, annotations)
