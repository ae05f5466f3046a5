"""Makes the requests: the only part that touches videos. Its methods run in decoding threads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from probing.asking import prompts, sensitivity
from probing.asking.boundaries import Permutations, permutations
from probing.asking.captioning import OwnCaption
from probing.asking.conditions import order_of
from probing.asking.frames import FrameSource
from probing.asking.plan import Ask
from probing.asking.sensitivity import Sureness, View, Way
from probing.questions import letters, question_text, true_place
from probing.types import Clip, Condition, Item
from t3data.errors import T3Error
from t3data.models.chat import Message, Reply, Request, Sampling
from t3data.seeding import stable_hash
from t3data.video.bundle import FrameBundle


def has_captions(clip: Clip) -> bool:
    """Whether a clip can be asked about over true captions; official suites may have none."""
    return bool(clip.segments) and all(segment.caption for segment in clip.segments)


def tell_nobody(request: Request, truth: str) -> None:
    """A model has to find out by itself."""


@dataclass
class Material:
    """Frames, captions and settings of a run.

    Attributes:
        moved: By item, what is permuted for the sensitivity; None where nothing can be. Known
            once a request for the item was made.
        rated_by_choice: By view of an item, how its sureness was asked for.
        taken: By path, the times of the frames of each clip that was opened.
    """

    source: FrameSource
    examples: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    """By aspect, what a few-shot prompt shows before the question."""
    seed: int = 0
    sampling: Sampling = field(default_factory=Sampling)
    constrained: bool = False
    """Whether the reply is made to be one of the letters."""
    window: float | None = None
    """See `permutations`."""
    by_choice: bool = False
    """How the sensitivity is measured; set where the model cannot rate a given reply."""
    tell: Callable[[Request, str], None] = tell_nobody
    """Is told the true reply to each question before it is asked; for the oracle."""
    moved: dict[str, Permutations | None] = field(default_factory=dict)
    rated_by_choice: dict[str, bool] = field(default_factory=dict)
    taken: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def ask(self, ask: Ask) -> Request:
        """The request of a video, text or blind ask.

        Raises:
            T3Error: the video cannot be read, or not be put into another order.
        """
        if ask.condition == "blind":
            question = question_text(ask.item, ask.rotation)
            return self._request(prompts.about_nothing(question), ask)
        messages = self._messages(ask, ask.item)
        if ask.condition == "few-shot":
            # The letters of the examples mean what they mean in the question.
            shown = [
                prompts.answered(self._messages(ask, item), _letter(item, ask.rotation))
                for item in self.examples[ask.item.clip.aspect]
            ]
            messages = (*chain.from_iterable(shown), *messages)
        return self._request(messages, ask)

    def _messages(self, ask: Ask, item: Item) -> tuple[Message, ...]:
        """What is asked about `item` in the way of `ask`."""
        question = question_text(item, ask.rotation)
        if ask.probe == "video":
            frames = self._frames(item.clip)
            order = self._order(ask.condition, len(frames), item)
            return prompts.about_video(question, frames.reordered(order) if order else frames)
        times = self.source.times(item.clip)
        if not has_captions(item.clip):
            raise T3Error(f"{item.clip.path}: the suite has no captions of it")
        captions = [item.clip.caption_at(time) for time in times]
        return self._about_captions(ask, item, times, captions)

    def over_own_captions(self, ask: Ask, captions: Sequence[OwnCaption]) -> Request:
        """The request of a self_text ask; `captions` in the order of the frames."""
        if ask.condition == "blind":
            return self.ask(ask)
        times = [caption.time for caption in captions]
        told = [caption.caption for caption in captions]
        return self._request(self._about_captions(ask, ask.item, times, told), ask)

    def caption(self, clip: Clip, place: int) -> Request:
        """Asks for a caption of one frame; beyond the last frame, of the last one once more."""
        frames = self._frames(clip)
        place = min(place, len(frames) - 1)
        one = prompts.single_frame(frames, place)
        request = Request(prompts.describe(one), self.sampling)
        if clip.segments:
            self.tell(request, clip.caption_at(frames.times[place]))
        return request

    def sureness(self, item: Item, view: View) -> Request:
        """How sure the model is of the truth; without boundaries it is asked as shown."""
        frames = self._frames(item.clip)
        moved = permutations(item.clip, frames.times, self.window, self.seed)
        self.moved[item.id] = moved
        shown = sensitivity.seen(frames, view, moved) if moved else frames
        rotation, letter = true_letter(item, self.seed)
        request = Request(prompts.about_video(question_text(item, rotation), shown), self.sampling)
        self.rated_by_choice[sensitivity.sureness_id(item.id, view)] = self.by_choice
        if self.by_choice:
            request = sensitivity.by_choice(request, letters(item))
        else:
            request = sensitivity.given_reply(request, letter)
        self.tell(request, letter)
        return request

    def measure(self, item: Item, view: View, reply: Reply) -> Sureness | None:
        """What a reply to `sureness` says; None where nothing can be moved or nothing is told."""
        by_choice = self.rated_by_choice[sensitivity.sureness_id(item.id, view)]
        _, letter = true_letter(item, self.seed)
        logprob = sensitivity.logprob_of(reply, letter, by_choice)
        if logprob is None or self.moved[item.id] is None:
            return None
        way: Way = "choice" if by_choice else "given reply"
        clip = item.clip
        return Sureness(item.id, clip.aspect, clip.source, view, logprob, way)

    def _frames(self, clip: Clip) -> FrameBundle:
        frames = self.source.frames(clip)
        self.taken[clip.path] = frames.times
        return frames

    def _order(self, condition: Condition, frames: int, item: Item) -> list[int] | None:
        try:
            return order_of(condition, frames, self.seed, item.id)
        except ValueError as error:
            raise T3Error(f"{item.clip.path}: {error}") from error

    def _about_captions(
        self, ask: Ask, item: Item, times: Sequence[float], captions: Sequence[str]
    ) -> tuple[Message, ...]:
        order = self._order(ask.condition, len(times), item)
        shown = [captions[place] for place in order] if order else captions
        return prompts.about_captions(question_text(item, ask.rotation), times, shown)

    def _request(self, messages: tuple[Message, ...], ask: Ask) -> Request:
        options = letters(ask.item)
        choices = options if self.constrained else ()
        request = Request(messages, self.sampling, choices=choices)
        # All blind requests of an aspect are one: nobody can know the truth about each of them.
        place = 0 if ask.condition == "blind" else true_place(ask.item, ask.rotation)
        self.tell(request, options[place])
        return request


def true_letter(item: Item, seed: int) -> tuple[int, str]:
    """One rotation for each item, so that no letter is favoured, and the letter of the truth."""
    rotation = stable_hash("sureness", seed, item.id) % len(item.options)
    return rotation, _letter(item, rotation)


def _letter(item: Item, rotation: int) -> str:
    return letters(item)[true_place(item, rotation)]
