"""Finds the one option that running text states, among all that it mentions.

Strong phrases come first, then a label at the beginning or the end, weaker phrases, and an option
that is the only one named. A text that declines is only looked into for statements.
"""

import re
from collections import deque
from collections.abc import Iterator

from t3data.answers import statements
from t3data.answers.choice import Choice, unread
from t3data.answers.labels import Label, Labels
from t3data.answers.scope import Scope
from t3data.answers.silence import refuses
from t3data.answers.texts import Texts, tokens, words
from t3data.answers.typography import AROUND, level

_MOST_CUES = 200
"""Of a reply that repeats a phrase without end only the last ones are looked at."""
_BOLD = re.compile(r"\*\*\s{0,2}\(?\s{0,2}([A-Za-z0-9])\s{0,2}\)?[.:)]?\s{0,2}\*\*(?!\w)")


class _Said:
    """One place where the text states an option; index None where it states several at once."""

    __slots__ = ("at", "end", "final", "index", "start")

    def __init__(self, index: int | None, start: int, end: int, at: int, final: bool = False):
        self.index, self.start, self.end = index, start, end
        self.at = at
        """Where the phrase that announces it begins."""
        self.final = final


class Prose:
    """Levelled text of a scope in which the answer is to be found among other words."""

    def __init__(
        self, text: str, reply: str, scope: Scope, labels: Labels, texts: Texts | None
    ) -> None:
        self.text = text
        """The scope's part of `reply`, levelled."""
        self.reply = reply
        self.scope = scope
        self.labels = labels
        self.texts = texts

    def read(self) -> Choice:
        """The verdict of the first rule that has one."""
        strong = self._cued(statements.strong_cues(self.text))
        last = self._last_line()
        if self.scope.thought:
            return self._of_thought(strong, last)
        lead = self._leading()
        undecided = lead is not None and lead.index is None
        lead = None if undecided else lead
        for rule in (self._declared, self._placed):
            found = rule(strong, lead, last)
            if found:
                return found
        found = self._agreed(
            self._cued(statements.WEAK.finditer(self.text), weak=True) + self._judged(), "stated"
        )
        if found or undecided:
            return found or unread("several", "leading")
        if refuses(self.text) and not self._options_refuse():
            return unread("refusal")
        return self._mentioned() or unread("none")

    def _choice(self, said: _Said, rule: str) -> Choice:
        if said.index is None:
            return unread("several", rule)
        base = self.scope.start
        return Choice(said.index, rule, "", base + said.start, base + said.end)

    # Phrases that announce an answer

    def _cued(self, cues: Iterator[re.Match[str]], weak: bool = False) -> list[_Said]:
        """What stands behind each cue, unless it is denied or only supposed."""
        said = []
        for cue in deque(cues, maxlen=_MOST_CUES):
            found = self._behind(cue, weak)
            if found and not statements.discounted(self.text, cue):
                said.append(found)
        return said

    def _behind(self, cue: re.Match[str], weak: bool) -> _Said | None:
        final = not weak and cue["final"] is not None
        label = self.labels.after(self.text, cue.end())
        if label:
            option = None if weak else self._text_of_line(label)
            if option is not None:
                return _Said(option, label.start, label.end, cue.start(), final)
            if self.labels.rejected(self.text, label):
                return None
            if self.labels.alternative(self.text, label):
                return _Said(None, label.start, label.end, cue.start(), final)
            index = self.labels.index.get(label.letter)
            if index is not None:
                return _Said(index, label.start, label.end, cue.start(), final)
            return None
        if self.texts is None or weak:
            return None
        end = cue.end() + self.texts.longest + 40
        said = tokens(self.text, cue.end(), min(end, len(self.text)))
        found = self.texts.at_start(said)
        if found is None:
            return None
        used = said[: found[1]]
        return _Said(found[0], used[0].start, used[-1].end, cue.start(), final)

    def _text_of_line(self, label: Label) -> int | None:
        """The option whose text begins with what looked like a label: "B rolls, then stops"."""
        if self.texts is None or self.text[label.end : label.end + 1] != " ":
            return None
        line_end = self.text.find("\n", label.end)
        line = self.text[label.start : line_end if line_end >= 0 else len(self.text)]
        return self.texts.whole(words(line)) if len(line) <= self.texts.longest + 40 else None

    def _declared(
        self, strong: list[_Said], lead: _Said | None, last: _Said | None
    ) -> Choice | None:
        """The strong phrases agree, or the last one has the last word."""
        finals = [said for said in strong if said.final]
        if finals:
            return self._choice(finals[-1], "final")
        if not strong:
            return None
        end = strong[-1]
        others = {said.index for said in strong} | ({lead.index} if lead else set())
        if last is not None and last.start > end.start:
            others.add(last.index)
            end = last if last.index in {said.index for said in strong} else end
        if others == {end.index}:
            return self._choice(end, "declared")
        if self._has_last_word(end):
            return self._choice(end, "last word")
        return unread("several", "declared")

    def _has_last_word(self, said: _Said) -> bool:
        """A conclusion is drawn, or the statement is a line of its own at the end."""
        if statements.concludes(self.text, said.at):
            return True
        line_start = self.text.rfind("\n", 0, said.at) + 1
        alone = not self.text[line_start : said.at].strip(AROUND)
        return alone and line_start > 0 and not self.text[said.end :].strip(AROUND)

    def _of_thought(self, strong: list[_Said], last: _Said | None) -> Choice:
        """An unfinished thought: a final answer, or one that nothing follows."""
        for said in reversed(strong):
            if said.final or not self.text[said.end :].strip(AROUND):
                return self._choice(said, "last word")
        return self._choice(last, "last line") if last else unread("none", "unfinished")

    # First and last lines

    def _placed(self, strong: list[_Said], lead: _Said | None, last: _Said | None) -> Choice | None:
        """A label at the beginning or alone at the end; both have to agree."""
        if lead and last and lead.index != last.index:
            return unread("several", "first and last line")
        if lead and statements.TAKEN_BACK.search(self.text, lead.end):
            return unread("several", "taken back")
        if lead:
            return self._choice(lead, "leading")
        return self._choice(last, "last line") if last else None

    def _leading(self) -> _Said | None:
        """A label that opens the text, not as the first of a list of all the options."""
        found = self.labels.grammar.leading.match(self.text)
        if found is None:
            named = self.labels.after(self.text, 0)
            several = named is not None and self.labels.alternative(self.text, named)
            return _Said(None, 0, 0, 0) if several else None
        letter = found["label"]
        label = Label(letter, found.start("label"), found.end("label"))
        index = self.labels.index.get(letter)
        after = found.group(0)[label.end - found.start() :]
        if index is None or not _leads(letter, found["close"], after):
            return None
        if self.labels.rejected(self.text, label):
            return None
        if self.labels.alternative(self.text, label):
            return _Said(None, label.start, label.end, 0)
        line_end = self.text.find("\n", label.end)
        first_line = self.text[label.end : line_end if line_end >= 0 else len(self.text)]
        if first_line.strip(AROUND):
            if self._lists_options(letter):
                return None
            if self._contradicted(index, first_line):
                index = None
        return _Said(index, label.start, label.end, 0)

    def _lists_options(self, letter: str) -> bool:
        """Whether the label only opens a list of the options, one a line."""
        starts = self.labels.grammar.line_start.finditer(self.text)
        listed = {found["label"].upper() for found in starts}
        return letter.upper() in listed and len(listed) > 1

    def _contradicted(self, index: int, rest: str) -> bool:
        """Whether another option's text follows the label, or another label with its text."""
        if self.texts is None:
            return False
        said = tokens(rest)
        found = self.texts.opens(said, rest)
        if found and found[0] != index:
            return True
        # "A. Apples B. Candles C. Berries" in one line.
        own = self.texts.at_start(said)
        following = said[own[1] :] if own else []
        other = self.labels.index.get(following[0].word) if following else None
        return other not in (None, index) and self.texts.at_start(following[1:]) is not None

    def _last_line(self) -> _Said | None:
        """The last line, or the last sentence, is a label alone or with its option's text."""
        body = self.text.rstrip()
        start = body.rfind("\n") + 1
        line = body[start:]
        bare = line.strip(AROUND)
        if start and bare:
            at = start + line.find(bare)
            if len(bare) == 1:
                index = self.labels.index.get(bare)
                return None if index is None else _Said(index, at, at + 1, start)
            if self.texts and len(bare) <= self.texts.longest + 40:
                index = self.texts.whole(words(line))
                if index is not None and not self._is_listed(start):
                    return _Said(index, at, at + len(bare), start)
        near = max(0, len(body) - 40)
        found = self.labels.grammar.last_sentence.search(body, near)
        index = self.labels.index.get(found["label"]) if found else None
        if found is None or index is None:
            return None
        return _Said(index, found.start("label"), found.end("label"), found.start("label"))

    def _is_listed(self, start: int) -> bool:
        """Whether the line at `start` ends a list of options."""
        above = self.text[:start].rstrip().rpartition("\n")[2]
        return self.labels.grammar.line_start.match(above) is not None

    # Weaker statements

    def _judged(self) -> list[_Said]:
        """A label that is said to be right: "C is correct", "B fits best"."""
        said = []
        for found in self.labels.grammar.judged.finditer(self.text):
            index = self.labels.index.get(found["label"])
            at = found.start("label")
            denied = statements.discounted(self.text, found)
            if index is not None and not denied:
                said.append(_Said(index, at, at + 1, at))
        return said

    def _agreed(self, said: list[_Said], rule: str) -> Choice | None:
        if not said:
            return None
        if len({one.index for one in said}) == 1:
            return self._choice(said[-1], rule)
        return unread("several", rule)

    def _options_refuse(self) -> bool:
        """Whether declining is one of the options, such as "Cannot be determined"."""
        return self.texts is not None and any(refuses(level(o)) for o in self.texts.options)

    def _mentioned(self) -> Choice | None:
        """The only option named, by text or by label."""
        said: list[_Said] = []
        if self.texts:
            line = tokens(self.text)
            opening = self.texts.opens(line, self.text)
            if opening:
                used = line[: opening[1]]
                return self._choice(_Said(opening[0], used[0].start, used[-1].end, 0), "text")
            for index, first, end in self.texts.mentions(line):
                said.append(_Said(index, line[first].start, line[end - 1].end, line[first].start))
        return self._agreed(said, "mentioned") or self._agreed(self._labels_named(), "mentioned")

    def _labels_named(self) -> list[_Said]:
        """Labels in brackets, behind "option", or in bold, that are not denied."""
        said = []
        places = [
            (found["label"] or found["named"], found.start())
            for found in self.labels.grammar.bracketed.finditer(self.text)
        ]
        bold = _BOLD.finditer(self.reply, self.scope.start, self.scope.end)
        places += [(found[1], found.start(1) - self.scope.start) for found in bold]
        for letter, start in places:
            index = self.labels.index.get(letter)
            at = self.text.find(letter, start)
            label = Label(letter, at, at + 1)
            if index is None or statements.negated(self.text, start):
                continue
            if not self.labels.rejected(self.text, label):
                said.append(_Said(index, at, at + 1, start))
        return said


def _leads(letter: str, close: str | None, after: str) -> bool:
    """Whether a letter at the beginning is a label, and not "a", "I" or the start of "e. g."."""
    if close or not letter.isalpha():
        return True
    if letter.islower():
        return after.strip()[:1] in (".", ":", "") and "," not in after
    return letter != "I" or "," not in after
