"""Natural wordings of stems by a language model, each held against what the stem has to say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from t3data.generator.prompts import reword_request
from t3data.generator.refusal import RefusedError
from t3data.generator.replies import Wordings, parsed
from t3data.generator.stems import POSITIONS, StemRule, holds, rule_of
from t3data.models import CachedModel
from t3data.models.cached import Progress
from t3data.models.chat import Outcome, Reply
from t3data.seeding import keyed_rng
from t3data.types import Place, Posed, Question, Reject

_LONGER = 120
_NEGATIONS = re.compile(r"\b(?:not|never|no|none|neither|except|without|\w+n['’]t)\b", re.I)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MARKS = re.compile(r"<(?:image|video|audio)>|<\||\([A-H1-9]\)")
_RIGHT_BEFORE = {
    "before": re.compile(r"\b(?:before|precedes|leads up to) [\"“]?\x00", re.I),
    "after": re.compile(r"\b(?:after|follows) [\"“]?\x00", re.I),
}
_LATE = re.compile(r"\b(?:last|latest)\b", re.I)
_FORWARD = re.compile(r"\b(?:first|earliest)\b.*\b(?:last|latest)\b", re.I)
_NEAREST = re.compile(
    r"\b(?:right|just|immediately|directly|straight|next|precedes|follows|leads up to)\b", re.I
)


def reword(
    posed: Sequence[Posed], model: CachedModel, seed: int = 0, progress: Progress | None = None
) -> tuple[list[Posed], list[Reject]]:
    """The same questions in other words, in their order, and every wording that was refused.

    Each question draws one of the wordings that pass, by `seed` and its timeline; where none
    passes it keeps its stem. The model sees stems alone: it cannot give an answer away.

    Raises:
        T3Error: the model cannot be used at all.
    """
    asked = [
        (number, rule)
        for number, one in enumerate(posed)
        if (rule := rule_of(one.question.evidence))
    ]
    requests = [
        reword_request(posed[number].question.stem, keep(posed[number].question), rule.needed)
        for number, rule in asked
    ]
    reworded = list(posed)
    rejects: dict[tuple[str, str, str], Reject] = {}
    outcomes = model.ask_all(requests, progress)
    for (number, rule), outcome in zip(asked, outcomes, strict=True):
        one = posed[number]
        good: list[str] = []
        for wording, refused in _judged(one.question, rule, outcome):
            if refused is None:
                good.append(wording)
                continue
            # The same stem in many questions is refused the same wording once.
            rejects.setdefault(
                (one.question.stem, wording, refused.reason),
                Reject(
                    refused.reason,
                    Place(one.timeline.id, number),
                    one.question.task,
                    refused.detail,
                    wording,
                ),
            )
        if good:
            chosen = keyed_rng(seed, "reword", one.timeline.id, one.question.stem).choice(good)
            reworded[number] = replace(one, question=replace(one.question, stem=chosen))
    return reworded, list(rejects.values())


def check_wording(wording: str, question: Question, rule: StemRule) -> None:
    """Holds a new wording against the stem and the evidence of `question`.

    Raises:
        RefusedError: it drops or adds something, or may ask for something else.
    """
    stem = question.stem
    if not wording or wording != " ".join(wording.split()) or not wording.isprintable():
        raise RefusedError("stem_not_one_line", "expected one line without stray spaces")
    if len(wording) > len(stem) + _LONGER:
        raise RefusedError("stem_too_long", f"{len(wording)} characters for {len(stem)}")
    if wording[-1] not in "?.":
        raise RefusedError(
            "stem_without_end", "expected it to end with a question mark or full stop"
        )
    kept = keep(question)
    rest = wording
    for text in kept:
        # Letter by letter, but a sentence may start with it.
        found = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", rest, re.IGNORECASE)
        if found is None:
            raise RefusedError("stem_lacks_item", f"{text!r} is missing")
        rest = f"{rest[: found.start()]}\x00{rest[found.end() :]}"
    old = _without(stem, kept)
    _check_words(rest, rule)
    _check_nothing_added(rest, old, question)
    _check_direction(rest, question.evidence["relation"])


def keep(question: Question) -> list[str]:
    """Texts of the evidence and the options that the stem quotes, longest first."""
    texts = set(question.options)
    for field in ("anchor", "item", "anchors", "items", "thing", "attribute"):
        value = question.evidence.get(field, ())
        texts.update([value] if isinstance(value, str) else value)
    quoted = [text for text in texts if text and holds(question.stem, text)]
    longest_first = sorted(quoted, key=lambda text: (-len(text), text))
    rest = question.stem
    kept = []
    for text in longest_first:
        if holds(rest, text):
            kept.append(text)
            rest = _without(rest, [text])
    return kept


def _judged(
    question: Question, rule: StemRule, outcome: Outcome
) -> Iterator[tuple[str, RefusedError | None]]:
    try:
        wordings = parsed(outcome, Wordings).wordings
    except RefusedError as refusal:
        yield outcome.text if isinstance(outcome, Reply) else "", refusal
        return
    if not wordings:
        yield "", RefusedError("stem_missing", "no wordings in the reply")
    for wording in wordings:
        try:
            check_wording(wording, question, rule)
        except RefusedError as refusal:
            yield wording, refusal
        else:
            yield wording, None


def _check_words(rest: str, rule: StemRule) -> None:
    for group in rule.needed:
        if not _mentions(rest, group):
            raise RefusedError("stem_words", f"expected one of {', '.join(group)}")
    for word in rule.banned:
        if holds(rest, word):
            raise RefusedError("stem_words", f"{word!r} asks for something else")


def _check_nothing_added(rest: str, old: str, question: Question) -> None:
    if _MARKS.search(rest):
        raise RefusedError("stem_marks", "placeholders, letters and numbers of options are ours")
    if _NEGATIONS.search(rest) and not _NEGATIONS.search(old):
        raise RefusedError("stem_negated", "the stem has no negation")
    if set(_NUMBER.findall(rest)) - set(_NUMBER.findall(old)):
        raise RefusedError("stem_adds_number", "the stem has no such number")
    for texts in (question.options, question.evidence.get("values", ())):
        given = [text for text in texts if holds(rest, text) and not holds(old, text)]
        # All of them together tell nothing.
        if given and len(given) < len(texts):
            raise RefusedError("stem_gives_option", f"{given[0]!r} is one of the options")


def _check_direction(rest: str, relation: str) -> None:
    """Catches what words alone do not: "after what is X shown?" asks for what is before X."""
    if relation == "order":
        if _LATE.search(rest) and not _FORWARD.search(rest):
            raise RefusedError("stem_turned_round", "the last is named, but not after the first")
    elif relation in _RIGHT_BEFORE:
        if not _RIGHT_BEFORE[relation].search(rest):
            raise RefusedError("stem_turned_round", f"expected {relation!r} next to the anchor")
        if not _NEAREST.search(rest):
            raise RefusedError("stem_words", "expected right, immediately, directly or the like")
    elif relation == "when" and sum(_mentions(rest, part) for part in POSITIONS) not in (0, 3):
        raise RefusedError("stem_gives_option", "it names one part of the video and not the others")


def _mentions(rest: str, words: Sequence[str]) -> bool:
    return any(holds(rest, word) for word in words)


def _without(text: str, parts: Sequence[str]) -> str:
    for part in parts:
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "\x00", text, flags=re.IGNORECASE)
    return text
