"""Phrases that announce an answer: "the answer is", "I'd go with", 答案是, and weaker ones.

Strong cues count wherever they stand; weak ones ("it's C", "so C") only where no strong one does.
"""

import re
from collections.abc import Iterator

_NAMES = (
    r"(?:answer|ans"  # codespell:ignore ans
    r"|choice|option|selection|response|prediction|guess|solution|verdict)"
)
_LINKS = (
    r"(?:is|are|was|be|would\s+be|should\s+be|must\s+be|will\s+be|has\s+to\s+be|"
    r"seems\s+to\s+be|appears\s+to\s+be|could\s+be|might\s+be)\b"
)
_FILL = (
    r"(?:\s{0,3}(?:(?:most\s+likely|likely|probably|clearly|definitely|therefore|thus|indeed|still|"
    r"actually|simply|obviously|certainly|also|then|as\s+follows|given\s+by|labell?ed|marked|"
    r"most\s+probably|best\s+described\s+(?:as|by))\b|:|=))*"
)
_OTHER_LANGUAGES = (
    r"(?:(?:respuesta|réponse|resposta|risposta|antwort|ответ|đáp\s+án|jawaban)\b"
    r"(?:\s+\w{2,10}){0,2}?\s{0,2}(?:\b(?:es|est|é|è|ist|là|adalah)\b|:|-)(?:\s(?:la|le|el)\b)?)"
    r"|(?:答案|选项|選項|回答|结论)\s{0,2}(?:应该|應該|应当)?\s{0,2}(?:是|为|為|选|選|:|=)"
    r"|(?:选择?|選擇?)(?:项|項)?\s{0,2}:?|(?:정답|답)\s{0,2}(?:은|는|:)|옵션|선택지?\s{0,2}(?:은|는|:)?"
    r"|(?:答え|正解|解答|回答)\s{0,2}(?:は|:)|選択肢\s{0,2}(?:は|:)?"
)

STRONG = re.compile(
    rf"""(?P<final>\bfinal\s{{1,3}}{_NAMES}\b|最终答案|最終的?な?(?:答え|答案)|최종\s?(?:정?답))
        \s{{0,3}}(?:{_LINKS}|:|=|->|-|은|는|は|是|为)?{_FILL}
    | \b{_NAMES}\b(?:\s{{1,3}}(?:to|for|of)\s[^.\n:?]{{0,60}}?)?
        (?:\s{{0,3}}(?:{_LINKS}|:|=|->|=>)|\s{{1,3}}-(?=\s)|\s{{0,3}}\n){_FILL}
    | \b(?:the|my)\s{{1,3}}(?:correct\s{{1,3}}|best\s{{1,3}})?answer(?=\s{{1,3}}\(?[A-Za-z0-9]\b)
    | \b(?:correct|right|best|accurate|appropriate|suitable|plausible|likely|closest)\s{{1,3}}
        (?:\w{{1,20}}\s{{1,3}}){{0,3}}?(?:{_LINKS}|:){_FILL}
    | \b(?:choose|chose|select|selected|pick|picked|go(?:ing)?\s+(?:with|for)|went\s+with
        |opt(?:ing|ed)?\s+for|vote(?:\s+is|\s+for)?|i'?ll\s+answer|settle\s+(?:on|for)|answer\s+with
        |i'd\s+say|i\s+would\s+say)\b
    | {_OTHER_LANGUAGES}""",
    re.IGNORECASE | re.VERBOSE,
)

WEAK = re.compile(
    r"""\b(?:it'?s|it\s+is|that'?s|that\s+is|must\s+be|should\s+be|would\s+be|has\s+to\s+be|so|
        therefore|thus|hence|say|guess|guessing|think|believe|lean(?:ing)?\s+(?:to|towards?)|
        suggests?|indicates?|points?\s+to|supports?|probably|likely|definitely|clearly|obviously|
        certainly|surely|finally|ultimately|perhaps|maybe|possibly|apparently|looks\s+like|seems\s+like|
        corresponds\s+to|matches|but|yes|ok(?:ay)?|sure|conclude|conclusion|i'?ll\s+take)\b
        (?:\s{0,2}[,:])?(?:\s{0,3}(?:that\s+)?(?:it'?s|it\s+is|the\s+answer\s+is))?""",
    re.IGNORECASE | re.VERBOSE,
)

_STRONG_BEGINS = re.compile(
    "an[st]|choice|opt|select|response|prediction|guess|solution|verdict|final|correct|right|best|"
    "accura|appropriate|suitable|plausible|likely|closest|choose|chose|pick|go|went|vote|settle|"
    "i'd|would|respuesta|réponse|resposta|risposta|ответ|đáp|jawaban|[答选選结回正最최정답옵선解]"
)
"""A word of every strong cue: most sentences hold none, and this is found thirty times as fast."""
_BEFORE_IT = 40
"""Characters that a strong cue may have before that word."""

_NEGATED = re.compile(
    r"(?:\b(?:not|never|cannot|neither|nor|without|except|unlike)|n't|\brather\s+than|"
    r"\binstead\s+of)\s{1,3}(?:\w{1,12}\s{1,3}){0,2}\(?$",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|suppose|supposing|assuming|unless|why|initially|at\s+first|earlier)\b"
    r"(?:(?!\bbut\b)[^.!?\n]){0,40}$",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"\b(?:so|therefore|thus|hence|finally|final|conclusion|conclude|actually|instead|correction|"
    r"overall|ultimately|summary|but|rather|now|consequently|accordingly)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
TAKEN_BACK = re.compile(
    r"\b(?:wait|correction|scratch\s+that|on\s+second\s+thoughts?|i\s+mean|let\s+me\s+re)\b"
    r"|\bno,\s",
    re.IGNORECASE,
)
"""Words with which a label that opens the text is given up."""
_NEAR = 80
"""Characters before a cue that are looked at for a negation or a conclusion."""


def strong_cues(text: str) -> Iterator[re.Match[str]]:
    """The matches of `STRONG`."""
    lowered = text.lower()
    found = _STRONG_BEGINS.search(lowered)
    if found is None:
        return iter(())
    # Lower-casing lengthens a few characters; positions then say nothing.
    start = found.start() - _BEFORE_IT if len(lowered) == len(text) else 0
    return STRONG.finditer(text, max(0, start))


def negated(text: str, at: int) -> bool:
    """Whether a negation stands right before `at`."""
    return _NEGATED.search(text[max(0, at - 40) : at]) is not None


def discounted(text: str, cue: re.Match[str]) -> bool:
    """Whether what the cue announces is denied, or only supposed, or taken back later."""
    before = text[max(0, cue.start() - _NEAR) : cue.start()]
    if _SUPPOSED.search(before):
        return True
    # "not A but C": the negation belongs to A.
    return not cue[0].lower().startswith("but") and _NEGATED.search(before[-40:]) is not None


def concludes(text: str, at: int) -> bool:
    """Whether the sentence that leads to the cue at `at` draws a conclusion."""
    return _CONCLUDES.search(text[max(0, at - _NEAR) : at]) is not None
