"""From an outcome to typed proposals, or a refusal: a reply is taken as it is or not at all."""

from typing import TypeVar

import msgspec

from t3data.generator.refusal import RefusedError
from t3data.models.chat import Failure, Outcome


class EditProposal(msgspec.Struct, frozen=True):
    """One proposed change of an attribute."""

    attribute: str
    thing: str
    before: str
    after: str


class Proposal(msgspec.Struct, frozen=True):
    """What a model proposes for one caption."""

    items: list[str]
    edits: list[EditProposal]


class Wordings(msgspec.Struct, frozen=True):
    """What a model proposes for one stem."""

    wordings: list[str]


T = TypeVar("T", Proposal, Wordings)


def parsed(outcome: Outcome, shape: type[T]) -> T:
    """The reply in its JSON shape; additional fields are ignored.

    Raises:
        RefusedError: there is no reply, or not one of this shape.
    """
    if isinstance(outcome, Failure):
        raise RefusedError(f"model_{outcome.kind}", outcome.detail)
    try:
        return msgspec.json.decode(outcome.text.encode("utf-8", "surrogatepass"), type=shape)
    except msgspec.ValidationError as error:
        raise RefusedError("reply_wrong_shape", f"expected {shape.__name__}: {error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RefusedError("reply_not_json", str(error)) from None
