import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import suites
from bench.claims import CLAIMS, Claim, Verdict, shown, verdicts
from bench.inputs import SEED, Sizes
from bench.machine import Usage, disturbance, usage
from bench.measure import FailedError, Run, alternate, measure, python
from bench.memory import Memory, kilobytes, memory_of_tree, tree
from bench.profiling import Profile, read_profile
from bench.report import obstacles, render, spread, table
from bench.results import Row, Table, ratios
from bench.texts import captions, llava_rows, write_array, write_lines

ROOT = Path(__file__).parents[1]
MB = 1_000_000


def run(wall: float, anonymous: int = 0) -> Run:
    return Run(wall, cpu=wall, anonymous=anonymous, resident=2 * anonymous)


def process(proc: Path, pid: int, anonymous: int, resident: int, *children: int) -> None:
    task = proc / str(pid) / "task" / str(pid)
    task.mkdir(parents=True)
    (task / "children").write_text("".join(f"{child} " for child in children))
    lines = f"Name:\tpython\nVmRSS:\t    {resident} kB\nRssAnon:\t   {anonymous} kB\n"
    (proc / str(pid) / "status").write_text(lines)


def test_memory_is_summed_over_the_tree_and_no_further(tmp_path: Path) -> None:
    process(tmp_path, 10, 100, 150, 11, 12)
    process(tmp_path, 11, 30, 40, 13)
    process(tmp_path, 12, 5, 6)
    process(tmp_path, 13, 1, 2)
    process(tmp_path, 99, 7000, 7000)
    assert sorted(tree(10, tmp_path)) == [10, 11, 12, 13]
    assert memory_of_tree(10, tmp_path) == Memory(136 * 1024, 198 * 1024)


def test_a_process_that_has_just_ended_counts_nothing(tmp_path: Path) -> None:
    process(tmp_path, 10, 100, 150, 11)
    assert memory_of_tree(10, tmp_path) == Memory(100 * 1024, 150 * 1024)
    assert kilobytes("Name:\tpython\nState:\tZ (zombie)\n", "RssAnon") == 0


def test_each_peak_is_kept_by_itself() -> None:
    peak = Memory()
    for sample in (Memory(5, 10), Memory(9, 9), Memory(1, 12)):
        peak.grow(sample)
    assert peak == Memory(9, 12)


def test_a_child_s_child_is_measured(tmp_path: Path) -> None:
    log = tmp_path / "log"
    hold = "import time; held = bytearray(b'x') * 60_000_000; time.sleep(0.4)"
    spend = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    below = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}]); {spend}"
    found = measure(python("-c", below), {}, log)
    assert 60 * MB < found.anonymous < 110 * MB
    assert found.resident > found.anonymous
    assert 0.3 < found.cpu < 3
    assert found.wall > 0.7


def test_time_of_an_orphan_counts(tmp_path: Path) -> None:
    spend = "import time\nwhile time.process_time() < 0.4: pass"
    leave = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {spend!r}])"
    assert measure(python("-c", leave), {}, tmp_path / "log").cpu > 0.4


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match=r"(?s)status 3: .*no luck"):
        measure(python("-c", "print('no luck'); exit(3)"), {}, tmp_path / "log")


def test_contenders_take_turns() -> None:
    order: list[str] = []

    def contender(name: str) -> Run:
        order.append(name)
        return run(len(order))

    runs = alternate(
        {"a": lambda: contender("a"), "b": lambda: contender("b")}, 3, lambda line: None
    )
    assert order == ["a", "b"] * 3
    assert [one.wall for one in runs["b"]] == [2, 4, 6]


def test_ratios_are_taken_within_a_round() -> None:
    slow = Row("slow", [run(10, 900), run(40, 800), run(9, 700)])
    fast = Row("fast", [run(2, 90), run(4, 100), run(3, 70)], amount=12)
    assert ratios(slow, fast) == [5, 10, 3]
    assert ratios(slow, fast, "anonymous") == [10, 8, 10]
    assert (slow.wall, slow.anonymous, fast.rates) == (10, 800, [6, 3, 4])


def claim(bound: float, at_least: bool, unit: str = "x") -> Claim:
    return Claim("mix", "time of a over b", bound, at_least, unit, lambda rows: [])


@pytest.mark.parametrize(
    ("bound", "at_least", "figures", "met"),
    [
        (5, True, [4, 5, 9], True),
        (5, True, [4.9, 4.99, 90], False),
        (1.1, False, [1.0, 1.1, 3], True),
        (1.1, False, [1.0, 1.11, 1.2], False),
    ],
)
def test_the_median_of_the_rounds_decides(
    bound: float, at_least: bool, figures: list[float], met: bool
) -> None:
    assert Verdict(claim(bound, at_least), figures).met is met


def test_a_verdict_tells_target_figure_and_range() -> None:
    assert Verdict(claim(5, True), [4, 6, 9]).row() == (
        "time of a over b",
        "≥ 5.00x",
        "6.00x (4.00x to 9.00x)",
        "yes",
    )
    rate = Verdict(claim(8000, True, " rows/s"), [7311.4])
    assert rate.row()[1:] == ("≥ 8,000 rows/s", "7,311 rows/s", "**no**")
    assert shown(1.104, "x") == "1.10x"


def test_what_is_not_reached_is_told_with_its_share_of_the_target() -> None:
    found = [
        Verdict(claim(8, True), [6]),
        Verdict(claim(1.1, False), [2.2]),
        Verdict(claim(5, True), [6]),
    ]
    lines = obstacles(found).splitlines()
    assert lines[0].endswith("6.00x, target ≥ 8.00x, 75% of it.")
    assert lines[1].endswith("2.20x, target ≤ 1.10x, 50% of it.")
    assert not lines[2]
    assert obstacles(found[2:]).startswith("Nothing: every target is met.")


def measured_tables() -> dict[str, Table]:
    """What a run could have found: ours is five times as fast as the original."""
    walls = {
        "mix": {suites.ORIGINAL: 10.0, suites.OURS: 2.0, suites.DATASETS: 18.0},
        "growth": {suites.OURS: 2.0, suites.GROWN: 7.0},
        "tokens": {suites.ONE: 20.0, suites.TWO: 10.0},
        "synth": {suites.MODERATE_QUESTIONS: 4.0},
        "asking": {suites.TEXT_REQUESTS: 500.0},
        "stalls": {suites.WATCHING: 0.0625, suites.IDLE: 0.003},
        "score": {"robust": 20.0, "official": 16.0, suites.STORED: 40.0},
        "grounding": {suites.WINDOWS: 4.0, suites.HIGHLIGHTS: 2.0, suites.COOKING: 30.0},
    }
    tables = {}
    for suite, contenders in walls.items():
        tables[suite] = Table(f"Suite {suite}", ["* on something"], "rows")
        for name, wall in contenders.items():
            size = 2500 * MB if name == suites.ORIGINAL else 200 * MB
            tables[suite].add(name, [run(wall, size)] * 3, 200_000)
    return tables


def test_every_claim_finds_its_figures() -> None:
    found = [(one.measured, one.met) for one in verdicts(measured_tables())]
    assert found == [
        (5, True),
        (9, False),
        (12.5, True),
        (1, True),
        (10_000, True),
        (2, True),
        (50_000, True),
        (400, False),
        (62.5, False),
        (20, True),
        (400, True),
        (4, True),
        (2, True),
        (30, True),
    ]
    assert len(found) == len(CLAIMS)
    assert {one.suite for one in CLAIMS} <= set(suites.SUITES)


def test_a_suite_that_was_not_run_is_not_judged() -> None:
    tables = measured_tables()
    only = {"growth": tables["growth"], "mix": Table("no room", ["* not measured"])}
    assert [one.claim.suite for one in verdicts(only)] == ["growth"]
    assert "### no room\n\n* not measured\n" in render([], [], only.values(), [], "")


def test_the_document_holds_verdicts_figures_profiles_and_the_command() -> None:
    tables = measured_tables()
    profile = Profile("`synth`", 4.0, [("a.py: step", 2.0)], [("b.py: hot", 1234, 1.0)])
    machine = [("CPU", "a fine | good one")]
    text = render(machine, verdicts(tables), tables.values(), [profile], "python -m bench")
    lines = text.splitlines()
    assert "| CPU | a fine / good one |" in lines
    assert "| a.py: step | 50% |" in lines
    assert "| b.py: hot | 1,234 | 25.0% |" in lines
    rates = "100,000 / 100,000 / 100,000"
    sizes = "200 / 200 / 200 | 400 / 400 / 400"
    own = "2.00 / 2.00 / 2.00 | 2.00 / 2.00 / 2.00"
    assert f"| t3, 2 workers | {own} | {sizes} | {rates} |" in lines
    assert lines[-3:] == ["```", "python -m bench", "```"]


def test_tables_and_spreads() -> None:
    assert table(("a", "b"), [("1", "x|y")]) == "| a | b |\n| --- | --- |\n| 1 | x/y |"
    assert spread([3.0, 1.0, 1200.26], 1) == "1.0 / 3.0 / 1,200.3"


def test_profiles_name_files_below_the_project_and_the_libraries(tmp_path: Path) -> None:
    path = tmp_path / "one.profile"
    code = "import json\ndef work(): step()\ndef step(): json.dumps([1] * 9)\nwork()"
    script = tmp_path / "script.py"
    script.write_text(code)
    measure(python("-m", "cProfile", "-o", path, script), {}, tmp_path / "log")
    profile = read_profile("it", path, "work", most=1000)
    assert [name for name, _ in profile.steps] == ["script.py: step"]
    names = {name for name, _, _ in profile.hottest}
    assert "json/__init__.py: dumps" in names
    assert not [name for name in names if name.startswith("/")]


def test_generated_data_is_a_pure_function_of_the_seed(tmp_path: Path) -> None:
    write_array(tmp_path / "a.json", llava_rows(SEED, 40))
    rows = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert rows == list(llava_rows(SEED, 400))[:40]
    assert rows != list(llava_rows(SEED + 1, 40))
    write_lines(tmp_path / "c.jsonl", captions(SEED, 20, 300))
    lines = (tmp_path / "c.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(captions(SEED, 20, 300))
    assert {path.name for path in tmp_path.iterdir()} == {"a.json", "c.jsonl"}


def test_generated_rows_are_like_real_ones() -> None:
    rows = list(llava_rows(SEED, 3000))
    texts = [json.dumps(row, ensure_ascii=False) for row in rows]
    assert len({json.dumps(row["conversations"]) for row in rows}) == 3000
    assert 1400 < sum(len(text.encode()) for text in texts) / 3000 < 1480
    assert {len(row["conversations"]) for row in rows} == {2, 4, 6}
    for row in rows:
        spoken = [turn["from"] for turn in row["conversations"]]
        assert spoken == ["human", "gpt"] * (len(spoken) // 2)
        marks = [turn["value"].count("<image>") for turn in row["conversations"]]
        assert marks == [int("image" in row)] + [0] * (len(spoken) - 1)
        assert all(turn["value"] == turn["value"].strip() for turn in row["conversations"])
    without_image = sum("image" not in row for row in rows)
    assert 240 < without_image < 360
    assert 0.2 < sum(not text.isascii() for text in texts) / 3000 < 0.3


def test_generated_captions_differ_and_have_the_length_asked_for() -> None:
    for length in (280, 1000):
        texts = [row["caption"] for row in captions(SEED, 500, length)]
        assert len(set(texts)) == 500
        assert 0.9 * length < sum(map(len, texts)) / 500 < 1.1 * length


def test_what_others_used_is_the_rest() -> None:
    before, after = Usage(100, 50, 7, 20), Usage(110, 67, 8, 32)
    told = disturbance(before, after)
    assert told == "0.50 cores used by other processes, 0.10 taken by the host, on average"
    now = usage()
    assert now.own > 0
    assert now.busy > 0
    assert usage().wall > now.wall


def test_the_mix_adds_up() -> None:
    sizes = Sizes()
    assert (sizes.of_t3, sizes.of_general) == (20_000, 40_000)
    assert sizes.t3 > sizes.of_t3


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--work", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "quick" / "RESULTS.md").read_text("utf-8")
    for claim in CLAIMS:
        assert f"| {claim.text} |" in text
    assert text.count("### Where the time goes") == 3
    assert str(tmp_path) not in text
    assert str(ROOT) not in text
    assert not (tmp_path / "quick" / "fresh").exists()
