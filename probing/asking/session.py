"""A run from its settings to its answers, in a directory that it can be taken up in again."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from probing.asking import prompts
from probing.asking.boundaries import has_boundaries
from probing.asking.captioning import OwnCaption
from probing.asking.classifying import Weights
from probing.asking.frames import FrameSource
from probing.asking.material import Material, has_captions, tell_nobody
from probing.asking.plan import CHAT_PROBES, USUAL_CONTROLS, Ask, plan
from probing.asking.running import Notify, Run
from probing.asking.sensitivity import Drop, Sureness, drops, sureness_id
from probing.asking.verdict import ask_id
from probing.types import Answer, Condition, Item, Probe
from t3data.errors import UsageError
from t3data.journal import Journal, rewrite
from t3data.models import Bill, CachedModel, ChatModel, ResponseCache, Sampling
from t3data.models.keys import identity
from t3data.run_settings import FILE
from t3data.video.read import Backend
from t3data.video.sampling import FrameSampling, UniformFrames
from t3data.video.written import frames_text

ANSWERS = "answers.jsonl"
CAPTIONS = "captions.jsonl"
SURENESS = "sureness.jsonl"


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen about a run. All but concurrency, backend and device decides answers."""

    aspects: tuple[str, ...]
    frames: FrameSampling
    backend: Backend = "auto"
    """What decodes videos; it decides no answers, because all give the same frames."""
    count: int | None = None
    """Items of each aspect that were taken; None for all."""
    probes: tuple[Probe, ...] = ("video", "text")
    controls: tuple[Condition, ...] = USUAL_CONTROLS
    shots: int = 4
    """Examples of each category before a few-shot question, and for a few-shot classifier."""
    rotations: int | None = None
    """Orders of the options in which each item is asked; None for all."""
    sensitivity: bool = False
    window: float | None = None
    """Seconds around a boundary within which frames are permuted; None for the frames beside it."""
    constrained: bool = False
    """The model can say nothing but a letter."""
    max_tokens: int = 1024
    seed: int = 0
    weights: Weights | None = None
    """Whose features are probed, with `features` among the probes."""
    concurrency: int = 16

    def __post_init__(self) -> None:
        moved = {"shuffled", "reversed"} & set(self.controls)
        if moved and self.talks and self.frames == UniformFrames(1):
            raise UsageError(
                "one frame cannot be shuffled or reversed; give --controls blind or more --frames"
            )

    @property
    def talks(self) -> bool:
        """Whether a chat model is needed."""
        return any(probe in CHAT_PROBES for probe in self.probes)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run has brought."""

    answers: tuple[Answer, ...] = ()
    """Aspect by aspect, each in the order of the plan."""
    drops: tuple[Drop, ...] = ()
    sensed: int = 0
    """Items whose sensitivity was to be measured."""
    left_out: int = 0
    """Items that cannot be asked over captions, because the suite has none for them."""
    bill: Bill = field(default_factory=Bill)


def ask_model(
    model: ChatModel,
    items: Sequence[Item],
    source: FrameSource,
    options: Options,
    output: Path,
    cache: Path,
    notify: Notify,
    backwards: Mapping[str, int],
    examples: Mapping[str, Sequence[Item]] | None = None,
) -> Result:
    """Asks what `output` does not answer yet, and brings its files into the order of the plan.

    Args:
        model: The back end.
        items: The questions.
        source: Where the frames of the clips come from.
        options: What is asked.
        output: The run's directory, claimed and locked by the caller.
        cache: Directory of the replies; other runs may share it, though not at the same time.
        notify: Is told how far it is.
        backwards: By item, what is true of the reversed video; see `answers_backwards`.
        examples: By aspect, what the control few-shot shows before the question.

    Raises:
        T3Error: the model cannot be used.
    """
    asks, left_out = _plan(items, options)
    sensed = [i for i in items if has_boundaries(i.clip.aspect)] if options.sensitivity else []
    material = Material(
        source,
        examples or {},
        options.seed,
        Sampling(max_tokens=options.max_tokens),
        options.constrained,
        options.window,
        tell=getattr(model, "learn", tell_nobody),
    )
    with ExitStack() as stack:
        replies = stack.enter_context(ResponseCache(cache / "replies.jsonl"))
        cached = CachedModel(model, replies, options.concurrency)
        answers = stack.enter_context(Journal(output / ANSWERS, Answer, ask_id))
        captions = Journal(output / CAPTIONS, OwnCaption, _caption_id)
        sureness = Journal(output / SURENESS, Sureness, _sureness_id)
        stack.enter_context(captions)
        stack.enter_context(sureness)
        Run(cached, material, options.frames, answers, captions, sureness, notify).go(asks, sensed)
    in_order = sorted(asks, key=lambda ask: options.aspects.index(ask.item.clip.aspect))
    ordered = tuple(_complete(answers.records[ask.id], backwards) for ask in in_order)
    rewrite(output / ANSWERS, ordered)
    told = sorted(captions.records.values(), key=lambda c: (c.path, c.place))
    rated = sorted(sureness.records.values(), key=lambda s: (s.item, s.view))
    for name, records in ((CAPTIONS, told), (SURENESS, rated)):
        if records:
            rewrite(output / name, records)
        else:
            (output / name).unlink()
    measured = tuple(drops(rated))
    return Result(ordered, measured, len(sensed), left_out, cached.bill)


def settings_of(model: ChatModel | None, suite: str, options: Options) -> dict[str, Any]:
    """What decides the answers, in JSON types: two runs that differ here share no directory.

    Args:
        model: None where nobody is asked.
        suite: A hash of the suite.
        options: What is asked.
    """
    weights = options.weights
    return {
        "version": 1,
        "model": model.name if model else weights.name if weights else None,
        "identity": identity(model) if model else None,
        "suite": suite,
        "prompts": prompts.VERSION,
        "aspects": list(options.aspects),
        "n": options.count,
        "probes": list(options.probes),
        "controls": list(options.controls),
        "shots": options.shots,
        "rotations": options.rotations,
        "frames": frames_text(options.frames),
        "sensitivity": options.sensitivity,
        "window": options.window,
        "constrained": options.constrained,
        "max tokens": options.max_tokens,
        "seed": options.seed,
        "weights": [weights.name, weights.revision, *weights.places] if weights else None,
    }


def discard(output: Path) -> None:
    """Removes what a run has left in its directory; the suite and the replies stay."""
    for name in (ANSWERS, CAPTIONS, SURENESS, FILE):
        (output / name).unlink(missing_ok=True)


def _plan(items: Sequence[Item], options: Options) -> tuple[list[Ask], int]:
    """The plan without what cannot be asked, and of how many items this is true."""
    asks = plan(items, options.probes, options.controls, options.rotations, options.seed)
    possible = [ask for ask in asks if _can_be_asked(ask)]
    return possible, len({ask.item.id for ask in asks if not _can_be_asked(ask)})


def _can_be_asked(ask: Ask) -> bool:
    return ask.probe != "text" or ask.condition == "blind" or has_captions(ask.item.clip)


def _complete(answer: Answer, backwards: Mapping[str, int]) -> Answer:
    if answer.condition != "reversed":
        return answer
    return replace(answer, backwards=backwards.get(answer.item))


def _caption_id(caption: OwnCaption) -> str:
    return caption.id


def _sureness_id(sureness: Sureness) -> str:
    return sureness_id(sureness.item, sureness.view)
