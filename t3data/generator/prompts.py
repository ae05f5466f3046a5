"""The words that a language model gets to read, and the JSON it has to write.

A changed prompt is another model as far as the output goes: tests hold golden files of whole
requests, and the response cache asks everything anew.
"""

from collections.abc import Sequence
from typing import Any

from t3data.models.chat import Message, Request, Sampling

MOST_ITEMS = 8
MOST_EDITS = 6
WORDINGS = 5

_DESCRIBE = """\
You read one caption and note what questions can be asked about it. Everything you write must be \
taken from the caption word for word.

"items": short noun phrases for things that the caption names, the most telling ones first.
- Copy each phrase exactly. Start it with the "a", "an", "the" or number that the caption has.
- End it with its noun: "a small red balloon", not "a small red balloon that drifts away".
- At most 8 words; no "and", no verbs, no names for the picture itself such as "image" or "scene".
- A thing that the caption mentions several times is listed once.

"edits": changes of one attribute that would make a different but equally natural caption.
- "before" is the word in the caption that states the attribute, right in front of "thing".
- "thing" is the noun after it, exactly as the caption writes it, and the caption names it once.
- "after" is another value of the same attribute that nobody would confuse with "before".
- The rest of the caption has to stay true as it stands after the change.
- No edits are better than doubtful ones.

Example. Caption: A brown dog sleeps on a wooden bench beside an open umbrella.
{"items": ["a brown dog", "a wooden bench", "an open umbrella"], "edits": [{"attribute": "color", \
"thing": "dog", "before": "brown", "after": "white"}, {"attribute": "opening", "thing": \
"umbrella", "before": "open", "after": "closed"}]}

Reply with JSON only."""

_REWORD = f"""\
You reword questions about what a video shows over time. Write {WORDINGS} different wordings of \
the question, as different people would naturally ask it.
- Each asks exactly the same thing: same point in time, same direction, nothing added, nothing \
left out, nothing answered.
- Copy every text listed under "Keep" letter by letter.
- Each "Use one of" line lists words; every wording has at least one of them.
- What comes right before or right after a text stays so: say "right", "immediately" or \
"directly", and put "before" or "after" straight in front of that text.
- Each is one line of plain English.

Reply with JSON only."""

_WORDINGS_SCHEMA = {
    "type": "object",
    "properties": {
        "wordings": {"type": "array", "items": {"type": "string"}, "maxItems": WORDINGS}
    },
    "required": ["wordings"],
    "additionalProperties": False,
}


def describe_request(caption: str, attributes: Sequence[str]) -> Request:
    """Asks for items and edits of one caption; edits of the `attributes` named only."""
    return Request(
        (Message("system", _DESCRIBE), Message("user", f"Caption: {caption}")),
        Sampling(temperature=0.0, max_tokens=1024),
        _proposal_schema(attributes),
        "proposal",
    )


def reword_request(stem: str, keep: Sequence[str], use: Sequence[Sequence[str]]) -> Request:
    """Asks for wordings of one stem. The model sees neither captions nor options nor the answer.

    Args:
        stem: The question as it stands.
        keep: Texts that have to stay as they are.
        use: Groups of words; a wording needs one of each.
    """
    kept = "".join(f"\n- {text}" for text in keep) or " nothing in particular"
    words = "".join(f"Use one of: {', '.join(group)}\n" for group in use)
    lines = f"Question: {stem}\n{words}Keep:{kept}"
    return Request(
        (Message("system", _REWORD), Message("user", lines)),
        Sampling(temperature=0.0, max_tokens=1024),
        _WORDINGS_SCHEMA,
        "wordings",
    )


def _proposal_schema(attributes: Sequence[str]) -> dict[str, Any]:
    fields = {
        "attribute": {"type": "string", "enum": list(attributes)},
        "thing": {"type": "string"},
        "before": {"type": "string"},
        "after": {"type": "string"},
    }
    edit = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_ITEMS},
            "edits": {"type": "array", "items": edit, "maxItems": MOST_EDITS},
        },
        "required": ["items", "edits"],
        "additionalProperties": False,
    }
