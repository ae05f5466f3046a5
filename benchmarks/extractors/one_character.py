"""Benchmarks that look at the first character and no further.

Sources: Vinoground `eval/{text,video}score.py`, TemporalBench `get_qa_acc.py`, lmms-eval
`tasks/seedbench_2/utils.py`.
"""

from collections.abc import Sequence


def starts_with_gold(response: str | Sequence[str], gold: str) -> bool | None:
    """Whether `response[0][:len(gold)]` is the gold answer in any case, for texts and lists.

    None where there is no first element: Vinoground's script then drops the rest of the pair,
    TemporalBench's stops with an error.
    """
    if not response:
        return None
    return response[0][: len(gold)].lower() == gold.lower()


def first_character(response: str) -> str:
    """The first character after stripping, as lmms-eval reads SEED-Bench-2; empty for no text."""
    return response.strip()[:1]
