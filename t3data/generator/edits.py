"""What an edit proposed by a model has to be, and the caption we make of it.

The text of an edit is always ours: a model that rewrites a caption changes more than it says.
"""

import re
from functools import cache
from importlib.resources import files

from t3data.english import singular, tokens
from t3data.generator.refusal import RefusedError
from t3data.generator.replies import EditProposal
from t3data.scenes import replace_value
from t3data.types import Edit

_PLAIN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?: [^\W\d_]+(?:-[^\W\d_]+)*)*")
_MOST_WORDS = {"thing": 3, "before": 2, "after": 2}
_QUALIFIERS = frozenset(
    "dark light pale bright deep vivid very slightly and or more most less least too so not no"
    " half almost nearly mostly partially partly completely fully fairly quite rather".split()
)


@cache
def attribute_names() -> tuple[str, ...]:
    """The attributes of the editable lexicon: the only ones that tasks can word."""
    import yaml

    text = files("t3data.lexicon").joinpath("attributes.yaml").read_text("utf-8")
    return tuple(name for name in yaml.safe_load(text) if name != "never")


def checked_edit(proposal: EditProposal, caption: str, attributes: tuple[str, ...]) -> Edit:
    """The edit, with the caption's new text.

    Raises:
        RefusedError: it is not an edit of ours, or the caption does not allow it.
    """
    if proposal.attribute not in attributes:
        raise RefusedError("edit_unknown_attribute", f"expected one of {', '.join(attributes)}")
    for field, most in _MOST_WORDS.items():
        value: str = getattr(proposal, field)
        if not _PLAIN.fullmatch(value) or value.count(" ") >= most:
            raise RefusedError("edit_not_plain_words", f"{field}: expected 1 to {most} plain words")
    thing, before, after = (
        text.lower() for text in (proposal.thing, proposal.before, proposal.after)
    )
    if before == after:
        raise RefusedError("edit_without_change", f"before and after are both {before!r}")
    if not _names_once(thing.rsplit(" ", 1)[-1], caption):
        raise RefusedError(
            "edit_thing_not_unique", f"the caption does not name the {thing} just once"
        )
    text = replace_value(caption, before, after, thing)
    if text is None:
        raise RefusedError(
            "edit_place_not_unique", f"the caption does not say {before + ' ' + thing!r} just once"
        )
    _check_unqualified(before, thing, caption)
    return Edit(proposal.attribute, thing, before, after, text)


def _check_unqualified(before: str, thing: str, caption: str) -> None:
    found = tokens(caption.lower())
    wanted = tokens(f"{before} {thing}")
    for at in range(1, len(found)):
        if found[at : at + len(wanted)] == wanted and found[at - 1] in _QUALIFIERS:
            raise RefusedError(
                "edit_value_qualified", f"the caption says {found[at - 1]!r} before it"
            )


def _names_once(noun: str, caption: str) -> bool:
    """Whether `caption` holds `noun` exactly once: elsewhere it might be told to be as before."""
    wanted = singular(noun)
    return sum(singular(token) == wanted for token in tokens(caption.lower())) == 1
