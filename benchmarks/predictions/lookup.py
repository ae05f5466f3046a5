"""Which sample an entry of another harness's file is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.contract import Sample

_ID_FIELDS = ("question_id", "id", "uid", "qid", "idx", "key")
_VIDEO_FIELDS = ("video", "videoID", "video_id")


class Lookup:
    """Samples by id, and by video and question where ids are not written down."""

    def __init__(self, samples: Sequence[Sample], rows: Sequence[Sample] | None = None) -> None:
        """Indexes `samples`.

        Args:
            samples: All of them.
            rows: Those that row numbers count, where these are not all.
        """
        self._samples = samples if rows is None else rows
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
        if question:
            return at if ours in question or question in ours else None
        told = str(entry.get("target")).strip(" ().")
        gold = self._samples[row].answer
        letters = len(told) == len(gold) == 1 and told.isalpha() and not gold.isdigit()
        return None if letters and told.upper() != gold else at

    def item(self, entry: Mapping[str, Any]) -> str | None:
        """The id of an item whose queries are the samples `id_0`, `id_1`, …, or None."""
        for field in _ID_FIELDS:
            value = entry.get(field)
            if value is not None and str(value) not in self._ids and f"{value}_0" in self._ids:
                return str(value)
        return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
