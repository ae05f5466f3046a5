"""Writing files so that a crash never leaves a half-written one under its final name."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO

from t3data.errors import T3Error

_TEMPORARY_SUFFIX = ".t3tmp"


@contextmanager
def atomic_write(path: Path) -> Iterator[IO[bytes]]:
    """Opens a temporary file beside `path`, and renames it into place when the block succeeds.

    Raises:
        T3Error: the target cannot be written (no permission, no directory, disk full).
    """
    temporary = temporary_beside(path)
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise T3Error(f"{path}: cannot write: {error.strerror or error}") from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def temporary_beside(path: Path) -> Path:
    """A name that no other process takes, on whichever machine it runs; process ids repeat."""
    return path.with_name(f".{path.name}.{token_hex(6)}{_TEMPORARY_SUFFIX}")


def write_text(path: Path, text: str) -> None:
    """Writes `text` as UTF-8, atomically."""
    with atomic_write(path) as stream:
        stream.write(text.encode("utf-8", "surrogateescape"))


def remove_leftovers(directory: Path) -> None:
    """Deletes temporary files that a killed process left in `directory`."""
    for leftover in directory.glob(f".*{_TEMPORARY_SUFFIX}"):
        leftover.unlink(missing_ok=True)


def make_directory(path: Path) -> None:
    """Creates `path` and its parents; an existing directory is fine.

    Raises:
        T3Error: it cannot be created, or something else has that name.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise T3Error(f"{path}: cannot create directory: {error.strerror or error}") from error


def sha256_of(path: Path) -> str:
    """The hexadecimal sha256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def directory_lock(directory: Path) -> Iterator[None]:
    """Holds `directory` for this process; the lock goes with the process, however it ends.

    Raises:
        T3Error: another process holds it.
    """
    make_directory(directory)
    path = directory / ".lock"
    try:
        stream = path.open("a+")
    except OSError as error:
        raise T3Error(f"{path}: cannot write: {error.strerror or error}") from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise T3Error(
                f"{directory}: another t3 process is writing here; wait for it or choose another -o"
            ) from None
        yield
