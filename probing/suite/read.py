"""Reading suites: ours, with `suite.json`, and those that have the official layout alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import msgspec

from probing.questions import question_of
from probing.suite.aspects import ASPECTS
from probing.suite.manifest import CAPTIONS, CLIPS, MANIFEST, read_manifest
from probing.suite.wording import read_captions
from probing.types import Clip, Item, Segment, Split
from t3data.errors import T3Error
from t3data.video.probe import probe

_SPLITS: tuple[Split, Split] = ("train", "val")


@dataclass(frozen=True)
class Suite:
    """Clips with known truth."""

    root: Path
    """The directory that `Clip.path` is relative to."""
    every: tuple[Clip, ...]
    """In the order of the suite."""
    official: bool
    """Whether only the official layout was there: segments are then known roughly or not at all."""
    prompts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For official suites, by aspect and clip id: the text probe as it was published."""

    @cached_property
    def aspects(self) -> tuple[str, ...]:
        """What can be asked about: the aspects with clips, in our order."""
        there = {clip.aspect for clip in self.every}
        return tuple(aspect for aspect in ASPECTS if aspect in there)

    @cached_property
    def _sorted(self) -> dict[tuple[str, str], list[Clip]]:
        groups: dict[tuple[str, str], list[Clip]] = {}
        for clip in self.every:
            groups.setdefault((clip.aspect, clip.split), []).append(clip)
        return groups

    def clips(self, aspect: str, split: Split = "val") -> Sequence[Clip]:
        """The clips of one aspect and split; none for an aspect that the suite lacks."""
        return self._sorted.get((aspect, split), [])

    def items(self, aspect: str, split: Split = "val") -> list[Item]:
        """The questions of one aspect."""
        return [question_of(clip) for clip in self.clips(aspect, split)]

    def file(self, clip: Clip) -> Path:
        """Where the video of a clip lies."""
        return self.root / clip.path


def load(path: Path) -> Suite:
    """Reads a suite of either kind.

    Raises:
        T3Error: there is none, or it is damaged.
    """
    if not path.is_dir():
        raise T3Error(f"{path}: no such directory; make a suite with: t3 probe-suite -o {path}")
    if (path / MANIFEST).exists() or (path / CLIPS).exists():
        return load_suite(path)
    return load_official(path)


def load_suite(path: Path) -> Suite:
    """Reads a suite that `t3 probe-suite` made.

    Raises:
        T3Error: the suite is unfinished, damaged, or a video is missing.
    """
    if not (path / MANIFEST).exists():
        raise T3Error(
            f"{path}: an unfinished suite ({MANIFEST} is missing); run t3 probe-suite again"
        )
    manifest = read_manifest(path)
    clips = tuple(_read_clips(path / CLIPS))
    if len(clips) != manifest.get("clips"):
        raise T3Error(
            f"{path / CLIPS}: {len(clips)} clips, but {MANIFEST} says {manifest.get('clips')}; "
            "make the suite anew"
        )
    for clip in clips:
        if not (path / clip.path).is_file():
            raise T3Error(f"{path / clip.path}: missing; make the suite anew with --overwrite")
    return Suite(path, clips, official=False)


def load_official(path: Path) -> Suite:
    """Reads `<root>/<directory of the aspect>/<category>/*.mp4` and `frame_captions/<aspect>.json`.

    The truth follows from the directories. The segments are the captions, where there are some,
    each for an equal share of the clip; what they show is known where items follow each other in
    the order that the category names. Nothing tells which clips were cut from one source, so each
    counts as its own.

    Raises:
        T3Error: nothing of the layout is there, a category is unknown, a video cannot be read, or
            a caption file is no JSON object of prompts.
    """
    clips: list[Clip] = []
    prompts = {}
    for name, aspect in ASPECTS.items():
        found = [
            (split, folder)
            for split in _SPLITS
            if (folder := path / aspect.directory(split)).is_dir()
        ]
        if found:
            prompts[name] = _read_prompts(path / CAPTIONS / f"{name}.json")
        for split, folder in found:
            clips += _official_clips(path, folder, name, split, prompts[name])
    if not clips:
        raise T3Error(
            f"{path}: no probe suite: neither {MANIFEST} nor a directory such as "
            f"{ASPECTS['order'].val}/cats_people with .mp4 files"
        )
    return Suite(path, tuple(clips), official=True, prompts=prompts)


def _read_clips(path: Path) -> Iterator[Clip]:
    decoder = msgspec.json.Decoder(Clip)
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise T3Error(f"{path}: cannot be read: {error.strerror}; make the suite anew") from error
    for number, line in enumerate(lines, 1):
        try:
            clip = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise T3Error(f"{path}: line {number}: {error}; make the suite anew") from None
        if clip.aspect not in ASPECTS or clip.category not in ASPECTS[clip.aspect].categories:
            raise T3Error(
                f"{path}: line {number}: no category {clip.category!r} of aspect {clip.aspect!r}; "
                "was the suite made by a newer version?"
            )
        if not clip.segments:
            raise T3Error(f"{path}: line {number}: a clip without segments; make the suite anew")
        yield clip


def _official_clips(
    root: Path, folder: Path, aspect: str, split: Split, prompts: Mapping[str, str]
) -> Iterator[Clip]:
    known = ASPECTS[aspect].categories
    there = sorted(each.name for each in folder.iterdir() if each.is_dir())
    strange = [name for name in there if name not in known and any((folder / name).glob("*.mp4"))]
    if strange:
        raise T3Error(f"{folder / strange[0]}: no category of {aspect}: {', '.join(known)}")
    for category in known:
        for file in sorted((folder / category).glob("*.mp4")):
            clip_id = f"{category}_{file.stem}"
            duration = probe(file).duration
            prompt = prompts.get(clip_id, "") if split == "val" else ""
            yield Clip(
                id=clip_id,
                aspect=aspect,
                split=split,
                category=category,
                path=str(file.relative_to(root)),
                source=f"{split}/{aspect}/{clip_id}",
                duration=duration,
                segments=_official_segments(aspect, category, duration, read_captions(prompt)),
            )


def _official_segments(
    aspect: str, category: str, duration: float, captions: Sequence[str]
) -> tuple[Segment, ...]:
    items = category.split("_") if aspect in ("order", "order_3") else [""]
    names = {"cats": "cat", "people": "person", "bloom": "flower"}
    bounds = {k * duration / len(items) for k in range(len(items) + 1)}
    bounds |= {k * duration / len(captions) for k in range(1, len(captions))}
    segments = []
    for start, end in pairwise(sorted(bounds)):
        middle = (start + end) / 2 / duration
        caption = captions[int(middle * len(captions))] if captions else ""
        item = items[int(middle * len(items))]
        segments.append(Segment(start, end, caption, names.get(item, "")))
    return tuple(segments)


def _read_prompts(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        entries = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, str]])
        return {name: entry["prompt"] for name, entry in entries.items()}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise T3Error(f"{path}: not captions (id: prompt): {error}") from error
    except KeyError:
        raise T3Error(
            f"{path}: an entry without 'prompt'; expected id: {{\"prompt\": text}}"
        ) from None
