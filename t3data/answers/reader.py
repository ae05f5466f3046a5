"""Reads the option that a reply states, and says nothing where it states none or several.

Rules are tried from the clearest to the weakest; each sees only the part of the reply in which an
answer has to stand. Every pattern is bounded, so the time grows with the reply's length alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_uppercase

from t3data.answers.choice import Choice, unread
from t3data.answers.labels import Labels, labels_of
from t3data.answers.prose import Prose
from t3data.answers.scope import Scope, after_reasoning, marked, without_macros
from t3data.answers.silence import is_failure
from t3data.answers.texts import Texts, texts_of, words
from t3data.answers.typography import AROUND, level

_ONE_SENTENCE = re.compile(
    r"\s{0,9}(?:the |my )?(?:correct |best |right |final )?(?:answer|option|choice)(?: is)?\s?:?\s"
    r"{0,3}\*{0,2}\(?([A-Z])\)?\.?\*{0,2}\.?\s{0,9}",
    re.IGNORECASE,
)
_LETTER_AND_TEXT = re.compile(r"\s{0,9}\(?([A-Z])(?:\)[.:]?|[.:])\s{1,9}([^\n]{1,999})\Z")


def read_choice(reply: str, options: Sequence[str] = (), letters: str = ascii_uppercase) -> Choice:
    """The option that `reply` states.

    Args:
        reply: A model's text, reasoning and markup included.
        options: The options' texts in order, with or without their labels; may be unknown.
        letters: The options' labels in order, one character each; "123…" for numbered options.
            An empty string where the options have none.

    Returns:
        A choice whose index is None where the reply states no option, several without a clear last
        word, declines to answer, or is an error message. Lower-case labels, articles and capitals
        inside sentences count only where something announces them.
    """
    known = labels_of(letters, len(options))
    bare = reply.strip(AROUND)
    if len(bare) == 1:
        index = known.index.get(bare)
        if index is not None:
            start = reply.find(bare)
            return Choice(index, "letter", "", start, start + 1)
    else:
        found = _at_once(reply, options, known)
        if found:
            return found
    return _Reading(reply, tuple(options), known).read()


def _at_once(reply: str, options: Sequence[str], known: Labels) -> Choice | None:
    """The two commonest forms, which need no further look: "The answer is C.", "C. text"."""
    sentence = _ONE_SENTENCE.fullmatch(reply)
    if sentence and sentence[1] in known.index and reply not in options:
        return Choice(known.index[sentence[1]], "declared", "", *sentence.span(1))
    plain = _LETTER_AND_TEXT.match(reply)
    if plain and options:
        index = known.index.get(plain[1])
        if index is not None and plain[2].rstrip(" .*") == options[index].rstrip(" ."):
            return Choice(index, "letter and text", "", *plain.span())
    return None


class _Reading:
    """One reply on its way to a verdict."""

    def __init__(self, reply: str, options: tuple[str, ...], labels: Labels) -> None:
        self.reply = reply
        self.options = options
        self.labels = labels
        self.texts: Texts | None = texts_of(options, labels.letters) if options else None

    def read(self) -> Choice:
        found = self._exact(0, len(self.reply))
        if found:
            return found
        if not self.reply.strip():
            return unread("none", "empty")
        if is_failure(self.reply):
            return unread("failure")
        return self._scope(after_reasoning(self.reply), depth=0)

    def _scope(self, scope: Scope, depth: int) -> Choice:
        inner = marked(self.reply, scope) if depth < 2 else None
        if inner:
            read = self._scope(inner, depth + 1)
            return replace(read, rule=inner.rule) if read.index is not None else read
        whole = scope.start == 0 and scope.end == len(self.reply)
        found = None if whole else self._exact(scope.start, scope.end)
        if found:
            return found
        text = level(without_macros(self.reply[scope.start : scope.end]))
        return Prose(text, self.reply, scope, self.labels, self.texts).read()

    def _exact(self, start: int, end: int) -> Choice | None:
        """The stretch is a label, an option's text, or both, and nothing else."""
        stretch = self.reply[start:end]
        bare = without_macros(stretch).strip(AROUND)
        first = start + stretch.find(bare)
        if len(bare) == 1 and bare in self.labels.index:
            return Choice(self.labels.index[bare], "letter", "", first, first + 1)
        if self.texts is None or len(stretch) > 2 * self.texts.longest + 40:
            return None
        text = level(stretch)
        index = self.texts.whole(words(text))
        if index is None or self.labels.before_text(text, index):
            return None
        return Choice(index, "text", "", first, first + len(bare))
