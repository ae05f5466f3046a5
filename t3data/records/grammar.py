"""Where a JSON value ends: an exact, string-aware scan without building the value.

Tokens are found by one regular expression, so long strings cost what `memchr` costs. The scan
checks the order of tokens, not what stands inside strings and numbers: that is msgspec's part.
"""

import re
from mmap import mmap

Buffer = mmap | bytes | bytearray

SPACE = rb"[ \t\r\n]*+"
STRING = rb'"(?:[^"\\]++|\\.)*+"'
_TOKEN = re.compile(
    SPACE + rb"(?:(" + STRING + rb')|([\[{])|([\]}])|(,)|(:)|([^ \t\r\n"\[\]{},:]++))', re.DOTALL
)
_SPACE = re.compile(SPACE)
_STRING_KIND, _OPEN, _CLOSE, _COMMA, _COLON, _SCALAR = range(1, 7)
_VALUE, _FIRST_VALUE, _KEY, _FIRST_KEY, _NAMED, _AFTER = range(6)

# What may follow: state -> kind of token -> next state. Opening is decided by the bracket.
_STEPS: tuple[dict[int, int], ...] = (
    {_STRING_KIND: _AFTER, _SCALAR: _AFTER, _OPEN: _VALUE},
    {_STRING_KIND: _AFTER, _SCALAR: _AFTER, _OPEN: _VALUE, _CLOSE: _AFTER},
    {_STRING_KIND: _NAMED},
    {_STRING_KIND: _NAMED, _CLOSE: _AFTER},
    {_COLON: _VALUE},
    {_COMMA: _VALUE, _CLOSE: _AFTER},
)
_BRACE = ord("{")


class BrokenValueError(Exception):
    """There is no JSON value here: `byte` is where the scan stopped making sense."""

    def __init__(self, byte: int, ran_out: bool) -> None:
        super().__init__(byte)
        self.byte = byte
        self.ran_out = ran_out
        """Nothing was wrong except that the data ended."""


def skip_space(data: Buffer, position: int) -> int:
    """The first position from `position` on that is not JSON white space."""
    match = _SPACE.match(data, position)
    return match.end() if match else position


def value_end(data: Buffer, start: int, stop: int) -> int:
    """The end of the value that begins at or after `start`, white space aside.

    Raises:
        BrokenValueError: brackets, commas or colons are misplaced, or `stop` comes first.
    """
    match_token = _TOKEN.match
    open_brackets: list[int] = []
    state = _VALUE
    position = start
    while True:
        token = match_token(data, position, stop)
        if token is None:
            raise BrokenValueError(position, ran_out=True)
        kind = token.lastindex or 0
        following = _STEPS[state].get(kind)
        if following is None:
            raise BrokenValueError(token.start(kind), ran_out=False)
        state = following
        position = token.end()
        if kind == _OPEN:
            bracket = data[position - 1]
            open_brackets.append(bracket)
            state = _FIRST_KEY if bracket == _BRACE else _FIRST_VALUE
        elif kind == _CLOSE:
            # In ASCII a closing bracket stands two places behind its opening one.
            if not open_brackets or data[position - 1] != open_brackets.pop() + 2:
                raise BrokenValueError(position - 1, ran_out=False)
        elif kind == _COMMA:
            if not open_brackets:
                raise BrokenValueError(position - 1, ran_out=False)
            state = _KEY if open_brackets[-1] == _BRACE else _VALUE
        if state == _AFTER and not open_brackets:
            return position
