"""From a posed question to a training row, in the form that docs/rows.md lays down."""

import msgspec

from t3data import wording
from t3data.english import upper_first
from t3data.seeding import KeyedRandom, stable_hash
from t3data.types import Event, Example, Posed, Question, Timeline, Turn

_LETTER_ONLY = 0.3
_encoder = msgspec.json.Encoder()


def claim_of(posed: Posed) -> str:
    """What a question claims of which captions: equal for questions that ask the same.

    The same captions in the same order make the same claim, whatever timeline they came by.
    """
    scenes = [event.scene for event in posed.timeline.events]
    captions = [f"{scene.caption.source}/{scene.caption.id}" for scene in scenes]
    question = posed.question
    return _encoder.encode((captions, question.task, question.evidence)).decode()


def render(posed: Posed, seed: int) -> Example:
    """The row for `posed`: a pure function of (posed, seed)."""
    timeline, question = posed.timeline, posed.question
    key = stable_hash(seed, claim_of(posed))
    rng = KeyedRandom(key)
    answer_style = "free" if not question.lettered else _lettered_style(rng)
    lines = [
        *_context(timeline, rng),
        "",
        rng.choice(wording.QUESTION_MARKS) + question.stem,
        *(f"({number}) {text}" for number, text in enumerate(question.statements, start=1)),
    ]
    options = _option_lines(question, rng)
    lines.extend(options)
    closing = rng.choice(_CLOSINGS[answer_style])
    if closing:
        lines.extend(["", closing])
    source = timeline.events[0].scene.caption.source
    return Example(
        id=f"t3-{question.task}-{key:016x}",
        conversations=(
            Turn("human", "\n".join(lines)),
            Turn("gpt", _answer(question, options, answer_style, rng)),
        ),
        source=source,
        task=question.task,
        meta=_meta(timeline, question),
    )


_CLOSINGS = {
    "free": wording.FREE_CLOSINGS,
    "line": wording.LINE_CLOSINGS,
    "letter": wording.LETTER_CLOSINGS,
}


def _lettered_style(rng: KeyedRandom) -> str:
    return "letter" if rng.random() < _LETTER_ONLY else "line"


def _context(timeline: Timeline, rng: KeyedRandom) -> list[str]:
    if timeline.kind == "timed":
        opening = rng.choice(wording.TIMED_OPENINGS)
        length = wording.DURATION.format(duration=timeline.duration)
        times = rng.choice(wording.TIMES)
        events = [
            times.format(start=event.start, end=event.end) + _text(event)
            for event in timeline.events
        ]
        return [f"{opening} {length}", "", rng.choice(wording.TIMED_HEADERS), *events]
    label = rng.choice(wording.LABELS)
    scenes = [
        label.format(number=number) + _text(event)
        for number, event in enumerate(timeline.events, start=1)
    ]
    opening = rng.choice(wording.COMPOSED_OPENINGS)
    return [opening, "", rng.choice(wording.COMPOSED_HEADERS), *scenes]


def _text(event: Event) -> str:
    return event.scene.caption.text


def _option_lines(question: Question, rng: KeyedRandom) -> list[str]:
    style = rng.choice(wording.OPTION_STYLES)
    if not question.lettered:
        return []
    return [
        style.format(letter=letter, text=text)
        for letter, text in zip(wording.LETTERS, question.options, strict=False)
    ]


def _answer(question: Question, options: list[str], style: str, rng: KeyedRandom) -> str:
    if style == "line":
        return options[question.answer]
    if style == "letter":
        letter = wording.LETTERS[question.answer]
        return rng.choice((letter, f"({letter})"))
    text = question.options[question.answer]
    return f"{upper_first(text)}." if text[0].isalpha() and rng.random() < 0.5 else text


def _meta(timeline: Timeline, question: Question) -> str:
    record = {
        "v": 1,
        "timeline": timeline.id,
        "kind": timeline.kind,
        "scale": timeline.scale,
        "format": "lettered" if question.lettered else "free",
        "captions": [event.scene.caption.id for event in timeline.events],
        "answer": question.answer,
        "evidence": question.evidence,
    }
    if not question.lettered:
        record["candidates"] = question.options
    return _encoder.encode(record).decode()
