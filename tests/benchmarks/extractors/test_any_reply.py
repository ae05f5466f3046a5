"""Every extractor takes every reply, and gives the same reply the same verdict: 10,500 replies."""

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.extractors import (
    P2,
    PK,
    PL,
    PV,
    can_infer,
    first_character,
    lmms_mcq,
    longvideobench_lmms_eval,
    mlvu_letter,
    mmiu_choice,
    mmiu_right,
    mmmu_choice,
    mmmu_open,
    mmmu_open_right,
    motionbench_lmms_eval,
    mvbench_gold,
    mvbench_lmms_eval,
    mvbench_right,
    nextqa_lmms_eval,
    ovo_choice_right,
    ovo_count_right,
    ovo_yes_no_right,
    polish_answer,
    prefix_letter,
    starts_with_gold,
    t3_probing_answer,
    t3_probing_right,
    tempcompass_choice_right,
    tempcompass_clean,
    tempcompass_matching_right,
    tempcompass_yes_no,
    tomato_letter,
    tomato_lmms_eval,
    tvbench_lmms_eval,
)
from t3data.answers import read_choice
from t3data.seeding import keyed_rng

OPTIONS = ("Apples", "Candles", "Berries", "The same number")
GOLD = mvbench_gold(OPTIONS, "Berries")
QUESTION = "Which fits?\nSentence A: a cat runs\nSentence B: a dog runs"

EXTRACTORS: dict[str, Callable[[str], Any]] = {
    "robust": lambda reply: read_choice(reply, OPTIONS),
    "PV": lambda reply: prefix_letter(reply, PV),
    "PK": lambda reply: prefix_letter(reply, PK),
    "PL": lambda reply: prefix_letter(reply, PL, "ABCDE"),
    "P2": lambda reply: prefix_letter(reply, P2, "ABCDEFGH"),
    "lmms-mcq": lmms_mcq,
    "longvideobench": lambda reply: longvideobench_lmms_eval(reply, 4),
    "can_infer": lambda reply: can_infer(reply, OPTIONS),
    "mmmu-mc": lambda reply: mmmu_choice(reply, OPTIONS),
    "mmmu-open": mmmu_open,
    "mmmu-open right": lambda reply: mmmu_open_right(reply, ["3.14", "paris", "b"]),
    "mvbench": lambda reply: mvbench_right(reply, GOLD),
    "mvbench lmms-eval": mvbench_lmms_eval,
    "tvbench lmms-eval": lambda reply: tvbench_lmms_eval(reply, OPTIONS),
    "mlvu": mlvu_letter,
    "lvbench": polish_answer,
    "tempcompass": lambda reply: tempcompass_choice_right(tempcompass_clean(reply), "A. a cat"),
    "tempcompass yes/no": tempcompass_yes_no,
    "tempcompass matching": lambda reply: tempcompass_matching_right(
        tempcompass_clean(reply), QUESTION, "Sentence B: a dog runs"
    ),
    "tomato": lambda reply: tomato_letter(reply, OPTIONS),
    "tomato lmms-eval": lambda reply: tomato_lmms_eval(reply, OPTIONS),
    "ovo": lambda reply: ovo_choice_right(reply, "C"),
    "ovo count": lambda reply: ovo_count_right(reply, 3),
    "ovo yes/no": lambda reply: ovo_yes_no_right(reply, 0),
    "mmiu": lambda reply: mmiu_right(mmiu_choice(reply), "C"),
    "first character": lambda reply: (first_character(reply), starts_with_gold(reply, "C")),
    "motionbench lmms-eval": motionbench_lmms_eval,
    "nextqa lmms-eval": lambda reply: nextqa_lmms_eval(reply, OPTIONS),
    "t3 probing": lambda reply: (
        t3_probing_answer(reply, OPTIONS),
        t3_probing_right(reply, OPTIONS, ("(c)", "C")),
    ),
}

PIECES = (
    *("A", "B", "C", "D", "a", "b", "E", "I", "Z", "(A)", "(B", "C)", "D.", "A:", "**B**", "Ｃ"),
    *("The answer is", "The best answer is", "Answer:", "answer is **", "Best option:", "i pick"),
    *("Apples", "berries", "the same number", "Sentence B", "a dog runs", "Yes", "No", "not"),
    *("3", "3.14", "1,234", "5e3", "-2", ".5", "=", "is", "has ", "1" * 40, "nan", "1e999"),
    *("<think>", "</think>", "<answer>", "\\boxed{", "}", "{", "[", "]", '{"answer": "', "</s>"),
    *("API Error", "image error", "Cannot determine the answer", "Error code: 400", "because"),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u00a0",
        "\x00",
        "\ud800",
        "İ",
        "ß",
        "ﬆ",
        "🙂",
        "答案是",
        "정답은",
    ),
    *(".", ",", ":", ";", "!", "?", "'", '"', ")", "(", "_", "-", "*", "/"),
)


def reply(number: int) -> str:
    rng = keyed_rng("any reply", number)
    glue = rng.choice(("", " ", " "))
    return glue.join(rng.choice(PIECES) for _ in range(rng.below(14)))


@pytest.mark.parametrize("part", range(7))
def test_no_reply_is_too_much_and_verdicts_are_stable(part: int) -> None:
    for number in range(part * 1500, part * 1500 + 1500):
        text = reply(number)
        again = "".join(list(text))
        for name, extract in EXTRACTORS.items():
            assert extract(text) == extract(again), (name, text)


LONG = {
    "digits": "1" * 100_000 + "a",
    "brackets": "(" * 100_000 + "x",
    "spaces": "A." + " " * 100_000 + "x\ny",
    "letters": "A " * 50_000,
    "commas": "1," * 50_000,
    "lines": "a.\n" * 33_000,
    "cues": "is " * 33_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_replies_take_no_longer_than_they_must(text: str) -> None:
    for name, extract in EXTRACTORS.items():
        assert extract(text) == extract(text), name
