"""What a training configuration has to know of a mix: counts, lengths, media, from its shards."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mixes.dataset_info import NAME
from t3data.errors import T3Error

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Mix:
    """A finished mix. Arrays have one entry a row, in the order of shards by name."""

    root: Path
    """Absolute."""
    name: str
    """Of the recipe."""
    digest: str
    """Of the content of its rows."""
    max_tokens: int
    """No row is longer, media counted by `mixes.filters.tokens.MEDIA_BUDGET`."""
    media_root: str | None
    """Where media lie, absolute, as far as the manifest says."""
    shards: tuple[Path, ...]
    shard_rows: tuple[int, ...]
    tokens: Counts
    """Length of each row; -1 where it was not counted."""
    images: Counts
    videos: Counts
    turns: Counts
    relative_media: bool
    """Whether any path of an image or video needs a directory to start from."""

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.tokens)

    @cached_property
    def with_images(self) -> int:
        """Rows with images."""
        return int(np.count_nonzero(self.images))

    @cached_property
    def with_videos(self) -> int:
        """Rows with videos."""
        return int(np.count_nonzero(self.videos))

    @cached_property
    def with_both(self) -> int:
        """Rows with images and videos."""
        return int(np.count_nonzero((self.images > 0) & (self.videos > 0)))

    @property
    def has_media(self) -> bool:
        """Whether any row has."""
        return bool(self.with_images or self.with_videos)

    def media_flags(self) -> dict[str, list[NDArray[np.bool_]]]:
        """Per kind of media and per shard, which rows hold any."""
        ends = np.cumsum(self.shard_rows)[:-1]
        kinds = {"images": self.images, "videos": self.videos}
        return {kind: np.split(counts > 0, ends) for kind, counts in kinds.items()}


def read_mix(root: Path, manifest: dict[str, Any] | None = None) -> Mix:
    """Looks at the mix at `root`; at its columns, not at its texts.

    Args:
        root: the directory of the mix.
        manifest: what is going to be its manifest, while the mix is being built.

    Raises:
        T3Error: it is not finished, or its shards are not those of its manifest.
    """
    found = _manifest(root) if manifest is None else manifest
    file = root / "manifest.json"
    try:
        filters = found["recipe"]["filters"]
        expected = {str(shard["file"]): int(shard["rows"]) for shard in found["shards"]}
        name, max_tokens = str(found["recipe"]["name"]), int(filters["max_tokens"])
        digest = str(found["digest"])
        media_root = filters["media_root"]
        if not isinstance(media_root, str | None):
            raise TypeError
    except (KeyError, TypeError, ValueError, AttributeError):
        raise T3Error(
            f"{file}: not the manifest of a mix; build it again with --overwrite"
        ) from None
    _check_registry(root)
    paths = _check_files(root, expected, finished=manifest is None)
    columns = [_Columns(path) for path in paths]
    for path, column, rows in zip(paths, columns, expected.values(), strict=True):
        if column.rows != rows:
            raise T3Error(
                f"{path}: {column.rows:,} rows, the manifest says {rows:,}; build the mix again"
            )
    return Mix(
        root=root.resolve(),
        name=name,
        digest=digest,
        max_tokens=max_tokens,
        media_root=_directory(media_root),
        shards=tuple(paths),
        shard_rows=tuple(expected.values()),
        tokens=_joined([column.tokens for column in columns]),
        images=_joined([column.images for column in columns]),
        videos=_joined([column.videos for column in columns]),
        turns=_joined([column.turns for column in columns]),
        relative_media=any(column.relative_media for column in columns),
    )


def awkward_videos(mix: Mix) -> int:
    """Rows that LLaMA-Factory's Qwen3-VL cannot take: several videos, or one that is asked late.

    Its plugin (0.9.5, `Qwen3VLPlugin`) gives all videos of a row the frame count of the first, and
    looks the times of a video up by the number of its turn.
    """
    import pyarrow as pa

    awkward = int(np.count_nonzero(mix.videos > 1))
    for path in mix.shards:
        with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
            for batch in reader:
                videos = _lengths(batch.column("videos"))
                spoken = batch.column("conversations")
                for row in np.flatnonzero(videos == 1):
                    turns = [t for t in spoken[int(row)].as_py() if t["from"] != "system"]
                    awkward += not turns or "<video>" not in turns[0]["value"]
    return awkward


class _Columns:
    """What one shard tells without its texts being read."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        from t3data.shards import SCHEMA

        tokens, images, videos, turns = [], [], [], []
        self.relative_media = False
        try:
            with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
                if not reader.schema.equals(SCHEMA):
                    raise T3Error(f"{path}: not a shard of `t3 build-mix`; build the mix again")
                for batch in reader:
                    batch.validate(full=True)  # damaged offsets would crash the interpreter
                    tokens.append(_whole_numbers(batch.column("n_tokens")))
                    images.append(_lengths(batch.column("images")))
                    videos.append(_lengths(batch.column("videos")))
                    turns.append(_lengths(batch.column("conversations")))
                    for name, counts in (("images", images[-1]), ("videos", videos[-1])):
                        if counts.any() and not self.relative_media:
                            self.relative_media = _any_relative(batch.column(name))
        except PermissionError:
            raise T3Error(f"{path}: cannot read: Permission denied") from None
        except (pa.ArrowException, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise T3Error(f"{path}: cannot read: {reason}; build the mix again") from None
        self.tokens, self.images = _joined(tokens), _joined(images)
        self.videos, self.turns = _joined(videos), _joined(turns)
        self.rows = len(self.tokens)


def _manifest(root: Path) -> dict[str, Any]:
    path = root / "manifest.json"
    if not root.is_dir():
        what = "not a directory" if root.exists() else "no such directory"
        raise T3Error(f"{root}: {what}; give the output of `t3 build-mix`")
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        half = (root / ".work").exists()
        raise T3Error(
            f"{root}: the mix is not finished; give the same `t3 build-mix` again, it goes on"
            if half
            else f"{root}: no manifest.json, so not a mix; give the output of `t3 build-mix`"
        ) from None
    except OSError as error:
        raise T3Error(f"{path}: cannot read: {error.strerror or error}") from None
    except ValueError as error:
        raise T3Error(
            f"{path}: cannot read: {error}; build the mix again with --overwrite"
        ) from None
    if not isinstance(found, dict):
        raise T3Error(f"{path}: not the manifest of a mix; build it again with --overwrite")
    return found


def _check_registry(root: Path) -> None:
    path = root / "dataset_info.json"
    try:
        known = NAME in json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError):
        known = False
    if not known:
        raise T3Error(f"{path}: no entry {NAME}; build the mix again with --overwrite")


def _check_files(root: Path, expected: dict[str, int], finished: bool) -> list[Path]:
    """The shards in the order of the manifest, which is that of their names."""
    try:
        there = {f"data/{path.name}" for path in (root / "data").iterdir()}
    except OSError as error:
        raise T3Error(f"{root / 'data'}: cannot read: {error.strerror}") from None
    for missing in sorted(expected.keys() - there):
        raise T3Error(f"{root / missing}: missing, the manifest names it; build the mix again")
    for strange in sorted(there - expected.keys()) if finished else ():
        raise T3Error(
            f"{root / strange}: not in the manifest; trainers read all of data/, so move it away"
        )
    return [root / name for name in expected]


def _directory(media_root: str | None) -> str | None:
    """The absolute path; None where a relative one leads nowhere from here."""
    if media_root is None or Path(media_root).is_absolute():
        return media_root
    return str(Path(media_root).resolve()) if Path(media_root).is_dir() else None


def _lengths(column: Any) -> Counts:
    return np.diff(_whole_numbers(column.offsets))


def _whole_numbers(column: Any) -> Counts:
    """An int32 column without nulls; Arrow's own conversion would import pandas."""
    values = np.frombuffer(column.buffers()[1] or b"", np.int32)
    return values[column.offset : column.offset + len(column)].astype(np.int64)


def _any_relative(column: Any) -> bool:
    return any(not path.startswith("/") and "://" not in path for path in column.values.to_pylist())


def _joined(parts: Sequence[Any]) -> Counts:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, np.int64)
