"""TempCompass: five temporal aspects of short videos, asked for in four ways.

Source: Liu et al. 2024 (arXiv 2403.00476), github.com/llyx97/TempCompass, `questions/*.json` and
`meta_info.json`, or `lmms-lab/TempCompass`; 410 videos. Licence: CC-BY-NC-4.0, no rows are shipped.
Official rules, each on the reply without "</s>" and outer spaces: multi-choice takes the answer's
line, a letter, "X." and "X)"; yes or no is what the reply starts with, so that "Not sure" is no;
caption matching takes an option's line, its sentence or its label. What matches nothing goes to a
judge, or is wrong without one, and the match rate is shown. A caption is judged: the judge answers
the first multi-choice question of that video and aspect from the caption alone; a judge that fails
is worth -1. Per task, aspect and fine aspect, all micro. Absent questions are not counted.
There is no official overall: the score is VLMEvalKit's, micro over all tasks. The words for the
judge are our own; its replies are read as officially. lmms-eval and VLMEvalKit take the reply with
its spaces.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks.choices import LETTERS, unread
from benchmarks.contract import (
    Benchmark,
    FailurePolicy,
    JudgeRule,
    Metric,
    Prompt,
    Reading,
    Sample,
    Scored,
    Scorer,
)
from benchmarks.extractors import (
    tempcompass_choice_right,
    tempcompass_clean,
    tempcompass_matching_right,
    tempcompass_yes_no,
)
from benchmarks.tempcompass_files import TASKS, load, official_predictions, write_official
from benchmarks.totals import Units
from t3data.answers import read_choice

RULED = tuple(TASKS)[:3]
"""Tasks that have rules; a caption has none."""

_LABEL = re.compile(r"\b(?:Caption|Sentence) (?=[A-Z1-9]\b)", re.IGNORECASE)


def _right(sample: Sample, reply: str) -> bool | None:
    """What the rule of the sample's task says; None where it leaves the reply to the judge."""
    gold = sample.extra["gold"]
    if sample.task == "multi-choice":
        return tempcompass_choice_right(reply, gold)
    if sample.task == "yes_no":
        word = tempcompass_yes_no(reply)
        return word == gold.lower() if word else None
    return tempcompass_matching_right(reply, sample.question, gold)


def read_official(sample: Sample, reply: str) -> Reading:
    """By rule; a caption on which the judge failed is worth -1."""
    return _by_rule(sample, tempcompass_clean(reply))


def read_as_it_is(sample: Sample, reply: str) -> Reading:
    """By rule, with outer spaces and marks of the end."""
    return _by_rule(sample, reply)


def _by_rule(sample: Sample, reply: str) -> Reading:
    if sample.task not in RULED:
        return Reading(-1.0, "the judge failed", parsed=False)
    right = _right(sample, reply)
    if right is None:
        return unread()
    return Reading(float(right), reply.split("\n")[0][:40], values={"matched": 1.0})


def read_robust(sample: Sample, reply: str) -> Reading:
    """What the reply states: an option, yes or no."""
    if sample.task not in RULED:
        return unread("the judge failed")
    options, labels = sample.options, str(sample.extra.get("labels", LETTERS))
    if sample.task == "yes_no":
        options, labels = ("yes", "no"), ""
    choice = read_choice(_LABEL.sub("Option ", reply), options, labels)
    if choice.index is None:
        return unread(choice.rule)
    read = (labels or options)[choice.index]
    return Reading(float(read.lower() == sample.answer.lower()), read)


def _judge_prompt(
    read: Callable[[Sample, str], Reading],
) -> Callable[[Sample, str], str | None]:
    """Asks about captions, and about what `read` cannot read."""

    def prompt(sample: Sample, reply: str) -> str | None:
        if sample.task not in RULED:
            return (
                "Answer a question about a video from a description of it alone. Where no choice "
                "fits or the description does not say, answer: None of the choices are correct.\n"
                f"\nDescription: {tempcompass_clean(reply)}\nQuestion: {sample.extra['asked']}\n\n"
                "Reply in two lines:\nReasoning: <why, in one sentence>\n"
                "Answer: <the line of the choice, with its letter>"
            )
        if read(sample, reply).parsed:
            return None
        return (
            "Judge a model's answer to a question about a video. Reply with one word, Correct or "
            f"Incorrect.\n\nQuestion: {sample.question}\nRight answer: {sample.extra['gold']}\n"
            f"Model's answer: {tempcompass_clean(reply)}"
        )

    return prompt


def read_judge(sample: Sample, reply: str, judged: str) -> Reading:
    """Correct or Incorrect; of a caption the choice that the judge came to."""
    if sample.task in RULED:
        return Reading(float(_says_correct(judged)), f"judge: {judged.strip()[:40]}")
    answers = [line for line in judged.split("\n") if "Answer" in line]
    answer = answers[-1].strip().replace("Answer:", "").strip() if answers else judged
    letters = sum(answer.count(f"{letter}.") for letter in "ABCD")
    same = answer.split(". ")[0] == sample.extra["gold"].split(". ")[0]
    return Reading(float(same and letters == 1), f"judge: {answer[:40]}")


def _says_correct(judged: str) -> bool:
    text = judged.strip()
    return text.startswith("Correct") or ("Correct" in text and "Incorrect" not in text)


def matched(task: str) -> Callable[[Sequence[Scored]], Units]:
    """Questions of a task, worth 1 where a rule read the reply."""

    def units(scored: Sequence[Scored]) -> Units:
        asked = [one for one in scored if one.counted and one.sample.task == task]
        return Units.of(
            worth=[one.reading.values.get("matched", 0.0) for one in asked],
            clusters=[one.sample.video for one in asked],
            groups=[{} for _ in asked],
        )

    return units


def question(sample: Sample) -> str:
    """The question and the official suffix of its task."""
    if sample.task == "captioning":
        return sample.question
    wish = "answer yes or no" if sample.task == "yes_no" else "directly give the best option"
    return f"{sample.question}\nPlease {wish}:"


OVERALL = Metric("overall")
MATCHED = tuple(Metric(f"{task} match rate", units=matched(task)) for task in RULED)
OFFICIAL = Scorer(
    "official",
    "eval_*.py: rules first, a judge for what they leave open; absent questions are left out",
    read_official,
    FailurePolicy(missing="exclude"),
    (OVERALL, *MATCHED),
    judge=JudgeRule(_judge_prompt(read_official), read_judge),
)
_AS_IT_IS = replace(
    OFFICIAL,
    name="lmms-eval",
    about="the official rules on the reply as it is, at 75571cfe",
    read=read_as_it_is,
    policy=FailurePolicy(),
    judge=JudgeRule(_judge_prompt(read_as_it_is), read_judge),
)

TEMPCOMPASS = Benchmark(
    id="tempcompass",
    title="Action, direction, speed, order and change, asked for in four ways",
    hub="lmms-lab/TempCompass",
    hub_patterns=("*/*.parquet",),
    licence="CC-BY-NC-4.0",
    about=__doc__,
    load=load,
    size=sum(TASKS.values()),
    judged_tasks=("captioning",),
    group_sizes={"task": TASKS},
    prompts=(Prompt("official", 1, question),),
    scorers=(
        OFFICIAL,
        Scorer(
            "robust",
            "reads what a reply states; a judge for captions and what cannot be read",
            read_robust,
            metrics=(OVERALL,),
            judge=JudgeRule(_judge_prompt(read_robust), read_judge),
        ),
        _AS_IT_IS,
        replace(
            _AS_IT_IS,
            name="vlmevalkit",
            about="the official rules on the reply as it is, at e8e78f05",
        ),
    ),
    read_official=official_predictions,
    write_official=write_official,
)
