"""Rejects for rows that repeat an earlier row, with the text of the row fetched again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mixes.config import Source
from mixes.fetch import fetch_records
from mixes.rowtable import Rows, disk_errors, open_rows
from mixes.scan import shown
from t3data.records import RecordFile
from t3data.rejects import to_line
from t3data.types import Place, Reject

REASONS = ("duplicate", "near_duplicate")
_SAME = ("the turns and media are those of", "nearly the same as")

Repeats = NDArray[np.int64]
"""[rejects, 3]: row, the earlier row it repeats, index in REASONS."""


@dataclass(frozen=True, slots=True)
class RepeatTask:
    """Writes the lines of `rejects.jsonl` for some repeated rows."""

    repeats: Path
    start: int
    stop: int
    files: tuple[RecordFile, ...]
    sources: tuple[Source, ...]
    source_of_file: tuple[int, ...]
    table: Path
    output: Path

    def run(self) -> Path:
        """Writes the file and returns its path."""
        with disk_errors(self.output), self.output.open("wb") as stream:
            stream.writelines(map(to_line, self._rejects()))
        return self.output

    def _rejects(self) -> Iterator[Reject]:
        table = open_rows(self.table)
        repeats: Repeats = np.load(self.repeats, mmap_mode="r")[self.start : self.stop]
        records = fetch_records(self.files, table[repeats[:, 0]])
        for (row, earlier, reason), record in zip(repeats.tolist(), records, strict=True):
            yield Reject(
                REASONS[reason],
                self._place(table, row),
                self.sources[self.source_of_file[int(table[row]["file"])]].name,
                f"{_SAME[reason]} {self._named(table, earlier)}",
                shown(record),
            )

    def _place(self, table: Rows, row: int) -> Place:
        entry = table[row]
        file = self.files[int(entry["file"])]
        byte = None if file.kind in ("parquet", "arrow") else int(entry["offset"])
        return Place(file.path, int(entry["row"]), byte)

    def _named(self, table: Rows, row: int) -> str:
        place = self._place(table, row)
        return f"row {place.row} of {place.file}"
