"""`instruction` / `input` / `output` (Alpaca; GPTeacher says `response`), with a `history`."""

from typing import Any

from mixes.shapes.conversations import with_media
from mixes.shapes.row import Row, UnfitRowError, Utterance, text_of, wrong_type

_ANSWER_KEYS = ("output", "response")


def read(row: dict[str, Any]) -> Row:
    """The `Row` of a row with `instruction`.

    Raises:
        UnfitRowError: a field is missing or is not text.
    """
    answer = next((key for key in _ANSWER_KEYS if key in row), None)
    if answer is None:
        raise UnfitRowError("missing_key", "has 'instruction' but neither 'output' nor 'response'")
    prompt = text_of(row["instruction"], "instruction")
    if row.get("input"):
        prompt = f"{prompt}\n{text_of(row['input'], 'input')}"
    turns = _history(row.get("history") or [])
    turns.append(Utterance("human", prompt))
    turns.append(Utterance("gpt", text_of(row[answer], answer)))
    return with_media(row, turns)


def _history(history: Any) -> list[Utterance]:
    if not isinstance(history, list):
        raise wrong_type("history", history, "a list of pairs")
    turns: list[Utterance] = []
    for index, pair in enumerate(history):
        if not isinstance(pair, list) or len(pair) != 2:
            raise wrong_type(f"history[{index}]", pair, "a pair of question and answer")
        turns.append(Utterance("human", text_of(pair[0], f"history[{index}][0]")))
        turns.append(Utterance("gpt", text_of(pair[1], f"history[{index}][1]")))
    return turns
