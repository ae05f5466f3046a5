"""Makes the requests: the only part that touches videos. Its methods run in decoding threads."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.contract import Sample
from benchmarks.running.finding import Films
from benchmarks.running.pictures import read_pictures
from benchmarks.running.settings import Beginning, Options, words_digest
from benchmarks.running.subtitles import Cue, Subtitles, between, covered
from t3data.errors import T3Error
from t3data.models.chat import Message, Part, Request
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import FrameSampling
from t3data.video.store import FrameStore

_KEPT = 256 << 20
"""Bytes of frames that wait for further questions about their video, which come next."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model was shown with a question."""

    words: str
    """A hash of the prompt's words."""
    file: str = ""
    frames: FrameBundle | None = None
    subtitles: int = 0
    """Lines."""


def tell_nobody(request: Request, truth: str) -> None:
    """A model has to find out by itself."""


@dataclass
class Material:
    """Videos, subtitles and settings of a run.

    Attributes:
        shown: By sample, until somebody takes it out.
        without_subtitles: Videos that have none, where the prompt is made for some.
    """

    options: Options
    beginning: Beginning = "none"
    films: Films | None = None
    subtitles: Subtitles | None = None
    tell: Callable[[Request, str], None] = tell_nobody
    """Is told the true reply to each question before it is asked; for the oracle."""
    truth: Callable[[Sample], str] = lambda sample: sample.answer
    shown: dict[str, Shown] = field(default_factory=dict)
    without_subtitles: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._store = FrameStore(
            _KEPT, backend=self.options.backend, longest_side=self.options.max_side
        )

    def ask(self, sample: Sample) -> Request:
        """The question as the prompt words it, after the frames.

        Raises:
            T3Error: the video or its subtitles are missing or cannot be read.
        """
        path = self._path(sample)
        frames = self._frames(sample, path, self.options.frames) if path else None
        cues = self._cues(sample)
        if frames and self.options.prompt.frames == "between":
            parts: list[Part] = list(between(frames, cues))
            heard = sum(isinstance(part, str) for part in parts)
            text = self._text(sample)
        else:
            if frames:
                cues = covered(cues, [time + frames.offset for time in frames.times])
            parts = [frames] if frames else []
            heard = len(cues)
            text = self._text(_with_lines(sample, cues))
        if frames:
            _ = frames.digest  # it takes a while, and is kept
        prompt = self.options.prompt
        self.shown[sample.id] = Shown(
            words_digest(prompt.system, text, prompt.prefill),
            path.name if path else "",
            frames,
            heard,
        )
        request = Request(self._messages(parts, text), self.options.sampling)
        if truth := self.truth(sample):
            self.tell(request, truth)
        return request

    def clip(
        self, sample: Sample, window: tuple[float, float], sampling: FrameSampling
    ) -> FrameBundle:
        """Frames of a part of what `ask` shows, their times from the part's start.

        Args:
            sample: Whose video.
            window: Start and end in seconds of what `ask` shows.
            sampling: Which frames.

        Raises:
            T3Error: the video is missing or cannot be read, or has no such part.
        """
        path = self._path(sample)
        if path is None:
            raise T3Error(f"{sample.video}: the question is asked without its video")
        start = sample.clip[0] if sample.clip else 0.0
        part = replace(sample, clip=(start + window[0], start + window[1]))
        return self._frames(part, path, sampling)

    def _messages(self, parts: list[Part], text: str) -> tuple[Message, ...]:
        prompt = self.options.prompt
        if prompt.prefill and self.beginning == "in the question":
            text = f"{text}\n{prompt.prefill}"
        asked = Message("user", (*parts, text) if parts else text)
        system = (Message("system", prompt.system),) if prompt.system else ()
        begun = prompt.prefill and self.beginning == "continued"
        return (*system, asked, *((Message("assistant", prompt.prefill),) if begun else ()))

    def _text(self, sample: Sample) -> str:
        return self.options.prompt.text(sample)

    def _path(self, sample: Sample) -> Path | None:
        if not self.options.shows or sample.extra.get("unseen"):
            return None
        if self.films is None:
            raise T3Error(f"{sample.video}: no directory of videos was named")
        return self.films.path(sample)

    def _frames(self, sample: Sample, path: Path, sampling: FrameSampling) -> FrameBundle:
        if path.is_dir():
            return read_pictures(path, sampling, sample.clip, self.options.max_side)
        return self._store.get(path, sampling, clip=sample.clip)

    def _cues(self, sample: Sample) -> list[Cue]:
        if self.subtitles is None:
            return []
        cues = self.subtitles.of(sample)
        if not cues:
            self.without_subtitles.add(sample.video)
        return cues


def _with_lines(sample: Sample, cues: list[Cue]) -> Sample:
    if not cues:
        return sample
    return replace(sample, extra={**sample.extra, "subtitles": "\n".join(cue.text for cue in cues)})
