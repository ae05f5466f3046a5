"""Attribute change: a caption comes twice, with one attribute of one thing edited."""

from collections.abc import Sequence

from t3data.english import lemmas, singular
from t3data.scenes import alternatives, edits_of, noun_of, replace_value
from t3data.seeding import KeyedRandom, keyed_rng
from t3data.tasks.items import FREE_SHARE, question, shuffled
from t3data.types import Caption, Edit, Event, Posed, Scene, Timeline

NAMED_STEMS = (
    "How does the {noun} of the {thing} change?",
    "What change can be seen in the {noun} of the {thing}?",
    "What change in {noun} {does} the {thing} show?",
    "Does the {noun} of the {thing} change, and if so, how?",
)
PLAIN_STEMS = (
    "How {does} the {thing} change?",
    "What change can be seen in the {thing}?",
    "What is the difference between the first and the last time the {thing} {is} described?",
    "{Does} the {thing} change, and if so, how?",
)
CHANGES = ("{It} {changes} from {a} to {b}", "{It} {turns} from {a} to {b}", "from {a} to {b}")
STAYS = ("{It} {stays} {a}", "{It} {stays} {a}", "stays {a}")


class Attribute:
    """Which values the thing has first and last, out of sets in which no option stands out.

    Options are either a cycle (a to b, b to c, c to a), the four pairs of two values (a to b, b to
    a, stays a, stays b) or the two directions; every option is the true one equally often, so that
    options alone tell nothing. A share of the truths is therefore "stays".
    """

    name = "attribute"

    def ask(self, timeline: Timeline, seed: int) -> Sequence[Posed]:
        """At most one question, about the first scene of the timeline that allows an edit."""
        if timeline.kind != "composed" or len(timeline.events) < 2:
            return []
        rng = keyed_rng(seed, self.name, timeline.id)
        for at in shuffled(range(len(timeline.events)), rng):
            scene = timeline.events[at].scene
            others = [e.scene for i, e in enumerate(timeline.events) if i != at]
            edits = [e for e in edits_of(scene) if not _named_elsewhere(e.thing, others)]
            if edits:
                posed = self._pose(timeline, at, edits, rng)
                return [posed] if posed else []
        return []

    def _pose(
        self, timeline: Timeline, at: int, edits: list[Edit], rng: KeyedRandom
    ) -> Posed | None:
        edit = rng.choice(edits)
        pairs = _pairs(edit, any(other.thing != edit.thing for other in edits), rng)
        true = rng.choice(pairs)
        caption = timeline.events[at].scene.caption
        first = _with_value(caption.text, edit, true[0])
        last = _with_value(caption.text, edit, true[1])
        if first is None or last is None:
            return None
        if true[0] == true[1]:
            last = _with_another_change(last, edit, edits, rng)
            if last is None:
                return None
        events, places = _placed(timeline, at, first, last, rng)
        plural = singular(edit.thing.split()[-1]) != edit.thing.split()[-1]
        style = rng.below(len(CHANGES))
        options = [_worded(pair, style, plural) for pair in shuffled(pairs, rng)]
        evidence: dict[str, object] = {
            "relation": "attribute",
            "attribute": edit.attribute,
            "thing": edit.thing,
            "events": list(places),
            "values": list(true),
        }
        return Posed(
            Timeline(f"{timeline.id}/edited", "composed", events, timeline.scale),
            question(
                self.name,
                _stem(edit, plural, rng),
                options,
                _worded(true, style, plural),
                evidence,
                free=rng.random() < FREE_SHARE,
            ),
        )


def _named_elsewhere(thing: str, scenes: Sequence[Scene]) -> bool:
    head = singular(thing.split()[-1])
    return any(head in lemmas(scene.caption.text) for scene in scenes)


def _pairs(edit: Edit, has_other: bool, rng: KeyedRandom) -> list[tuple[str, str]]:
    values = [edit.before, *alternatives(edit.attribute, edit.before)]
    rivals = [
        v for v in values[1:] if v in alternatives(edit.attribute, edit.after) or v == edit.after
    ]
    third = [value for value in rivals if value != edit.after]
    a, b = edit.before, edit.after
    if has_other and rng.random() < 0.5:
        return [(a, b), (b, a), (a, a), (b, b)]
    if third:
        c = rng.choice(third)
        return [(a, b), (b, c), (c, a)] if rng.random() < 0.5 else [(b, a), (c, b), (a, c)]
    return [(a, b), (b, a)]


def _with_value(text: str, edit: Edit, value: str) -> str | None:
    return text if value == edit.before else replace_value(text, edit.before, value, edit.thing)


def _with_another_change(text: str, edit: Edit, edits: list[Edit], rng: KeyedRandom) -> str | None:
    """The text with something else changed, so that "stays" is not the same caption twice."""
    other = rng.choice([e for e in edits if e.thing != edit.thing])
    return replace_value(text, other.before, other.after, other.thing)


def _placed(
    timeline: Timeline, at: int, first: str, last: str, rng: KeyedRandom
) -> tuple[tuple[Event, ...], tuple[int, int]]:
    """The scene twice, `first` before `last`, among up to two others per step of scale."""
    others = [event for i, event in enumerate(timeline.events) if i != at]
    most = min(len(others), timeline.scale * rng.choice((0, 1, 2)) or (timeline.scale - 1))
    events = rng.sample(others, most)
    early, late = sorted(rng.sample(range(most + 2), 2))
    caption = timeline.events[at].scene.caption
    events.insert(early, _edited(caption, first, "first"))
    events.insert(late, _edited(caption, last, "last"))
    return tuple(events), (early, late)


def _edited(caption: Caption, text: str, which: str) -> Event:
    changed = Caption(text, f"{caption.id}~{which}", caption.source, caption.license)
    return Event(Scene(changed, (text,)))


def _stem(edit: Edit, plural: bool, rng: KeyedRandom) -> str:
    noun = noun_of(edit.attribute)
    stem = rng.choice(NAMED_STEMS if noun else PLAIN_STEMS)
    does, be = ("do", "are") if plural else ("does", "is")
    return stem.format(noun=noun, thing=edit.thing, does=does, Does=does.capitalize(), **{"is": be})


def _worded(pair: tuple[str, str], style: int, plural: bool) -> str:
    form = (STAYS if pair[0] == pair[1] else CHANGES)[style]
    words = (
        {"It": "They", "changes": "change", "turns": "turn", "stays": "stay"}
        if plural
        else {"It": "It", "changes": "changes", "turns": "turns", "stays": "stays"}
    )
    return form.format(a=pair[0], b=pair[1], **words)
