import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from t3data.audit import AuditReport, audit_directory, audit_rows
from t3data.audit.report import ALL_TASKS
from t3data.audit.rows import BlindRow, Sample, sample_directory
from t3data.errors import T3Error
from t3data.seeding import stable_hash
from t3data.shards import write_shard
from t3data.types import Example, Turn

NOUNS = "cat dog horse boat ball lamp tree road fish bird door cup".split()
VERBS = "sees holds drops finds lifts turns".split()
ROWS = 1200

Plant = Callable[[BlindRow, random.Random], BlindRow]


def clean(number: int, rng: random.Random, options: int = 4) -> BlindRow:
    """A row that tells nothing: all options are drawn alike, the truth is drawn afterwards."""
    texts: dict[str, None] = {}
    while len(texts) < options:
        text = f"a {rng.choice(NOUNS)} {rng.choice(VERBS)} the {rng.choice(NOUNS)}"
        texts[text] = None
    stem = f"What comes after the {rng.choice(NOUNS)}?"
    truth = rng.randrange(options)
    return BlindRow("task", stem, (), tuple(texts), truth, True, f"v{number // 2}")


def changed(row: BlindRow, *, stem: str = "", **at: str) -> BlindRow:
    """`row` with the true option, or all others, put through a format."""
    options = tuple(
        at.get("true" if i == row.answer else "false", "{}").format(option)
        for i, option in enumerate(row.options)
    )
    return BlindRow(
        row.task, stem or row.stem, row.statements, options, row.answer, row.lettered, row.group
    )


def with_options(row: BlindRow, options: list[str], answer: int) -> BlindRow:
    return BlindRow(row.task, row.stem, (), tuple(options), answer, row.lettered, row.group)


def always_c(row: BlindRow, rng: random.Random) -> BlindRow:
    return with_options(row, list(row.options), 2)


def last_place(row: BlindRow, rng: random.Random) -> BlindRow:
    kept = list(row.options)[: rng.choice((2, 3, 4))]
    return with_options(row, kept, len(kept) - 1)


def longest(row: BlindRow, rng: random.Random) -> BlindRow:
    return changed(row, true="{} " + " ".join(rng.sample(NOUNS, 3)))


def middle_length(row: BlindRow, rng: random.Random) -> BlindRow:
    texts = ["x" * n for n in (5, 9, 13)]
    order = rng.sample(range(3), 3)
    return with_options(row, [texts[i] for i in order], order.index(1))


def said_in_stem(row: BlindRow, rng: random.Random) -> BlindRow:
    return changed(row, stem=f"What comes after {row.options[row.answer]}?")


def mutated(row: BlindRow, rng: random.Random) -> BlindRow:
    """Each distractor is the truth with one word changed: the truth is the centre."""
    truth = row.options[row.answer].split()
    options = []
    for i in range(4):
        words = list(truth)
        words[i] = f"{rng.choice(NOUNS)}{i}"
        options.append(" ".join(words))
    options[row.answer] = " ".join(truth)
    return with_options(row, options, row.answer)


def mutated_order(row: BlindRow, rng: random.Random) -> BlindRow:
    """Statements in orders one swap away from the true one, which is drawn anew each time."""
    true = rng.sample(range(1, 5), 4)
    swaps = [[1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3, 2]]
    orders = [true, *([true[i] for i in swap] for swap in swaps)]
    place = rng.sample(range(4), 4)
    options = [", ".join(f"({n})" for n in orders[i]) for i in place]
    statements = tuple(rng.sample(NOUNS, 4))
    return BlindRow(row.task, "Order?", statements, tuple(options), place.index(0), True, row.group)


def a_word_of_truth(row: BlindRow, rng: random.Random) -> BlindRow:
    return changed(row, true="{} slowly", false="{} calmly")


def favourite_answer(row: BlindRow, rng: random.Random) -> BlindRow:
    options = ["at the end", "in the middle", "at the start"]
    rng.shuffle(options)
    truth = "at the end" if rng.random() < 0.6 else rng.choice(options)
    return with_options(row, options, options.index(truth))


def earliest(row: BlindRow, rng: random.Random) -> BlindRow:
    starts = rng.sample(range(100), 4)
    options = [f"{s}.5s - {s + rng.randrange(1, 30)}.5s" for s in starts]
    return with_options(row, options, starts.index(min(starts)))


def longest_span(row: BlindRow, rng: random.Random) -> BlindRow:
    lengths = rng.sample(range(10, 90), 4)
    options = [f"from {s}.0 to {s + n}.0 seconds" for n in lengths for s in (rng.randrange(9),)]
    return with_options(row, options, lengths.index(max(lengths)))


def middle_number(row: BlindRow, rng: random.Random) -> BlindRow:
    numbers = rng.sample(range(9), 3)
    return with_options(row, list(map(str, numbers)), numbers.index(sorted(numbers)[1]))


def depends_on_the_stem(row: BlindRow, rng: random.Random) -> BlindRow:
    """Options that say "finally" are last, and never first: it takes both words to tell."""
    asked = rng.choice(("first", "last"))
    marked = row.answer if asked == "last" else (row.answer + rng.randrange(1, 4)) % 4
    options = [o + " finally" * (i == marked) for i, o in enumerate(row.options)]
    return BlindRow(row.task, f"Which is {asked}?", (), tuple(options), row.answer, True, row.group)


def told_by_letter(row: BlindRow, rng: random.Random) -> BlindRow:
    """The stem's word names the letter."""
    stem = f"What does the {NOUNS[row.answer]} see?"
    return changed(row, stem=stem)


def told_by_order_of_statements(row: BlindRow, rng: random.Random) -> BlindRow:
    statements = rng.sample(["it begins", "it goes on", "it ends"], 3)
    true = [statements.index(text) + 1 for text in ("it begins", "it goes on", "it ends")]
    options = [true]
    while len(options) < 4:
        if (other := rng.sample((1, 2, 3), 3)) not in options:
            options.append(other)
    place = rng.sample(range(4), 4)
    texts = [", ".join(f"({n})" for n in options[i]) for i in place]
    return BlindRow(
        row.task, "Order?", tuple(statements), tuple(texts), place.index(0), True, row.group
    )


PLANTED = {
    always_c: "letter",
    last_place: "position",
    longest: "option length",
    middle_length: "option length",
    said_in_stem: "word overlap",
    mutated: "odd one out",
    mutated_order: "odd one out",
    favourite_answer: "answer text",
    earliest: "number or time",
    longest_span: "number or time",
    middle_number: "number or time",
    a_word_of_truth: "option words",
    depends_on_the_stem: "option words",
    told_by_order_of_statements: "option words",
    told_by_letter: "letter words",
}


def rows_with(plant: Plant | None, count: int = ROWS, seed: int = 0) -> list[BlindRow]:
    rng = random.Random(seed)
    rows = [clean(number, rng) for number in range(count)]
    return [plant(row, rng) for row in rows] if plant else rows


def audited(rows: list[BlindRow]) -> AuditReport:
    return audit_rows(Sample({"task": rows}, {"task": len(rows)}, 0))


def flagged(report: AuditReport) -> set[str]:
    return {finding.guesser for finding in report.findings if finding.flagged}


class TestPlanted:
    @pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
    def test_a_shortcut_is_flagged_by_its_guesser(self, plant: Plant) -> None:
        report = audited(rows_with(plant))
        assert PLANTED[plant] in flagged(report)
        assert not report.ok

    def test_guessers_that_cannot_see_a_shortcut_stay_at_chance(self) -> None:
        assert flagged(audited(rows_with(said_in_stem))) <= {"word overlap", "option words"}
        assert flagged(audited(rows_with(told_by_letter))) == {"letter words"}

    def test_accuracy_is_exact_where_a_rule_always_holds(self) -> None:
        report = audited(rows_with(earliest))
        found = {finding.guesser: finding for finding in report.findings}["number or time"]
        assert (found.n, found.accuracy, found.chance) == (ROWS, 1.0, 0.25)
        assert found.high == pytest.approx(1.0)


class TestClean:
    @pytest.mark.parametrize("seed", range(5))
    def test_clean_rows_pass(self, seed: int) -> None:
        report = audited(rows_with(None, seed=seed))
        assert report.ok
        assert all(abs(finding.excess) < 0.06 for finding in report.findings)

    def test_clean_rows_of_many_small_tasks_pass(self) -> None:
        tasks = {f"t{n}": rows_with(None, count=60, seed=n) for n in range(20)}
        report = audit_rows(Sample(tasks, dict.fromkeys(tasks, 60), 0))
        assert report.ok
        assert report.tasks[-1] == ALL_TASKS
        assert all(finding.wide for finding in report.findings if finding.task == "t0")

    def test_tasks_that_leak_a_little_are_flagged_together(self) -> None:
        """Too little in each to be sure, beyond doubt in all."""

        def a_little(row: BlindRow, rng: random.Random) -> BlindRow:
            return longest(row, rng) if rng.random() < 0.15 else row

        tasks = {f"t{n}": rows_with(a_little, count=120, seed=n) for n in range(12)}
        report = audit_rows(Sample(tasks, dict.fromkeys(tasks, 120), 0))
        assert {finding.task for finding in report.findings if finding.flagged} == {ALL_TASKS}

    def test_a_video_is_never_on_both_sides(self) -> None:
        """Each video's truth has its own word; rows of the same video would give it away."""
        rng = random.Random(1)
        rows = []
        for number in range(ROWS):
            row = clean(number, rng)
            video = number // 6
            words = [stable_hash(video, i if i != row.answer else "true") for i in range(4)]
            options = [f"{o} w{w % 10**6:06}" for o, w in zip(row.options, words, strict=True)]
            rows.append(
                BlindRow(row.task, row.stem, (), tuple(options), row.answer, True, f"v{video}")
            )
        assert flagged(audited(rows)) == set()
        by_row = [replace(row, group=str(number)) for number, row in enumerate(rows)]
        assert "option words" in flagged(audited(by_row))


class TestRows:
    def test_free_rows_have_no_letters_but_are_guessed(self) -> None:
        rows = [
            BlindRow(r.task, r.stem, (), r.options, r.answer, False, r.group)
            for r in rows_with(longest)
        ]
        report = audited(rows)
        names = {finding.guesser for finding in report.findings}
        assert names.isdisjoint({"letter", "position", "letter words"})
        assert "option length" in flagged(report)
        assert report.keys[0].letters == {}

    def test_keys_are_counted(self) -> None:
        report = audited(rows_with(favourite_answer))
        (keys,) = report.keys
        assert keys.commonest == "at the end"
        assert keys.commonest_share == pytest.approx(0.6 + 0.4 / 3, abs=0.04)
        assert sum(keys.letters.values()) == ROWS
        assert keys.expected == {"A": 400.0, "B": 400.0, "C": 400.0}


def example(row: BlindRow, number: int) -> Example:
    """The row in the grammar of docs/rows.md."""
    lines = [f"({letter}) {text}" for letter, text in zip("ABCD", row.options, strict=False)]
    prompt = ["Here is a video.", "", "Captions:", "A cat sits.", "A dog runs.", "", row.stem]
    meta = {
        "v": 1,
        "timeline": row.group,
        "kind": "composed",
        "scale": 1,
        "format": "lettered",
        "captions": ["a", "b"],
        "answer": row.answer,
        "evidence": {},
    }
    return Example(
        id=f"row {number}",
        conversations=(
            Turn("human", "\n".join([*prompt, *lines])),
            Turn("gpt", lines[row.answer]),
        ),
        source="made",
        task=row.task,
        meta=json.dumps(meta),
    )


def write(directory: Path, rows: list[BlindRow], shards: int = 2) -> Path:
    (directory / "data").mkdir(parents=True)
    examples = [example(row, number) for number, row in enumerate(rows)]
    for at in range(shards):
        write_shard(directory / "data" / f"part-{at}.arrow", examples[at::shards])
    return directory


class TestDirectory:
    def test_shards_are_read_and_how_they_are_cut_does_not_matter(self, tmp_path: Path) -> None:
        rows = rows_with(longest, count=300)
        one = audit_directory(write(tmp_path / "one 🎬", rows, shards=1))
        many = audit_directory(write(tmp_path / "many", rows, shards=5))
        assert one == many
        assert "option length" in flagged(one)
        assert one.keys[0].rows == 300

    def test_a_sample_is_drawn_by_id(self, tmp_path: Path) -> None:
        rows = rows_with(None, count=200)
        directory = write(tmp_path / "rows", rows)
        sample = sample_directory(directory, 50)
        ids = sorted(range(200), key=lambda n: stable_hash("audit sample", f"row {n}"))[:50]
        drawn = {rows[number].options for number in ids}
        assert {row.options for row in sample.tasks["task"]} == drawn
        assert sample.seen == {"task": 200}
        keys = audit_directory(directory, most=50).keys[0]
        assert (keys.rows, keys.sampled) == (200, 50)

    def test_unreadable_rows_are_counted_and_general_rows_left_out(self, tmp_path: Path) -> None:
        rows = [example(row, n) for n, row in enumerate(rows_with(None, count=40))]
        broken = Example("x", (Turn("human", "?"), Turn("gpt", "!")), "made", task="task")
        general = Example("y", (Turn("human", "Hi"), Turn("gpt", "Hello")), "made")
        (tmp_path / "data").mkdir()
        write_shard(tmp_path / "data" / "a.arrow", [*rows, broken, general])
        report = audit_directory(tmp_path)
        assert report.unreadable == 1
        assert report.keys[0].sampled == 40

    def test_nothing_to_audit_is_an_error_of_one_line(self, tmp_path: Path) -> None:
        with pytest.raises(T3Error, match="no data/"):
            audit_directory(tmp_path)
        general = Example("y", (Turn("human", "Hi"), Turn("gpt", "Hello")), "made")
        (tmp_path / "data").mkdir()
        write_shard(tmp_path / "data" / "a.arrow", [general])
        with pytest.raises(T3Error, match="no readable T3 row") as caught:
            audit_directory(tmp_path)
        assert "\n" not in str(caught.value)

    def test_a_cut_shard_is_an_error(self, tmp_path: Path) -> None:
        write(tmp_path / "rows", rows_with(None, count=40), shards=1)
        path = tmp_path / "rows" / "data" / "part-0.arrow"
        path.write_bytes(path.read_bytes()[:500])
        with pytest.raises(T3Error, match=r"part-0\.arrow"):
            audit_directory(tmp_path / "rows")

    @pytest.mark.parametrize("count", [1, 2, 3, 4])
    def test_a_handful_of_rows_proves_nothing(self, count: int) -> None:
        assert audited(rows_with(always_c, count=count)).ok
