"""Finding the parts of a vision-language model by the names that families give them.

Features after the vision tower are taken from what enters the first module behind it, not from what
the tower returns: a tower returns every layer, and which one is used is decided in between (LLaVA
takes the last but one and drops the class token; Qwen's tower contains its merger).
"""

from dataclasses import dataclass
from typing import Any

from t3data.errors import T3Error

CONNECTORS = (
    "visual.merger",
    "vision_resampler",
    "multi_modal_projector",
    "connector",
    "mm_projector",
    "aligner",
)
"""First the one that comes first in its model. Qwen2-VL, Qwen2.5-VL, Qwen3-VL and GLM-4V merge
inside `visual`; LLaVA-NeXT-Video pools in `vision_resampler` before its `multi_modal_projector`,
which LLaVA, LLaVA-OneVision, InternVL and Gemma 3 have alone; SmolVLM has `connector`."""

LANGUAGE_MODELS = ("language_model", "text_model", "llm")


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """Names that a person gives for a model not known here, as `named_modules` has them."""

    vision: str = ""
    """The module whose output is the vision tower's features."""
    connector: str = ""
    """The module whose input is the vision tower's features, where `vision` is empty."""


@dataclass(frozen=True, slots=True)
class Modules:
    """The torch modules of a model that matter for features."""

    base: Any
    """What is called: the model without its head, so that no logits are computed."""
    tower: Any
    """A module at which the vision tower's features pass."""
    tower_output: bool
    """Whether they are its output; else they are its input."""
    language_model: Any
    """The module that gets the embeddings, or None: then the whole model is run for any place."""


def find_modules(model: Any, names: ModuleNames) -> Modules:
    """The modules of `model`, a torch module.

    Raises:
        T3Error: no module of a known name, or a given name that the model does not have.
    """
    base = model.base_model
    language_model = next(filter(None, (_at(base, name) for name in LANGUAGE_MODELS)), None)
    given = names.vision or names.connector
    if given:
        tower = _at(base, given) or _at(model, given)
        if tower is None:
            option = "--vision-module" if names.vision else "--connector-module"
            raise T3Error(
                f"{option} {given}: {type(model).__name__} has no such module; it has "
                f"{_outline(base)}"
            )
        return Modules(base, tower, bool(names.vision), language_model)
    connector = next(filter(None, (_at(base, name) for name in CONNECTORS)), None)
    if connector is None:
        raise T3Error(
            f"{type(model).__name__}: cannot find the connector (looked for "
            f"{', '.join(CONNECTORS)}; the model has {_outline(base)}); name the module with "
            "--connector-module, or the vision tower with --vision-module"
        )
    return Modules(base, connector, False, language_model)


def _at(model: Any, path: str) -> Any:
    """The module at a dotted path, or None."""
    try:
        return model.get_submodule(path)
    except AttributeError:
        return None


def _outline(model: Any) -> str:
    """The names of the two upper floors of a model, numbered blocks left out."""
    names = [name for name, _ in model.named_modules() if name and name.count(".") < 2]
    return ", ".join(name for name in names if not name.rpartition(".")[2].isdigit()) or "nothing"
