"""Which sample an entry of another harness's file is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.contract import Sample

_ID_FIELDS = ("question_id", "id", "uid", "qid", "idx", "key")
_VIDEO_FIELDS = ("video", "videoID", "video_id")


class Lookup:
    """Samples by id, and by video and question where ids are not written down."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        """Indexes `samples`."""
        self._samples = samples
        self._ids = {sample.id for sample in samples}
        self._texts: dict[tuple[str, str], list[str]] = {}
        for sample in samples:
            self._texts.setdefault((sample.video, _plain(sample.question)), []).append(sample.id)

    def find(self, entry: Mapping[str, Any], row: int | None = None) -> str | None:
        """The id for an entry, by its id fields, by video and question, or by its row number.

        Args:
            entry: The fields of the entry.
            row: Its number in the annotations, where the file says so; None if it does not.
        """
        for field in _ID_FIELDS:
            value = entry.get(field)
            if value is not None and str(value) in self._ids:
                return str(value)
        question = _plain(str(entry.get("question") or ""))
        at = None
        if row is not None and 0 <= row < len(self._samples):
            at = self._samples[row].id
        for video in filter(None, map(entry.get, _VIDEO_FIELDS)):
            found = self._texts.get((str(video), question), [])
            if found:  # several: the row number tells them apart, or nothing does
                return found[0] if len(found) == 1 else at if at in found else None
        if at is None or row is None:
            return None
        # A table in another order, or of other data, must not be scored against wrong questions.
        ours = _plain(self._samples[row].question)
        return at if not question or ours in question or question in ours else None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
