"""Which of a benchmark's samples a run asks, and in which order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.contract import Benchmark, Prompt, Sample
from t3data.errors import T3Error, UsageError


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`-th of `of` parts, from 1."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str) -> Shard:
    """`2/8` is the second of eight parts.

    Raises:
        UsageError: it is no such part.
    """
    found = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text.strip())
    if found and 1 <= int(found[1]) <= int(found[2]):
        return Shard(int(found[1]), int(found[2]))
    raise UsageError(f"--shard {text}: not a part such as 2/8, which is the second of eight")


def choose(samples: Sequence[Sample], limit: int | None, shard: Shard) -> list[Sample]:
    """The first `limit` samples, and of their videos those that fall to the shard.

    Videos go to the shards in turn, in the order in which they first occur, so that every shard
    gets its part of short and long ones and no video is decoded by two. The samples of a video
    stand side by side.

    Raises:
        T3Error: two samples have one id: their replies could not be told apart.
    """
    videos: dict[str, list[Sample]] = {}
    for sample in samples[:limit]:
        videos.setdefault(sample.video, []).append(sample)
    known: set[str] = set()
    for sample in samples:
        if sample.id in known:
            raise T3Error(f"annotations: the id {sample.id!r} occurs twice; expected unique ids")
        known.add(sample.id)
    ours = list(videos.values())[shard.number - 1 :: shard.of]
    return [sample for video in ours for sample in video]


def choose_prompt(benchmark: Benchmark, name: str | None, subtitles: bool) -> Prompt:
    """The prompt called `name`; without a name the first one that fits, the official one first.

    Args:
        benchmark: What is asked.
        name: None for the usual one.
        subtitles: Whether there are subtitles to show.

    Raises:
        UsageError: there is none, or it does not go with the subtitles.
    """
    if not benchmark.prompts:
        raise UsageError(f"{benchmark.id} has no prompt: it can be scored, but not be run")
    named = [prompt for prompt in benchmark.prompts if name in (None, prompt.name)]
    if not named:
        names = ", ".join(prompt.name for prompt in benchmark.prompts)
        raise UsageError(f"{benchmark.id} has no prompt {name!r}; it has {names}")
    fitting = [prompt for prompt in named if prompt.subtitles == subtitles]
    if fitting:
        return fitting[0]
    if subtitles:
        what = f"the prompt {name!r}" if name else benchmark.id
        raise UsageError(f"{what} has no place for subtitles; leave out --subtitles")
    if name:
        raise UsageError(f"the prompt {name!r} is made for subtitles; name their --subtitles DIR")
    return named[0]
