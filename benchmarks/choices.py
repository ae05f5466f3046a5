"""What benchmarks of lettered options share: letters, options out of texts, and the robust rule."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from benchmarks.contract import Metric, Reading, Sample, Scorer
from benchmarks.extractors import PK, Chance, can_infer, prefix_letter
from benchmarks.extractors.vlmevalkit import NOTHING
from t3data.answers import read_choice

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_LETTERED = re.compile(r"\s*\(?([A-Z])[.):]\s*(.*)", re.DOTALL)
_ON_LINES = re.compile(r"^[ \t]*\(?([A-Z])[.):]", re.MULTILINE)
_IN_LINE = re.compile(r"(?<!\S)\(?([A-Z])[.):](?=\s)")


@lru_cache(maxsize=4096)
def lettered(read: str, answer: str) -> Reading:
    """The reading of a reply from which the letter `read` was taken."""
    return Reading(float(read == answer), read)


def unread(why: str = "") -> Reading:
    """The reading of a reply from which the rule could take nothing."""
    return Reading(0.0, why, parsed=False)


def drawn(chance: Chance) -> Reading:
    """The reading of a reply for which the rule draws a letter: its expected worth."""
    return Reading(chance.worth, parsed=False, note=f"random among {chance.among}")


def rule(letter_of: Callable[[str], str]) -> Callable[[Sample, str], Reading]:
    """A reader from a function that gives a letter, or `""` where it finds none."""

    def read(sample: Sample, reply: str) -> Reading:
        letter = letter_of(reply)
        return lettered(letter, sample.answer) if letter else unread()

    return read


def first_letter_then_infer(letters: str) -> Callable[[Sample, str], Reading]:
    """VLMEvalKit's reader for videos: the first of `letters` anywhere, else `can_infer`."""

    def read(sample: Sample, reply: str) -> Reading:
        letter = prefix_letter(reply, PK, letters) or can_infer(reply, sample.options)
        return unread(letter) if letter == NOTHING else lettered(letter, sample.answer)

    return read


def read_robust(sample: Sample, reply: str) -> Reading:
    """The default extractor (`t3data.answers`), for a sample whose answer is a letter."""
    choice = read_choice(reply, sample.options)
    if choice.index is None:
        return unread(choice.rule)
    return lettered(LETTERS[choice.index], sample.answer)


def robust(*metrics: Metric, decimals: int = 1) -> Scorer:
    """The scorer we stand behind: every sample counts, what cannot be read is wrong and shown."""
    scorer = Scorer(
        "robust",
        "reads what a reply states, in any usual form, and nothing else; all samples count",
        read_robust,
        decimals=decimals,
    )
    return replace(scorer, metrics=metrics) if metrics else scorer


def bare(option: str) -> str:
    """An option without its letter: "B. two cats" → "two cats"."""
    if option[1:3] == ". " and "A" <= option[0] <= "Z":  # nearly always, and there may be millions
        return option[3:].strip()
    found = _LETTERED.fullmatch(option)
    return (found[2] if found else option).strip()


def split_options(question: str) -> tuple[str, tuple[str, ...]]:
    """The stem and the options that follow it: "A. x", "A) x", "A: x" or "(A) x", from A on.

    Options on lines of their own are preferred to options in running text; where each has one
    line, what follows the last one's is an instruction and no part of it. Where there are not two
    options the question stays whole.
    """
    for form in (_ON_LINES, _IN_LINE):
        starts: list[int] = []
        for mark in form.finditer(question):
            if mark[1] == LETTERS[len(starts)]:
                starts.append(mark.start())
        if len(starts) > 1:
            ends = [*starts[1:], len(question)]
            options = [bare(question[a:b]) for a, b in zip(starts, ends, strict=True)]
            if form is _ON_LINES and not any("\n" in option for option in options[:-1]):
                options[-1] = options[-1].partition("\n")[0].rstrip()
            return question[: starts[0]].strip(), tuple(options)
    return question, ()


def letter_list(options: Sequence[str], form: str = "{letter}. {text}") -> str:
    """One line an option, lettered from A."""
    return "\n".join(
        form.format(letter=letter, text=text)
        for letter, text in zip(LETTERS, options, strict=False)
    )
