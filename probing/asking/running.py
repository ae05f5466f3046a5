"""Puts a plan to a model: one stream over the clips, then what had to wait for it.

In the first stream everything that needs frames stands side by side for each clip, so that a clip
is decoded once: questions, captions of its frames, sensitivity. The second one needs what the
first has brought: own captions, and whether the model can rate a given reply.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from probing.asking.captioning import OwnCaption, complete
from probing.asking.frames import most_frames
from probing.asking.material import Material
from probing.asking.plan import Ask
from probing.asking.sensitivity import VIEWS, Sureness, View, sureness_id
from probing.asking.verdict import failed, judge
from probing.types import Answer, Clip, Item
from t3data.errors import T3Error
from t3data.journal import Journal
from t3data.models import CachedModel, Failure, Outcome
from t3data.models.streaming import Job
from t3data.video.sampling import FrameSampling

Notify = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""

_REFUSALS = 3
"""So many clips refused while none was taken, and the model takes none."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A request, and what to do with its outcome."""

    job: Job
    settle: Callable[[Outcome], None]


@dataclass
class Run:
    """One run, as far as it has come. The journals are open."""

    model: CachedModel
    material: Material
    frames: FrameSampling
    answers: Journal[Answer]
    captions: Journal[OwnCaption]
    sureness: Journal[Sureness]
    notify: Notify
    _uncaptioned: dict[str, str] = field(default_factory=dict)
    """By path, why a clip has no captions of the model's own."""
    _unrated: list[tuple[Item, View]] = field(default_factory=list)
    """Views of which the model could not tell how sure it is of a given reply."""
    _refused: set[str] = field(default_factory=set)
    """Paths of clips, as long as the model has taken none."""
    _watches: bool = False

    def go(self, asks: Sequence[Ask], sensed: Sequence[Item]) -> None:
        """Asks what the journals do not answer yet; what had failed is asked again.

        Args:
            asks: As planned.
            sensed: The items whose sensitivity is measured.

        Raises:
            T3Error: the model cannot be used; what was answered is in the journals.
        """
        self._watches = any(map(_was_watched, self.answers.records.values()))
        waiting = [ask for ask in asks if self._is_open(ask)]
        self._stream("asking", list(self._with_frames(waiting, sensed)))
        later = [self._rate(item, view) for item, view in self._unrated]
        later += self._over_own_captions(waiting)
        self._stream("asking on", later)

    def _is_open(self, ask: Ask) -> bool:
        answer = self.answers.records.get(ask.id)
        return answer is None or answer.mark == "failed"

    def _stream(self, stage: str, works: Sequence[_Work]) -> None:
        by_id = {work.job.id: work for work in works}
        done = 0

        def handle(job: Job, outcome: Outcome) -> None:
            nonlocal done
            by_id[job.id].settle(outcome)
            done += 1
            self.notify(stage, done, len(works))

        if works:
            self.model.run((work.job for work in works), handle)

    def _with_frames(self, asks: Sequence[Ask], sensed: Sequence[Item]) -> Iterator[_Work]:
        captioned = complete(self.captions.records.values())
        clips: defaultdict[str, list[_Work]] = defaultdict(list)
        for ask in asks:
            path = ask.item.clip.path
            if not _needs_own_captions(ask):
                clips[path].append(self._put(ask))
            elif path not in captioned:
                captioned[path] = []
                clips[path] += self._describe(ask.item.clip)
        for item in sensed:
            views = [
                view for view in VIEWS if sureness_id(item.id, view) not in self.sureness.records
            ]
            clips[item.clip.path] += [self._rate(item, view) for view in views]
        for path in sorted(clips):
            yield from clips[path]

    def _put(self, ask: Ask) -> _Work:
        def settle(outcome: Outcome) -> None:
            self.answers.add(judge(ask, outcome))
            if ask.probe == "video" and ask.condition not in ("blind", "few-shot"):
                self._note_watching(ask, outcome)

        return _Work(Job(ask.id, partial(self.material.ask, ask)), settle)

    def _note_watching(self, ask: Ask, outcome: Outcome) -> None:
        """A model without eyes would refuse every video, one by one."""
        if not isinstance(outcome, Failure):
            self._watches = True
        elif not self._watches and outcome.kind in ("bad_request", "unsupported"):
            self._refused.add(ask.item.clip.path)
            if len(self._refused) == _REFUSALS:
                raise T3Error(
                    f"model {self.model.name} takes no video: {outcome.detail}; `--probes text` "
                    "asks it over captions"
                )

    def _describe(self, clip: Clip) -> Iterator[_Work]:
        for place in range(most_frames(clip, self.frames)):
            settle = partial(self._keep_caption, clip, place)
            request = partial(self.material.caption, clip, place)
            yield _Work(Job(f"{clip.path}#caption/{place}", request), settle)

    def _keep_caption(self, clip: Clip, place: int, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            why = f"{outcome.kind}: caption of frame {place}: {outcome.detail}"
            self._uncaptioned[clip.path] = why
            return
        times = self.material.taken[clip.path]
        if place < len(times):
            caption = OwnCaption(clip.path, place, len(times), times[place], outcome.text)
            self.captions.add(caption)

    def _over_own_captions(self, asks: Sequence[Ask]) -> Iterator[_Work]:
        captioned = complete(self.captions.records.values())
        for ask in filter(_needs_own_captions, asks):
            path = ask.item.clip.path
            if path not in captioned:
                self.answers.add(failed(ask, self._uncaptioned.get(path, "no captions")))
                continue
            request = partial(self.material.over_own_captions, ask, captioned[path])
            yield _Work(Job(ask.id, request), partial(self._keep_answer, ask))

    def _keep_answer(self, ask: Ask, outcome: Outcome) -> None:
        self.answers.add(judge(ask, outcome))

    def _rate(self, item: Item, view: View) -> _Work:
        job = Job(sureness_id(item.id, view), partial(self.material.sureness, item, view))
        return _Work(job, partial(self._keep_sureness, item, view))

    def _keep_sureness(self, item: Item, view: View, outcome: Outcome) -> None:
        by_choice = self.material.rated_by_choice.get(sureness_id(item.id, view), False)
        if isinstance(outcome, Failure):
            if outcome.kind == "unsupported" and not by_choice:
                self.material.by_choice = True
                self._unrated.append((item, view))
            return
        measured = self.material.measure(item, view, outcome)
        if measured is not None:
            self.sureness.add(measured)


def _needs_own_captions(ask: Ask) -> bool:
    return ask.probe == "self_text" and ask.condition != "blind"


def _was_watched(answer: Answer) -> bool:
    return answer.probe == "video" and answer.condition != "blind" and answer.mark != "failed"
