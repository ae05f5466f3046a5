"""What is written of an outcome."""

import pytest

from benchmarks.contract import Sample
from benchmarks.running.log import Line, entry_of, line_of
from t3data.models import Failure, Outcome, Reply, Usage

SAMPLE = Sample("q", "v", "?", "A")


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Reply("B"), Line("q", "B")),
        (Failure("timeout", "none in 9 s"), Line("q", failure="timeout: none in 9 s")),
        (Failure("truncated", "cut off", text="B, so"), Line("q", "B, so", cut=True)),
        (Failure("truncated", "cut off"), Line("q", failure="truncated: cut off")),
    ],
)  # fmt: skip
def test_a_reply_that_was_cut_off_is_scored_and_marked(outcome: Outcome, line: Line) -> None:
    assert line_of(SAMPLE, outcome) == line


def test_the_log_says_what_it_cost_and_that_it_was_cut() -> None:
    entry = entry_of(SAMPLE, None, Failure("truncated", "…", Usage(100, 7), "B"))
    assert (entry.prompt_tokens, entry.completion_tokens, entry.failure) == (100, 7, "truncated")
