"""Features on disk, a file for each clip and place, so that a run goes on where it was stopped.

The directory holds what a fingerprint of model and sampling allows; a file that is cut off or
damaged is no file (the checksums inside it tell), and its features are computed again.
"""

import hashlib
import zlib
from pathlib import Path
from zipfile import BadZipFile

from probing.features.condensed import TOKENS, WIDTH, Features
from t3data.files import atomic_write, make_directory, remove_leftovers, write_text

_LAYOUT = 1


class FeatureCache:
    """Condensed features under `<directory>/<key>/<place>/<digest of the clip's file>.npz`."""

    def __init__(self, directory: Path, model: str, fingerprint: str, sampling: str) -> None:
        """Opens the part of `directory` that belongs to these settings.

        Args:
            directory: of the cache; created if it is missing.
            model: a name for people, written beside the features.
            fingerprint: hash of everything about the model that decides features.
            sampling: which frames were taken, their size, and what was asked.

        Raises:
            T3Error: the directory cannot be written.
        """
        about = f"{_LAYOUT} {TOKENS}x{WIDTH}\n{fingerprint}\n{sampling}\n"
        self._root = directory / hashlib.sha256(about.encode()).hexdigest()[:16]
        make_directory(self._root)
        write_text(self._root / "about.txt", f"{model}\n{about}")

    def path(self, place: str, digest: str) -> Path:
        """Where the features of a clip at a place lie, or would lie."""
        return self._root / place.replace(" ", "-") / f"{digest}.npz"

    def has(self, place: str, digest: str) -> bool:
        """Whether they lie there whole."""
        return self.load(place, digest) is not None

    def load(self, place: str, digest: str) -> Features | None:
        """The features of a clip at a place; None if they are missing or the file is damaged."""
        import numpy as np

        try:
            with np.load(self.path(place, digest), allow_pickle=False) as stored:
                return Features(stored["sequence"], stored["last"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error):
            return None

    def save(self, place: str, digest: str, features: Features) -> None:
        """Keeps the features of a clip at a place.

        Raises:
            T3Error: the file cannot be written.
        """
        import numpy as np

        path = self.path(place, digest)
        if not path.parent.is_dir():
            make_directory(path.parent)
        with atomic_write(path) as stream:
            np.savez(stream, sequence=features.sequence, last=features.last)

    def tidy(self) -> None:
        """Removes what a killed process left half-written."""
        for folder in self._root.iterdir():
            if folder.is_dir():
                remove_leftovers(folder)
