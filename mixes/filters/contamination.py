"""Decontamination: rows that hold benchmark questions, by runs of 13 words.

Questions of 6 to 12 words count as found when a row holds all their words in a row. Any string in
a benchmark file is taken for a question, options and captions included; shorter ones say nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np

from mixes.filters.benchmark_text import benchmark_files, strings_in
from mixes.filters.words import Words, ngrams, word_numbers, words_of
from mixes.shapes.row import Refusal, Row
from t3data.files import atomic_write

RUN = 13
SHORTEST = 6


def build_index(paths: Iterable[str], directory: Path) -> None:
    """Writes the runs of words of all benchmark files to `directory`, to be shared by workers.

    Raises:
        T3Error: a file is missing or unreadable, or holds no string of 6 words.
    """
    files = benchmark_files(paths)
    grams: list[Words] = []
    for file in files:
        found = [gram for text in strings_in(file) for gram in _runs_of(text)]
        grams.append(np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64))
    all_grams = np.concatenate(grams) if grams else np.empty(0, np.uint64)
    owners = np.repeat(np.arange(len(files), dtype=np.uint32), [len(g) for g in grams])
    # The first of the files that share a run is named in rejects.
    unique, first = np.unique(all_grams, return_index=True)
    for name, array in (("grams", unique), ("owners", owners[first])):
        with atomic_write(directory / f"{name}.npy") as stream:
            np.save(stream, array)
    with atomic_write(directory / "files.json") as stream:
        stream.write(json.dumps([str(file) for file in files]).encode())


def contamination_check(directory: str) -> Callable[[Row], Refusal | None]:
    """The check against the index in `directory`."""

    def check(row: Row) -> Refusal | None:
        grams, owners, files = _load(directory)
        for turn in row.turns:
            words = word_numbers(turn.value)
            for size in range(SHORTEST, RUN + 1):
                runs = ngrams(words, size)
                at = np.minimum(np.searchsorted(grams, runs), len(grams) - 1)
                hits = np.flatnonzero(grams[at] == runs)
                if len(hits):
                    file = files[int(owners[at[hits[0]]])]
                    shared = " ".join(words_of(turn.value)[hits[0] : hits[0] + size])
                    return Refusal("contaminated", f"shares with {file}: {shared!r}")
        return None

    return check


def _runs_of(text: str) -> Iterator[Words]:
    words = word_numbers(text)
    if len(words) >= SHORTEST:
        yield ngrams(words, min(len(words), RUN))


@lru_cache(maxsize=1)
def _load(directory: str) -> tuple[Words, np.ndarray, list[str]]:
    root = Path(directory)
    grams = np.load(root / "grams.npy", mmap_mode="r")
    owners = np.load(root / "owners.npy", mmap_mode="r")
    return grams, owners, json.loads((root / "files.json").read_bytes())
