"""TimeLens-Bench: Charades, ActivityNet and QVHighlights with windows annotated anew.

Source: TimeLens (its code at 5d90c067), one object a file: `{video: {"duration", "spans": [[s, e]],
"queries"}}`, a query a span; about 3,363, 4,500 and 1,541 items, which is not certain. Licence: see
the dataset. All JSON files of a directory are read, and called by their names: group `source`.
Ids are theirs: `video>>>query>>>[s, e]`, with " (2)" behind the second of equal ones. Queries are
cleaned: runs of blanks become one, full stops at both ends go.
Official rule: convention `timelens`, here first and called `official`; lmms-eval's is the same but
for items that raise an error, which it drops alone. Submissions are objects by these keys, of
`timestamps` or of `answers`, the first of which counts where both are there.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.contract import Benchmark, Sample
from benchmarks.grounding.moments import duration_of, moment
from benchmarks.grounding.prompts import WINDOW
from benchmarks.grounding.published_prompts import published
from benchmarks.grounding.submissions import key_of, read_submission, write_keyed
from benchmarks.rows import Row, found_below, object_of
from benchmarks.windows.scorers import scorers
from benchmarks.windows.window import windows_of
from t3data.errors import T3Error


def load(path: Path) -> Iterator[Sample]:
    """Samples of one file, or of all in a directory.

    Raises:
        T3Error: nothing of the kind is there, or a video is not as published.
    """
    seen: Counter[str] = Counter()
    for file in found_below(path, "*.json"):
        for number, (video, fields) in enumerate(object_of(file).items()):
            if not isinstance(fields, dict):
                raise T3Error(f"{file}: {video}: expected an object")
            for sample in _video(Row(fields, str(file), number, video), file.stem):
                key = key_of(sample)
                seen[key] += 1
                yield replace(sample, id=key if seen[key] == 1 else f"{key} ({seen[key]})")


def _video(row: Row, source: str) -> Iterator[Sample]:
    queries, windows = row.texts("queries"), windows_of(row.get("spans"))
    if windows is None or len(windows) != len(queries):
        raise row.wrong(("spans",), f"{len(queries)} windows [start, end]", row.get("spans"))
    for window, query in zip(windows, queries, strict=True):
        duration = duration_of(row, "duration")
        yield moment("", row.key, cleaned(query), [window], duration, {"source": source})


def cleaned(query: str) -> str:
    """One blank in a row, no full stops at the ends."""
    return " ".join(query.split()).strip(".").strip()


_SCORERS = scorers()
TIMELENS = Benchmark(
    id="timelens",
    title="One window, annotated anew: Charades, ActivityNet, QVHighlights",
    hub="",
    licence="see the dataset",
    about=__doc__,
    load=load,
    prompts=(WINDOW, *published("timelens")),
    scorers=(
        *(replace(one, name="official") for one in _SCORERS if one.name == "timelens"),
        *_SCORERS,
    ),
    read_official=read_submission,
    write_official=write_keyed,
)
