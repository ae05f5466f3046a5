"""From what came back to what is reported."""

from probing.asking.official import official_right
from probing.asking.plan import Ask
from probing.questions import chosen_option, letters, shown_options, true_place
from probing.types import Answer, Mark
from t3data.answers import read_choice
from t3data.models.chat import Failure, Outcome


def judge(ask: Ask, outcome: Outcome) -> Answer:
    """Reads a reply: the robust reader decides, T3's own is recorded beside it."""
    item = ask.item
    if isinstance(outcome, Failure):
        return _answer(ask, "failed", None, f"{outcome.kind}: {outcome.detail}", None)
    shown = shown_options(item, ask.rotation)
    official = official_right(outcome.text, shown, true_place(item, ask.rotation))
    place = read_choice(outcome.text, shown, "".join(letters(item))).index
    if place is None:
        return _answer(ask, "misformat", None, outcome.text, official)
    chosen = chosen_option(item, place, ask.rotation)
    mark: Mark = "right" if chosen == item.answer else "wrong"
    return _answer(ask, mark, chosen, outcome.text, official)


def failed(ask: Ask, reason: str) -> Answer:
    """The answer to what could not even be asked."""
    return _answer(ask, "failed", None, reason, None)


def _answer(ask: Ask, mark: Mark, chosen: int | None, reply: str, official: bool | None) -> Answer:
    item = ask.item
    return Answer(
        item=item.id,
        aspect=item.clip.aspect,
        source=item.clip.source,
        probe=ask.probe,
        condition=ask.condition,
        rotation=ask.rotation,
        options=len(item.options),
        mark=mark,
        chosen=chosen,
        answer=item.answer,
        reply=reply,
        official=official,
    )


def ask_id(answer: Answer) -> str:
    """The id of the ask that this is the answer to."""
    return f"{answer.item}#{answer.probe}/{answer.condition}/{answer.rotation}"
