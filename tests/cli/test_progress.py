import pytest

from cli import progress
from cli.progress import Progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def test_a_line_for_each_stage_and_one_every_half_minute(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with Progress() as shown:
        for done in range(1, 5):
            clock[0] += 20
            shown.show("asking", done * 1000, 4000)
        shown.show("asking on", 1, 2)
    assert capsys.readouterr().err.splitlines() == [
        "asking: 3,000 of 4,000, 75/s, 0:13 left",
        "asking: 4,000 of 4,000, 67/s",
        "asking on: 1 of 2",
    ]


def test_on_a_terminal_the_line_is_rewritten(
    clock: list[float], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Progress() as shown:
        shown.show("asking", 1, 9)
        clock[0] += 10
        shown.show("asking", 5, 9)
    printed = capsys.readouterr().err
    assert printed.count("\r") == 1
    assert "asking: 5 of 9, 0.5/s, 0:08 left" in printed
    assert printed.endswith("\n")


def test_nothing_done_nothing_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress():
        pass
    assert capsys.readouterr().err == ""
