"""A hidden directory of the mix in which everything is made that is sent.

Making it takes a fraction of the time of sending it and gives the same bytes each time, so a push
that was killed makes it again; what the Hub already has is not sent again.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from t3data.errors import T3Error


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """A new directory inside the mix to prepare files in, removed at the end.

    The process holds a lock on it, which goes with the process: what a killed one left is removed
    by the next. A build that is going on in the mix is not disturbed, it is an error.

    Raises:
        T3Error: it cannot be made, or the mix is being built.
    """
    try:
        # The file a build locks; those who only read share it.
        mix_lock = os.open(root / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise T3Error(f"{root}: cannot write into it: {error.strerror or error}") from None
    try:
        _lock(mix_lock, fcntl.LOCK_SH, f"{root}: another t3 process is writing here; wait for it")
        for left in root.glob(".push-*"):
            _remove_unless_held(left)
        directory = Path(tempfile.mkdtemp(prefix=".new-push-", dir=root))
        held = os.open(directory, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            # Only now under the name that others look for.
            directory = directory.rename(root / directory.name.replace(".new-", "."))
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)
            os.close(held)
    finally:
        os.close(mix_lock)


def _lock(descriptor: int, kind: int, complaint: str) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        raise T3Error(complaint) from None


def _remove_unless_held(directory: Path) -> None:
    with suppress(OSError, T3Error):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            _lock(descriptor, fcntl.LOCK_EX, "held")
            shutil.rmtree(directory, ignore_errors=True)
        finally:
            os.close(descriptor)
