"""A file's bytes as one buffer that costs no memory of ours."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from t3data.errors import T3Error


@contextmanager
def mapped(path: str) -> Iterator[mmap.mmap]:
    """The bytes of the file at `path`.

    Raises:
        T3Error: it is missing, empty, a directory or unreadable.
    """
    try:
        with (
            Path(path).open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            yield data
    except ValueError as error:
        # What mmap says of no bytes; errors of the block's own code are not ValueErrors of mmap.
        if "empty file" not in str(error):
            raise
        raise T3Error(f"{path}: the file is empty; expected rows") from error
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error


def release(data: mmap.mmap, start: int, stop: int) -> None:
    """Lets the pages of [start, stop) go, so that a long scan does not look like a big process."""
    first = start - start % mmap.PAGESIZE
    if stop > first and hasattr(data, "madvise"):
        data.madvise(mmap.MADV_DONTNEED, first, stop - first)
