"""How long a conversation is for the trainer: LLaMA-Factory's template `qwen2_vl`, to the token.

The template hands the tokenizer one string per turn with its frame around it, so the frame is
encoded together with the text here as well: its line break can merge with one in the text.
"""

import json
import re
from collections.abc import Sequence
from unicodedata import category, normalize

from t3data.errors import T3Error
from t3data.tokens.tokenizer import Tokenizer
from t3data.types import Turn

DEFAULT_SYSTEM = "You are a helpful assistant."
_START, _END = "<|im_start|>", "<|im_end|>"
_MEDIA_MARKS = "<|vision_start|><|vision_end|>"
_PLACEHOLDER = re.compile("<image>|<video>")
_SPECIAL = re.compile(r"<\|(?:im|vision)_(?:start|end)\|>")


def conversation_tokens(tokenizer: Tokenizer, turns: Sequence[Turn], media_tokens: int) -> int:
    """The exact number of tokens of a conversation, given the number its media take.

    Args:
        tokenizer: One of the Qwen family, from `load_tokenizer`.
        turns: With the speakers system (first turn only), human, gpt, observation and
            function_call, as LLaMA-Factory's registry entry names them.
        media_tokens: What stands between the vision marks of all `<image>` and `<video>`
            placeholders together; the two marks of each are counted here.

    Raises:
        T3Error: a speaker or a function call that the template has no form for.
    """
    tokenizer.require(_START, _END, "<|vision_start|>", "<|vision_end|>")
    return media_tokens + sum(map(tokenizer.count, _elements(turns)))


def conversation_upper_bound(turns: Sequence[Turn], media_tokens: int) -> int:
    """A number that `conversation_tokens` never exceeds, from the UTF-8 bytes alone.

    Byte-level BPE gives at least one byte of the normalized text to every token, and a special
    token has more bytes than one. NFC can lengthen a text (U+0958, U+1D160), at most threefold
    in UTF-8 (UAX 15), so the normalized text is measured, not the text.

    Raises:
        T3Error: as `conversation_tokens`.
    """
    return media_tokens + sum(map(_most_tokens, _elements(turns)))


def _elements(turns: Sequence[Turn]) -> list[str]:
    """The strings that the trainer encodes one by one."""
    system = DEFAULT_SYSTEM
    if turns and turns[0].speaker == "system":
        # An empty one does not switch the default off.
        system = turns[0].value or DEFAULT_SYSTEM
        turns = turns[1:]
    elements = [f"{_START}system\n{system}{_END}\n"]
    for turn in turns:
        text = turn.value
        if turn.speaker in ("human", "gpt") and ("<image>" in text or "<video>" in text):
            text = _PLACEHOLDER.sub(_MEDIA_MARKS, text)
        elements.append(_element(turn.speaker, text))
    return elements


def _element(speaker: str, text: str) -> str:
    match speaker:
        case "human":
            return f"{_START}user\n{text}{_END}\n{_START}assistant\n"
        case "gpt":
            return f"{text}{_END}\n"
        case "observation":
            response = f"<tool_response>\n{text}\n</tool_response>"
            return f"{_START}user\n{response}{_END}\n{_START}assistant\n"
        case "function_call":
            return f"{_function_calls(text)}{_END}\n"
    raise T3Error(
        f"cannot count a turn by {speaker!r}: expected human, gpt, observation, function_call, "
        "or system as the first turn"
    )


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


def _most_tokens(element: str) -> int:
    pieces = _SPECIAL.split(element)
    return len(pieces) - 1 + sum(map(_normalized_bytes, pieces))


def _normalized_bytes(text: str) -> int:
    """UTF-8 length in NFC, for whatever version of Unicode the tokenizer has."""
    if text.isascii():
        return len(text)
    if any(category(character) == "Cn" for character in set(text)):
        # Unassigned here, perhaps assigned there: only the general limit holds.
        return 3 * len(text.encode("utf-8", "surrogatepass"))
    return len(normalize("NFC", text).encode("utf-8", "surrogatepass"))
