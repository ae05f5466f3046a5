"""Turn order, as LLaMA-Factory demands it: rows that break it are dropped silently over there.

After an optional system turn, human or observation on odd turns and gpt or function_call on even
ones, the first one human, an even number of them, none empty.
"""

import msgspec

from mixes.shapes.row import Refusal, Row, Utterance

_ASKING = ("human", "observation")
_ANSWERING = ("gpt", "function_call")


class _Call(msgspec.Struct):
    name: str
    arguments: object


_CALLS = msgspec.json.Decoder(_Call | list[_Call])


def check_turns(row: Row) -> Refusal | None:
    """None when the turns are in order and none is empty."""
    turns = row.turns
    first = 1 if turns and turns[0].speaker == "system" else 0
    if len(turns) == first:
        return Refusal("turn_order", "there are no turns")
    for index in range(first, len(turns)):
        turn = turns[index]
        value = turn.value
        if not value or value.isspace():
            return Refusal("empty_turn", f"turn {index} ({turn.speaker}) is empty")
        expected = _ANSWERING if (index - first) % 2 else _ASKING
        if turn.speaker not in expected or (index == first and turn.speaker != "human"):
            return Refusal("turn_order", _order_detail(turns, index, first))
        if turn.speaker == "function_call" and not _is_call(value):
            return Refusal(
                "tool_call", f"turn {index}: expected a JSON object with name and arguments"
            )
    if (len(turns) - first) % 2:
        return Refusal("turn_order", f"ends with a turn of {turns[-1].speaker}, expected an answer")
    return None


def _order_detail(turns: list[Utterance], index: int, first: int) -> str:
    wanted = "gpt" if (index - first) % 2 else "human"
    return f"turn {index} is by {turns[index].speaker}, expected {wanted}"


def _is_call(value: str) -> bool:
    try:
        _CALLS.decode(value)
    except msgspec.DecodeError:
        return False
    return True
