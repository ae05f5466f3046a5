"""Keys of a trainer: which there are, what replaces what, and how values are written.

`keys/*.txt` hold the keys that LLaMA-Factory 0.9.5, ms-swift 4.6.0 and LongVA's `train.py`
(f943753, with the arguments of transformers 4.40) accept, one a line.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mixes.training.request import FRAMEWORKS, Framework
from t3data.errors import UsageError

_FORMER = {
    "NFRAMES": "FPS_MAX_FRAMES",
    "SIZE_FACTOR": "FRAME_FACTOR",
    "batch_size": "per_device_train_batch_size",
    "dtype": "torch_dtype",
    "evaluation_strategy": "eval_strategy",
    "image_resolution": "image_max_pixels",
    "model_id_or_path": "model",
    "no_cuda": "use_cpu",
    "sft_type": "tuner_type",
    "train_type": "tuner_type",
    "video_resolution": "video_max_pixels",
}
"""Names that scripts of 2024 still use, and today's."""
_PLAIN = re.compile(r"[A-Za-z./][\w./-]*")
_NOT_TEXT = frozenset("y n yes no on off true false null nan inf .nan .inf".split())


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a configuration."""

    key: str
    value: Any
    comment: str = ""
    """Why it is so, written above it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together."""

    title: str
    settings: tuple[Setting, ...]


def overridden(groups: tuple[Group, ...], given: Mapping[str, Any]) -> tuple[Group, ...]:
    """The groups with `given` values in place of ours, None removing a key, new ones at the end."""
    ours = {setting.key for group in groups for setting in group.settings}
    replaced = [
        Group(group.title, tuple(_replace(group.settings, given)))
        for group in groups
    ]  # fmt: skip
    added = tuple(
        Setting(key, value) for key, value in given.items() if key not in ours and value is not None
    )
    return tuple(group for group in (*replaced, Group("set by you", added)) if group.settings)


def values_of(groups: tuple[Group, ...]) -> dict[str, Any]:
    """All keys with their values."""
    return {setting.key: setting.value for group in groups for setting in group.settings}


@cache
def accepted_keys(framework: Framework) -> frozenset[str]:
    """The keys that the framework knows."""
    name = framework.replace("-", "_")
    text = (files("mixes.training") / "keys" / f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def check_keys(framework: Framework, given: Mapping[str, Any]) -> None:
    """Refuses keys that the framework would refuse.

    Raises:
        UsageError: names the key and the nearest one there is.
    """
    keys = accepted_keys(framework)
    for key in given:
        if key in keys:
            continue
        former = _FORMER.get(key)
        near = difflib.get_close_matches(key, sorted(keys), 1, 0.6)
        nearest = former if former in keys else near[0] if near else None
        elsewhere = [name for name in FRAMEWORKS if key in accepted_keys(name)]
        if nearest:
            hint = f"is it {nearest}?"
        elif elsewhere:
            hint = f"it is a key of {' and '.join(elsewhere)}"
        else:
            hint = "see its documentation"
        raise UsageError(f"--set {key}: {framework} has no such key; {hint}")


def read_settings(given: tuple[str, ...]) -> dict[str, Any]:
    """`KEY=VALUE` pairs; a value is what YAML takes it for.

    Raises:
        UsageError: no `=`, or a value that is not YAML.
    """
    import yaml

    found: dict[str, Any] = {}
    for pair in given:
        key, equals, text = pair.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"--set {pair}: expected KEY=VALUE, e.g. --set learning_rate=2e-5")
        try:
            value = yaml.safe_load(text)
            json.dumps(value)
        except (yaml.YAMLError, TypeError, ValueError):
            raise UsageError(
                f"--set {pair}: the value cannot be read; put quotes around it: --set '{key}=\"…\"'"
            ) from None
        found[key.strip()] = _number(value) if isinstance(value, str) and value == text else value
    return found


def whole_number(key: str, value: Any) -> int:
    """`value` of `key`, which has to be a whole number from 1.

    Raises:
        UsageError: it is something else.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise UsageError(f"--set {key}={value}: expected a whole number from 1")
    return value


def yaml_value(value: Any) -> str:
    """`value` as one line of YAML 1.1 that OmegaConf and PyYAML read back as it is."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, float):
        return decimal(value)
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
        return value
    # JSON is YAML but for characters that nobody sees, which YAML refuses or takes for line ends.
    return "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08x}"
        for sign in json.dumps(value, ensure_ascii=False)
    )


def decimal(value: float) -> str:
    """`1.0e-05`: without the point YAML 1.1 takes it for text."""
    text = repr(value)
    if "e" in text and "." not in text:
        return text.replace("e", ".0e")
    return text


def _replace(settings: tuple[Setting, ...], given: Mapping[str, Any]) -> Iterator[Setting]:
    for setting in settings:
        if setting.key not in given:
            yield setting
        elif given[setting.key] is not None:
            yield Setting(setting.key, given[setting.key])


def _number(text: str) -> Any:
    """`2e-5` is a number to everybody but YAML 1.1."""
    if re.fullmatch(r"[-+]?\d+(\.\d*)?[eE][-+]?\d+", text):
        return float(text)
    return text
