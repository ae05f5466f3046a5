"""Habits that no linter holds: small files, named after what they are about, at home anywhere."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ["t3data", "mixes", "probing", "benchmarks", "cli", "tests", "bench", "demo", "docs", ".ci"]
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".lock", ".cfg", ".sh", ".jinja", ""}
LONGEST = 400

# Character classes keep these patterns from matching themselves.
MACHINE_PATH = re.compile(r"(?<![\w.<{])/(?:[w]ork|[r]oot|[h]ome|[U]sers|[m]nt|[o]pt)/\w")
FOREIGN_WORD = re.compile(
    r"[c]o-authored-by|[g]enerated (?:by|with) (?:an? )?(?:ai|assistant|agent)\b|[i]ndex-url|"
    r"[p]ypi\.org|[p]ythonhosted",
    re.IGNORECASE,
)


def python_files() -> list[Path]:
    return [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.py"))]


def text_files() -> list[Path]:
    inside = [path for folder in OURS for path in sorted((ROOT / folder).rglob("*"))]
    found = [path for path in [*ROOT.iterdir(), *inside] if path.is_file()]
    return [path for path in found if path.suffix in TEXT and "__pycache__" not in path.parts]


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", python_files(), ids=named)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_no_file_is_named_for_anything_and_everything() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [named(path) for path in python_files() if path.stem in vague] == []


@pytest.mark.parametrize("path", [p for p in python_files() if not is_test(p)], ids=named)
def test_every_module_says_what_it_is_about(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source)), "no module docstring"


@pytest.mark.parametrize("path", text_files(), ids=named)
def test_nothing_belongs_to_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    assert MACHINE_PATH.findall(text) == []
    assert FOREIGN_WORD.findall(text) == []


def test_the_patterns_find_what_they_look_for() -> None:
    assert MACHINE_PATH.search("see /" + "home/jane/data")
    assert FOREIGN_WORD.search("pip install --index" + "-url x")
    assert not MACHINE_PATH.search("docs/" + "home/index.md and ~/work")
