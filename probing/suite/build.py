"""Makes a suite: plan the shots, film them in worker processes, write what is true of them.

A video is written under its name only when whole, so a run that was ended goes on behind the last
one; `suite.json` comes last and means that everything is there.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from probing.questions import question_of, question_text
from probing.suite.aspects import ASPECTS
from probing.suite.assets import NOTHING, Assets, read_assets
from probing.suite.manifest import (
    CAPTIONS,
    CLIPS,
    FORMAT,
    claim,
    complete,
    finished,
    plain,
    request_of,
    versions,
)
from probing.suite.scene import Scene
from probing.suite.scenes import scene_of
from probing.suite.settings import NEEDLE_FPS, Settings, Shot
from probing.suite.wording import caption_lines
from probing.types import Clip, Split
from t3data.errors import T3Error
from t3data.executors import LocalExecutor
from t3data.files import (
    atomic_write,
    directory_lock,
    make_directory,
    remove_leftovers,
    sha256_of,
    write_text,
)
from t3data.video.select import uniform
from t3data.video.write import write_video

_SPLITS: tuple[Split, Split] = ("train", "val")
_CAPTIONED_FRAMES = 8
_PRELOAD = ("probing.suite.build", "av", "numpy")


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a run."""

    manifest: dict[str, Any]
    already_done: bool


@dataclass(frozen=True, slots=True)
class Filming:
    """One clip to film: a task for an executor."""

    root: Path
    shot: Shot
    settings: Settings
    assets: Assets

    def run(self) -> tuple[Clip, str]:
        """Writes the file where it is not there yet; what is true of it, and its sha256."""
        path = self.root / self.shot.path
        scene = scene_of(self.shot, self.settings, self.assets)
        if not path.exists():
            make_directory(path.parent)
            write_video(path, scene.frames(), scene.fps, keyframe_seconds=scene.keyframe_seconds)
        return clip_of(self.shot, scene), sha256_of(path)


def clip_of(shot: Shot, scene: Scene) -> Clip:
    """What is true of a clip."""
    return Clip(
        id=shot.id,
        aspect=shot.aspect,
        split=shot.split,
        category=shot.category,
        path=shot.path,
        source=scene.source,
        duration=scene.duration,
        segments=scene.segments,
    )


def plan(settings: Settings) -> list[Shot]:
    """Every shot of a suite, in the order of `clips.jsonl`."""
    return [
        Shot(aspect, split, category, number)
        for aspect in settings.aspects
        for split in _SPLITS
        for category in ASPECTS[aspect].categories
        for number in range(settings.count)
    ]


def make_suite(
    directory: Path,
    settings: Settings,
    *,
    assets: Path | None = None,
    workers: int = 1,
    overwrite: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    say: Callable[[str], None] = lambda line: None,
) -> Made:
    """Makes the suite that `settings` describe in `directory`, or goes on with it.

    Args:
        directory: New, empty, or with an unfinished run of the same request.
        settings: What decides the content.
        assets: Folders of pictures by class, see `probing.suite.assets`.
        workers: Processes; their number changes nothing but the time.
        overwrite: Remove another suite that is there.
        progress: Called with (done, total) clips.
        say: Called with a line for people about what is left out.

    Raises:
        T3Error: something else is in `directory`, assets do not suffice, Pillow or PyAV is
            missing, or a file cannot be written.
    """
    _require_video()
    cast = NOTHING if assets is None else read_assets(assets, say)
    request = request_of(settings, cast)
    with directory_lock(directory):
        done = finished(directory, request, overwrite)
        if done is not None:
            return Made(done, already_done=True)
        claim(directory, request, overwrite)
        shots = plan(settings)
        for folder in {(directory / shot.path).parent for shot in shots}:
            if folder.exists():
                remove_leftovers(folder)
        tasks = [Filming(directory, shot, settings, cast) for shot in shots]
        clips, files = [], {}
        with LocalExecutor(min(workers, len(tasks)), _PRELOAD) as executor:
            for clip, digest in executor.run(tasks):
                clips.append(clip)
                files[clip.path] = digest
                progress(len(clips), len(tasks))
        for path in _write_texts(directory, clips, settings.fps):
            files[str(path.relative_to(directory))] = sha256_of(path)
        manifest = _manifest(settings, cast, request, clips, files)
        complete(directory, manifest)
    return Made(manifest, already_done=False)


def frame_captions(clip: Clip, fps: int) -> dict[str, str]:
    """The official text probe of a clip: captions of eight uniform frames, then the question."""
    frames = round(clip.duration * fps)
    captions = [clip.caption_at(place / fps) for place in uniform(frames, _CAPTIONED_FRAMES)]
    return {"prompt": f"{caption_lines(captions)}\n\n{question_text(question_of(clip))}"}


def _write_texts(directory: Path, clips: Sequence[Clip], fps: int) -> Iterator[Path]:
    make_directory(directory / CAPTIONS)
    for aspect in dict.fromkeys(clip.aspect for clip in clips):
        path = directory / CAPTIONS / f"{aspect}.json"
        # The official files are about the videos that are asked about: those of val.
        prompts = {
            clip.id: frame_captions(clip, NEEDLE_FPS if aspect == "needle" else fps)
            for clip in clips
            if clip.aspect == aspect and clip.split == "val"
        }
        write_text(path, msgspec.json.format(msgspec.json.encode(prompts), indent=2).decode())
        yield path
    path = directory / CLIPS
    with atomic_write(path) as stream:
        for clip in clips:
            stream.write(msgspec.json.encode(clip) + b"\n")
    yield path


def _manifest(
    settings: Settings,
    cast: Assets,
    request: dict[str, Any],
    clips: Sequence[Clip],
    files: dict[str, str],
) -> dict[str, Any]:
    counts = Counter((clip.aspect, clip.split) for clip in clips)
    sources: dict[tuple[str, str], set[str]] = {}
    for clip in clips:
        sources.setdefault((clip.aspect, clip.split), set()).add(clip.source)
    return {
        "format": FORMAT,
        "seed": settings.seed,
        "settings": plain(settings),
        "versions": versions(),
        "assets": cast.names,
        "clips": len(clips),
        "aspects": {
            aspect: {
                "categories": list(ASPECTS[aspect].categories),
                **{split: counts[aspect, split] for split in _SPLITS},
                "sources": {split: len(sources[aspect, split]) for split in _SPLITS},
            }
            for aspect in settings.aspects
        },
        "request": request,
        "files": dict(sorted(files.items())),
    }


def _require_video() -> None:
    try:
        import av  # noqa: F401
        import PIL  # noqa: F401
    except ImportError as error:
        raise T3Error(
            f"drawing videos needs {error.name}; install it with: pip install 't3data[video]'"
        ) from None
