"""Noun phrases and clauses, by closed classes of words and endings: just enough to tell them apart.

Rules err on the side of refusal; whatever is no plain phrase is no good item for a question.
"""

from typing import Literal

from t3data.checker.lemmas import lemma
from t3data.checker.lexicon import (
    BE,
    DENIALS,
    DETERMINERS,
    LINKS,
    MEASURES,
    NEGATIONS,
    NO_NOUNS,
    NOUNS_IN_ING,
    PAST,
    PRESENT,
    STOP,
    SUBJECTS,
)

Kind = Literal["thing", "event", "fragment"]
STOPS = frozenset(".!?;:,")
"""Punctuation that `lemmas.tokens` keeps."""

_RELATIVE = frozenset({"who", "that", "which", "whose"})
_SINGULAR = (["a"], ["an"])
_LONG = 4
"""Words of a phrase beyond which an unknown word in it may well be its verb."""


def could_be(found: list[str], kind: Kind) -> bool:
    """Whether tokens read as what `kind` says: a noun phrase, or something that happens."""
    if kind == "fragment":
        return True
    if not _RELATIVE.isdisjoint(found):
        found = found[: next(at for at, token in enumerate(found) if token in _RELATIVE)]
    if not found:
        return False
    if kind == "thing":
        return (
            found[0] not in SUBJECTS
            and found[-1] not in STOP
            and found[-1] not in NO_NOUNS
            and not any(_is_finite(found, at) for at in range(1, len(found) - 1))
        )
    # Without a determiner in front it may be an instruction: "add some salt".
    return (
        found[0] not in DETERMINERS
        or len(found) > _LONG
        or any(_is_finite(found, at) or _is_participle(found, at) for at in range(1, len(found)))
    )


def _is_finite(found: list[str], index: int) -> bool:
    token = found[index]
    if token in BE or token in ("has", "have", "had", "does", "do", "did", "can", "will"):
        return True
    if found[index - 1] in DETERMINERS:
        return False
    if token in PRESENT or token in PAST:
        return True
    if not token.endswith("s") or token.endswith(("ss", "us", "is")) or index + 1 == len(found):
        return False
    # "the man cracks three eggs", "a pan heats on the stove": no noun phrase goes on like that.
    after = found[index + 1]
    return after in DETERMINERS or (
        found[0] in ("a", "an") and after in LINKS and LINKS.isdisjoint(found[:index])
    )


def _is_participle(found: list[str], index: int) -> bool:
    return _is_verb_form(found[index]) and found[index - 1] not in DETERMINERS


def _is_verb_form(token: str) -> bool:
    return token.endswith(("ing", "ed")) and token not in NOUNS_IN_ING and lemma(token) != token


def heads_of(words: list[str]) -> set[str]:
    """The nouns that a noun phrase is about: "a man in a hat" is about a man."""
    while words and (words[0] in DETERMINERS or words[0] == "of"):
        words = words[1:]
    cut = next((i for i, word in enumerate(words) if word in LINKS), len(words))
    first, rest = words[:cut], words[cut + 1 :]
    link = words[cut] if rest else ""
    if not first:
        return {words[-1]} if words else set()
    if link == "of" and first[-1] in MEASURES:
        return heads_of(rest)
    heads = {first[-1]}
    for index in range(1, len(first)):
        if _is_participle(first, index):
            heads.add(first[index - 1])
            break
    return heads | heads_of(rest) if link in ("and", "or") else heads


def stands_as_phrase(text: str, start: int, end: int) -> bool:
    """Whether the piece of a token string is a whole noun phrase, and not denied."""
    after = text[end : end + 40].split()[:4]
    return (
        _starts_phrase(text, start)
        and _ends_phrase(text, start, end - 1)
        and is_affirmed(text, start, end)
        and not any(token in DENIALS for token in _until_stop(after))
    )


def is_affirmed(text: str, start: int, end: int) -> bool:
    """Whether no negation stands shortly before, in the same part of the sentence."""
    before = text[max(0, start - 40) : start].split()[:-5:-1]
    return not any(token in NEGATIONS for token in _until_stop(before))


def _until_stop(words: list[str]) -> list[str]:
    for index, word in enumerate(words):
        if word in STOPS:
            return words[:index]
    return words


def _starts_phrase(text: str, start: int) -> bool:
    """Whether a noun phrase may start here: no "two levels" in "a two levels high shelf"."""
    if text[max(0, start - 3) : start].split()[-1:] not in _SINGULAR:
        return True
    return text[start + 1 : text.find(" ", start + 1)] not in DETERMINERS


def _ends_phrase(text: str, start: int, end: int) -> bool:
    """Whether a noun phrase may end here: "red car" is not stated by "red car door"."""
    token, after = (*text[end + 1 : end + 60].split(), "", "")[:2]
    if not token or token in STOPS or token in STOP or token in PRESENT or token in PAST:
        return True
    if token.endswith("ly") or _is_verb_form(token):
        return True
    if text[end - 1] == "s":  # "two hornbills stand majestically": a plural starts few compounds
        return after in LINKS or after in DETERMINERS or after.endswith("ly")
    if not token.endswith("s") or token.endswith(("ss", "us")):
        return False
    # No plural follows "a": in "a brown dog sleeps on it" the last word must be a verb.
    return after in DETERMINERS or text[max(0, start - 3) : start].split()[-1:] in _SINGULAR
