"""Captions to scenes by a language model, in the place of `t3data.scenes.describe`."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from t3data.generator.edits import attribute_names, checked_edit
from t3data.generator.items import checked_item
from t3data.generator.prompts import MOST_EDITS, MOST_ITEMS, describe_request
from t3data.generator.refusal import RefusedError
from t3data.generator.replies import EditProposal, Proposal, parsed
from t3data.models import Bill, CachedModel
from t3data.models.cached import Progress
from t3data.models.chat import Outcome, Reply
from t3data.phrases import head_of
from t3data.types import Caption, Edit, Place, Reject, Scene


class LanguageModelDescriber:
    """Asks a model for items and edits of captions, and keeps what passes the checks."""

    def __init__(self, model: CachedModel, attributes: Sequence[str] | None = None) -> None:
        """`attributes` are those that edits may change; None for all of the lexicon."""
        self._model = model
        self._attributes = attribute_names() if attributes is None else tuple(attributes)

    @property
    def bill(self) -> Bill:
        """What all calls came to so far."""
        return self._model.bill

    def describe_all(
        self,
        captions: Sequence[Caption],
        sentences: Callable[[str], tuple[str, ...]],
        progress: Progress | None = None,
    ) -> tuple[list[Scene], list[Reject]]:
        """One scene for each caption, in their order, and every proposal that was refused.

        A caption without a usable reply gives a scene without items and edits, and a reject.

        Args:
            captions: Of any source.
            sentences: Cuts a caption's text.
            progress: Called with (done, total) of the captions that the cache does not answer.

        Raises:
            T3Error: the model cannot be used at all.
        """
        requests = [describe_request(caption.text, self._attributes) for caption in captions]
        outcomes = self._model.ask_all(requests, progress)
        scenes: list[Scene] = []
        rejects: list[Reject] = []
        for number, (caption, outcome) in enumerate(zip(captions, outcomes, strict=True)):
            place = Place(f"{caption.source}/{caption.id}", number)
            try:
                proposal = parsed(outcome, Proposal)
            except RefusedError as refusal:
                rejects.append(_reject(refusal, place, caption, _shown(outcome)))
                proposal = Proposal([], [])
            items: list[str] = []
            edits: list[Edit] = []
            rejects.extend(
                _reject(refused, place, caption, shown)
                for shown, refused in self._sort_out(proposal, caption.text, items, edits)
            )
            scenes.append(Scene(caption, sentences(caption.text), tuple(items), tuple(edits)))
        return scenes, rejects

    def _sort_out(
        self, proposal: Proposal, caption: str, items: list[str], edits: list[Edit]
    ) -> Iterator[tuple[str, RefusedError]]:
        """Fills `items` and `edits` and yields the rest with what speaks against it."""
        for phrase in proposal.items:
            try:
                _add_item(checked_item(phrase, caption), items)
            except RefusedError as refusal:
                yield phrase, refusal
        for edit in proposal.edits:
            try:
                _add_edit(checked_edit(edit, caption, self._attributes), edits)
            except RefusedError as refusal:
                yield _as_json(edit), refusal


def _add_item(item: str, items: list[str]) -> None:
    if any(head_of(item) == head_of(other) for other in items):
        raise RefusedError("item_repeated", f"the {head_of(item)} is listed already")
    if len(items) == MOST_ITEMS:
        raise RefusedError("item_surplus", f"{MOST_ITEMS} items are enough")
    items.append(item)


def _add_edit(edit: Edit, edits: list[Edit]) -> None:
    if any(edit.text == other.text for other in edits):
        raise RefusedError("edit_repeated", "listed already")
    if len(edits) == MOST_EDITS:
        raise RefusedError("edit_surplus", f"{MOST_EDITS} edits are enough")
    edits.append(edit)


def _reject(refusal: RefusedError, place: Place, caption: Caption, shown: str) -> Reject:
    return Reject(refusal.reason, place, caption.source, refusal.detail, shown)


def _shown(outcome: Outcome) -> str:
    return outcome.text if isinstance(outcome, Reply) else ""


def _as_json(edit: EditProposal) -> str:
    return msgspec.json.encode(edit).decode()
