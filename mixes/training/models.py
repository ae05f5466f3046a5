"""The models that configurations are written for, and what of them decides about keys.

Hub ids and templates are those of LLaMA-Factory 0.9.5 (`extras/constants.py`) and ms-swift 4.6.0
(`model/models/qwen.py`); cells (pixels that become one token, as a side) and pixel limits those of
`t3data.tokens`.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from mixes.training.request import FRAMEWORKS, METHODS, Family, Framework, Method
from t3data.errors import UsageError
from t3data.tokens import QWEN2_VL, QWEN3_VL, MediaBudget

WHOLE_PER_GPU = 20.0
"""Billions of parameters from which on the weights are shared out over the GPUs (ZeRO-3).

ZeRO-2 keeps all weights on each GPU, 2 bytes a parameter: 40 GB here, half of an 80 GB GPU."""
_FULL_AT_MOST = 20.0
"""Billions of parameters up to which all of them are tuned: with 16 bytes each (weights,
gradients, AdamW in fp32) 8 GPUs of 80 GB hold some 30 billion and no activations."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model, known by name or described by the request."""

    name: str
    """As in `--model` and in file names."""
    path: str
    """Hub id or local directory."""
    family: Family
    billions: float | None
    """Parameters, as the name of the model says; None where it is not known."""
    thinking: bool = False
    """Whether the chat template expects a reasoning block."""

    @property
    def template(self) -> str:
        """LLaMA-Factory's template.

        Raises:
            UsageError: it has none for the family.
        """
        if self.family == "qwen3_vl":
            return "qwen3_vl" if self.thinking else "qwen3_vl_nothink"
        if self.family == "longva":
            raise UsageError(f"{self.name}: LLaMA-Factory does not train it; use longva")
        return "qwen2_vl"

    @property
    def budget(self) -> MediaBudget:
        """How images and videos become tokens, under LLaMA-Factory's limits of pixels."""
        return QWEN3_VL if self.family == "qwen3_vl" else QWEN2_VL

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """What trains it."""
        return ("longva",) if self.family == "longva" else ("llamafactory", "ms-swift")

    @property
    def methods(self) -> tuple[Method, ...]:
        """What 8 GPUs of 80 GB have memory for; LongVA's trainer is set up for full tuning."""
        if self.family == "longva":
            return ("full",)
        too_large = self.billions is not None and self.billions > _FULL_AT_MOST
        return ("lora",) if too_large else METHODS

    @property
    def shares_weights(self) -> bool:
        """Whether the weights do not go on each GPU whole."""
        return self.billions is not None and self.billions > WHOLE_PER_GPU


def _qwen(series: str, family: Family, size: int, kind: str = "Instruct") -> Model:
    thinking = kind == "Thinking"
    name = f"qwen{series}-vl-{size}b" + ("-thinking" if thinking else "")
    return Model(name, f"Qwen/Qwen{series}-VL-{size}B-{kind}", family, size, thinking)


_KNOWN = (
    *(_qwen("2", "qwen2_vl", size) for size in (2, 7, 72)),
    *(_qwen("2.5", "qwen2_5_vl", size) for size in (3, 7, 72)),
    *(_qwen("3", "qwen3_vl", size) for size in (2, 4, 8, 32)),
    *(_qwen("3", "qwen3_vl", size, "Thinking") for size in (2, 4, 8, 32)),
    Model("longva-7b", "lmms-lab/LongVA-7B", "longva", 7),
)
MODELS: dict[str, Model] = {model.name: model for model in _KNOWN}
"""The known models by name."""


def find_model(name: str, family: Family | None = None) -> Model:
    """The model called `name`, or one of `family` at that Hub id or path.

    Raises:
        UsageError: an unknown name without a family, or a known one of another family.
    """
    known = MODELS.get(name.lower()) or next((m for m in _KNOWN if m.path == name), None)
    if known is not None:
        if family not in (None, known.family):
            raise UsageError(f"--family {family}: {name} is of the family {known.family}")
        return known
    if family is None or not name.strip():
        raise UsageError(
            f"model {name}: not one of {', '.join(MODELS)}; for a Hub id or a directory say what "
            "it is, e.g. --family qwen2_vl"
        )
    own = Model(_file_name(name), name, family, None, "thinking" in name.lower())
    return own if not Path(name).is_dir() else replace(own, path=str(Path(name).resolve()))


def check_fits(model: Model, framework: Framework, method: Method) -> None:
    """Refuses a framework that cannot train `model`, or a method it has no use for.

    Raises:
        UsageError: names the ones that it can be trained with.
    """
    if framework not in model.frameworks:
        raise UsageError(
            f"{model.name}: {framework} does not train it; use --framework "
            + " or ".join(f for f in FRAMEWORKS if f in model.frameworks)
        )
    if method not in model.methods:
        raise UsageError(
            f"{model.name}: --method {method} is not written for it; use --method "
            + " or ".join(model.methods)
        )


def _file_name(name: str) -> str:
    """`Qwen/Qwen2-VL-7B` or `/models/my tower 😀` as part of a file name."""
    last = name.rstrip("/").rpartition("/")[2].lower()
    kept = "".join(
        sign if (sign.isascii() and sign.isalnum()) or sign in ".-" else "-" for sign in last
    )
    return kept.strip(".-") or "model"
