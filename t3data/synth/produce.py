"""One pool in, its verified rows out: a pure function of (pool, quota, seed, balancer)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from t3data.balance import Balancer, BlindQuestion, blind_question
from t3data.checker import check
from t3data.checker.language import states
from t3data.english import sentences
from t3data.quotas import largest_remainder
from t3data.rows import claim_of, render
from t3data.scenes import describe
from t3data.seeding import keyed_rng, stable_hash
from t3data.synth.options import Format
from t3data.synth.pools import Pool
from t3data.tasks import load_task
from t3data.timelines import by_video, chain, compose
from t3data.types import Caption, Example, Place, Posed, Reject, Scene, Task, Timeline

Reword = Callable[[Sequence[Posed]], tuple[list[Posed], list[Reject]]]
"""A language model's turn: the same questions in other words, and what was refused."""

_PATIENCE = 400
"""Timelines in a row that may bring nothing before a task's open quota goes to the others."""
_MOST_PASSES = 30
_PILOT_PASSES = 8
_PATIENT_PASSES = 3


@dataclass
class Produced:
    """Rows of one pool, and what became of everything that was asked."""

    examples: list[Example] = field(default_factory=list)
    posed: list[Posed] = field(default_factory=list)
    """What `examples` were made from, in the same order."""
    asked: int = 0
    balanced_out: int = 0
    repeated: int = 0
    rejects: list[Reject] = field(default_factory=list)


def produce(
    pool: Pool,
    rows: int,
    tasks: Sequence[str],
    scales: Sequence[int],
    seed: int,
    balancer: Balancer | None,
    reword: Reword | None = None,
    format: Format | None = None,
) -> Produced:
    """`rows` verified rows, spread evenly over `tasks` as far as the pool allows; fewer if dry.

    With a `format` questions of the other one count as not asked.
    """
    maker = _Maker(seed, balancer if pool.timed else None, format=format)
    loaded = {name: load_task(name) for name in tasks}
    open_tasks = list(loaded)
    missing = rows
    turn = 0
    while missing and open_tasks:
        quota = dict(
            zip(open_tasks, largest_remainder(missing, [1] * len(open_tasks)), strict=True)
        )
        left = _fill(maker, quota, loaded, _Timelines(pool, scales, stable_hash(seed, turn)))
        turn += 1
        missing = sum(left.values())
        open_tasks = [name for name in open_tasks if name not in left]
    made = maker.produced
    if reword is not None:
        _reworded(made, reword, seed)
    keyed_rng(seed, "rows", pool.id).shuffle(made.examples)
    return made


def pilot(
    pool: Pool, rows: int, tasks: Sequence[str], scales: Sequence[int], seed: int
) -> list[BlindQuestion]:
    """Questions of a pool as a blind guesser sees them, nothing thinned out: for the balancer."""
    maker = _Maker(seed, None, keep_blind=True)
    loaded = {name: load_task(name) for name in tasks}
    quota = dict(zip(loaded, largest_remainder(rows, [1] * len(loaded)), strict=True))
    _fill(maker, quota, loaded, _Timelines(pool, scales, stable_hash(seed, "pilot"), _PILOT_PASSES))
    return maker.blind


def _reworded(made: Produced, reword: Reword, seed: int) -> None:
    """Takes over every wording that the checker accepts; the others keep their stems."""
    worded, refused = reword(made.posed)
    made.rejects.extend(refused)
    for at, posed in enumerate(worded):
        if posed != made.posed[at]:
            example = render(posed, seed)
            verdict = check(example)
            if verdict.ok:
                made.examples[at] = example
            else:
                made.rejects.append(_reject(posed, verdict.reason, verdict.detail))


def _fill(
    maker: "_Maker",
    quota: dict[str, int],
    tasks: Mapping[str, Task],
    timelines: "_Timelines",
) -> dict[str, int]:
    """Fills `quota` task by task; returns what could not be filled."""
    open_quota = {name: rows for name, rows in quota.items() if rows}
    idle = Counter[str]()
    given_up: dict[str, int] = {}
    while open_quota:
        timeline, seed = next(timelines, (None, 0))
        if timeline is None:
            return {**given_up, **open_quota}
        for name in list(open_quota):
            idle[name] += 1
            for posed in tasks[name].ask(timeline, seed):
                if maker.admit(posed):
                    idle[name] = 0
                    open_quota[name] -= 1
            if open_quota[name] <= 0:
                del open_quota[name]
            elif idle[name] >= timelines.patience:
                given_up[name] = open_quota.pop(name)
    return given_up


class _Timelines(Iterator[tuple[Timeline, int]]):
    """Timelines to ask, each with the seed to ask it with; endless for composed pools."""

    def __init__(
        self, pool: Pool, scales: Sequence[int], seed: int, passes: int = _MOST_PASSES
    ) -> None:
        self.patience = _PATIENCE
        if pool.timed:
            videos = by_video(pool.scenes or map(_sentences_only, pool.captions))
            self.patience = _PATIENT_PASSES * len(videos)
            self._asked = _timed(videos, scales, seed, passes)
        else:
            self._asked = _composed(_Scenes(pool), pool.id, scales, seed)

    def __next__(self) -> tuple[Timeline, int]:
        return next(self._asked)


class _Scenes(Sequence[Scene]):
    """The scenes of a pool, each described when it is first drawn."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: dict[int, Scene] = {}

    def __len__(self) -> int:
        return len(self._pool.captions)

    def __getitem__(self, at: Any) -> Any:
        scene = self._known.get(at)
        if scene is None:
            pool = self._pool
            scene = pool.scenes[at] if pool.scenes else describe(pool.captions[at])
            scene = self._known[at] = _screened(scene)
        return scene


def _screened(scene: Scene) -> Scene:
    """The scene without items that the checker would not find stated in its own caption."""
    text = scene.caption.text
    stated = tuple([item for item in scene.items if states(text, item, "thing")])
    return replace(scene, items=stated)


def _sentences_only(caption: Caption) -> Scene:
    """A scene for a timed timeline, where tasks ask about whole events."""
    return Scene(caption, sentences(caption.text))


def _composed(
    scenes: Sequence[Scene], pool_id: str, scales: Sequence[int], seed: int
) -> Iterator[tuple[Timeline, int]]:
    if len(scenes) < 2:
        return
    for number in count():
        scale = keyed_rng(seed, "scale", pool_id, number).choice(scales)
        yield compose(scenes, pool_id, number, seed, scale), seed


def _timed(
    videos: list[Timeline], scales: Sequence[int], seed: int, passes: int
) -> Iterator[tuple[Timeline, int]]:
    for turn in range(passes):
        rng = keyed_rng(seed, "pass", turn)
        waiting = rng.sample(videos, len(videos))
        while waiting:
            scale = rng.choice(scales)
            taken, waiting = waiting[:scale], waiting[scale:]
            yield chain(taken, scale), stable_hash(seed, "pass", turn)


class _Maker:
    """Decides about each posed question: repeated, thinned out, rejected or kept."""

    def __init__(
        self,
        seed: int,
        balancer: Balancer | None,
        keep_blind: bool = False,
        format: Format | None = None,
    ) -> None:
        self.seed = seed
        self.lettered = None if format is None else format == "lettered"
        self.balancer = balancer
        self.blind: list[BlindQuestion] = []
        self.produced = Produced()
        self._keep_blind = keep_blind
        self._seen: set[int] = set()

    def admit(self, posed: Posed) -> bool:
        """Whether `posed` became a row."""
        if self.lettered not in (None, posed.question.lettered):
            return False
        self.produced.asked += 1
        key = stable_hash(claim_of(posed))
        if key in self._seen:
            self.produced.repeated += 1
            return False
        seen = blind_question(posed) if self._keep_blind or self.balancer else None
        if seen and self.balancer and not self.balancer.accept(seen, str(key)):
            self.produced.balanced_out += 1
            return False
        example = render(posed, self.seed)
        verdict = check(example)
        self._seen.add(key)
        if not verdict.ok:
            self.produced.rejects.append(_reject(posed, verdict.reason, verdict.detail))
            return False
        if self._keep_blind and seen:
            self.blind.append(seen)
        else:
            self.produced.examples.append(example)
            self.produced.posed.append(posed)
        return True


def _reject(posed: Posed, reason: str, detail: str) -> Reject:
    question = posed.question
    shown = " | ".join([question.stem, *question.statements, *question.options])
    return Reject(reason, Place(posed.timeline.id, 0), question.task, detail, shown)
