"""JSON with the promised keys, and tables that programs for papers can read."""

import csv
import json
import shutil
import subprocess
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from toy import run

from benchmarks.reports.files import as_csv, as_json, as_latex, as_markdown
from benchmarks.scoring import GroupScore, Result

ODD = "50 % of R&D_{x} #1 ~ ^ \\ $ | a\nb"


@pytest.fixture
def result() -> Result:
    found = run(["A", "B", "half", None, "-", "no", "A", "A"])
    return replace(found, groups={**found.groups, ODD: {ODD: GroupScore(None, 0, None)}})


def test_json(result: Result) -> None:
    found = json.loads(as_json([result]))
    assert found["n"] == found["scored"] + found["missing"] + found["failed"] + found["unparsed"]
    assert found["score"] == result.score == 43.75
    assert found["ci"] == list(result.ci or ())
    assert found["groups"]["task"]["x"]["score"] == 37.5
    assert found["groups"][ODD][ODD] == {"score": None, "n": 0, "ci": None}
    assert [one["scorer"] for one in json.loads(as_json([result, run("AB", "official")]))] == [
        "robust",
        "official",
    ]


def test_an_interval_without_end_is_null(result: Result) -> None:
    endless = replace(result, ci=(float("-inf"), float("inf")))
    assert json.loads(as_json([endless]))["ci"] == [None, None]


def test_csv(result: Result) -> None:
    rows = list(csv.DictReader(StringIO(as_csv([result]))))
    assert rows[0]["group"] == "accuracy"
    assert float(rows[0]["score"]) == 43.75
    assert [(row["grouping"], row["group"]) for row in rows[1:]] == [
        ("task", "x"),
        ("task", "y"),
        (ODD, ODD),
    ]


def test_markdown(result: Result) -> None:
    text = as_markdown([result])
    lines = text.splitlines()
    assert "n 8, scored 5, missing 1, failed 1, unparsed 1, duplicated 0, unknown 0" in lines[0]
    rows = [line for line in lines if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {6}


def test_latex_escapes_everything_special(result: Result) -> None:
    text = as_latex([result])
    assert r"50 \% of R\&D\_\{x\} \#1 \textasciitilde{} \textasciicircum{}" in text
    assert r"\textbackslash{} \$" in text
    body = text.partition(r"\midrule")[2]
    cells = [line for line in body.splitlines() if line.endswith(r"\\")]
    assert {line.replace(r"\&", "").count("&") for line in cells} == {4}
    assert text.count("{") == text.count("}")


def test_latex_compiles(result: Result, tmp_path: Path) -> None:
    latex = shutil.which("pdflatex")
    if latex is None:
        pytest.skip("pdflatex is not installed")
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n"
        + as_latex([result])
        + "\\end{document}\n"
    )
    subprocess.run(
        [latex, "-halt-on-error", "a.tex"], cwd=tmp_path, check=True, capture_output=True
    )
