"""The options' own words, found in a reply whatever its case, punctuation and articles."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from t3data.answers.typography import level

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"[{_CJK}]|(?<![^\s(])-(?=\d)|\d+(?:[.,:/]\d+)*|[^\W\d{_CJK}]+|(?:[+=%°→←↑↓°€£<>^]|\d)"
)
_ARTICLES = frozenset(("a", "an", "the"))
_BARE_WORDS = frozenset("yes no none both neither all not true false other nothing".split())
_NEGATIONS = frozenset(("not", "never", "without", "except", "unlike", "nor", "no"))
_OFTEN_BETWEEN = _ARTICLES | {"really", "actually", "just", "to", "be", "of"}
_WRONG = frozenset(("not", "wrong", "incorrect", "false"))
_BE = frozenset(("is", "are", "was", "were", "seems"))
_PRONOUNS = frozenset(
    "it he she they there the this that because since i we as in based according".split()
)


class Token(NamedTuple):
    """A word, a number, a sign or a single CJK character."""

    word: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of levelled text."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m[0].casefold(), *m.span()) for m in found]


def words(text: str) -> tuple[str, ...]:
    """The words of `tokens`."""
    return tuple(map(str.casefold, _TOKEN.findall(text)))


class Texts:
    """The options' texts of one question."""

    def __init__(self, options: Sequence[str], letters: str) -> None:
        self._words = [_own_words(text, letters[i : i + 1]) for i, text in enumerate(options)]
        self._whole: dict[tuple[str, ...], set[int]] = {}
        for i, own in enumerate(self._words):
            if own:
                letter = letters[i : i + 1].casefold()
                for form in (own, _bare(own), (letter, *own), ("option", letter, *own)):
                    self._whole.setdefault(form, set()).add(i)
        # An option's full text outranks what another one is without its article.
        for own in self._words:
            if own:
                self._whole[own] = {j for j in self._whole[own] if self._words[j] == own}
        forms: dict[tuple[str, ...], list[int]] = {}
        for i, own in enumerate(self._words):
            if own:
                forms.setdefault(_bare(own), []).append(i)
        self._forms = sorted(forms.items(), key=lambda form: -len(form[0]))
        self.options = tuple(options)
        self.longest = max((len(text) for text in options), default=0)

    def whole(self, said: tuple[str, ...]) -> int | None:
        """The option that these words are, with or without its label; None for none or two."""
        found = self._whole.get(said) or self._whole.get(_bare(said)) or ()
        return next(iter(found)) if len(found) == 1 else None

    def is_text(self, index: int, said: tuple[str, ...]) -> bool:
        """Whether the words are the whole text of that option."""
        return _bare(said) == _bare(self._words[index])

    def at_start(self, said: Sequence[Token]) -> tuple[int, int] | None:
        """(option, tokens used) for the longest option the words begin with; None for a tie."""
        skipped = int(len(said) > 1 and _is_article(said[0], said[1]))
        own = tuple(token.word for token in said[skipped:])
        for form, indices in self._forms:
            if own[: len(form)] == form:
                return (indices[0], len(form) + skipped) if len(indices) == 1 else None
        return None

    def mentions(self, said: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
        """(option, first token, behind the last) for each option named and not denied.

        Of options inside each other only the longest counts at a place; words that say little by
        themselves ("yes", "no", "both") do not count here.
        """
        line = [token.word for token in said]
        places: dict[str, list[int]] = {}
        for at, word in enumerate(line):
            places.setdefault(word, []).append(at)
        taken = bytearray(len(line))
        for form, indices in self._forms:
            if len(form) == 1 and form[0] in _BARE_WORDS:
                continue
            for at in places.get(form[0], ()):
                end = at + len(form)
                if tuple(line[at:end]) == form and not all(taken[at:end]):
                    taken[at:end] = b"\x01" * len(form)
                    if not _denied(line, at, end):
                        yield from ((index, at, end) for index in indices)

    def opens(self, said: Sequence[Token], text: str) -> tuple[int, int] | None:
        """As `at_start`, where the option is a statement: a stop, "because" or the end follows."""
        found = self.at_start(said)
        if found is None:
            return None
        last = said[found[1] - 1]
        rest = text[last.end : last.end + 12].lstrip(" )")
        following = said[found[1]].word if found[1] < len(said) else ""
        short = found[1] == 1 and last.word in _BARE_WORDS
        if not rest or rest[0] in ".,;:!?\n-" or following in ("because", "since"):
            return found
        return found if short and following in _PRONOUNS else None


def _is_article(token: Token, following: Token) -> bool:
    """Not the label of "A. cat"."""
    return token.word in _ARTICLES and following.start == token.end + 1


def _denied(line: Sequence[str], start: int, end: int) -> bool:
    at = start - 1
    while at >= 0 and line[at] in _OFTEN_BETWEEN:
        at -= 1
    before = line[at] if at >= 0 else ""
    if before in _NEGATIONS or (before == "t" and at and line[at - 1].endswith("n")):
        return True
    if before in ("than", "instead"):
        return True
    after = line[end : end + 2]
    return len(after) == 2 and after[0] in _BE and after[1] in _WRONG


def _bare(said: tuple[str, ...]) -> tuple[str, ...]:
    return said[1:] if len(said) > 1 and said[0] in _ARTICLES else said


def _own_words(text: str, letter: str) -> tuple[str, ...]:
    """The words without the label that some annotations put before the text ("A. Apples")."""
    text = level(text).strip()
    labelled = re.match(rf"\(?{re.escape(letter)}[.):]\s*", text) if letter else None
    return words(text[labelled.end() :] if labelled else text)


@lru_cache(maxsize=4096)
def texts_of(options: tuple[str, ...], letters: str) -> Texts:
    """The texts of a question's options; most replies to one question come together."""
    return Texts(options, letters)
