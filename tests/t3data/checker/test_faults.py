"""Seeded faults: every way to spoil a row, on every kind of row, must be caught.

The matrix is complete by construction: a fault that makes no sense for a task has to be listed in
`SENSELESS`, and one listed there without need fails too.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hand import FREE, LETTER, Hand, Spoil
from handmade import HANDS

from t3data.checker import check

Fault = Callable[[Hand, Spoil], Iterator[Hand]]
FAULTS: dict[str, Fault] = {}
ANCHORED = {"refer_anchor", "overlap", "count_between"}
IN_STEM = {*ANCHORED, "attribute", "ground_position", "ground_seconds"}
NUMBERED = {"order_arrange", "order_phrase", "order_prefix", "order_sentence"}
ORDERS = {*NUMBERED, "order_list"}


def fault(function: Fault) -> Fault:
    FAULTS[function.__name__] = function
    return function


def _swapped(texts: tuple[str, ...], one: int, other: int) -> tuple[str, ...]:
    found = list(texts)
    found[one], found[other] = found[other], found[one]
    return tuple(found)


def _with(texts: tuple[Any, ...], at: int, text: Any) -> tuple[Any, ...]:
    return (*texts[:at], text, *texts[at + 1 :])


def _wrong(hand: Hand) -> list[int]:
    return [at for at in range(len(hand.options)) if at != hand.answer]


# --- key and options -------------------------------------------------------------------------


@fault
def key_letter(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in _wrong(hand):
        text = hand.options[hand.answer]
        yield hand.but(printed_answer=hand.layout.style.format("ABCDEFGH"[at]) + text)
        yield hand.but(layout=LETTER, printed_answer="ABCDEFGH"[at])
        yield hand.but(layout=LETTER, printed_answer="ABCDEFGH"[at], meta_answer=at)


@fault
def key_text(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in _wrong(hand):
        letter = hand.layout.style.format("ABCDEFGH"[hand.answer])
        yield hand.but(printed_answer=letter + hand.options[at])
        yield hand.but(layout=FREE, printed_answer=hand.options[at])


@fault
def key_everywhere(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in _wrong(hand):
        yield hand.but(answer=at)
        yield hand.but(answer=at, layout=FREE)


@fault
def key_of_meta(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in (*_wrong(hand), -1, len(hand.options)):
        yield hand.but(meta_answer=at)
        yield hand.but(meta_answer=at, layout=FREE)


@fault
def answer_no_option(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for layout in (hand.layout, LETTER, FREE):
        for text in ("", "(Z) nothing", "Z", spoil.other, hand.option_lines()[hand.answer] + "!"):
            yield hand.but(layout=layout, printed_answer=text)


@fault
def second_true_added(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    changed = hand.but(options=(*hand.options, spoil.also_true))
    if hand.task in ("duration", "first_last"):
        changed = changed.claiming(events=[*hand.evidence["events"], spoil.key_line])
    yield changed
    yield changed.but(layout=FREE)


@fault
def distractor_made_true(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in _wrong(hand):
        changed = hand.but(options=_with(hand.options, at, spoil.also_true))
        if hand.task in ("duration", "first_last"):
            changed = changed.claiming(
                events=list(_with(tuple(hand.evidence["events"]), at, spoil.key_line))
            )
        yield changed
        yield changed.but(layout=FREE)


@fault
def options_swapped(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in _wrong(hand):
        swapped = _swapped(hand.options, at, hand.answer)
        yield hand.but(options=swapped, layout=LETTER)
        yield hand.but(options=swapped, printed_answer=hand.gpt())
        yield hand.but(options=swapped, layout=FREE, printed_answer=hand.options[hand.answer])


@fault
def option_duplicated(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in _wrong(hand):
        for source in range(len(hand.options)):
            if source != at:
                changed = hand.but(options=_with(hand.options, at, hand.options[source]))
                yield changed
                yield changed.but(layout=FREE)


@fault
def option_dropped(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    without = tuple(hand.options[at] for at in _wrong(hand))
    yield hand.but(options=without, printed_answer=hand.gpt(), answer=0)
    for at in _wrong(hand):
        kept = [n for n in range(len(hand.options)) if n != at]
        letters = "".join("ABCDEFGH"[n] for n in kept)
        if letters != "ABCDEFGH"[: len(kept)]:
            options = tuple(hand.options[n] for n in kept)
            yield hand.but(options=options, letters=letters, answer=kept.index(hand.answer))


@fault
def no_option_true(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for layout in (hand.layout, FREE):
        kept = tuple(hand.options[at] for at in _wrong(hand))
        changed = hand.but(options=kept, answer=0, layout=layout)
        if "events" in hand.evidence and hand.task in ("duration", "first_last"):
            changed = changed.claiming(events=[hand.evidence["events"][at] for at in _wrong(hand)])
        if len(kept) > 1 and hand.task not in ("duration", "first_last"):
            yield changed
        yield hand.but(options=_with(hand.options, hand.answer, "nothing of all this"))


# --- captions --------------------------------------------------------------------------------


@fault
def item_moved(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    from_, to = spoil.key_line, spoil.move_to
    assert spoil.item in hand.lines[from_]
    rest = hand.lines[from_].replace(spoil.item, "").strip() or "Nothing is going on."
    lines = _with(_with(hand.lines, from_, rest), to, f"{hand.lines[to]} {spoil.item}")
    yield hand.but(lines=lines)
    yield hand.but(lines=lines, layout=FREE)


@fault
def item_deleted(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    rest = hand.lines[spoil.key_line].replace(spoil.item, "").strip() or "Nothing is going on."
    yield hand.but(lines=_with(hand.lines, spoil.key_line, rest))


@fault
def captions_swapped(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(lines=_swapped(hand.lines, spoil.key_line, spoil.move_to))
    yield hand.but(lines=_swapped(hand.lines, spoil.key_line, spoil.move_to), layout=FREE)


@fault
def captions_reversed(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(lines=hand.lines[::-1])


@fault
def caption_deleted(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for at in range(len(hand.lines)):
        lines = hand.lines[:at] + hand.lines[at + 1 :]
        times = hand.times[:at] + hand.times[at + 1 :]
        ids = {"captions": [f"c{n}" for n in range(len(hand.lines))]}
        yield hand.but(lines=lines, times=times, meta=ids)
    at = spoil.key_line
    lines, times = hand.lines[:at] + hand.lines[at + 1 :], hand.times[:at] + hand.times[at + 1 :]
    yield hand.but(lines=lines, times=times)


@fault
def named_again_in_plural(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    text = f"{hand.lines[spoil.move_to]} {spoil.plural}"
    yield hand.but(lines=_with(hand.lines, spoil.move_to, text))
    yield hand.but(lines=_with(hand.lines, spoil.move_to, text), layout=FREE)


@fault
def named_again_by_synonym(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    text = f"{hand.lines[spoil.move_to]} {spoil.synonym}"
    yield hand.but(lines=_with(hand.lines, spoil.move_to, text))


@fault
def named_again_word_for_word(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    text = f"{hand.lines[spoil.move_to]} {spoil.item}"
    yield hand.but(lines=_with(hand.lines, spoil.move_to, text))


@fault
def times_edited(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for line, span in spoil.times:
        times = _with(hand.times, line, span)
        order = sorted(range(len(times)), key=lambda at: times[at])
        if order == list(range(len(times))):
            yield hand.but(times=times)
            yield hand.but(times=times, layout=FREE)
        else:
            yield hand.but(times=times)
            yield hand.but(
                times=tuple(times[at] for at in order), lines=tuple(hand.lines[at] for at in order)
            )


# --- question --------------------------------------------------------------------------------


@fault
def stem_turned_round(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    assert spoil.flip[0] in hand.stem
    yield hand.but(stem=hand.stem.replace(*spoil.flip))
    yield hand.but(stem=hand.stem.replace(*spoil.flip), layout=FREE)


@fault
def stem_of_nothing(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(stem=f"What about this? {spoil.in_stem}")


@fault
def stem_anchor_changed(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    assert spoil.in_stem in hand.stem
    for text in (spoil.other, spoil.in_stem[:-1], spoil.in_stem + "s", "this"):
        yield hand.but(stem=hand.stem.replace(spoil.in_stem, text))


@fault
def statement_renumbered(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(numbers=(2, 1, *range(3, len(hand.statements) + 1)))
    yield hand.but(numbers=(1, 1, *range(3, len(hand.statements) + 1)))


@fault
def statements_swapped(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(statements=_swapped(hand.statements, 0, 1))
    yield hand.but(statements=_swapped(hand.statements, 0, 1), layout=FREE)


@fault
def statement_changed(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(statements=(spoil.other, *hand.statements[1:]))
    yield hand.but(statements=hand.statements[:-1])
    yield hand.but(statements=(*hand.statements, spoil.other))
    yield hand.but(statements=_with(hand.statements, 1, hand.statements[0]))
    yield hand.but(statements=())


@fault
def statements_out_of_place(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.but(statements=("something", "something else"))


# --- evidence and meta -----------------------------------------------------------------------


def _edits(value: Any, key: str, hand: Hand, spoil: Spoil) -> Iterator[Any]:
    """Other values of the same type, and some of other types."""
    yield None
    if isinstance(value, int):
        yield from ((value + 1) % len(hand.lines), (value - 1) % len(hand.lines))
        yield from (len(hand.lines), -1, str(value), float(value) + 0.5)
    elif isinstance(value, str):
        words = {
            "relation": "order at before after when seconds longest shortest while between"
            " starts_first starts_last ends_first ends_last attribute",
            "kind": "thing event fragment",
            "position": "begin middle end",
            "attribute": "size age shape nothing",
        }
        texts = words[key].split() if key in words else [spoil.other, value[:-1], "", "nothing"]
        yield from (text for text in texts if text != value)
        yield 1
    else:
        for at, each in enumerate(value):
            for edit in _edits(each, key, hand, spoil):
                if edit != each:
                    yield list(_with(tuple(value), at, edit))
        yield from (value[:-1], [*value, value[-1]], [])
        if value[::-1] != value:
            yield value[::-1]


@fault
def evidence_edited(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for key, value in hand.evidence.items():
        for edit in _edits(value, key, hand, spoil):
            yield hand.claiming(**{key: edit})


@fault
def evidence_field_missing(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for key in hand.evidence:
        yield replace(hand, evidence={k: v for k, v in hand.evidence.items() if k != key})
    yield replace(hand, evidence={})


@fault
def evidence_field_unknown(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    yield hand.claiming(note="sure")


@fault
def task_changed(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    # Phrases, sentences and prefixes differ in their items only; a sentence is also a phrase.
    alike = {"order_phrase", "order_sentence"} if hand.task in NUMBERED else set()
    for task in {hand.task for hand, _ in HANDS.values()} | {"", "nonsense"}:
        if task != hand.task and not {task, hand.task} <= alike:
            yield replace(hand, task=task)


@fault
def meta_changed(hand: Hand, spoil: Spoil) -> Iterator[Hand]:
    for change in (
        {"v": 2},
        {"timeline": 3},
        {"kind": "composed" if hand.timed else "timed"},
        {"scale": 3},
        {"format": "free"},
        {"captions": []},
        {"candidates": ["a", "b"]},
        {"evidence": []},
        {"answer": True},
        {"answer": str(hand.answer)},
    ):
        yield hand.but(meta=change)
    yield hand.but(layout=FREE, meta={"format": "lettered"})
    yield hand.but(layout=FREE, meta={"candidates": []})


SENSELESS = {
    "captions_reversed": {"attribute stays"},
    "times_edited": {name for name, (hand, _) in HANDS.items() if not hand.timed},
    "stem_anchor_changed": {n for n, (hand, _) in HANDS.items() if hand.task not in IN_STEM},
    "statement_renumbered": {n for n, (hand, _) in HANDS.items() if hand.task not in NUMBERED},
    "statements_swapped": {n for n, (hand, _) in HANDS.items() if hand.task not in NUMBERED},
    "statement_changed": {n for n, (hand, _) in HANDS.items() if hand.task not in NUMBERED},
    "statements_out_of_place": {n for n, (hand, _) in HANDS.items() if hand.task in NUMBERED},
}
MATRIX = [
    (name, fault) for name in HANDS for fault in FAULTS if name not in SENSELESS.get(fault, set())
]


def test_matrix_has_every_task_and_every_fault() -> None:
    assert len({hand.task for hand, _ in HANDS.values()}) == 14
    assert {fault for _, fault in MATRIX} == set(FAULTS)


@pytest.mark.parametrize(("name", "fault"), MATRIX)
def test_fault_is_caught(name: str, fault: str) -> None:
    hand, spoil = HANDS[name]
    assert check(hand.example()).ok
    spoiled = list(FAULTS[fault](hand, spoil))
    assert spoiled, "this fault spoils nothing here"
    passed = [each for each in spoiled if check(each.example()).ok]
    assert not passed, f"{len(passed)} of {len(spoiled)} pass: {passed[0]}"
    assert all(check(each.example()).detail for each in spoiled)


@pytest.mark.parametrize("name", sorted(set().union(*SENSELESS.values())))
def test_senseless_faults_are_listed_with_need(name: str) -> None:
    hand, spoil = HANDS[name]
    for each, names in SENSELESS.items():
        if name in names and each == "times_edited":
            assert not spoil.times
        if name in names and each == "stem_anchor_changed":
            assert not spoil.in_stem
        if name in names and each == "statements_swapped":
            assert not hand.statements
