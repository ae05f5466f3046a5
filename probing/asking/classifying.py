"""The feature probes of a run, one aspect after another; what is whole is not computed again."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from probing.features import (
    FeatureOptions,
    Loaded,
    load_model,
    probe_features,
    require_torch,
)
from probing.suite.read import Suite
from probing.types import Answer, Item
from t3data.files import make_directory, remove_leftovers
from t3data.journal import read_records, rewrite
from t3data.video.read import read_frames
from t3data.video.sampling import FrameSampling

FOLDER = "features"
"""In the run's directory: `<aspect>.jsonl`, each written when the aspect is done."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The model whose features are probed."""

    name: str
    """A Hub id or a directory."""
    revision: str | None = None
    places: tuple[str, ...] = ()
    """"vision", "connector", "layer <n>"; the tower, the connector and three layers without."""
    device: str | None = None

    def require(self) -> None:
        """Raises a `UsageError` if torch or transformers is not installed."""
        require_torch()

    def load(self) -> Loaded:
        """Loads it, which takes a while."""
        return load_model(self.name, revision=self.revision, device=self.device)


def classify(
    weights: Weights,
    suite: Suite,
    items: Sequence[Item],
    sampling: FrameSampling,
    shots: int,
    output: Path,
    cache: Path,
    notify: Callable[[str, int, int], None],
) -> list[Answer]:
    """What classifiers read off the model's features, for each aspect that `items` are about.

    Args:
        weights: The model; loaded only if an aspect is not done yet.
        suite: For its train split.
        items: The questions.
        sampling: Which frames the model sees.
        shots: Examples of each category for the few-shot classifier, if there are so many.
        output: The run's directory.
        cache: Directory of the features themselves.
        notify: Is told how far it is.

    Raises:
        T3Error: the model cannot be loaded, or an aspect has too few clips to train on.
    """
    folder = output / FOLDER
    make_directory(folder)
    remove_leftovers(folder)
    options = FeatureOptions(sampling=sampling, shots=shots)
    loaded: Loaded | None = None
    answers: list[Answer] = []
    for aspect in dict.fromkeys(item.clip.aspect for item in items):
        path = folder / f"{aspect}.jsonl"
        if not path.exists():
            loaded = loaded or weights.load()
            found = probe_features(
                loaded,
                suite,
                [aspect],
                weights.places,
                cache=cache / FOLDER,
                read=read_frames,
                options=replace(options, shots=min(options.shots, _fewest(suite, aspect))),
                items=items,
                progress=notify,
            )
            rewrite(path, found)
        answers += read_records(path, Answer, classified_id)
    return answers


def _fewest(suite: Suite, aspect: str) -> int:
    """Clips to train on in the category that has fewest."""
    counts = Counter(clip.category for clip in suite.clips(aspect, "train"))
    return min(counts.values(), default=0)


def classified_id(answer: Answer) -> str:
    """Unique among the answers of classifiers."""
    return f"{answer.item}#{answer.place}/{answer.classifier}/{answer.seed}"


def discard_classified(output: Path) -> None:
    """Removes the answers of classifiers; the features stay."""
    for path in (output / FOLDER).glob("*.jsonl"):
        path.unlink()


def read_classified(output: Path) -> Iterable[Answer]:
    """The answers of a run that has ended."""
    for path in sorted((output / FOLDER).glob("*.jsonl")):
        yield from read_records(path, Answer, classified_id)
