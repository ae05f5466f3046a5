from pathlib import Path

from mixes.content import digest, digest_of_shards, hash_of
from t3data.shards import write_shard
from t3data.types import Example, Turn

TURNS = [("human", "Who?"), ("gpt", "Nobody.")]


def test_content_is_turns_and_media_in_their_order() -> None:
    variants = [
        (TURNS, [], []),
        (TURNS, ["a.jpg"], []),
        (TURNS, [], ["a.jpg"]),
        (TURNS, ["a.jpg", "b.jpg"], []),
        (TURNS, ["b.jpg", "a.jpg"], []),
        (TURNS, ["a.jpgb.jpg"], []),
        (TURNS, ["a.jpg"], ["b.jpg"]),
        ([("human", "Who?"), ("gpt", "Nobody")], [], []),
        ([("system", "Who?"), ("gpt", "Nobody.")], [], []),
        ([("human", "Who?Nobody.")], [], []),
        ([("human", "Who?"), ("gpt", "Nobody."), ("human", ""), ("gpt", "")], [], []),
    ]
    hashes = [hash_of(*variant) for variant in variants]
    assert len(set(hashes)) == len(variants)
    assert all(len(value) == 16 for value in hashes)


def test_the_digest_is_of_contents_in_order_and_can_be_had_from_shards(tmp_path: Path) -> None:
    rows = [
        Example(str(i), (Turn("human", f"q{i} é😀"), Turn("gpt", "a")), "s", images=("x.jpg",) * i)
        for i in range(3)
    ]
    write_shard(tmp_path / "a.arrow", rows[:1])
    write_shard(tmp_path / "b.arrow", rows[1:])
    hashes = [
        hash_of([(t.speaker, t.value) for t in row.conversations], row.images, row.videos)
        for row in rows
    ]
    expected = digest(hashes)
    assert digest_of_shards([tmp_path / "a.arrow", tmp_path / "b.arrow"]) == expected
    assert digest_of_shards([tmp_path / "b.arrow", tmp_path / "a.arrow"]) != expected
    write_shard(
        tmp_path / "c.arrow", [Example("z", r.conversations, "t", images=r.images) for r in rows]
    )
    assert digest_of_shards([tmp_path / "c.arrow"]) == expected
