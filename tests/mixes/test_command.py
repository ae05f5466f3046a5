"""`t3 build-mix` as a person meets it."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from mix_material import llava_rows, rejects_of, rows_of

from cli.build_mix import command, repeat_options
from t3data.errors import T3Error, UsageError

Make = Callable[..., Path]
FAST = ("--no-token-stats",)


@pytest.fixture(autouse=True)
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mixes.describe.draw_figures", lambda *_: [])


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(command, list(map(str, arguments)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("--general a b --seed 1", "--general a --general b --seed 1"),
        ("--general=a b", "--general=a --general b"),
        ("--general a --general b c", "--general a --general b --general c"),
        ("--t3 A B r.yaml", "--t3 A --t3 B r.yaml"),
        ("name --t3 A -o M", "name --t3 A -o M"),
        ("--general a -- b c", "--general a -- b c"),
        ("-o M name", "-o M name"),
        ("--decontaminate x y.json --json", "--decontaminate x --decontaminate y.json --json"),
    ],
)
def test_several_files_behind_one_option(given: str, expected: str) -> None:
    assert list(repeat_options(given.split())) == expected.split()


def test_the_report(make_t3: Make, make_general: Make, tmp_path: Path) -> None:
    t3 = make_t3("A", 10)
    general = make_general("g", [5, *llava_rows("g", 30)])
    output = run("--t3", t3, "--general", general, "--total", "24", "-o", tmp_path / "M", *FAST)
    lines = output.splitlines()
    assert lines[-9:-5] == [
        "source  side     read  rejected  eligible  selected   share",
        "A       t3         10         0        10         8  33.3 %",
        "g       general    31         1        30        16  66.7 %",
        "rejected from g: wrong_type 1",
    ]
    assert f"rows:     24 in {tmp_path}/M/data (1 Arrow shard(s))" in lines
    again = run("--t3", t3, "--general", general, "--total", "24", "-o", tmp_path / "M", *FAST)
    assert again.strip() == f"{tmp_path}/M: already done, 24 rows; hashes verified"


def test_a_truncated_array_is_pointed_out(make_general: Make, tmp_path: Path) -> None:
    path = make_general("g", 30)
    path.write_bytes(path.read_bytes()[:3000])
    output = run("--general", path, "-o", tmp_path / "M", *FAST)
    assert "rejected from g: truncated 1" in output
    assert "warning: g was cut short" in output
    reject = rejects_of(tmp_path / "M")[0]
    assert reject["detail"] == "the file ends inside this row"
    assert path.read_bytes()[reject["byte"] :].startswith(b"{")


def test_json_output_is_the_manifest(make_general: Make, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        command,
        ["--general", str(make_general("g", 3)), "-o", str(tmp_path / "M"), "--json", *FAST],
    )
    assert json.loads(result.stdout) == json.loads((tmp_path / "M" / "manifest.json").read_bytes())


def test_recipes_by_file_and_by_name(make_t3: Make, make_general: Make, tmp_path: Path) -> None:
    t3 = make_t3("A", 40, ("order_list", "attribute"))
    recipe = tmp_path / "mine.yaml"
    recipe.write_text(f"t3: [{t3}]\ngeneral: [{make_general('g', 40)}]\nratio: 1:1\nseed: 4\n")
    run(recipe, "--seed", "5", "--total", "20", "-o", tmp_path / "M", *FAST)
    manifest = json.loads((tmp_path / "M" / "manifest.json").read_bytes())
    assert (manifest["seed"], manifest["rows"], manifest["recipe"]["name"]) == (5, 20, "mine")
    for index, arguments in enumerate((["tc_1x"], ["--recipe", "tc_1x"])):
        run(*arguments, "--t3", t3, "-o", tmp_path / f"N{index}", *FAST)
        rows = rows_of(tmp_path / f"N{index}")
        assert len(rows) == 40
        assert sum(row.task == "attribute" for row in rows) == 20


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (["-o", "M"], UsageError, "no sources"),
        (["tc_9x", "-o", "M"], UsageError, "no recipe 'tc_9x'"),
        (["x.yaml", "-o", "M"], T3Error, "x.yaml: cannot read recipe"),
        (["--general", "nope.json", "-o", "M"], T3Error, "nope.json"),
        (["--general", "no*.json", "-o", "M"], T3Error, "no file matches"),
        (["--general", "x", "--ratio", "a:b", "--t3", "y", "-o", "M"], UsageError, "ratio 'a:b'"),
    ],
)
def test_wrong_requests(arguments: list[str], error: type[T3Error], words: str) -> None:
    result = CliRunner().invoke(command, arguments)
    assert type(result.exception) is error
    assert words in str(result.exception)


def test_a_pattern_stands_for_its_files(make_general: Make, tmp_path: Path) -> None:
    make_general("g1", 3)
    make_general("g2", 3)
    run("--general", tmp_path / "g?.json", "-o", tmp_path / "M", *FAST)
    manifest = json.loads((tmp_path / "M" / "manifest.json").read_bytes())
    assert [len(source["files"]) for source in manifest["sources"].values()] == [2]


def t3(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """The real command in a process of its own."""
    script = "from cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, "build-mix", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """The one line of an error, which must not be a traceback."""
    assert result.returncode == 1, result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("t3: error:")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


GOOD = json.dumps(llava_rows("g", 9))
BAD_FILES = {
    "empty.json": (b"", "the file is empty; expected rows"),
    "spaces.jsonl": (b" \n ", "the file is empty; expected rows"),
    "rowless.json": (b"[]", "no eligible row from general"),
    "junk.bin": (bytes(range(128, 256)) * 9, "expected JSON, JSONL, Parquet or Arrow"),
    "junk.json": (b"[{" + bytes(range(1, 256)) * 9, "1 of 1 rows cannot be read (100.0%)"),
    "half.arrow": (b"\xff\xff\xff\xff\x10\0\0\0", "cut short or not readable"),
    "half.parquet": (b"PAR1 and no more", "cut short or not readable"),
    "number.json": (b"5", "expected"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_files_without_rows_are_one_line(tmp_path: Path, name: str) -> None:
    content, words = BAD_FILES[name]
    path = tmp_path / f"odd name 😀 {name}"
    path.write_bytes(content)
    message = one_line(t3("--general", path, "-o", tmp_path / "M", *FAST))
    assert words in message
    assert name in message or "general" in message
    assert not (tmp_path / "M" / "manifest.json").exists()


def test_rows_that_are_bad_in_every_way_are_left_out(tmp_path: Path) -> None:
    rows = [json.dumps(row) for row in llava_rows("g", 9)]
    bad = [
        '{"id": NaN, "conversations": []}',
        '{"conversations": [{"from": "human", "value": "\\ud800"}]}',
        '{"conversations": 5}',
        '{"x": 1}',
    ]
    path = tmp_path / "g.json"
    path.write_bytes(b"\xef\xbb\xbf[" + ",".join([*rows[:5], *bad, *rows[5:]]).encode() + b"]")
    result = t3("--general", path, "-o", tmp_path / "M", *FAST)
    assert result.returncode == 0, result.stderr
    reasons = "lone_surrogate 1, not_a_number 1, unknown_shape 1, wrong_type 1"
    assert f"rejected from g: {reasons}" in result.stdout
    assert [reject["row"] for reject in rejects_of(tmp_path / "M")] == [5, 6, 7, 8]
    strict = t3("--general", path, "-o", tmp_path / "N", "--max-bad", "0.01", *FAST)
    assert "4 of 13 rows cannot be read" in one_line(strict)


def test_a_target_that_cannot_be_written(make_general: Make, tmp_path: Path) -> None:
    message = one_line(t3("--general", make_general("g", 3), "-o", "/proc/self/x", *FAST))
    assert "cannot create directory" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_target_without_permission(make_general: Make, tmp_path: Path) -> None:
    (tmp_path / "M").mkdir(mode=0o500)
    message = one_line(t3("--general", make_general("g", 3), "-o", tmp_path / "M", *FAST))
    assert "Permission denied" in message


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.slow
def test_a_full_disk(make_general: Make, tmp_path: Path, workers: int) -> None:
    """A limit on the size of files stands in for the disk; the error comes from the same call."""
    path = make_general("g", 2000)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    arguments = ("--general", path, "-o", tmp_path / "M", "--workers", workers, *FAST)
    message = one_line(t3(*map(str, arguments), preexec_fn=limit))
    assert "cannot write: File too large" in message
    assert not (tmp_path / "M" / "manifest.json").exists()
    assert not list((tmp_path / "M" / "data").iterdir())
    assert t3(*map(str, arguments)).returncode == 0
    assert len(rows_of(tmp_path / "M")) == 2000


def test_more_files_than_may_be_open(tmp_path: Path) -> None:
    for number, row in enumerate(llava_rows("g", 150)):
        (tmp_path / "many").mkdir(exist_ok=True)
        (tmp_path / "many" / f"{number}.json").write_text(json.dumps([row]))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

    result = t3("--general", tmp_path / "many", "-o", tmp_path / "M", *FAST, preexec_fn=limit)
    assert result.returncode == 0, result.stderr
    assert len(rows_of(tmp_path / "M")) == 150


@pytest.mark.slow
def test_a_really_full_disk(make_general: Make, tmp_path: Path) -> None:
    path = make_general("g", 5000)
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        message = one_line(t3("--general", path, "-o", disk / "M", *FAST))
        assert "No space left on device" in message
        assert not (disk / "M" / "manifest.json").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_help_is_light() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from cli.build_mix import command;"
        "CliRunner().invoke(command, ['--help']);"
        "print(sorted({'numpy', 'pyarrow', 'pydantic', 'yaml', 'matplotlib'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_a_fast_build_needs_no_heavy_library(make_general: Make, tmp_path: Path) -> None:
    """Only the figures need matplotlib, and nothing needs pandas, datasets or a tokenizer."""
    script = (
        "import sys, mixes.describe as d; d.draw_figures = lambda *_: []\n"
        "from click.testing import CliRunner; from cli.build_mix import command\n"
        "r = CliRunner().invoke(command, sys.argv[1:]); assert r.exit_code == 0, r.output\n"
        "heavy = {'matplotlib', 'pandas', 'datasets', 'tiktoken', 'tokenizers', 'sklearn'}\n"
        "print(sorted((heavy | {'pyarrow.compute'}) & set(sys.modules)))"
    )
    arguments = ["--general", str(make_general("g", 3)), "-o", str(tmp_path / "M"), *FAST]
    found = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
