"""`question` / `answer`: VQA rows, plain questions, and HotpotQA with its paragraphs.

HotpotQA is the paper's control: reading comprehension in the same chat format as T3, not about
time. Its `context` is a list of [title, sentences] in the official files and an object of columns
on the Hub.
"""

from typing import Any

from mixes.shapes.conversations import with_media
from mixes.shapes.row import Row, UnfitRowError, Utterance, text_of, wrong_type

_OPENING = "Read the passages and answer the question."


def read(row: dict[str, Any]) -> Row:
    """The `Row` of a row with `question`.

    Raises:
        UnfitRowError: a field is missing or has another form.
    """
    if "answer" not in row:
        raise UnfitRowError("missing_key", "has 'question' but no 'answer'")
    question = text_of(row["question"], "question")
    context = row.get("context")
    if context:
        question = f"{_OPENING}\n\n{_passages(context)}\n\nQuestion: {question}"
    answer = text_of(row["answer"], "answer")
    return with_media(row, [Utterance("human", question), Utterance("gpt", answer)])


def _passages(context: Any) -> str:
    if isinstance(context, str):
        return context
    if isinstance(context, dict):
        context = list(
            zip(context.get("title") or [], context.get("sentences") or [], strict=False)
        )
    if not isinstance(context, list):
        raise wrong_type("context", context, "text or a list of [title, sentences]")
    return "\n\n".join(_passage(item, index) for index, item in enumerate(context))


def _passage(item: Any, index: int) -> str:
    place = f"context[{index}]"
    if isinstance(item, str):
        return item
    if not isinstance(item, list | tuple) or len(item) != 2 or not isinstance(item[1], list):
        raise wrong_type(place, item, "[title, sentences]")
    title = text_of(item[0], f"{place}[0]")
    return f"{title}: {''.join(text_of(s, f'{place}[1]') for s in item[1]).strip()}"
