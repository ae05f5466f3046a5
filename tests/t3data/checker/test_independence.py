"""The checker shares no code with what it checks, and stays light."""

import ast
import sys
from pathlib import Path

import t3data.checker

CHECKER = Path(t3data.checker.__file__).parent
ALLOWED = {"msgspec", "t3data.types"}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            module = node.module or ""
            found |= {
                f"{module}.{alias.name}" if module == "t3data" else module for alias in node.names
            }
    return found


def test_only_the_standard_library_msgspec_and_the_types_are_imported() -> None:
    files = sorted(CHECKER.rglob("*.py"))
    assert len(files) > 10
    for path in files:
        for name in _imports(path):
            own = name == "t3data.checker" or name.startswith("t3data.checker.")
            standard = name.partition(".")[0] in sys.stdlib_module_names
            assert own or standard or name in ALLOWED, f"{path.name} imports {name}"


def test_types_import_nothing_of_the_project() -> None:
    types = CHECKER.parent / "types.py"
    assert all(name.partition(".")[0] in sys.stdlib_module_names for name in _imports(types))
    assert _imports(CHECKER.parent / "__init__.py") == set()
