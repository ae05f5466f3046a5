"""OVO-Bench: containment for letters and yes or no, all digits of a reply joined for counts.

Source: OVO-Bench `utils/OVOBenchScore.py`. Replies may be None, which is worth 0, or lists, of
which the gold answer then has to be a member.
"""

import re
from collections.abc import Sequence

from t3data.errors import T3Error

Response = str | Sequence[str] | None


def ovo_choice_right(response: Response, gold: str) -> bool:
    """Backward and real-time tasks: the gold letter is contained ("Answer: B" is right for A)."""
    return response is not None and gold in response


def ovo_count_right(response: Response, count: int) -> bool:
    """REC: the digits of the reply, joined, are the count ("2 or 3" is 23, "twice" is nothing).

    Raises:
        T3Error: for a list; the script stops there too.
    """
    if response is None:
        return False
    if not isinstance(response, str):
        raise T3Error("OVO-Bench REC: the response is a list, expected a text; join it first")
    return "".join(re.findall(r"\d+", response)) == str(count)


def ovo_yes_no_right(response: Response, kind: int) -> bool:
    """SSR and CRR: kind 1 means yes, 0 no. "Y" and "N" alone count; "Now" contains "No"."""
    if response is None:
        return False
    word, letter = ("No", "N") if kind == 0 else ("Yes", "Y")
    return response == letter or word in response
