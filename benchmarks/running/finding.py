"""Files of videos and subtitles by the id under which a benchmark knows them."""

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from benchmarks.contract import Sample
from t3data.errors import T3Error

VIDEOS = frozenset(".mp4 .webm .mkv .avi .mov .m4v .flv .mpg .mpeg .ts .gif .wmv .3gp .ogv".split())
PICTURES = frozenset((".jpg", ".jpeg", ".png"))
SUBTITLES = frozenset((".srt", ".vtt", ".json", ".jsonl"))

_LANGUAGE = re.compile(r"(.+)\.[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})?")


class Files:
    """The files with certain suffixes below a directory, read once."""

    def __init__(
        self, root: Path, suffixes: Collection[str], folders: Collection[str] = ()
    ) -> None:
        """Looks through `root` and all below it, links included.

        Args:
            root: The directory.
            suffixes: Of the files that count, in lower case.
            folders: Suffixes of files that make the directory they lie in count, as one film.

        Raises:
            T3Error: there is no such directory.
        """
        if not root.is_dir():
            raise T3Error(f"{root}: no such directory")
        self.root = root
        self._names: dict[str, list[Path]] = {}
        self._stems: dict[str, list[Path]] = {}
        self._folders: dict[str, list[Path]] = {}
        for directory, files in _walk(root):
            for file in files:
                path = directory / file
                if path.suffix.lower() in suffixes:
                    self._names.setdefault(_plain(file), []).append(path)
                    for stem in _stems_of(path):
                        self._stems.setdefault(_plain(stem), []).append(path)
            if any(Path(file).suffix.lower() in folders for file in files):
                self._folders.setdefault(_plain(directory.name), []).append(directory)

    def find(self, id: str, folder: str = "") -> Path | None:
        """The file called `id`, with or without a suffix, or the folder of pictures.

        Args:
            id: May begin with directories, as may
            folder: Where it lies, which decides between files of one name.

        Raises:
            T3Error: several files could be meant.
        """
        wanted = PurePosixPath(_plain(id))
        found = (
            self._names.get(wanted.name)
            or self._stems.get(wanted.name)
            or (self._stems.get(wanted.stem) if wanted.suffix.lower() in VIDEOS else None)
            or self._folders.get(wanted.name)
            or []
        )
        for place in (str(wanted.parent) if "/" in id else "", folder):
            if len(found) > 1 and place:
                found = [path for path in found if _lies_in(path, place)] or found
        if len(found) > 1:
            first, second = (str(path.relative_to(self.root)) for path in sorted(found)[:2])
            raise T3Error(
                f"{id}: several files of this name below {self.root}: {first} and {second}; "
                "keep one"
            )
        return found[0] if found else None


class Films:
    """The videos of a benchmark: files, or folders with a film's pictures."""

    def __init__(self, root: Path) -> None:
        """Looks through `root`.

        Raises:
            T3Error: there is no such directory.
        """
        self._files = Files(root, VIDEOS, PICTURES)

    def path(self, sample: Sample) -> Path:
        """Where the sample's video is; `extra["folder"]` decides between files of one name.

        Raises:
            T3Error: it is missing, or several files could be meant.
        """
        found = self._files.find(sample.video, str(sample.extra.get("folder") or ""))
        if found is None:
            raise T3Error(f"{sample.video}: no such video below {self._files.root}")
        return found


def _walk(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Directories with their files; each once, though links may lead round in circles."""
    seen: set[tuple[int, int]] = set()
    for directory, below, files in os.walk(root, followlinks=True):
        status = Path(directory).stat()
        if (status.st_dev, status.st_ino) in seen:
            below.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        below.sort()
        yield Path(directory), files


def _stems_of(path: Path) -> list[str]:
    """`talk.en.srt` is known as `talk.en` and as `talk`."""
    language = _LANGUAGE.fullmatch(path.stem) if path.suffix.lower() in SUBTITLES else None
    return [path.stem, language[1]] if language else [path.stem]


def _plain(name: str) -> str:
    """One spelling for accents, which file systems write in two ways."""
    return normalize("NFC", name)


def _lies_in(path: Path, folder: str) -> bool:
    return f"/{_plain(path.parent.as_posix())}/".endswith(f"/{folder.strip('/')}/")
