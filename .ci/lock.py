"""Prints requirements.lock from pip's report of a dry run: names and versions, no addresses."""

import json
import sys
from pathlib import Path

HEADER = """\
# The versions continuous integration and `make` install; `make lock` writes this file anew.
# Constraints, not requirements: pyproject.toml says what is needed.
"""


def pins(report: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    """One `name==version` a package, sorted; without the project itself."""
    packages = [package["metadata"] for package in report["install"]]
    return sorted(
        f"{package['name'].lower()}=={package['version']}"
        for package in packages
        if package["name"] != "t3data"
    )


if __name__ == "__main__":
    print(HEADER + "\n".join(pins(json.loads(Path(sys.argv[1]).read_text()))))
