"""Captions out of files: every row becomes captions, or a reject with its reason and place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from t3data.captions.chosen import recognise
from t3data.captions.cleaning import MAX_CHARACTERS, clean, normal_form
from t3data.captions.draft import Draft, Flaw, Preset, WrongShapeError
from t3data.captions.fields import name_of
from t3data.captions.naming import Namer, Seen, source_name
from t3data.captions.presets import load_preset
from t3data.captions.presets.plain import draft as plain_draft
from t3data.captions.segments import place_segment
from t3data.errors import UsageError
from t3data.records import Record, RecordFile, open_files
from t3data.records.hub import local_paths
from t3data.types import Caption, Place, Reject

_EXCERPT = 2000
_LICENSES = ("license", "licence")


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """A file, how it is read, and what its captions are called."""

    file: RecordFile
    preset: str
    source: str


@dataclass(slots=True)
class CaptionFiles:
    """Files of captions, opened and recognised; iterating reads them in order.

    Ids are unique and duplicates found across all of them. Iterate once.
    """

    files: list[CaptionFile]
    text_field: str | None = None
    id_field: str | None = None
    license: str | None = None
    max_characters: int = MAX_CHARACTERS
    _seen: Seen = field(default_factory=Seen)
    _namers: dict[str, Namer] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Caption | Reject]:
        for file in self.files:
            preset = load_preset(file.preset)
            found = self._read(file, preset)
            yield from _gathered(found) if getattr(preset, "GATHER", False) else found

    def _read(self, file: CaptionFile, preset: Preset) -> Iterator[Caption | Reject]:
        for record in file.file.rows():
            if isinstance(record, Reject):
                yield _with_source(record, file.source)
                continue
            try:
                row = record.decode(object)
                drafts = list(self._drafts(preset, row, record.key))
            except (msgspec.DecodeError, UnicodeError) as error:
                yield _refused(record, file.source, Flaw("malformed", str(error)))
                continue
            except WrongShapeError as error:
                yield _refused(record, file.source, Flaw("wrong_shape", str(error)))
                continue
            if not drafts:
                yield _refused(record, file.source, Flaw("no_caption", "the row holds no caption"))
            for draft in drafts:
                yield self._finish(record, row, file, draft)

    def _drafts(self, preset: Preset, row: object, key: str | None) -> Iterable[Draft | Flaw]:
        if self.text_field is None:
            return preset.drafts(row, key)
        if not isinstance(row, Mapping):
            raise WrongShapeError(f"expected an object, found {type(row).__name__}")
        return [plain_draft(row, key, _nested(row, self.text_field))]

    def _finish(
        self, record: Record, row: Any, file: CaptionFile, draft: Draft | Flaw
    ) -> Caption | Reject:
        if isinstance(draft, Flaw):
            return _refused(record, file.source, draft)
        text = clean(draft.text, self.max_characters)
        if isinstance(text, Flaw):
            return _refused(record, file.source, text, draft.text)
        times: tuple[float | None, float | None, float | None] = (None, None, None)
        if draft.video is not None:
            placed = place_segment(draft.start, draft.end, draft.duration)
            if isinstance(placed, Flaw):
                return _refused(record, file.source, placed, text)
            times = placed
        # In another video, or at another time, the same words tell of another event.
        same = normal_form(text)
        if draft.video is not None:
            same += repr((draft.video, *times)).encode("utf-8", "surrogatepass")
        if not self._seen.add(same):
            told = Flaw("duplicate", "the same caption came before")
            return _refused(record, file.source, told, text)
        return Caption(
            text,
            self._id(record, row, file, draft),
            file.source,
            _license_of(row) or self.license,
            draft.video,
            *times,
        )

    def _id(self, record: Record, row: Any, file: CaptionFile, draft: Draft) -> str:
        name = draft.name
        if self.id_field is not None:
            name = name_of({"id": _nested(row, self.id_field)}, ("id",))
        name = name or f"{Path(record.place.file).stem}/{record.place.row}"
        return self._namers.setdefault(file.source, Namer()).unique(name)


def open_captions(
    paths: Sequence[str | Path],
    preset: str | None = None,
    text_field: str | None = None,
    id_field: str | None = None,
    source: str | None = None,
    license: str | None = None,
    max_characters: int = MAX_CHARACTERS,
) -> CaptionFiles:
    """Finds the files and decides how each is read; see `read_captions`."""
    if text_field is not None and preset not in (None, "plain"):
        raise UsageError(f"--text-field goes with the preset plain, not with {preset}")
    if preset is not None:
        load_preset(preset)
    files = []
    for path in local_paths(paths):
        for file in open_files([path]):
            chosen = preset or ("plain" if text_field is not None else recognise(file))
            name = source or source_name(Path(file.path), path if path.is_dir() else None)
            files.append(CaptionFile(file, chosen, name))
    return CaptionFiles(files, text_field, id_field, license, max_characters)


def read_captions(
    paths: Sequence[str | Path],
    preset: str | None = None,
    text_field: str | None = None,
    id_field: str | None = None,
    source: str | None = None,
    license: str | None = None,
) -> Iterator[Caption | Reject]:
    """The captions in `paths`, in file order, in bounded memory; a Reject for each left out.

    Args:
        paths: files, directories or Hub dataset ids (`t3data.records.hub.local_paths`).
        preset: shape of the rows; recognised file by file when None.
        text_field: field of the caption, for rows of other shapes; dots lead into nested fields.
        id_field: field of the id, likewise.
        source: name of the source; else made from the file's or directory's name.
        license: licence of captions whose row states none.

    Raises:
        T3Error: a file is missing, unreadable, or no preset recognises it.
        UsageError: no such preset.
    """
    return iter(open_captions(paths, preset, text_field, id_field, source, license))


def _gathered(found: Iterable[Caption | Reject]) -> Iterator[Caption | Reject]:
    """Captions video by video, in order of first appearance, then of start; rejects first."""
    videos: dict[str | None, list[Caption]] = {}
    for item in found:
        if isinstance(item, Reject):
            yield item
        else:
            videos.setdefault(item.video, []).append(item)
    for captions in videos.values():
        yield from sorted(captions, key=lambda caption: (caption.start or 0.0, caption.end or 0.0))


def _nested(row: object, field: str) -> object:
    if isinstance(row, Mapping) and field in row:
        return row[field]
    for part in field.split("."):
        row = row.get(part) if isinstance(row, Mapping) else None
    return row


def _license_of(row: object) -> str | None:
    if isinstance(row, Mapping):
        for name in _LICENSES:
            if isinstance(row.get(name), str) and row[name].strip():
                return str(row[name]).strip()
    return None


def _refused(record: Record, source: str, flaw: Flaw, text: object = None) -> Reject:
    shown = flaw.text or text
    if shown is None:
        raw = (
            record.raw
            if record.raw is not None
            else msgspec.json.encode(record.value, enc_hook=str)
        )
        shown = bytes(raw[:_EXCERPT]).decode("utf-8", "backslashreplace")
    row = shown if isinstance(shown, str) else repr(shown)
    return Reject(flaw.reason, record.place, source, flaw.detail, row[:_EXCERPT])


def _with_source(reject: Reject, source: str) -> Reject:
    place = Place(reject.place.file, reject.place.row, reject.place.byte)
    return Reject(reject.reason, place, source, reject.detail, reject.row)
