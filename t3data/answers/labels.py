"""Letters (or digits) that name options, as they stand in levelled text.

A lone capital is not yet a label: "A man", "I think", "T-shirt" and "U.S." are none. Whether one
is depends on what announces it (`t3data.answers.statements`) and on what follows it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_FOLLOWS = (
    r"because|since|as|and|or|but|not|is|was|for|due|based|which|where|given|rather|instead|in|"
    r"with|here|according|by|at|from|on|that|this|it|if|so|would|seems|due"
)
"""Words that may follow a label and never an English article."""
_REJECTED = (
    r"\s{0,2}\)?\s{0,2},?\s{0,2}(?:(?:is|are|was|were|seems?|looks?|can|could|would|must|appears)"
    r"\s{1,2}(?:\w{1,12}\s{1,2}){0,2}?(?:not|n't|wrong|incorrect|false|inaccurate|excluded|untrue|"
    r"eliminated|ruled|dismissed|discarded|impossible|unlikely|irrelevant|inconsistent)\b"
    r"|(?:isn't|wasn't|can't|cannot|doesn't|does\s+not|did\s+not|didn't|contradicts)\b)"
)


class Label(NamedTuple):
    """A label in the text."""

    letter: str
    start: int
    end: int
    """Behind the closing bracket, where there is one."""


class Grammar:
    """The patterns for labels of one kind; `signs` is the inside of a character class."""

    def __init__(self, signs: str) -> None:
        x = f"[{signs}]"
        no_word = rf"(?![^\W{_CJK}])(?!['-]\w)(?!\.\w\b)"
        self.after_cue = re.compile(
            r"[\s:=,>-]{0,12}(?:(?:the\s{1,2})?(?:option|choice|letter|answer|statement|number)s?"
            r"(?=[\s:(])\s{0,3}[:#]?\s{0,3})?(?:text(?:bf)?|math(?:rm|bf))?"
            rf"(?P<open>[('<\s]{{0,4}})(?P<label>{x}){no_word}(?P<close>\s{{0,2}}[)'>]{{1,2}})?",
            re.IGNORECASE,
        )
        self.alternative = re.compile(
            r"\s{0,3}\)?\s{0,3}(?:,?\s{0,3}(?:and\s?/\s?or\b|and\b|or\b|&|/|\+|和|与|或者?|또는|か|と)|,)"
            rf"\s{{0,3}}(?:(?:option|choice)\s{{1,3}})?\(?(?P<label>{x})(?:\)|{no_word})"
            rf"(?=\s{{0,3}}(?:$|[.,;:!?)\n/&+]|and\b|or\b|[{_CJK}]))",
            re.IGNORECASE,
        )
        self.leading = re.compile(
            r"\s{0,9}(?:(?:option|choice|answer)\s{1,4}(?=\S))?"
            rf"(?P<open>\(\s{{0,2}})?(?P<label>{x})"
            r"(?:(?P<close>\s{0,2}\))\s{0,2}[.:,;]?"
            r"|\s{0,2}[.:;!](?=\s|$|[^\x00-\x7f])|,(?=\s|[^\x00-\x7f])|\s{1,2}-{1,2}\s"
            r"|\s{0,3}\n|\s{0,9}$|\s{1,2}(?=(?:because|since|i\s(?:think|guess|believe|suppose)|maybe|"
            r"probably|definitely|obviously|for\ssure|of\scourse)\b)"
            r"|\s?(?=选项|選項|是正确|正确|입니다|이에요|예요|です|が正解|だと))",
            re.IGNORECASE,
        )
        self.line_start = re.compile(
            rf"^[ ]{{0,9}}(?:[-•+]\s{{1,3}})?(?:option\s{{1,2}})?\(?(?P<label>{x})"
            r"(?:\)|[.:](?=\s))",
            re.IGNORECASE | re.MULTILINE,
        )
        self.last_sentence = re.compile(
            rf"[.!?:;]\s{{1,9}}(?:(?:option|answer)\s{{1,2}})?\(?(?P<label>{x.upper()})\)?[.!]?\s{{0,9}}$"
        )
        self.bracketed = re.compile(
            rf"(?<![\w(])\(\s{{0,2}}(?P<label>{x})\s{{0,2}}\)(?!\w)"
            rf"|\b(?:option|choice)\s{{1,3}}\(?(?P<named>{x}){no_word}",
            re.IGNORECASE,
        )
        self.judged = re.compile(
            rf"(?<![\w'.-])\(?(?P<label>{x.upper()})\)?\s{{1,3}}(?:"
            r"(?:is|seems|looks|appears|would\s+be|must\s+be|has\s+to\s+be|should\s+be|remains)\s{1,3}"
            r"(?:to\s+be\s{1,3})?(?:(?:the|a|an|my|clearly|definitely|most|more|very|only|indeed|"
            r"likely|probably|obviously|therefore|thus)\s{1,3}){0,4}"
            r"(?:correct|right|best|answer|option|choice|accurate|appropriate|true|likely|plausible|"
            r"suitable|reasonable|closest|match|fit)\b"
            r"|(?:(?:best|correctly|accurately|clearly|most\s+closely|closely)\s{1,3})?"
            r"(?:fits|matches|describes|captures|summari[sz]es|reflects|aligns)\b"
            r"|it\s+is\b)"
        )
        self.rejected = re.compile(_REJECTED, re.IGNORECASE)
        self.goes_on = re.compile(rf"\s{{0,3}}(?:$|[.,;:!?)\n/&+<(-]|[{_CJK}]|(?i:{_FOLLOWS})\b)")
        self.stops = re.compile(
            rf"\s{{0,3}}(?:$|[.,;:!?)\n/<]|[{_CJK}]|-\s|(?:because|since|as|is|and|or)\b)"
        )


_GRAMMARS = {False: Grammar("A-Za-z"), True: Grammar("0-9")}


class Labels:
    """The labels of one question's options, and the grammar to find them with."""

    def __init__(self, letters: str) -> None:
        self.index: Mapping[str, int] = {
            form: i
            for i, letter in reversed(list(enumerate(letters)))
            for form in (letter.lower(), letter.upper())
        }
        self.letters = letters
        self.grammar = _GRAMMARS[letters[:1].isdigit()]

    def after(self, text: str, at: int) -> Label | None:
        """The label that a cue ending at `at` announces, unless it is an article or a pronoun."""
        found = self.grammar.after_cue.match(text, at)
        if found is None:
            return None
        letter, end = found["label"], found.end("label")
        bracketed = "(" in found["open"] and ")" in (found["close"] or "")
        if bracketed or (found["close"] and ")" in found["close"]):
            end = found.end()
        elif not self._is_label(letter, text, end):
            return None
        return Label(letter, found.start("label"), end)

    def _is_label(self, letter: str, text: str, end: int) -> bool:
        if letter.isdigit():
            return True
        if letter.islower() or letter == "I":
            return self.grammar.stops.match(text, end) is not None
        return letter != "A" or self.grammar.goes_on.match(text, end) is not None

    def before_text(self, text: str, index: int) -> bool:
        """Whether the text opens with a label that is not the one of `index`: "A. a cat"."""
        found = self.grammar.leading.match(text)
        if found is None or found.end("label") == found.end():
            return False
        return self.index.get(found["label"], index) != index

    def alternative(self, text: str, label: Label) -> bool:
        """Whether another label follows at once: "A or B", "A, C and D"."""
        found = self.grammar.alternative.match(text, label.end)
        return found is not None and found["label"].upper() != label.letter.upper()

    def rejected(self, text: str, label: Label) -> bool:
        """Whether the text goes on to say that it is wrong."""
        return self.grammar.rejected.match(text, label.end) is not None


@lru_cache(maxsize=256)
def labels_of(letters: str, options: int) -> Labels:
    """The labels of `options` options, all of `letters` where the options are unknown."""
    return Labels(letters[:options] if options else letters)
