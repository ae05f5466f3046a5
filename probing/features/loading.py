"""Loading a vision-language model with transformers, and knowing it again."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from probing.features.modules import ModuleNames, Modules, find_modules
from t3data.errors import T3Error, UsageError
from t3data.files import sha256_of

_NEEDED = ("torch", "transformers")
_HASHED_UP_TO = 1 << 20
"""Bytes; weights are larger, and are known again by size and time of change."""


@dataclass(frozen=True)
class Loaded:
    """A model ready to be run."""

    name: str
    """The Hub id or directory, as it was given."""
    model: Any
    """The torch module, in evaluation mode."""
    processor: Any
    modules: Modules
    fingerprint: str
    """A hash of everything that decides features: weights, settings, number format, modules."""

    @property
    def layers(self) -> int:
        """How many layers the language model has."""
        return int(self.model.config.get_text_config().num_hidden_layers)

    @property
    def device(self) -> str:
        """Where the model is, as torch writes it ("cpu", "cuda:0")."""
        return str(self.model.device)


def require_torch() -> None:
    """Raises a `UsageError` that names the extra if torch or transformers is not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"probing features needs {' and '.join(missing)}; pip install 't3data[features]'"
        )


def load_model(
    name: str,
    *,
    revision: str | None = None,
    device: str | None = None,
    dtype: str = "auto",
    names: ModuleNames | None = None,
    trust_remote_code: bool = False,
) -> Loaded:
    """Loads a model and its processor.

    Args:
        name: a Hub id or a directory, of a model that `AutoModelForImageTextToText` knows.
        revision: branch, tag or commit on the Hub.
        device: "cpu", "cuda", …; by default the first GPU, else the CPU.
        dtype: number format of the weights; "auto" is the one they are stored in.
        names: the modules of a model whose family is not known here.
        trust_remote_code: whether code from the model's repository may run.

    Raises:
        UsageError: torch or transformers is not installed.
        T3Error: the model cannot be loaded, or has no modules of known names.
    """
    require_torch()
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    given: dict[str, Any] = {"revision": revision} if revision else {}
    given["trust_remote_code"] = trust_remote_code
    try:
        processor = AutoProcessor.from_pretrained(name, **given)
        model = AutoModelForImageTextToText.from_pretrained(name, dtype=dtype, **given)
        model = model.eval().to(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    except Exception as error:  # transformers lets through whatever its many parts raise
        said = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
        raise T3Error(
            f"{name}: transformers cannot load it as a vision-language model: "
            f"{said or type(error).__name__}"
        ) from error
    names = names or ModuleNames()
    modules = find_modules(model, names)
    return Loaded(name, model, processor, modules, _fingerprint(name, revision, model, names))


def _fingerprint(name: str, revision: str | None, model: Any, names: ModuleNames) -> str:
    folder = Path(name)
    if folder.is_dir():
        weights = repr([_state(path) for path in sorted(folder.iterdir()) if path.is_file()])
    else:
        weights = f"{name}@{getattr(model.config, '_commit_hash', None) or revision}"
    parts = (weights, str(model.dtype), names)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _state(path: Path) -> tuple[str, int, int | str]:
    status = path.stat()
    large = status.st_size > _HASHED_UP_TO
    return path.name, status.st_size, status.st_mtime_ns if large else sha256_of(path)
