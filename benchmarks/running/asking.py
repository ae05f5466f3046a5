"""Puts questions to a model, a video's side by side, and writes down each outcome at once."""

from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.contract import Sample
from benchmarks.running.log import Entry, Line, entry_of, line_of
from benchmarks.running.material import Material
from benchmarks.running.settings import Beginning
from benchmarks.zoom import RoundEntry, Zoom, converse
from t3data.errors import T3Error
from t3data.journal import Journal
from t3data.models import CachedModel, Failure, Job, Message, Outcome, Request

Handle = Callable[[Job, Outcome], None]
Notify = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""

_REFUSALS = 3
"""So many videos refused while none was taken, and the model takes none."""


def try_beginning(model: CachedModel, material: Material) -> Beginning:
    """Whether the model lets its reply be begun, found out by one short request.

    A server that passes over the wish in silence takes the beginning for a turn of its own and
    says it again, which the rules of the benchmarks that use one can read.

    Raises:
        T3Error: the model cannot be asked.
    """
    trial = Request(
        (Message("user", "Name a letter."), Message("assistant", "The letter (")),
        material.options.sampling,
    )
    material.tell(trial, "A)")
    [outcome] = model.ask_all([trial])
    if not isinstance(outcome, Failure) or outcome.kind in ("empty", "truncated", "refused"):
        return "continued"
    if outcome.kind in ("unsupported", "bad_request"):
        return "in the question"
    raise T3Error(f"model {model.name}: {outcome.kind}: {outcome.detail}; run again to go on")


def ask_all(
    model: CachedModel,
    material: Material,
    chosen: Sequence[Sample],
    predictions: Journal[Line],
    log: Journal[Entry],
    notify: Notify,
    rounds: Journal[RoundEntry] | None = None,
) -> None:
    """Asks those of `chosen` that have no reply yet.

    Args:
        model: Who is asked.
        material: Makes the requests.
        chosen: What is asked.
        predictions: Takes the replies.
        log: Takes what was shown.
        notify: Is told how far it is.
        rounds: Takes every round of the agent, where the options have one.

    Raises:
        T3Error: the model cannot be used, or takes no videos.
    """
    waiting = {
        sample.id: sample
        for sample in chosen
        if (line := predictions.records.get(sample.id)) is None or line.reply is None
    }
    watching = _Watching(model.name, any(e.indices and not e.failure for e in log.records.values()))
    done = 0

    def handle(job: Job, outcome: Outcome) -> None:
        nonlocal done
        sample = waiting[job.id]
        shown = material.shown.pop(job.id, None)
        log.add(entry_of(sample, shown, outcome))
        predictions.add(line_of(sample, outcome))
        done += 1
        notify("asking", done, len(waiting))
        if shown and shown.frames:
            watching.note(sample, outcome)

    agent = material.options.agent
    if agent and rounds is not None:
        _converse(model, agent, material, list(waiting.values()), rounds, handle)
    elif waiting:
        jobs = (Job(sample.id, partial(material.ask, sample)) for sample in waiting.values())
        model.run(jobs, handle)


def _converse(
    model: CachedModel,
    agent: Zoom,
    material: Material,
    samples: Sequence[Sample],
    rounds: Journal[RoundEntry],
    handle: Handle,
) -> None:
    def note(entry: RoundEntry) -> None:
        rounds.add(entry)
        if entry.then in ("look", "retry"):  # the next round shows the frames again
            material.shown.pop(entry.id, None)

    converse(model, agent, samples, material.ask, material.clip, note, handle)


class _Watching:
    """Stops a run in which a model without eyes would refuse every video, one by one."""

    def __init__(self, model: str, watches: bool) -> None:
        self._model = model
        self._watches = watches
        self._refused: set[str] = set()

    def note(self, sample: Sample, outcome: Outcome) -> None:
        if not isinstance(outcome, Failure):
            self._watches = True
        elif not self._watches and outcome.kind in ("bad_request", "unsupported"):
            self._refused.add(sample.video)
            if len(self._refused) == _REFUSALS:
                raise T3Error(
                    f"model {self._model} takes no video: {outcome.detail}; --blind asks it "
                    "without frames"
                )
