"""Data files of a Hub dataset, through huggingface_hub's own cache and offline switch."""

import re
from collections.abc import Sequence
from pathlib import Path

from t3data.errors import T3Error
from t3data.records.recognise import ABOUT_DATA

_ID = re.compile(
    r"(?:hf://(?:datasets/)?)?([\w.-]+/[\w.-]+?)(?:@([\w./-]+))?(?:#([\w.-]+))?", re.ASCII
)
_SCHEME = "hf://"
DATA_SUFFIXES = (".parquet", ".jsonl", ".json", ".ndjson", ".arrow")


def local_paths(given: Sequence[str | Path]) -> list[Path]:
    """Paths as they are, and Hub dataset ids as the paths of their downloaded files.

    What exists is a path; `hf://user/name` and, where nothing of that name exists, `user/name` is
    a dataset, optionally with `@revision` and `#split`.

    Raises:
        T3Error: a dataset cannot be had.
    """
    paths: list[Path] = []
    for name in given:
        path = Path(name)
        if isinstance(name, str) and not path.exists() and _is_id(name):
            paths += hub_files(name)
        else:
            paths.append(path)
    return paths


def hub_files(dataset: str) -> list[Path]:
    """Downloads the data files of `dataset`, or finds them in the cache; in name order.

    Only Parquet, JSON, JSONL and Arrow files are fetched, with a split only those named after it.

    Raises:
        T3Error: no such dataset, no access, no network and not in the cache, or no data files.
    """
    parsed = _ID.fullmatch(dataset)
    if parsed is None:
        raise T3Error(f"{dataset}: expected a Hub dataset id, user/name or user/name#split")
    name, revision, split = parsed.groups()
    pattern = f"*{split}*" if split else "*"
    root = _snapshot(name, revision, [pattern + suffix for suffix in DATA_SUFFIXES])
    found = [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in DATA_SUFFIXES
        and path.name not in ABOUT_DATA
        and (not split or _of_split(path.relative_to(root), split))
    ]
    if not found:
        of_split = f" of the split {split}" if split else ""
        raise T3Error(
            f"{name}: no {', '.join(DATA_SUFFIXES)} files{of_split} in this dataset; "
            "download what it holds and name the files"
        )
    return found


def hub_snapshot(dataset: str, patterns: Sequence[str] = ()) -> Path:
    """Downloads the files of `dataset` that match, or finds them in the cache; their directory.

    Args:
        dataset: `user/name`, optionally with `@revision`.
        patterns: As in a shell; empty for all data files and tables.

    Raises:
        T3Error: no such dataset, no access, or no network and not in the cache.
    """
    parsed = _ID.fullmatch(dataset)
    if parsed is None:
        raise T3Error(f"{dataset}: no such file, and not a Hub dataset id (user/name)")
    wanted = list(patterns) or ["*" + suffix for suffix in (*DATA_SUFFIXES, ".csv", ".tsv")]
    return _snapshot(parsed[1], parsed[2], wanted)


def _snapshot(name: str, revision: str | None, patterns: list[str]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        return Path(
            snapshot_download(name, repo_type="dataset", revision=revision, allow_patterns=patterns)
        )
    except GatedRepoError as error:
        raise T3Error(
            f"{name}: access to this dataset must be asked for on the Hub; then run `hf auth login`"
        ) from error
    except RepositoryNotFoundError as error:
        raise T3Error(
            f"{name}: no such file here, and no such dataset on the Hub that you may see"
        ) from error
    except RevisionNotFoundError as error:
        raise T3Error(f"{name}: the dataset has no revision {revision!r}") from error
    except (LocalEntryNotFoundError, OfflineModeIsEnabled) as error:
        raise T3Error(
            f"{name}: no such file here; as a Hub dataset it is not in the local cache, and the "
            "Hub is out of reach or switched off"
        ) from error
    except Exception as error:  # HTTP clients differ between versions, and so do their errors
        told = str(error).partition("\n")[0] or type(error).__name__
        raise T3Error(f"{name}: cannot be fetched from the Hub: {told}") from error


def _is_id(name: str) -> bool:
    if name.startswith(_SCHEME):
        return True
    return _ID.fullmatch(name) is not None and Path(name).suffix not in DATA_SUFFIXES


def _of_split(path: Path, split: str) -> bool:
    return re.search(rf"(?:^|[/_.-]){re.escape(split)}(?:[/_.-]|$)", path.as_posix()) is not None
