"""MLVU's reader of letters.

Source: MLVU `evaluation/multiple_choice_evaluation/choice_bench.py`.
"""


def mlvu_letter(response: str) -> str:
    """The character before the first ")"; without one the whole reply.

    Right is what **equals** the gold letter, so "C" and "(C) text" are, "C." and "c" are not.
    """
    at = response.find(")")
    if at < 0:
        return response
    return response[at - 1 : at] if at else ""
