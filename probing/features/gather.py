"""Features of many clips: from the cache, and the rest computed, one clip in memory at a time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from probing.features.cache import FeatureCache
from probing.features.condensed import Features, condense
from probing.features.extract import clip_features
from probing.features.loading import Loaded
from probing.types import Clip
from t3data.errors import T3Error
from t3data.files import sha256_of
from t3data.video.bundle import FrameBundle


@dataclass
class Gatherer:
    """Computes what the cache lacks, all places of a clip in one run of the model."""

    loaded: Loaded
    cache: FeatureCache
    root: Path
    """The directory that `Clip.path` is relative to."""
    read: Callable[[Path], FrameBundle]
    places: Sequence[str]
    computed: int = 0
    """Clips that the model was run on."""
    _digests: dict[Path, str] = field(default_factory=dict)

    def prepare(self, clips: Iterable[Clip], progress: Callable[[], None]) -> None:
        """Sees to it that the cache has every clip at every place; calls `progress` for each clip.

        Raises:
            T3Error: a video cannot be read, or the cache cannot be written.
        """
        for clip in clips:
            digest = self._digest(clip)
            missing = [place for place in self.places if not self.cache.has(place, digest)]
            if missing:
                found = clip_features(self.loaded, self.read(self.root / clip.path), missing)
                for place in missing:
                    self.cache.save(place, digest, condense(found[place]))
                self.computed += 1
            progress()

    def features(self, clips: Iterable[Clip], place: str) -> list[Features]:
        """What `prepare` has seen to, in the order of `clips`.

        Raises:
            T3Error: a file of the cache has gone since.
        """
        found = []
        for clip in clips:
            digest = self._digest(clip)
            features = self.cache.load(place, digest)
            if features is None:
                raise T3Error(f"{self.cache.path(place, digest)}: has gone; run again")
            found.append(features)
        return found

    def _digest(self, clip: Clip) -> str:
        path = self.root / clip.path
        if path not in self._digests:
            try:
                self._digests[path] = sha256_of(path)
            except OSError as error:
                raise T3Error(f"{path}: cannot read: {error.strerror or error}") from error
        return self._digests[path]
