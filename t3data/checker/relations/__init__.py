"""One judge for each task: from the prompt to the truth of every option."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from t3data.checker.places import Story, Truth
from t3data.checker.reading import ReadRow
from t3data.checker.relations import (
    attribute,
    between,
    extremes,
    grounding,
    order,
    referring,
)


class Judge(NamedTuple):
    """How the options of one task are judged."""

    kinds: tuple[str, ...]
    """Timelines on which the task exists."""
    truths: Callable[[ReadRow, Story], tuple[Truth, ...]]


_BOTH = ("composed", "timed")
_TIMED = ("timed",)
JUDGES: Mapping[str, Judge] = {
    "order_list": Judge(_BOTH, order.judge),
    "order_arrange": Judge(_BOTH, order.judge),
    "order_phrase": Judge(_BOTH, order.judge),
    "order_prefix": Judge(_BOTH, order.judge),
    "order_sentence": Judge(_BOTH, order.judge),
    "attribute": Judge(("composed",), attribute.judge),
    "refer_position": Judge(_BOTH, referring.judge_position),
    "refer_anchor": Judge(_BOTH, referring.judge_neighbour),
    "ground_position": Judge(_BOTH, grounding.judge_position),
    "ground_seconds": Judge(_TIMED, grounding.judge_seconds),
    "duration": Judge(_TIMED, extremes.judge_duration),
    "overlap": Judge(_TIMED, referring.judge_overlap),
    "count_between": Judge(_TIMED, between.judge),
    "first_last": Judge(_TIMED, extremes.judge_first_last),
}
