"""What may be chosen about a run, and the part of it that decides replies."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from benchmarks.contract import Benchmark, Prompt, Sample
from benchmarks.running.choosing import Shard
from benchmarks.zoom import Zoom
from t3data.models import ChatModel, Sampling
from t3data.models.keys import identity
from t3data.video.read import Backend
from t3data.video.sampling import FrameSampling
from t3data.video.written import frames_text

Beginning = Literal["none", "continued", "in the question"]
"""How a model is given the beginning of its reply: not at all, as the prompt wants it, or as the
last line of the question, where a server does not let a reply be begun."""

_LIBRARIES = ("t3data", "av", "decord", "pillow", "httpx", "vllm", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of whom, and how."""

    prompt: Prompt
    frames: FrameSampling
    max_side: int | None = None
    """Larger pictures are scaled down to it, in pixels."""
    blind: bool = False
    """Leave the frames out: what a model knows without them."""
    sampling: Sampling = field(default_factory=Sampling)
    limit: int | None = None
    shard: Shard = field(default_factory=Shard)
    concurrency: int = 16
    backend: Backend = "auto"
    agent: Zoom | None = None
    """Lets the model ask for clips before it answers."""

    @property
    def shows(self) -> bool:
        """Whether videos are needed."""
        return self.prompt.frames != "none" and not self.blind


def settings_of(
    benchmark: Benchmark,
    samples: Sequence[Sample],
    model: ChatModel,
    options: Options,
    beginning: Beginning,
) -> dict[str, Any]:
    """What decides the replies, in JSON types: runs that differ here share no directory.

    Limit and shard are not part of it: they say how many of the same questions are asked.
    """
    prompt = options.prompt
    return {
        "version": 1,
        "benchmark": benchmark.id,
        "questions": _digest(samples, prompt),
        "model": model.name,
        "identity": identity(model),
        "prompt": f"{prompt.name} v{prompt.version}",
        "prefill": beginning,
        "frames": frames_text(options.frames) if options.shows else None,
        "max side": options.max_side if options.shows else None,
        "subtitles": prompt.subtitles,
        "max tokens": options.sampling.max_tokens,
        "temperature": options.sampling.temperature,
        "seed": options.sampling.seed,
        **({"agent": options.agent.settings} if options.agent else {}),
    }


def versions() -> dict[str, str]:
    """Of Python and the libraries that decode, encode and ask, as far as they are installed."""
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def words_digest(system: str, text: str, prefill: str) -> str:
    """A hash of the words of a prompt."""
    return sha256("\0".join((system, text, prefill)).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(samples: Sequence[Sample], prompt: Prompt) -> str:
    """Of all questions as they are worded, whatever part of them is asked."""
    state = sha256()
    for sample in samples:
        words = words_digest(prompt.system, prompt.text(sample), prompt.prefill)
        state.update(repr((sample.id, sample.video, sample.clip, words)).encode())
    return state.hexdigest()


def annotations_name(benchmark: Benchmark, annotations: str | None) -> str:
    """Where the questions come from, for the record: a file's name or a Hub id."""
    local = annotations is not None and Path(annotations).exists()
    return Path(annotations or "").name if local else annotations or benchmark.hub
