"""Order, by pieces of the captions: phrases, prefixes or whole sentences, shuffled and numbered."""

from collections.abc import Sequence
from functools import lru_cache

from t3data.phrases import action_fragment, event_phrase, fragment, prefix, unlinked
from t3data.seeding import KeyedRandom, keyed_rng
from t3data.tasks.items import Item, content, sequential
from t3data.tasks.order_arrange import arrange
from t3data.types import Posed, Scene, Timeline

STEMS = (
    "These {pieces} were taken from the captions. In which order do they occur?",
    "Arrange the {pieces} in the order of the captions.",
    "The following {pieces} come from the captions above, shuffled. What is their correct order?",
    "Put the {pieces} below back into chronological order.",
    "In what sequence do these {pieces} appear?",
)
_SENTENCE_WORDS = range(4, 31)
_SHARED = 0.6


class _OrderShuffle:
    """Takes one piece from each of three or four captions."""

    name: str
    pieces: str

    def piece(self, scene: Scene, rng: KeyedRandom) -> str | None:
        """A piece of the caption, or None."""
        raise NotImplementedError

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question."""
        rng = keyed_rng(seed, self.name, timeline.id)
        said = [content(event.scene.caption.text) for event in timeline.events]
        items: list[Item] = []
        for at, event in enumerate(timeline.events):
            text = self.piece(event.scene, rng)
            if text is None or not _is_own(text, at, said):
                continue
            items.append(Item(text, at, "fragment"))
        items = sequential(timeline, items, rng, most=rng.choice((3, 4)))
        if len(items) < 3:
            return []
        stems = [stem.replace("{pieces}", self.pieces) for stem in STEMS]
        return [Posed(timeline, arrange(self.name, items, stems, rng))]


class OrderPhrase(_OrderShuffle):
    """Order, by phrases such as "a freight train carrying two levels of sedans", shuffled."""

    name = "order_phrase"
    pieces = "phrases"

    def piece(self, scene: Scene, rng: KeyedRandom) -> str | None:
        """A fragment that starts with a noun phrase, or with a verb form in video captions."""
        options = _phrases(scene.sentences, scene.caption.start is not None)
        return rng.choice(options) if options else None


class OrderPrefix(_OrderShuffle):
    """Order, by openings such as "A freight train carrying two levels...", shuffled."""

    name = "order_prefix"
    pieces = "sentence openings"

    def piece(self, scene: Scene, rng: KeyedRandom) -> str | None:
        """The opening of the first sentence that says enough."""
        if scene.caption.start is not None and not _stands_alone(scene.sentences[0]):
            return None
        return next((p for p in map(prefix, scene.sentences[:3]) if p), None)


class OrderSentence(_OrderShuffle):
    """Order, by whole sentences of the captions, shuffled."""

    name = "order_sentence"
    pieces = "sentences"

    def piece(self, scene: Scene, rng: KeyedRandom) -> str | None:
        """A sentence of ordinary length."""
        if scene.caption.start is not None:
            return event_phrase(scene.caption.text)
        fitting = [s for s in scene.sentences if len(s.split()) in _SENTENCE_WORDS]
        return rng.choice(fitting) if fitting else None


@lru_cache(maxsize=1 << 12)
def _phrases(sentences: tuple[str, ...], timed: bool) -> tuple[str, ...]:
    found = [fragment(sentence) for sentence in sentences[:5]]
    if timed:
        found.extend(action_fragment(sentence.rstrip(".")) for sentence in sentences)
    return tuple(dict.fromkeys(piece for piece in found if piece))


def _stands_alone(sentence: str) -> bool:
    """Whether a sentence says nothing of its place: no "then", no "finally"."""
    text = sentence.strip().rstrip(".!").strip()
    return unlinked(text) == text and event_phrase(sentence) is not None


def _is_own(text: str, at: int, said: Sequence[frozenset[str]]) -> bool:
    words = content(text)
    shared = max((len(words & said[o]) for o in range(len(said)) if o != at), default=0)
    return len(words) >= 2 and shared < _SHARED * len(words)
