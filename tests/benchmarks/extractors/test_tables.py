"""The measured tables of the harnesses: every cell typed in by hand, `-` where nothing is read."""

from collections.abc import Callable

import pytest

from benchmarks.extractors import (
    PK,
    PL,
    can_infer,
    lmms_mcq,
    mmmu_choice,
    polish_answer,
    prefix_letter,
    tomato_lmms_eval,
)
from benchmarks.extractors.mmmu import NO_ANSWER

OPTIONS = ("Apples", "Candles", "Berries", "The same number")

RULES: dict[str, Callable[[str], str]] = {
    "PV": prefix_letter,
    "PL": lambda reply: prefix_letter(reply, PL, "ABCDE"),
    "lmms-mcq": lmms_mcq,
    "can_infer": lambda reply: can_infer(reply, OPTIONS),
    "LVBench": polish_answer,
    "mmmu-mc": lambda reply: mmmu_choice(reply, OPTIONS),
    "TOMATO": lambda reply: tomato_lmms_eval(reply, OPTIONS),
}
NOTHING = {"": "-", "Z": "-", NO_ANSWER: "-"}

# reply: PV, PL, lmms-mcq, can_infer, LVBench, mmmu-mc, TOMATO as lmms-eval reads it.
TABLE = {
    "C": "C C C C C C C",
    "C.": "C C C C C C C",
    "C. Berries": "C C C C C C B",
    "(C)": "C C C C C C C",
    "C) Berries": "C C C C C - B",
    "c": "- - - - c - A",
    "**C**": "C C C C * - C",
    "Answer: C": "C A C C A C A",
    "Best answer: C": "B C C C B C B",
    "The best answer is: C. Because the apples are fewer": "C C B A T C B",
    "I think it's C because A is wrong": "C C A - I A A",
    "A man is cooking, so the answer is C": "A A A C A C A",
    "Berries": "B B B C B - B",
    "<think>A or B?</think> C": "A A C C < C A",
    "Failed to obtain answer via API.": "A A A - F - A",
}


@pytest.mark.parametrize(("reply", "expected"), TABLE.items())
def test_the_same_strings_under_every_rule(reply: str, expected: str) -> None:
    read = [rule(reply) for rule in RULES.values()]

    assert dict(zip(RULES, [NOTHING.get(r, r) for r in read], strict=True)) == dict(
        zip(RULES, expected.split(), strict=True)
    )


# reply: lmms-eval, first letter (Video-MME; VLMEvalKit's list gives the same).
SENTENCES = {
    "A man is running. The answer is C.": ("A", "A"),
    "The answer is B. A is wrong because ...": ("A", "B"),
    "The answer is (C), not (A).": ("A", "C"),
    "Based on the video, the answer is D.": ("D", "B"),
    "The correct option is B because D happens after": ("D", "B"),
    "Do not know": ("D", "D"),
    "b": ("", ""),
    "Error code: 400 ... Bad request": ("B", "B"),
}


@pytest.mark.parametrize(("reply", "expected"), SENTENCES.items())
def test_ordinary_sentences(reply: str, expected: tuple[str, str]) -> None:
    assert (lmms_mcq(reply), prefix_letter(reply)) == expected
    assert prefix_letter(reply, PK) == expected[1]


@pytest.mark.parametrize(
    "marker", ["[LMMS_EVAL_REQUEST_FAILED after 5 retries] ...", "[LMMS_EVAL_BUDGET_EXCEEDED]"]
)
def test_lmms_eval_reads_d_out_of_its_own_failure_markers(marker: str) -> None:
    assert lmms_mcq(marker) == "D"
