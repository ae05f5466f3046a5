"""Names on the Hub: of repositories, of configurations, of files."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from t3data.errors import UsageError

WHOLE = "default"
"""The configuration with the whole mix; the one that loaders take when none is named."""
_REPOSITORY = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?")
_LONGEST = 96


def check_repository(name: str) -> None:
    """Refuses what the Hub would refuse, before anything is read or sent.

    The rule is that of `huggingface_hub.utils.validate_repo_id`, with the owner required.

    Raises:
        UsageError: `name` is not USER/REPO.
    """
    parts = name.split("/")
    if len(parts) != 2 or not all(map(_REPOSITORY.fullmatch, parts)):
        raise UsageError(
            f"{name!r} is no name for a dataset; expected USER/REPO of letters, digits, '-', '_' "
            "and '.', which neither begins nor ends with '-' or '.'"
        )
    if "--" in name or ".." in name or len(parts[1]) > _LONGEST or name.endswith(".git"):
        raise UsageError(
            f"{name!r} is no name for a dataset: no '--', no '..', no '.git' at the end, and at "
            f"most {_LONGEST} characters behind the '/'"
        )


def config_names(sources: Sequence[str]) -> list[str]:
    """A configuration name for each source: ASCII letters, digits, '.', '_', '-', all different.

    `datasets` forbids some signs, and the names are directories and parts of addresses, too.
    """
    taken = {WHOLE}
    names = []
    for source in sources:
        ascii_only = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_only).strip("-._")[:60].strip("-._")
        name, number = plain or "source", 1
        while name.lower() in taken:
            number += 1
            name = f"{plain or 'source'}-{number}"
        taken.add(name.lower())
        names.append(name)
    return names


def parquet_name(shard: str) -> str:
    """`data/part-00000-of-00002.arrow` is published as `data/train-00000-of-00002.parquet`."""
    stem = PurePosixPath(shard).stem
    return f"data/train-{stem.removeprefix('part-')}.parquet"
