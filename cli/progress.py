"""How far a command is: one line that is rewritten on a terminal, few lines elsewhere."""

import sys
from time import monotonic
from types import TracebackType
from typing import Self

import click

_BETWEEN_DRAWINGS = 0.1
_BETWEEN_LINES = 30.0


class Progress:
    """Stages one after another, on stderr; a context manager that leaves the last line behind."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._stage = ""
        self._began = self._shown = 0.0
        self._line = ""
        self._pending = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def show(self, stage: str, done: int, total: int) -> None:
        """Tells how far a stage is; a new name begins a new stage."""
        now = monotonic()
        if stage != self._stage:
            self._end()
            self._stage, self._began, self._shown = stage, now, now
        self._line = _line(stage, done, total, now - self._began)
        self._pending = True
        if now - self._shown >= (_BETWEEN_DRAWINGS if self._live else _BETWEEN_LINES):
            self._shown = now
            self._draw()

    def _draw(self) -> None:
        click.echo(f"\r{self._line:<79}" if self._live else self._line, err=True, nl=not self._live)
        self._pending = False

    def _end(self) -> None:
        if self._pending:
            self._draw()
        if self._live and self._line:
            click.echo(err=True)
        self._line = ""


def _line(stage: str, done: int, total: int, seconds: float) -> str:
    line = f"{stage}: {done:,} of {total:,}"
    if done < 2 or seconds < 1:
        return line
    rate = done / seconds
    left = round((total - done) / rate)
    speed = f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s"
    minutes = f"{left // 60}:{left % 60:02}"
    return f"{line}, {speed}, {minutes} left" if left else f"{line}, {speed}"
