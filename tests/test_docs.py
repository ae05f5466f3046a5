"""The documents hold: the command line's page is current, and every file they name is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli import docs

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "demo").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
NAMED_FILE = re.compile(
    r"`((?:t3data|mixes|probing|benchmarks|cli|tests|docs|demo|bench|\.ci)/[\w./-]*\w)/?`"
)
COMMAND = re.compile(r"^\s*(?:\$ )?(?:t3|make) +([a-z][a-z0-9-]*)", re.MULTILINE)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_page_of_the_command_line_is_current() -> None:
    # A fresh interpreter: click keeps the help option of a command as it was first asked for.
    check = subprocess.run(
        [sys.executable, "-m", "cli.docs", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert check.returncode == 0, check.stderr


def test_the_page_shows_every_option_of_every_command() -> None:
    page = docs.render()
    for name in docs.t3.entries:
        assert f"## t3 {name}\n" in page
    assert "### t3 show row\n" in page
    assert "| `--each-task` |" in page


def test_what_click_prints_verbatim_becomes_code() -> None:
    text = "First.\n\n\b\nExamples:\n  t3 a\n  t3 b\n\nLast."
    assert docs.prose(text) == "First.\n\nExamples:\n\n```\nt3 a\nt3 b\n```\n\nLast."


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_named_in_a_page_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    names = [name for name in NAMED_FILE.findall(text) if "NAME" not in name]
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_in_code_blocks_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    known = targets | set(docs.t3.entries)
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    used = {name for block in blocks for name in COMMAND.findall(block)}
    assert used - known == set()
