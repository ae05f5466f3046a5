"""Imports point one way, cli -> {mixes, probing, benchmarks} -> t3data, and stay light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "t3data": {"t3data"},
    "mixes": {"mixes", "t3data"},
    "probing": {"probing", "t3data"},
    "benchmarks": {"benchmarks", "t3data"},
    "cli": {"cli", "mixes", "probing", "benchmarks", "t3data"},
}
SLOW_TO_IMPORT = {"torch", "transformers", "datasets", "vllm", "ray", "dashscope"}
"""Seconds each, or not installed: only ever imported inside the function that needs them."""

LIGHT = ["t3data.types", "t3data.errors", "t3data.files", "t3data.seeding", "t3data.rejects"]
HEAVY = SLOW_TO_IMPORT | {"pandas", "pyarrow", "numpy", "matplotlib", "sklearn", "httpx"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Full names of the modules imported by `nodes`, with their lines."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield node.module or "", node.lineno


def top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs on import: everything outside functions and `if TYPE_CHECKING`."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        waiting.extend(ast.iter_child_nodes(node))


def wrong_ways(source: str, package: str) -> list[str]:
    """Imports of our own packages that `package` must not make."""
    return [
        f"line {line}: {package} imports {name}"
        for name, line in imported(ast.walk(ast.parse(source)))
        if name.partition(".")[0] in ALLOWED and name.partition(".")[0] not in ALLOWED[package]
    ]


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_point_one_way(package: str) -> None:
    assert modules(package), f"{package} has no modules"
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in modules(package)
        if (found := wrong_ways(path.read_text(encoding="utf-8"), package))
    }
    assert wrong == {}


def test_a_wrong_import_is_seen_even_inside_a_function() -> None:
    source = "def f():\n    from mixes.quotas import x\n"
    assert wrong_ways(source, "t3data") == ["line 2: t3data imports mixes.quotas"]
    assert wrong_ways(source, "probing") == ["line 2: probing imports mixes.quotas"]
    assert wrong_ways(source, "cli") == []


@pytest.mark.parametrize("package", ALLOWED)
def test_slow_libraries_are_imported_only_where_used(package: str) -> None:
    early = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(package)
        for name, line in imported(top_level(ast.parse(path.read_text(encoding="utf-8"))))
        if name.partition(".")[0] in SLOW_TO_IMPORT
    ]
    assert early == []


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_stay_light(module: str) -> None:
    script = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert {name.partition(".")[0] for name in loaded} & HEAVY == set()
