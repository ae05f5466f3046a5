"""Does a model prefer a letter? The places of options as shown, against where the truth stood."""

from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np

from probing.diagnosis.types import Letter
from probing.types import Answer
from t3data.statistics import bounded_difference


def letters(answers: Sequence[Answer]) -> tuple[Letter, ...]:
    """One for each place; none where no reply could be read.

    A rotation by r shows option i at place (i - r) modulo the number of options.
    """
    read = [answer for answer in answers if answer.chosen is not None]
    if not read:
        return ()
    sources = [answer.source for answer in read]
    chosen = np.array([place(answer, answer.chosen or 0) for answer in read])
    true = np.array([place(answer, answer.answer) for answer in read])
    return tuple(
        Letter(
            letter=ascii_uppercase[at],
            chosen=float((chosen == at).mean()),
            true=float((true == at).mean()),
            excess=bounded_difference((chosen == at).astype(float) - (true == at), sources),
        )
        for at in range(min(max(answer.options for answer in read), len(ascii_uppercase)))
    )


def place(answer: Answer, option: int) -> int:
    """Where `option` stood in the list that was shown, from 0."""
    return (option - answer.rotation) % answer.options
