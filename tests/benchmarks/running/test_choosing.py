"""Shards are parts of a whole, and prompts fit what there is to show."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.contract import Sample
from benchmarks.registry import benchmark
from benchmarks.running.choosing import Shard, choose, choose_prompt, parse_shard
from t3data.errors import T3Error, UsageError


def samples_on(videos: list[int]) -> list[Sample]:
    return [Sample(str(at), f"v{video}", "q", "A") for at, video in enumerate(videos)]


@given(
    st.lists(st.integers(0, 30), max_size=80),
    st.integers(1, 9),
    st.one_of(st.none(), st.integers(1, 90)),
)
def test_shards_are_a_partition_by_video(videos: list[int], of: int, limit: int | None) -> None:
    samples = samples_on(videos)
    shards = [choose(samples, limit, Shard(number, of)) for number in range(1, of + 1)]
    together = sorted((s for shard in shards for s in shard), key=lambda s: int(s.id))
    assert together == samples[:limit]
    seen = [{s.video for s in shard} for shard in shards]
    assert sum(map(len, seen)) == len({s.video for s in samples[:limit]})
    assert max(map(len, seen)) - min(map(len, seen)) <= 1
    for shard in shards:
        order = [s.video for s in shard]
        changes = sum(a != b for a, b in pairwise(order))
        assert changes == max(0, len(set(order)) - 1), "a video's samples stand side by side"


def test_videos_go_round_the_shards() -> None:
    samples = samples_on([7, 5, 7, 3, 5])
    assert [s.id for s in choose(samples, None, Shard(1, 2))] == ["0", "2", "3"]
    assert [s.id for s in choose(samples, None, Shard(2, 2))] == ["1", "4"]
    assert [s.id for s in choose(samples, 3, Shard())] == ["0", "2", "1"]


def test_one_id_twice() -> None:
    samples = samples_on([1, 2])
    with pytest.raises(T3Error, match="the id '0' occurs twice"):
        choose([*samples, replace(samples[0], video="other")], None, Shard())


def test_shards_are_written_and_read() -> None:
    assert parse_shard(" 2/8 ") == Shard(2, 8)
    assert str(Shard(2, 8)) == "2/8"


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "-1/2", "1/2/3", ""])
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(UsageError, match="not a part such as 2/8"):
        parse_shard(text)


def test_prompts_fit_what_is_shown() -> None:
    videomme = benchmark("videomme")
    assert choose_prompt(videomme, None, subtitles=False).name == "official"
    assert choose_prompt(videomme, None, subtitles=True).name == "subtitles"
    assert choose_prompt(videomme, "official", subtitles=False).name == "official"
    with pytest.raises(UsageError, match="'official' has no place for subtitles"):
        choose_prompt(videomme, "official", subtitles=True)
    with pytest.raises(UsageError, match="'subtitles' is made for subtitles; name their"):
        choose_prompt(videomme, "subtitles", subtitles=False)
    with pytest.raises(UsageError, match="no prompt 'plain'; it has official, subtitles"):
        choose_prompt(videomme, "plain", subtitles=False)
    with pytest.raises(UsageError, match="nextqa has no place for subtitles"):
        choose_prompt(benchmark("nextqa"), None, subtitles=True)
    with pytest.raises(UsageError, match="it can be scored, but not be run"):
        choose_prompt(replace(videomme, prompts=()), None, subtitles=False)
