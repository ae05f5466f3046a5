"""Golden files of whole requests: a changed prompt is a changed data set, and shows as a diff.

To renew them on purpose: T3_RENEW_GOLDEN=1 pytest tests/t3data/generator/test_prompts.py
"""

import json
import os
from pathlib import Path

import pytest

from t3data.generator.edits import attribute_names, checked_edit
from t3data.generator.items import checked_item
from t3data.generator.prompts import describe_request, reword_request
from t3data.generator.replies import Proposal, parsed
from t3data.models.chat import Reply, Request
from t3data.models.payload import payload

GOLDEN = Path(__file__).parent / "golden"
CAPTION = 'A red "balloon" drifts over {the} café.\t'
REQUESTS = {
    "describe": describe_request(CAPTION, ("color", "size")),
    "reword": reword_request(
        "What comes right before a red balloon?", ["a red balloon"], [["before", "precedes"]]
    ),
    "reword_nothing_kept": reword_request(
        "Which starts first?", [], [["start", "begin"], ["first"]]
    ),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_exact_payload(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    sent = json.dumps(payload("some/model", REQUESTS[name]), indent=1) + "\n"
    if os.environ.get("T3_RENEW_GOLDEN"):
        path.write_text(sent, encoding="ascii")
    assert sent == path.read_text(encoding="ascii")


def test_caption_is_sent_untouched() -> None:
    assert REQUESTS["describe"].messages[-1].content == f"Caption: {CAPTION}"


def test_attributes_come_from_the_lexicon() -> None:
    names = attribute_names()
    assert {"color", "size", "opening"} <= set(names)
    assert "never" not in names


def test_the_example_in_the_prompt_passes_our_checks() -> None:
    request = describe_request("", attribute_names())
    _, _, example = request.messages[0].content.partition("Example. Caption: ")
    caption, _, rest = example.partition("\n")
    answer = rest.partition("\n\n")[0]
    proposal = parsed(Reply(answer), Proposal)
    assert [checked_item(item, caption) for item in proposal.items] == proposal.items
    assert [checked_edit(edit, caption, attribute_names()).text for edit in proposal.edits] == [
        "A white dog sleeps on a wooden bench beside an open umbrella.",
        "A brown dog sleeps on a wooden bench beside a closed umbrella.",
    ]


def schema_of(request: Request) -> dict:
    assert request.schema is not None
    return dict(request.schema)


@pytest.mark.parametrize("name", REQUESTS)
def test_schemas_are_strict(name: str) -> None:
    """OpenAI's strict mode wants every property required and no others, at every level."""

    def walk(node: dict) -> None:
        if node["type"] == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
            for child in node["properties"].values():
                walk(child)
        elif node["type"] == "array":
            walk(node["items"])

    walk(schema_of(REQUESTS[name]))
