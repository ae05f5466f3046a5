"""A file of lines that only grows: each is written by one system call, so that a kill tears none.

A last line without its end, which a kill in the middle of that call leaves, is cut off on opening.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from t3data.errors import T3Error
from t3data.files import make_directory


class AppendedLines:
    """The file at `path`, closed until `open` is called."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1
        self._end = 0

    def open(self, take: Callable[[bytes, int], None], alone: bool = False) -> None:
        """Opens the file, created if need be, and reads it.

        Args:
            take: Gets each whole line and the offset at which it begins.
            alone: Whether no other process may have the file open in this way.

        Raises:
            BlockingIOError: another process has it, and `alone` was asked for.
            T3Error: it cannot be read or written.
        """
        make_directory(self.path.parent)
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            if alone:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._read(take)
        except BlockingIOError:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise T3Error(f"{self.path}: cannot open: {error.strerror or error}") from error

    def close(self) -> None:
        """Lets go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def append(self, line: bytes) -> int:
        """Writes a line, its end included; the offset at which it begins.

        Raises:
            T3Error: the file cannot be written, as when the disk is full.
        """
        start = self._end
        try:
            written = os.write(self._file, line)
            if written < len(line):
                os.ftruncate(self._file, start)
                raise OSError("the disk is full")
        except OSError as error:
            raise T3Error(f"{self.path}: cannot write: {error.strerror or error}") from error
        self._end += written
        return start

    def line_at(self, offset: int) -> bytes:
        """The line that begins there."""
        with os.fdopen(os.dup(self._file), "rb") as stream:
            stream.seek(offset)
            return stream.readline()

    def _read(self, take: Callable[[bytes, int], None]) -> None:
        with os.fdopen(os.dup(self._file), "rb") as stream:
            stream.seek(0)
            for line in stream:
                if not line.endswith(b"\n"):
                    os.ftruncate(self._file, self._end)
                    return
                take(line, self._end)
                self._end += len(line)
