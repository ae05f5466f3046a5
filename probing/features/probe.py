"""The feature probes: what a classifier reads off a model, place by place.

Trained on a suite's train split, tested on its val split, whose domain differs; and, as a control,
trained and tested within the val split.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Protocol

from probing.features.cache import FeatureCache
from probing.features.classifiers import few_shot_predict, train_and_predict
from probing.features.examples import ClipSource, few_shot_examples
from probing.features.folds import two_folds
from probing.features.gather import Gatherer
from probing.features.in_domain import NAME, PLACES, in_domain
from probing.features.inputs import PROMPT
from probing.features.loading import Loaded
from probing.features.places import check_places, default_places
from probing.features.settings import SEEDS, Kind, Settings, paper_settings
from probing.types import Answer, Clip, Item
from t3data.errors import T3Error
from t3data.video.bundle import FrameBundle
from t3data.video.read import read_frames
from t3data.video.sampling import FrameSampling, UniformFrames


class ReadFrames(Protocol):
    """`t3data.video.read.read_frames`, or what stands for it."""

    def __call__(
        self, path: Path, sampling: FrameSampling, *, longest_side: int | None
    ) -> FrameBundle:
        """The frames of the video in `path` that `sampling` selects."""
        ...


Progress = Callable[[str, int, int], None]
"""Called with what is done ("order: features"), how many are, and of how many."""


_FRAMES = UniformFrames(8)
"""As many as in the paper."""


@dataclass(frozen=True)
class FeatureOptions:
    """What may be chosen about the feature probes."""

    kinds: tuple[Kind, ...] = ("linear", "lstm")
    """With "lstm" comes its control within the val split, where that has sources enough."""
    shots: int = 4
    """Examples of each category that the few-shot classifier gets, as many as a prompt would; 0 for
    no such classifier."""
    seeds: tuple[int, ...] = SEEDS
    sampling: FrameSampling = _FRAMES
    """Which frames of a clip the model sees."""
    longest_side: int | None = None
    """Larger pictures are scaled down to it, in pixels."""
    settings: Callable[[Kind, str], Settings] = paper_settings


def probe_features(
    loaded: Loaded,
    suite: ClipSource,
    aspects: Sequence[str],
    places: Sequence[str] = (),
    *,
    cache: Path,
    read: ReadFrames = read_frames,
    options: FeatureOptions | None = None,
    items: Sequence[Item] | None = None,
    progress: Progress = lambda what, done, of: None,
) -> Iterator[Answer]:
    """Yields an answer for every item, place, classifier and seed, as soon as it is known.

    Args:
        loaded: the model, from `load_model`.
        suite: the clips and the questions about them.
        aspects: which ones are probed, one after another.
        places: "vision", "connector", "layer <n>"; by default tower, connector and three layers.
        cache: directory in which features are kept; a run that was stopped goes on from there.
        read: gives the frames of a file.
        options: classifiers, seeds, frames.
        items: the questions to answer; by default all that the suite has about `aspects`.
        progress: is told how far each part is.

    Raises:
        UsageError: the model does not have one of `places`.
        T3Error: a video cannot be read, or an aspect has too few training clips.
    """
    options = options or FeatureOptions()
    places = check_places(places or default_places(loaded.layers), loaded.layers)
    seen = f"{options.sampling} longest side {options.longest_side} {PROMPT!r}"
    store = FeatureCache(cache, loaded.name, loaded.fingerprint, seen)
    store.tidy()
    frames = partial(read, sampling=options.sampling, longest_side=options.longest_side)
    gatherer = Gatherer(loaded, store, suite.root, frames, places)
    for aspect in aspects:
        every = suite.items(aspect) if items is None else items
        asked = [item for item in every if item.clip.aspect == aspect]
        if asked:
            yield from _probe_aspect(gatherer, suite, aspect, asked, options, progress)


def _probe_aspect(
    gatherer: Gatherer,
    suite: ClipSource,
    aspect: str,
    items: Sequence[Item],
    options: FeatureOptions,
    progress: Progress,
) -> Iterator[Answer]:
    train = sorted(suite.clips(aspect, "train"), key=lambda clip: clip.id)
    every = [item for item in suite.items(aspect) if item.clip.aspect == aspect]
    label_of = _labels(aspect, every, train)
    tasks = _tasks(suite, aspect, train, options)
    near = _places_of_control(gatherer.places, every, options)
    wanted = {item.id for item in items}
    others = [item.clip for item in every if near and item.id not in wanted]
    clips = [*train, *(item.clip for item in items)]
    step = _counter(progress, f"{aspect}: features", len(clips) + len(others))
    gatherer.prepare(clips, step)
    replace(gatherer, places=near).prepare(others, step)
    step = _counter(
        progress, f"{aspect}: classifiers", len(tasks) * len(gatherer.places) + len(near)
    )
    for place in gatherer.places:
        known = dict(zip((c.id for c in train), gatherer.features(train, place), strict=True))
        asked = gatherer.features((item.clip for item in items), place)
        for task in tasks:
            shown = [known[clip.id] for clip in task.examples]
            labels = [label_of[clip.category] for clip in task.examples]
            if task.kind is None:
                chosen = few_shot_predict(shown, labels, asked)
            else:
                chosen = train_and_predict(
                    task.kind,
                    options.settings(task.kind, aspect),
                    shown,
                    labels,
                    asked,
                    seed=task.seed,
                    device=gatherer.loaded.device,
                )
            for item, choice in zip(items, chosen, strict=True):
                yield _answer(item, choice, place, task.classifier, task.seed)
            step()
    for place in near:
        seed, settings = options.seeds[0], options.settings("lstm", aspect)
        for item, choice in in_domain(gatherer, place, every, items, settings, seed):
            yield _answer(item, choice, place, NAME, seed)
        step()


def _counter(progress: Progress, what: str, total: int) -> Callable[[], None]:
    """Tells `progress` of one more each time it is called."""
    done = count(1)
    return lambda: progress(what, next(done), total)


def _places_of_control(
    places: Sequence[str], every: Sequence[Item], options: FeatureOptions
) -> list[str]:
    """Where there is a control within the val split: nowhere, if that has too few sources."""
    if "lstm" not in options.kinds or two_folds(every) is None:
        return []
    return [place for place in places if place in PLACES]


@dataclass(frozen=True)
class _Task:
    """One classifier to train at every place."""

    classifier: str
    seed: int
    kind: Kind | None
    """None for the few-shot classifier."""
    examples: Sequence[Clip]


def _tasks(
    suite: ClipSource, aspect: str, train: Sequence[Clip], options: FeatureOptions
) -> list[_Task]:
    tasks = [_Task(kind, seed, kind, train) for kind in options.kinds for seed in options.seeds]
    if options.shots:
        tasks += [
            _Task("few-shot", seed, None, few_shot_examples(suite, aspect, options.shots, seed))
            for seed in options.seeds
        ]
    return tasks


def _labels(aspect: str, items: Iterable[Item], train: Sequence[Clip]) -> dict[str, int]:
    """Which option is true of each category."""
    label_of: dict[str, int] = {}
    for item in items:
        if item.clip.aspect == aspect:
            known = label_of.setdefault(item.clip.category, item.answer)
            if known != item.answer:
                raise T3Error(
                    f"{item.id}: option {item.answer} is true of it, but option {known} of other "
                    f"clips of {item.clip.category!r}; features cannot be probed"
                )
    if not train:
        raise T3Error(f"{aspect}: the suite has no clips to train on (split train)")
    if unknown := sorted({clip.category for clip in train} - label_of.keys()):
        raise T3Error(f"{aspect}: no question about clips of {', '.join(unknown)}")
    return label_of


def _answer(item: Item, chosen: int, place: str, classifier: str, seed: int) -> Answer:
    return Answer(
        item=item.id,
        aspect=item.clip.aspect,
        source=item.clip.source,
        probe="features",
        condition="plain",
        rotation=0,
        options=len(item.options),
        mark="right" if chosen == item.answer else "wrong",
        chosen=chosen,
        answer=item.answer,
        place=place,
        classifier=classifier,
        seed=seed,
    )
