"""A java that is there and does not run is as good as none."""

from pathlib import Path

import pytest

from benchmarks.captioning import java


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where `java` is looked for; pycocoevalcap is taken for installed."""
    monkeypatch.setattr(java, "no_package", str)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "java"


@pytest.mark.parametrize("script", ["#!/bin/sh\necho no JVM >&2\nexit 1\n", "no script at all\n"])
def test_one_that_does_not_run(installed: Path, script: str) -> None:
    assert java.no_java().startswith("there is no java here; install one")
    installed.write_text(script)
    installed.chmod(0o755)
    assert java.no_java() == f"{installed} does not run; install one (Debian: default-jre-headless)"


def test_one_that_runs(installed: Path) -> None:
    installed.write_text("#!/bin/sh\nexit 0\n")
    installed.chmod(0o755)
    assert java.no_java() == ""
