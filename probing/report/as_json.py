"""A diagnosis or comparison as JSON types: every number unrounded, null where there is none."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any

from probing.diagnosis import thresholds
from probing.diagnosis.types import Diagnosis, Key
from probing.report.compare import Comparison


def diagnosis_object(diagnosis: Diagnosis, run: Mapping[str, object]) -> dict[str, Any]:
    """What report.json holds."""
    return {
        "v": 1,
        "run": plain(run),
        "thresholds": {
            name.lower(): value for name, value in vars(thresholds).items() if name.isupper()
        },
        **plain(diagnosis),
    }


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """What comparison.json holds."""
    return {"v": 1, **plain(comparison)}


def plain(value: Any) -> Any:
    """Data classes as objects by field, keys by their parts, NaN and infinity as null."""
    if isinstance(value, Key):
        return value._asdict()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, str | int | bool):
        return value
    return str(value)
