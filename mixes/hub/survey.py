"""What the rows of shards hold: lengths for the card, and where their media would come from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from mixes.hub.public_names import is_local
from mixes.summary import MixSummary, Numbers

_ASKED = ("human", "observation")
_ANSWERED = ("gpt", "function_call")


@dataclass(slots=True)
class Media:
    """References to pictures and videos; the files themselves are never opened."""

    images: int = 0
    videos: int = 0
    image_rows: int = 0
    video_rows: int = 0
    local: int = 0
    """Named by a path of one machine, such as `/data/coco/1.jpg`."""
    addresses: int = 0
    """Named by an address, `https://…`."""
    local_example: str = ""


@dataclass(slots=True)
class Survey:
    """Gathers figures batch by batch; a million rows are 20 MB."""

    sources: Sequence[str]
    media: Media = field(default_factory=Media)
    _human: list[Numbers] = field(default_factory=list)
    _answer: list[Numbers] = field(default_factory=list)
    _tokens: list[Numbers] = field(default_factory=list)
    _cells: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, batch: pa.RecordBatch) -> None:
        """Counts the rows of one batch."""
        conversations = batch.column("conversations")
        asked, answered = _characters(conversations)
        self._human.append(asked)
        self._answer.append(answered)
        self._tokens.append(np.asarray(batch.column("n_tokens").to_pylist(), np.int32))
        names = batch.column("source").to_pylist()
        tasks = batch.column("task").to_pylist()
        self._cells.update(
            (name, task or "general") for name, task in zip(names, tasks, strict=True)
        )
        media = self.media
        images, image_rows = self._paths(batch.column("images"))
        videos, video_rows = self._paths(batch.column("videos"))
        media.images += images
        media.videos += videos
        media.image_rows += image_rows
        media.video_rows += video_rows

    def _paths(self, column: pa.ListArray) -> tuple[int, int]:
        paths = column.flatten().to_pylist()
        for path in paths:
            if path.startswith(("http://", "https://")):
                self.media.addresses += 1
            elif is_local(path):
                self.media.local += 1
                self.media.local_example = self.media.local_example or path
        return len(paths), int(np.count_nonzero(_lengths(column)))

    def summary(self) -> MixSummary:
        """The figures, as `mixes.summary` has them of a build."""
        per_source = dict.fromkeys(self.sources, 0)
        per_task: dict[str, int] = {}
        for (source, task), rows in sorted(self._cells.items()):
            per_source[source] = per_source.get(source, 0) + rows
            per_task[task] = per_task.get(task, 0) + rows
        return MixSummary(
            human=np.concatenate(self._human),
            answer=np.concatenate(self._answer),
            tokens=np.concatenate(self._tokens),
            per_source=per_source,
            per_task=per_task,
            per_source_and_task=dict(self._cells),
        )


def _characters(conversations: pa.ListArray) -> tuple[Numbers, Numbers]:
    """Characters of what is asked and of what is answered, per row."""
    import pyarrow.compute as pc

    turns = conversations.flatten()
    lengths = pc.utf8_length(turns.field("value")).to_numpy(zero_copy_only=False).astype(np.int64)
    speakers = turns.field("from")
    rows = np.repeat(np.arange(len(conversations)), _lengths(conversations))
    result = []
    for wanted in (_ASKED, _ANSWERED):
        of_them = pc.is_in(speakers, value_set=pa.array(wanted)).to_numpy(zero_copy_only=False)
        result.append(np.bincount(rows[of_them], lengths[of_them], minlength=len(conversations)))
    return result[0].astype(np.uint32), result[1].astype(np.uint32)


def _lengths(column: pa.ListArray) -> Numbers:
    import pyarrow.compute as pc

    counted: Numbers = pc.list_value_length(column).to_numpy(zero_copy_only=False).astype(np.int64)
    return counted
