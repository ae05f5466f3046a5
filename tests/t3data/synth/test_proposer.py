"""Synth with a language model that proposes well, badly, and not at all."""

import json

import pytest
from click.testing import CliRunner
from stub_server import refuse, say, serving

from cli.main import t3
from t3data.errors import T3Error
from t3data.scenes import describe, find_edits
from t3data.shards import read_shard, shard_paths
from t3data.types import Caption
from t3data.verify import verify_directory

TEXTS = [
    "A red balloon floats above the garden. Nobody comes there.",
    "A black cat sleeps on a wooden chair. It looks calm.",
    "A green apple lies beside a glass vase. The room is silent.",
    "A steam train waits under a stone bridge. The air is cold.",
    "A white tent stands near an open gate. The grass is high.",
]


@pytest.fixture
def captions(tmp_path):
    path = tmp_path / "captions.jsonl"
    rows = [{"id": n, "caption": text} for n, text in enumerate(TEXTS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def propose(body, number):
    """Items and edits as the offline describer finds them, and some that are wrong."""
    user = body["messages"][-1]["content"]
    if user.startswith("Caption: "):
        scene = describe(Caption(user.removeprefix("Caption: "), "x", "x"))
        edits = [
            {"attribute": e.attribute, "thing": e.thing, "before": e.before, "after": e.after}
            for e in find_edits(scene.caption.text)
        ][:2]
        return say(json.dumps({"items": [*scene.items, "a flying whale"], "edits": edits}))
    return say(json.dumps({"wordings": ["Tell me, what is the order of appearance?", "Why not?"]}))


def synth(captions, out, url, *more):
    arguments = ["synth", str(captions), "-o", str(out), "-n", "40", "--seed", "1"]
    arguments += ["--generator", "tiny", "--base-url", url, *more]
    return CliRunner().invoke(t3, arguments, catch_exceptions=False)


def test_proposals_become_verified_rows_and_wrong_ones_rejects(captions, tmp_path):
    with serving(propose) as server:
        result = synth(captions, tmp_path / "out", server.url)

    assert result.exit_code == 0, result.output
    assert verify_directory(tmp_path / "out").ok
    rows = [row for path in shard_paths(tmp_path / "out") for row in read_shard(path)]
    assert len(rows) == 40
    reworded = [r for r in rows if "Tell me, what is the order of" in r.conversations[0].value]
    assert reworded
    assert all(row.task.startswith("order_") for row in reworded)
    lines = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").open()]
    assert {line["text"] for line in lines} >= {"a flying whale", "Why not?"}
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["generator"] == {
        "model": "tiny"
    }
    assert "calls" in result.stderr


def test_a_second_run_asks_nothing_and_writes_the_same(captions, tmp_path):
    with serving(propose) as server:
        synth(captions, tmp_path / "out", server.url)
        first = shard_paths(tmp_path / "out")[0].read_bytes()
        asked = len(server.bodies)
        synth(captions, tmp_path / "out", server.url, "--overwrite")

    assert len(server.bodies) == asked > 0
    assert shard_paths(tmp_path / "out")[0].read_bytes() == first


def test_a_model_that_is_refused_is_one_clear_error(captions, tmp_path):
    with serving(refuse(401)) as server, pytest.raises(T3Error, match="401"):
        synth(captions, tmp_path / "out", server.url)


def test_model_and_server_go_together(captions, tmp_path):
    result = CliRunner().invoke(t3, ["synth", str(captions), "-o", "x", "--generator", "tiny"])

    assert result.exit_code == 2
    assert "--generator and --base-url go together" in result.output
