"""A reply that states exactly one option in a usual way is read as that option, 12,000 times."""

import pytest

from t3data.answers import read_choice
from t3data.seeding import KeyedRandom, keyed_rng

QUESTIONS: tuple[tuple[str, ...], ...] = (
    ("Apples", "Candles", "Berries", "The same number"),
    ("a red car", "a car", "the car's wheel", "a bicycle"),
    ("He walks in.", "He does not walk in.", "He walks in, then sits down.", "Nobody is there."),
    ("2", "3", "12", "3.5"),
    ("Action A", "Action B", "Both", "Neither", "It depends", "A man"),
    ("Yes", "No"),
    ("0:15 - 0:30", "0:30 - 0:45", "after 1:00", "never", "at the end"),
    ("左边", "右边", "中间", "都不是"),
    tuple(f"event number {n}" for n in range(1, 11)),
)

# {X} is the label, {x} in lower case, {T} the text, {t} the text with another case.
BARE = ("{X}", "({X})", "{X}.", "{X})", "[{X}]", '"{X}"', "{x}", "({x})", "{x}.", "`{X}`", "{X}!")
SHORT = (
    *("{X}. {T}", "({X}) {T}", "{X}) {T}", "{X}: {T}", "({X}) {t}", "{X}. {t}.", "{X} - {T}"),
    *("{T}", "{t}", "{T}.", "Option {X}", "option {X}.", "Option ({X}): {T}", "Choice {X}"),
)
PHRASES = (
    *("Answer: {X}", "answer: ({X})", "ANSWER: {X}", "Answer: {T}", "Answer - {X}", "Answer: {x}"),
    *("The answer is {X}.", "The answer is ({X}) {T}.", "the answer is {X}", "The answer is: {X}"),
    *("The answer is {T}.", "The correct answer is {X}.", "The best answer is: {X}. {T}"),
    *("The correct option is {X}", "The correct choice is ({X}).", "My answer is {X}."),
    *("The best option is ({X}) {T}.", "The most likely answer is {X}.", "I choose {X}."),
    *("I would choose ({X}).", "I'd go with {X}.", "So the answer is {X}.", "I pick option {X}."),
    *("Therefore, the correct answer is option {X}.", "The right answer would be {X}."),
    *("The answer to the question is {X}.", "Final answer: {X}", "Final Answer: ({X}) {T}"),
    *("The final answer is {X}.", "Option {X} is correct.", "({X}) is the correct answer."),
    *(
        "{X} is the best answer.",
        "I think it's {X}.",
        "It must be {X}.",
        "答案是{X}",
        "答案：{X}。",
    ),
    *(
        "正确答案是 {X}。",
        "选{X}",
        "应该选择{X}。",
        "정답은 {X}입니다.",
        "답: {X}",
        "答えは{X}です",
    ),
)
MARKED = (
    *("<answer>{X}</answer>", "<answer>({X}) {T}</answer>", "<answer>\n{X}\n</answer>"),
    *("\\boxed{{{X}}}", "$\\boxed{{\\text{{{X}}}}}$", "\\boxed{{{T}}}", '{{"answer": "{X}"}}'),
    *('{{"answer": "{T}"}}', '```json\n{{"answer": "{X}"}}\n```', "<answer>{T}</answer>"),
)
BEFORE = (
    "",
    "A man is running through a field. ",
    "I watched the clip and a lot happens in it. ",
    "Looking at the frames, a person enters first.\n\n",
    "Let's think step by step. A dog barks, and I can see it clearly.\n",
    "In this video I see a vitamin C bottle and a T-shirt.\n",
    "**Reasoning:** The U.S. flag is shown; a D-shaped sign, too.\n\n",
)
AFTER = (
    "",
    "\n\nA man can be seen doing this in the last seconds.",
    "\n\n**Explanation:** I base this on the frames, which show it.",
    " This is because I can see it at the beginning.",
)
WRAPS = ("{}", "**{}**", "*{}*", " {}\n", "{}\n\n", "> {}")
THOUGHTS = (
    "<think>A or B? Let me see. The answer is A. Or B?</think>",
    "<think>\nFirst, (B) looks good. Then C.\n</think>\n\n",
    "<thinking>I cannot tell.</thinking> ",
)


def other_case(text: str, rng: KeyedRandom) -> str:
    return rng.choice((text.upper(), text.lower(), text.capitalize(), text))


def generated(number: int) -> tuple[str, tuple[str, ...], int]:
    """A reply, the options, and the index that it states."""
    rng = keyed_rng("stated", number)
    options = rng.choice(QUESTIONS)
    index = rng.below(len(options))
    text = options[index].rstrip(".")
    letter = "ABCDEFGHIJ"[index]
    kind = rng.choice(("bare", "short", "phrase", "phrase", "phrase", "marked"))
    forms = {"bare": BARE, "short": SHORT, "phrase": PHRASES, "marked": MARKED}[kind]
    stated = rng.choice(forms).format(X=letter, x=letter.lower(), T=text, t=other_case(text, rng))
    if kind == "phrase":
        before, after = rng.choice(BEFORE), rng.choice(AFTER)
        # Chinese and Japanese sentences stand on a line of their own among English ones.
        gap = "" if stated.isascii() or not before else "\n"
        stop = "" if stated[-1] in ".。" or after[:1] in ("", "\n") else "."
        stated = f"{before}{gap}{stated}{stop}{after}"
    elif kind == "marked":
        stated = rng.choice(BEFORE) + stated
    elif kind == "bare":
        above = rng.choice(BEFORE)
        stated = f"{above.rstrip()}\n{stated}" if above else stated
    if kind != "marked" and "\n" not in stated:
        stated = rng.choice(WRAPS).format(stated)
    if rng.below(5) == 0:
        stated = rng.choice(THOUGHTS) + stated
    return stated, options, index


@pytest.mark.parametrize("part", range(12))
def test_one_stated_option_is_read(part: int) -> None:
    misread = []
    for number in range(part * 1000, part * 1000 + 1000):
        reply, options, index = generated(number)
        choice = read_choice(reply, options)
        if choice.index != index:
            misread.append((reply, options[index], choice))

    assert misread == []
