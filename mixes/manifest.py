"""The manifest: what went in, what came out, what was left out and why.

For every source, read = eligible + rejected and eligible = selected + not_drawn. With
`--on-shortage repeat`, `selected` counts rows of the mix and `repeated` those that are further
copies, so eligible = selected - repeated + not_drawn. Nothing in it depends on time, on the
number of workers or on where the mix lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from mixes.config import MixConfig
from mixes.write import ShardReport
from t3data import __version__

_LIBRARIES = ("msgspec", "numpy", "pyarrow", "xxhash")


@dataclass(slots=True)
class SourceCounts:
    """What became of the rows of one source."""

    read: int = 0
    selected: int = 0
    repeated: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    bad: int = 0

    @property
    def eligible(self) -> int:
        """Rows that passed every filter."""
        return self.read - sum(self.rejected.values())

    @property
    def not_drawn(self) -> int:
        """Eligible rows that the quotas had no place for."""
        return self.eligible - (self.selected - self.repeated)

    def add(self, rejected: dict[str, int]) -> None:
        """Adds counts of rejected rows by reason."""
        for reason, rows in rejected.items():
            self.rejected[reason] = self.rejected.get(reason, 0) + rows


def make_manifest(
    config: MixConfig,
    counts: Sequence[SourceCounts],
    files: Sequence[Sequence[dict[str, Any]]],
    parts: dict[str, dict[str, int]],
    reports: Sequence[ShardReport],
    digest: str,
    tokenizer: dict[str, str] | None,
) -> dict[str, Any]:
    """The content of `manifest.json`.

    Args:
        config: the request, as resolved.
        counts: one a source.
        files: path, bytes and sha256 of every file of every source.
        parts: eligible and selected rows per part of the recipe.
        reports: one a shard, in order.
        digest: of the content of the rows, in order.
        tokenizer: name and sha256, where one was used.
    """
    return {
        "rows": sum(report.rows for report in reports),
        "digest": digest,
        "seed": config.seed,
        "recipe": config.as_dict(),
        "versions": versions(),
        "tokenizer": tokenizer,
        "parts": parts,
        "sources": {
            source.name: {
                "side": source.side,
                "read": count.read,
                "eligible": count.eligible,
                "selected": count.selected,
                "not_drawn": count.not_drawn,
                "repeated": count.repeated,
                "rejected": dict(sorted(count.rejected.items())),
                "license": source.license,
                "files": list(given),
            }
            for source, count, given in zip(config.sources, counts, files, strict=True)
        },
        "shards": [
            {"file": f"data/{report.file}", "rows": report.rows, "sha256": report.sha256}
            for report in reports
        ],
    }


def versions() -> dict[str, str]:
    """The versions of everything that decides about bytes."""
    found = {"t3data": __version__}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
