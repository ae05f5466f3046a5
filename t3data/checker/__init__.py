"""The independent checker: is exactly one option of a row true, and is it the keyed one?

It shares nothing with the generators but `t3data.types`: it reads the row's own prompt, as a
demanding reader would, and believes neither `meta` nor bookkeeping. What it cannot settle it
refuses; a good question refused costs nothing.
"""

from t3data.checker.fault import Fault, Unreadable
from t3data.checker.places import Truth, story_of
from t3data.checker.prompt import Line
from t3data.checker.reading import Meta, ReadRow, read_row
from t3data.checker.relations import JUDGES
from t3data.checker.stems import premise_fault
from t3data.types import Example, Verdict

__all__ = ["Line", "Meta", "ReadRow", "Unreadable", "check", "read_row"]


def check(example: Example) -> Verdict:
    """Judges one T3 row by the captions in its prompt. Bad rows are verdicts, never exceptions."""
    truths: tuple[Truth, ...] = ()
    try:
        row = read_row(example)
        truths = _truths(row)
        _require_one(truths, row.answer_index)
    except Fault as fault:
        return Verdict(False, fault.reason, fault.detail, truths)
    return Verdict(True, truths=truths)


def _truths(row: ReadRow) -> tuple[Truth, ...]:
    judge = JUDGES.get(row.task)
    if judge is None:
        raise Fault("unknown_task", f"{row.task!r} is no T3 task")
    if row.meta["kind"] not in judge.kinds:
        raise Fault("wrong_timeline", f"{row.task} does not exist on {row.meta['kind']} timelines")
    if fault := premise_fault(row.opening) or premise_fault(row.header):
        raise Fault("premise_words", fault)
    if row.statements and not row.task.startswith("order_"):
        raise Fault("statements_differ", f"statements do not go with {row.task}")
    if len({option.casefold() for option in row.options}) != len(row.options):
        raise Fault("duplicate_options", "two options read the same")
    return judge.truths(row, story_of(row))


def _require_one(truths: tuple[Truth, ...], answer: int) -> None:
    true = [index for index, truth in enumerate(truths) if truth]
    if len(true) > 1:
        raise Fault("several_true", f"options {_letters(true)} are all true")
    if open_ := [index for index, truth in enumerate(truths) if truth is None]:
        raise Fault("open_option", f"the captions leave option {_letters(open_)} open")
    if not true:
        raise Fault("none_true", "no option is true")
    if true[0] != answer:
        raise Fault(
            "wrong_key", f"option {_letters([answer])} is the answer, {_letters(true)} is true"
        )


def _letters(indexes: list[int]) -> str:
    return ", ".join(chr(ord("A") + index) for index in indexes)
