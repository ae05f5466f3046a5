import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.audit import command
from t3data.shards import write_shard
from t3data.types import Example, Turn


def write(directory: Path, count: int, *, longest: bool) -> Path:
    """Rows of one task; `longest` puts the truth always in the longest option."""
    rng = random.Random(0)
    (directory / "data").mkdir(parents=True)
    examples = []
    for number in range(count):
        options = ["".join(rng.choices("abcdefgh", k=6)) for _ in range(3)]
        answer = rng.randrange(3)
        options[answer] += "xyz" * longest
        lines = [f"({letter}) {text}" for letter, text in zip("ABC", options, strict=True)]
        prompt = ["A video.", "", "Captions:", "A cat sits.", "A dog runs.", "", "Which?", *lines]
        meta = {"v": 1, "timeline": f"t{number}", "kind": "composed", "scale": 1}
        meta |= {"format": "lettered", "captions": ["a", "b"], "answer": answer, "evidence": {}}
        turns = (Turn("human", "\n".join(prompt)), Turn("gpt", lines[answer]))
        examples.append(
            Example(f"{number}", turns, "made", task="refer_position", meta=json.dumps(meta))
        )
    write_shard(directory / "data" / "a.arrow", examples)
    return directory


def test_a_leak_is_named_and_ends_with_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(write(tmp_path, 400, longest=True))])
    assert result.exit_code == 1
    assert (
        "refer_position: option length is right in 100.0% of 400 rows where chance is 33.3%"
        in result.output
    )


def test_clean_rows_end_with_0(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(write(tmp_path, 400, longest=False))])
    assert result.exit_code == 0, result.output
    assert "nothing better than chance in 8 comparisons" in result.output


def test_json_holds_every_figure(tmp_path: Path) -> None:
    directory = write(tmp_path, 400, longest=True)
    result = CliRunner().invoke(command, [str(directory), "--json"])
    report = json.loads(result.output)
    assert result.exit_code == 1
    assert report["ok"] is False
    (found,) = [f for f in report["findings"] if f["guesser"] == "option length"]
    assert (found["n"], found["accuracy"], found["flagged"]) == (400, 1.0, True)
    assert found["excess"] == pytest.approx(2 / 3)
    assert report["keys"][0]["task"] == "refer_position"


def test_verbose_shows_all_guessers_and_few_rows_are_said_to_be_few(tmp_path: Path) -> None:
    directory = write(tmp_path, 12, longest=False)
    short = CliRunner().invoke(command, [str(directory)])
    long = CliRunner().invoke(command, [str(directory), "--verbose"])
    assert "too few rows: refer_position" in short.output
    assert "letter words" in long.output
    assert len(long.output.splitlines()) > len(short.output.splitlines())


def test_a_missing_directory_is_wrong_usage(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, [str(tmp_path / "none")]).exit_code == 2
