"""What an item phrase proposed by a model has to be: a short noun phrase that the caption states.

The last word has to be its noun: tasks and checker compare things by it.
"""

import re

from t3data.english import FUNCTION_WORDS, singular, words
from t3data.generator.refusal import RefusedError
from t3data.phrases import head_of

_MOST_WORDS = 8
_PLAIN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*(?: [^\W_]+(?:['’-][^\W_]+)*)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?][\"”’')]* )[\"“‘'(]*$")
_ARTICLES = frozenset(("a", "an", "the"))
_NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve several".split())
_FOREIGN = frozenset(
    "and or but nor in on at by with from to into onto over under above below behind beside near"
    " for that which who whom whose while as is are was were be being has have had his her its"
    " their our your my this these those a an the not no".split()
)


def checked_item(phrase: str, caption: str) -> str:
    """`phrase` as an item of `caption`, without the capital of a sentence start.

    Raises:
        RefusedError: it is not a phrase of ours, or the caption does not state it.
    """
    if not _PLAIN.fullmatch(phrase):
        raise RefusedError("item_not_plain_words", "expected words with single spaces between them")
    parts = phrase.split(" ")
    if len(parts) > _MOST_WORDS:
        raise RefusedError("item_too_long", f"{len(parts)} words, expected at most {_MOST_WORDS}")
    _check_noun_phrase([part.lower() for part in parts], phrase)
    return _as_stated(phrase, caption)


def _check_noun_phrase(parts: list[str], phrase: str) -> None:
    first, last = parts[0], parts[-1]
    noun = phrase.lower().split(" of ")[0].rsplit(" ", 1)[-1]
    counted = first in _ARTICLES or first in _NUMBERS
    if not counted and singular(noun) == noun:
        raise RefusedError("item_without_article", "expected a, an, the, a number or a plural")
    if counted and len(parts) < 2:
        raise RefusedError("item_without_noun", "expected a noun")
    inner = parts[1:]
    if found := _FOREIGN.intersection(inner) or ({first} - _ARTICLES) & _FOREIGN:
        raise RefusedError("item_not_a_noun_phrase", f"{min(found)!r} has no place in it")
    modifiers = words("ing_nouns") | words("ing_modifiers")
    for part in inner[1:]:
        if part.endswith("ing") and part not in modifiers:
            raise RefusedError("item_not_a_noun_phrase", f"{part!r} opens a clause")
    for part in inner:
        if part in words("verbs") and (part == last or part not in words("adjectives")):
            raise RefusedError("item_not_a_noun_phrase", f"{part!r} looks like a verb")
    if last in FUNCTION_WORDS or last in words("adjectives"):
        raise RefusedError("item_without_noun", f"it ends with {last!r}")
    if noun in words("generic") or head_of(phrase) in words("generic"):
        raise RefusedError("item_generic", f"{noun!r} is no particular thing")


def _as_stated(phrase: str, caption: str) -> str:
    at_all = False
    for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?![\w-])", caption, re.IGNORECASE):
        at_all = True
        starts = _SENTENCE_START.search(caption[: match.start()]) is not None
        if match[0] == phrase or (starts and match[0][1:] == phrase[1:]):
            lower = starts and phrase.split(" ")[0].lower() in _ARTICLES | _NUMBERS
            return phrase[0].lower() + phrase[1:] if lower else phrase
    if at_all:
        raise RefusedError("item_not_in_caption", "the caption writes it with other capitals")
    raise RefusedError("item_not_in_caption", "the caption does not say it word for word")
