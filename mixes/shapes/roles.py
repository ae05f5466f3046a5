"""Who speaks: the many names of the five speakers that LLaMA-Factory's `sharegpt` rows know."""

from mixes.shapes.row import UnfitRowError

SPEAKERS = {
    "human": "human",
    "user": "human",
    "gpt": "gpt",
    "assistant": "gpt",
    "chatgpt": "gpt",
    "bing": "gpt",
    "bard": "gpt",
    "model": "gpt",
    "bot": "gpt",
    "system": "system",
    "developer": "system",
    "observation": "observation",
    "tool": "observation",
    "tool_response": "observation",
    "tool_result": "observation",
    "function": "observation",
    "ipython": "observation",
    "function_call": "function_call",
    "tool_call": "function_call",
}
KNOWN = frozenset(SPEAKERS.values())


def speaker_of(name: str, turn: int) -> str:
    """The speaker that `name` stands for; `turn` is its index, for the error.

    Raises:
        UnfitRowError: nobody is called so.
    """
    speaker = SPEAKERS.get(name) or SPEAKERS.get(name.strip().lower())
    if speaker is None:
        raise UnfitRowError(
            "unknown_speaker", f"turn {turn} is by {name[:40]!r}, expected human, gpt or system"
        )
    return speaker
