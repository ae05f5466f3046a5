r"""Where in a reply the answer has to stand: after the reasoning, in `<answer>`, in `\boxed`."""

import re
from collections import deque
from typing import NamedTuple

_THOUGHT = r"(?:think(?:ing)?|thought|reason(?:ing)?|analysis|scratchpad|reflection)"
_OPENED = re.compile(rf"<\|?{_THOUGHT}\|?>|\[{_THOUGHT}\]|◁think▷", re.IGNORECASE)
_CLOSED = re.compile(
    rf"</{_THOUGHT}>|<\|?/{_THOUGHT}\|?>|\[/{_THOUGHT}\]|◁/think▷|<\|channel\|>final<\|message\|>",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"</s>|<\|(?:im_end|endoftext|eot_id|end|return|im_start)\|>|<eos>|<end_of_turn>"
)
_ANSWER = re.compile(
    r"<(answer|final_answer|choice|response|solution)>(?P<held>.{0,4000}?)"
    r"(?=</(?:answer|final_answer|choice|response|solution)>|<answer>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BOXED = re.compile(
    r"\\(?:boxed|fbox)\s{0,3}\{(?P<held>(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,99}\}){0,200}\}){0,400})\}"
)
_KEYED = re.compile(
    r"""["'](?:final[_ ]?)?(?:answer|choice|option|prediction|label|letter|selected_?option
    |correct_?(?:answer|option))["']\s{0,3}:\s{0,3}(?:"(?P<double>[^"\n]{1,400})"
    |'(?P<single>[^'\n]{1,400})'|(?P<held>[^\s"',}\]\[{]{1,40}))""",
    re.IGNORECASE | re.VERBOSE,
)
_MACRO = re.compile(r"\\(?:text(?:bf|rm|it)?|math(?:rm|bf|it)?|rm|bf)\b")


class Scope(NamedTuple):
    """A stretch of the reply."""

    start: int
    end: int
    rule: str
    """What marked it; empty for the text after the reasoning, or the whole reply."""
    thought: bool = False
    """Unfinished reasoning: only a clear last word counts in it."""


def after_reasoning(reply: str) -> Scope:
    """The text after the last thought, before an unfinished one, or the unfinished one itself."""
    if "<" not in reply and "[" not in reply and "◁" not in reply:
        return Scope(0, len(reply), "")
    start, closing = 0, None
    for closing in _CLOSED.finditer(reply):
        start = closing.end()
    if closing and not reply[start:].strip():
        return Scope(0, closing.start(), "", thought=True)
    opened = _OPENED.search(reply, start)
    if opened is None:
        return _until_stop(reply, start)
    if reply[start : opened.start()].strip():
        return Scope(start, opened.start(), "")
    return _until_stop(reply, opened.end(), thought=True)


def _until_stop(reply: str, start: int, thought: bool = False) -> Scope:
    """To the end, or to the mark behind which a runaway model makes up further turns."""
    for stop in _STOP.finditer(reply, start):
        if reply[start : stop.start()].strip():
            return Scope(start, stop.start(), "", thought)
    return Scope(start, len(reply), "", thought)


def marked(reply: str, scope: Scope) -> Scope | None:
    """The last answer tag, box or JSON field in the scope, in this order of preference."""
    start, end = scope.start, scope.end
    for rule, form, sign in (("tag", _ANSWER, "<"), ("boxed", _BOXED, "\\"), ("json", _KEYED, ":")):
        if reply.find(sign, start, end) < 0:
            continue
        for last in deque(form.finditer(reply, start, end), maxlen=1):
            group = last.lastgroup or "held"
            if last[group].strip():
                return Scope(*last.span(group), rule)
    return None


def without_macros(text: str) -> str:
    """LaTeX's font macros blanked out, in the same length."""
    return _MACRO.sub(lambda found: " " * len(found[0]), text) if "\\" in text else text
