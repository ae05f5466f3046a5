"""Words of published systems, each held by a golden file."""

import re
from dataclasses import replace

import pytest
from golden_prompts import assert_golden

from benchmarks.charades_sta import CHARADES_STA
from benchmarks.contract import Prompt
from benchmarks.grounding.moments import moment
from benchmarks.grounding.published_prompts import published
from benchmarks.windows import CONVENTIONS, read_windows
from benchmarks.windows.parsers import PARSERS

PROMPTS = published("charades")
BENCHMARK = replace(CHARADES_STA, id="windows", prompts=PROMPTS)
PLAIN = moment("0", "v", "person opens a door.", [(1.0, 2.0)])
ODD = moment("1", "v", " the {0} \n sign.. ", [(1.0, 2.0)])


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.name)
def test_words(prompt: Prompt) -> None:
    assert_golden(BENCHMARK, PLAIN, ODD, name=prompt.name)


def test_names_differ_and_none_is_traces() -> None:
    names = [prompt.name for prompt in PROMPTS]
    assert len(set(names)) == len(names)
    assert "trace" not in names


@pytest.mark.parametrize(
    ("prompt", "convention"),
    [
        ("time-r1", "time-r1"),
        ("timechat", "timechat"),
        ("lmms-eval", "lmms-eval"),
        ("taro-form", "taro"),
    ],
)
def test_the_example_in_the_prompt_is_what_its_parser_reads(prompt: str, convention: str) -> None:
    [one] = (one for one in PROMPTS if one.name == prompt)
    text = one.text(PLAIN)
    [example] = re.findall(r"[0-9.]+s? (?:to|-) [0-9.]+[0-9]s?", text)
    expected = tuple(float(number) for number in re.findall(r"[0-9]+\.[0-9]+", example))
    parser = PARSERS[CONVENTIONS[convention].parser]
    assert parser.windows(example, None)[-1] == expected
    assert read_windows(example).windows == (expected,)


def test_data_sets_are_named_as_timechat_names_them() -> None:
    [timechat] = (one for one in published("activitynet") if one.name == "timechat")
    assert timechat.text(PLAIN).startswith("You are given a video from the activitynet dataset. ")
