"""Where items are: the one line that states them and that no other line competes with."""

from collections.abc import Sequence
from dataclasses import dataclass

from t3data.checker.fault import Fault
from t3data.checker.grammar import Kind
from t3data.checker.language import (
    Item,
    Text,
    read_item,
    read_text,
    text_names,
    text_states,
)
from t3data.checker.reading import ReadRow

Truth = bool | None
"""True, false, or None where the captions leave it open."""
_FALSE: frozenset[Truth] = frozenset({False})


@dataclass(frozen=True, slots=True)
class Story:
    """The lines of a row, prepared for looking things up in them."""

    texts: tuple[Text, ...]
    spans: tuple[tuple[int, int], ...]
    """Start and end in tenths of a second; empty on composed timelines."""
    length: int
    """Of the video, in tenths of a second; 0 on composed timelines."""

    def naming(self, item: str, kind: Kind) -> list[int]:
        """Every line in which a reader might find `item`."""
        return self._naming(read_item(item, kind))

    def _naming(self, item: Item) -> list[int]:
        found = [at for at, text in enumerate(self.texts) if text_names(text, item)]
        if self.spans and item.kind == "thing":
            # In a video "it" of the next line may well be the thing of this one.
            follow = [at + 1 for at in found if at + 1 < len(self.texts)]
            found.extend(at for at in follow if at not in found and self.texts[at].points_back)
        return found

    def states(self, line: int, thing: str) -> bool:
        """Whether `line` states `thing` and it reads as one."""
        wanted = read_item(thing, "thing")
        return wanted.plausible and text_states(self.texts[line], wanted)

    def require_distinct(self, items: Sequence[str], kind: Kind) -> None:
        """Refuses items of which two say the same.

        Raises:
            Fault: two items have the same content words, plain synonyms aside.
        """
        if len({read_item(item, kind).meaning for item in items}) != len(items):
            raise Fault("duplicate_options", "two options say the same in other words")

    def place(self, item: str, kind: Kind) -> int:
        """The line that `item` is at.

        Raises:
            Fault: no line states it, more than one line names it, or it is of another kind.
        """
        wanted = read_item(item, kind)
        if not wanted.plausible:
            raise Fault("kind_differs", f"{item[:60]!r} does not read as {_A[kind]}")
        found = self._naming(wanted)
        if len(found) > 1:
            numbers = ", ".join(str(at + 1) for at in found)
            raise Fault("item_ambiguous", f"lines {numbers} may all speak of {item[:60]!r}")
        if not found or not text_states(self.texts[found[0]], wanted):
            raise Fault("item_not_stated", f"no line states {item[:60]!r}")
        return found[0]

    def require(self, item: str, kind: Kind, line: int) -> None:
        """Holds the place of `item` against the evidence.

        Raises:
            Fault: the item is not at `line`.
        """
        found = self.place(item, kind)
        if found != line:
            raise Fault(
                "item_elsewhere",
                f"{item[:60]!r} is in line {found + 1}, the evidence says line {line + 1}",
            )

    def truth(self, item: str, kind: Kind, where: Sequence[Truth]) -> Truth:
        """The truth of an option that is right where `where` is true of the line it is at."""
        wanted = read_item(item, kind)
        if not wanted.plausible:
            return None
        found = self._naming(wanted)
        if {where[at] for at in found} <= _FALSE:
            return None if self._is_cut_off(wanted, found) else False
        stated = len(found) == 1 and text_states(self.texts[found[0]], wanted)
        return True if stated and where[found[0]] else None

    def _is_cut_off(self, item: Item, found: Sequence[int]) -> bool:
        """Whether an option is a piece of a longer phrase: "a teddy" where all say "a teddy bear".

        Its words stand there, so it is not plainly false, but no line states it.
        """
        return item.kind == "thing" and any(
            item.surface in self.texts[at].surface and not text_states(self.texts[at], item)
            for at in found
        )

    def overlap(self, one: int, other: int) -> int:
        """How long two events share the time, in tenths of a second; 0 if they do not."""
        (start, end), (from_, to) = self.spans[one], self.spans[other]
        return max(0, min(end, to) - max(start, from_))

    def lasts(self, line: int) -> int:
        """The length of an event in tenths of a second."""
        start, end = self.spans[line]
        return end - start


_A = {"thing": "a thing", "event": "an event", "fragment": "a fragment"}


def story_of(row: ReadRow) -> Story:
    """Prepares the lines of a row."""
    texts = tuple([read_text(line.text) for line in row.events])
    if row.duration is None:
        return Story(texts, (), 0)
    spans = [(tenths(line.start or 0), tenths(line.end or 0)) for line in row.events]
    return Story(texts, tuple(spans), tenths(row.duration))


def tenths(seconds: float) -> int:
    """Whole tenths of a second: times are compared as they are printed, without rounding noise."""
    return round(seconds * 10)
