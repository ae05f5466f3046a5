"""`t3 compare`: directories, prediction files, trees of benchmarks, and what cannot be compared."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from toy import TOY, run

from benchmarks.stored import write_runs
from cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def t3(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `t3 compare`: exit status, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["compare", *map(str, arguments)])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def put(directory: Path, replies: str, scorer: str = "robust", **facts: object) -> Path:
    write_runs(directory, TOY, [run(replies, scorer)], facts)
    return directory


def test_two_directories(t3: Run, tmp_path: Path) -> None:
    a = put(tmp_path / "a 🎬", "ABBA" * 20)
    b = put(tmp_path / "b", "AABA" * 20)
    page = tmp_path / "page.html"
    status, out, _ = t3(a, b, "--html", page)
    assert status == 0
    assert "A a 🎬  against  B b" in out
    assert "+25.00" in out
    assert "B better" in out
    assert "toy: A alone has 0 right, B alone 20, of 80 questions that count for both" in out
    assert "+25.00" in page.read_text()


def test_json(t3: Run, tmp_path: Path) -> None:
    a, b = put(tmp_path / "a", "ABBA" * 20), put(tmp_path / "b", "AABA" * 20)
    found = json.loads(t3(a, b, "--json")[1])
    assert (found["a"], found["b"]) == ("a", "b")
    (one,) = found["benchmarks"]
    assert one["score"]["difference"] == pytest.approx(25.0)
    assert one["score"]["questions_needed"] > 0
    assert (one["only_a"], one["only_b"], one["finding"]) == (0, 20, "B better")
    assert [(group["grouping"], group["group"]) for group in one["groups"]] == [
        ("task", "x"),
        ("task", "y"),
    ]


def test_a_tree_of_rules(t3: Run, tmp_path: Path) -> None:
    for name, replies in (("a", "ABBA"), ("b", "AABA")):
        for scorer in ("robust", "official"):
            put(tmp_path / name / "toy" / scorer, replies, scorer)
    found = json.loads(t3(tmp_path / "a", tmp_path / "b", "--json")[1])
    assert [one["scorer"] for one in found["benchmarks"]] == ["official", "robust"]
    found = json.loads(t3(tmp_path / "a", tmp_path / "b", "--json", "--scorer", "robust")[1])
    assert [one["scorer"] for one in found["benchmarks"]] == ["robust"]


def test_runs_of_one_name_are_called_by_their_paths(t3: Run, tmp_path: Path) -> None:
    a = put(tmp_path / "a", "ABBA", model="m")
    b = put(tmp_path / "b", "AABA", model="m")
    found = json.loads(t3(a, b, "--json")[1])
    assert (found["a"], found["b"]) == (str(a), str(b))


def test_prediction_files(t3: Run, tmp_path: Path) -> None:
    val = tmp_path / "val.csv"
    header = "video,question,answer,qid,type,a0,a1,a2,a3,a4\n"
    val.write_text(header + "".join(f"{i // 2},what,0,{i},CW,a,b,c,d,e\n" for i in range(8)))
    for name, replies in (("one", "AABB" * 2), ("two", "AAAB" * 2)):
        lines = [
            json.dumps({"id": f"{i // 2}_{i}", "reply": reply}) for i, reply in enumerate(replies)
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines))
    status, out, _ = t3(
        tmp_path / "one.jsonl", tmp_path / "two.jsonl",
        "--benchmark", "nextqa", "--annotations", val, "--no-groups", "--json",
    )  # fmt: skip
    assert status == 0
    found = json.loads(out)
    assert (found["a"], found["b"]) == ("one", "two")
    assert found["benchmarks"][0]["score"]["difference"] == pytest.approx(25.0)


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        (("ABBA", "robust"), ("ABBA", "official"), "score both alike"),
        (("ABBA", "robust"), ("AB", "robust"), "2 samples of a are not in b: q2, q3"),
    ],
)
def test_what_is_not_alike_is_refused_in_a_line(
    t3: Run, tmp_path: Path, a: tuple[str, str], b: tuple[str, str], told: str
) -> None:
    status, out, err = t3(put(tmp_path / "a", *a), put(tmp_path / "b", *b))
    assert (status, out) == (1, "")
    assert told in err
    assert err.count("\n") == 1


def test_wrong_usage(t3: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("{}\n")
    place = put(tmp_path / "a", "AB")
    for words, told in (
        ((file, place), "for predictions give --benchmark ID"),
        ((place, place, "--annotations", "x"), "--annotations goes with --benchmark"),
        ((place, tmp_path / "nothing"), "does not exist"),
        ((place, place, "--scorer", "strict"), "nothing scored by strict here; there is robust"),
    ):
        status, _, err = t3(*words)
        assert status in (1, 2)
        assert told in err
