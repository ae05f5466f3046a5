"""How long a conversation is for the trainer: LLaMA-Factory's template `qwen2_vl`, to the token.

Special tokens cut a text in pieces that do not know of one another, so the fixed pieces of the
template are counted once. What shares a piece with the text is counted with it: a line
break of the template can merge with one in the text.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

from t3data.errors import T3Error
from t3data.tokens.tokenizer import Tokenizer
from t3data.types import Turn

DEFAULT_SYSTEM = "You are a helpful assistant."
_START, _END = "<|im_start|>", "<|im_end|>"
_ANSWER_FOLLOWS = f"{_END}\n{_START}assistant\n"
_MEDIA_MARKS = "<|vision_start|><|vision_end|>"
_PLACEHOLDER = re.compile("<image>|<video>")
_SPECIAL = re.compile(r"<\|(?:im|vision)_(?:start|end)\|>")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the template writes around a text; special tokens part `fixed` from the rest."""

    before: str
    after: str
    fixed: str


_SYSTEM = _Frame("system\n", "", f"{_START}{_END}\n")
_FRAMES = {
    "human": _Frame("user\n", "", _START + _ANSWER_FOLLOWS),
    "gpt": _Frame("", "", f"{_END}\n"),
    "function_call": _Frame("", "", f"{_END}\n"),
    "observation": _Frame(
        "user\n<tool_response>\n", "\n</tool_response>", _START + _ANSWER_FOLLOWS
    ),
}


def conversation_tokens(tokenizer: Tokenizer, turns: Sequence[Turn], media_tokens: int) -> int:
    """The exact number of tokens of a conversation, given the number its media take.

    Args:
        tokenizer: One of the Qwen family, from `load_tokenizer`.
        turns: With the speakers system (first turn only), human, gpt, observation and
            function_call, as LLaMA-Factory's registry entry names them.
        media_tokens: What stands between the vision marks of all `<image>` and `<video>`
            placeholders together; the two marks of each are counted here.

    Raises:
        T3Error: a speaker or a function call that the template has no form for, or a tokenizer
            that does not know the template's special tokens.
    """
    system, turns = _system_and_rest(turns)
    total = media_tokens + _system_tokens(tokenizer, system)
    for frame, text in _framed(turns):
        total += _fixed_tokens(tokenizer, frame.fixed) + tokenizer.count(text)
    return total


def conversation_upper_bound(turns: Sequence[Turn], media_tokens: int) -> int:
    """A number that `conversation_tokens` never exceeds, from the UTF-8 bytes alone.

    Byte-level BPE gives at least one byte of the normalized text to every token, and a special
    token has more bytes than one. NFC can lengthen a text (U+0958, U+1D160), at most threefold
    in UTF-8 (UAX 15), so the normalized text is measured, not the text.

    Raises:
        T3Error: a speaker or a function call that the template has no form for.
    """
    system, turns = _system_and_rest(turns)
    total = media_tokens + _most_tokens(_SYSTEM.fixed) + _most_tokens(_SYSTEM.before + system)
    for frame, text in _framed(turns):
        total += _most_tokens(frame.fixed) + _most_tokens(text)
    return total


def _system_and_rest(turns: Sequence[Turn]) -> tuple[str, Sequence[Turn]]:
    if turns and turns[0].speaker == "system":
        # An empty one does not switch the default off.
        return turns[0].value or DEFAULT_SYSTEM, turns[1:]
    return DEFAULT_SYSTEM, turns


@lru_cache(maxsize=256)
def _system_tokens(tokenizer: Tokenizer, system: str) -> int:
    tokenizer.require(_START, _END, "<|vision_start|>", "<|vision_end|>")
    return tokenizer.count(_SYSTEM.before + system) + _fixed_tokens(tokenizer, _SYSTEM.fixed)


@lru_cache(maxsize=256)
def _fixed_tokens(tokenizer: Tokenizer, fixed: str) -> int:
    return tokenizer.count(fixed)


def _framed(turns: Sequence[Turn]) -> Iterator[tuple[_Frame, str]]:
    """The frame of each turn, and its text with what shares a piece with it."""
    for turn in turns:
        frame = _FRAMES.get(turn.speaker)
        if frame is None:
            raise T3Error(
                f"cannot count a turn by {turn.speaker!r}: expected human, gpt, observation, "
                "function_call, or system as the first turn"
            )
        text = _function_calls(turn.value) if turn.speaker == "function_call" else turn.value
        if "<image>" in text or "<video>" in text:
            text = _PLACEHOLDER.sub(_MEDIA_MARKS, text)
        yield frame, f"{frame.before}{text}{frame.after}"


def _function_calls(text: str) -> str:
    """Calls in Qwen's form; the trainer writes them anew from their JSON."""
    try:
        calls = json.loads(text)
        calls = calls if isinstance(calls, list) else [calls]
        forms = [{"name": call["name"], "arguments": call["arguments"]} for call in calls]
    except (ValueError, KeyError, TypeError):
        raise T3Error(
            "cannot count a function_call turn: expected JSON with name and arguments"
        ) from None
    dumped = (json.dumps(form, ensure_ascii=False) for form in forms)
    return "\n".join(f"<tool_call>\n{call}\n</tool_call>" for call in dumped)


def _most_tokens(text: str) -> int:
    pieces = _SPECIAL.split(text)
    return len(pieces) - 1 + sum(map(_normalized_bytes, pieces))


def _normalized_bytes(text: str) -> int:
    """UTF-8 length in NFC, for whatever version of Unicode the tokenizer has."""
    if text.isascii():
        return len(text)
    if any(category(character) == "Cn" for character in set(text)):
        # Unassigned here, perhaps assigned there: only the general limit holds.
        return 3 * len(text.encode("utf-8", "surrogatepass"))
    return len(normalize("NFC", text).encode("utf-8", "surrogatepass"))
