"""The row filters in the order in which they judge; a new one is a file and a line here.

The first that refuses names the reason, so cheap and telling ones come first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mixes.config import FilterSettings
from mixes.filters.contamination import contamination_check
from mixes.filters.media import media_check
from mixes.filters.placeholders import placeholder_check
from mixes.filters.template_tokens import check_template_tokens
from mixes.filters.tokens import token_check
from mixes.filters.turns import check_turns
from mixes.shapes.row import Refusal, Row

RowFilter = Callable[[Row], Refusal | None]


@dataclass(frozen=True, slots=True)
class FilterContext:
    """What filters are made from: the user's settings and the files prepared for workers."""

    settings: FilterSettings
    benchmark_index: Path


def row_filters(context: FilterContext) -> list[RowFilter]:
    """The row filters that are switched on."""
    settings = context.settings
    return [
        check_turns,
        check_template_tokens,
        placeholder_check(settings.placeholders),
        *further_filters(context),
        token_check(settings.max_tokens, settings.tokenizer),
    ]


def further_filters(context: FilterContext) -> list[RowFilter]:
    """Those that `mixes.plain` does not stand in for; most builds have none."""
    settings = context.settings
    filters: list[RowFilter] = []
    if settings.media_root is not None:
        filters.append(media_check(settings.media_root))
    if settings.decontaminate:
        filters.append(contamination_check(str(context.benchmark_index)))
    return filters
