"""What a mix is made of, fully resolved: the one object that every step of the build reads.

Two runs with equal configurations and inputs give the same bytes, so nothing that only says how
to run (workers, progress) is in here.
"""

from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le

Side = Literal["t3", "general", "video"]
OnShortage = Literal["error", "shrink", "repeat"]
SIDES: tuple[Side, ...] = ("t3", "general", "video")


@dataclass(frozen=True, slots=True)
class Source:
    """One named input: files whose rows share a quota."""

    name: str
    side: Side
    paths: tuple[str, ...]
    weight: float | None = None
    """Relative share of its side; None for the number of its eligible rows."""
    cap: int | None = None
    """The most rows that are drawn from it."""
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of T3 rows that a recipe asks for, by task and context scale."""

    name: str
    tasks: tuple[str, ...] = ("*",)
    """Names of T3 tasks, with shell wildcards."""
    scales: tuple[int, ...] = ()
    """Context scales (1, 2, 4, 8); empty for any."""
    weight: float | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """Which rows are eligible."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
    max_tokens: Annotated[int, Gt(0)] = 8192
    tokenizer: str = "qwen2-vl"
    token_stats: bool = True
    """Count the tokens of every row of the mix, not only where the limit needs it."""
    placeholders: Literal["reject", "prepend"] = "reject"
    duplicates: bool = True
    """Reject rows with the turns and media of an earlier row."""
    near_duplicates: Annotated[float, Gt(0), Le(1)] | None = None
    """Estimated Jaccard similarity of word 5-shingles from which on a row is rejected."""
    decontaminate: tuple[str, ...] = ()
    """Benchmark files, or directories of them."""
    media_root: str | None = None
    """Reject rows whose media are not below this directory."""
    max_bad: Annotated[float, Ge(0), Le(1)] = 0.5
    """The share of unreadable rows of one source above which the build fails."""


@dataclass(frozen=True, slots=True)
class MixConfig:
    """The whole request."""

    sources: tuple[Source, ...]
    ratio: tuple[int, ...]
    """Rows per side in the smallest whole numbers, in the order of `slots`."""
    slots: tuple[tuple[Side, ...], ...]
    """The sides that share each number of `ratio`."""
    name: str = "custom"
    """Of the recipe."""
    parts: tuple[Part, ...] = ()
    """Kinds of T3 rows; empty for all alike."""
    total: int | None = None
    seed: int = 0
    on_shortage: OnShortage = "error"
    rows_per_shard: int = 10_000
    filters: FilterSettings = field(default_factory=FilterSettings)

    def slot_of(self, source: Source) -> int:
        """The index of the number in `ratio` that `source` counts towards."""
        return next(i for i, sides in enumerate(self.slots) if source.side in sides)

    def slot_names(self) -> tuple[str, ...]:
        """What the sides are called in messages and tables."""
        return tuple("+".join(sides) for sides in self.slots)

    def as_dict(self) -> dict[str, Any]:
        """JSON types, for the manifest."""
        return asdict(self)
