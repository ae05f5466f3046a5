"""Fetches a published mix: Parquet becomes the Arrow shards it was made of, byte for byte.

Files arrive in `.pull` inside the directory and are checked against the hashes that the push
noted; a shard gets its name when it is what the manifest says. The manifest comes last.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from mixes.card import DEFAULT_MODEL, card
from mixes.content import digest_of_shards
from mixes.dataset_info import dataset_info
from mixes.figures import draw_figures
from mixes.hub.client import Hub, RemoteFile
from mixes.hub.conversion import FORMAT, Progress, git_oid
from mixes.hub.finished import FinishedMix, Shard, read_manifest
from mixes.hub.parquet import read_parquet
from mixes.hub.publication import FIGURES, PUBLICATION
from mixes.hub.survey import Survey
from mixes.training import TrainRequest, write_training
from t3data.errors import T3Error
from t3data.files import (
    directory_lock,
    make_directory,
    remove_leftovers,
    sha256_of,
    write_text,
)
from t3data.shards import shard_batches, write_shard

_OURS = frozenset(
    {"data", "train", "figures", "dataset_info.json", "manifest.json", "README.md", ".lock"}
)
_WORK = ".pull"


class _Parquet(msgspec.Struct, frozen=True):
    file: str
    rows: int
    sha256: str
    shard: str | None


class _Publication(msgspec.Struct):
    format: int
    pyarrow: str
    files: list[_Parquet]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did."""

    rows: int
    commit: str
    shards: int
    changed: bool
    """False where the very same mix was there already."""
    same_bytes: bool
    """Whether the shards are those of the build. Otherwise their rows are, and nothing else."""
    note: str = ""


def pull(
    hub: Hub, output: Path, revision: str = "main", notify: Progress = lambda *_: None
) -> Pulled:
    """Fetches the mix at `revision` into the directory `output`.

    Raises:
        T3Error: not a mix, a directory with other content, a file that is not what was
            published, no network.
    """
    _refuse_strangers(output, hub.repository)
    head = hub.head(revision)
    remote = hub.tree(head.commit)
    for name in ("manifest.json", PUBLICATION):
        if name not in remote:
            raise T3Error(
                f"{hub.repository}: no mix that t3 push has published: no {name} in it; use "
                "datasets.load_dataset for other data sets"
            )
    with directory_lock(output):
        return _Pull(hub, output, head.commit, remote, notify).run()


class _Pull:
    """One fetch of one commit."""

    def __init__(
        self,
        hub: Hub,
        output: Path,
        commit: str,
        remote: dict[str, RemoteFile],
        notify: Progress,
    ) -> None:
        self._hub = hub
        self._output = output
        self._work = output / _WORK
        self._commit = commit
        self._remote = remote
        self._notify = notify

    def run(self) -> Pulled:
        make_directory(self._work)
        write_text(self._work / "repository", self._hub.repository)
        text = self._fetch("manifest.json").read_bytes()
        manifest, shards = read_manifest(text, f"{self._hub.repository}: manifest.json")
        parquet = self._parquet(shards)
        there = self._output / "manifest.json"
        if there.exists():
            kept = self._kept(there, manifest, f"{self._hub.repository}: manifest.json")
            if all(self._is_there(shard) for shard in kept):
                shutil.rmtree(self._work, ignore_errors=True)
                return Pulled(manifest["rows"], self._commit, len(kept), False, kept == shards)
            there.unlink()  # not complete any more; what is damaged is fetched again
        make_directory(self._output / "data")
        remove_leftovers(self._output / "data")
        self._remove_others(shards)
        different = []
        done = 0
        for shard in shards:
            self._notify("fetch rows", done, manifest["rows"])
            if not self._rebuild(shard, parquet[shard.file]):
                different.append(shard)
            done += shard.rows
        self._notify("fetch rows", done, manifest["rows"])
        note = self._compare_rows(manifest, shards) if different else ""
        self._describe(manifest, shards)
        if different:
            text = self._with_new_hashes(manifest, shards)
        # Last: where it is, the mix is complete.
        write_text(there, text.decode())
        shutil.rmtree(self._work, ignore_errors=True)
        return Pulled(manifest["rows"], self._commit, len(shards), True, not different, note)

    def _parquet(self, shards: tuple[Shard, ...]) -> dict[str, _Parquet]:
        name = f"{self._hub.repository}: {PUBLICATION}"
        try:
            found = msgspec.json.decode(self._fetch(PUBLICATION).read_bytes(), type=_Publication)
        except (msgspec.MsgspecError, ValueError) as error:
            raise T3Error(f"{name}: cannot be understood: {error}") from None
        if found.format > FORMAT:
            raise T3Error(f"{name}: written by a newer t3 (format {found.format}); update t3data")
        self._pyarrow = found.pyarrow
        of_shard = {file.shard: file for file in found.files if file.shard is not None}
        for shard in shards:
            file = of_shard.get(shard.file)
            if file is None or file.file not in self._remote or file.rows != shard.rows:
                raise T3Error(f"{name}: has no file for {shard.file}; push the mix again")
        return {name: file for name, file in of_shard.items() if name is not None}

    def _fetch(self, name: str, wanted: str | None = None) -> Path:
        """Downloads one file and holds it against its hash; a damaged one is fetched once more."""
        remote = self._remote[name]
        for _ in range(2):
            path = self._hub.download(name, self._commit, self._work)
            if remote.sha256 is not None:
                same = sha256_of(path) == remote.sha256
            else:
                same = git_oid(path.read_bytes()) == remote.git
            if same:
                break
            path.unlink()
        else:
            raise T3Error(
                f"{self._hub.repository}: {name} does not arrive as the Hub has it; run the same "
                "command again"
            )
        if wanted is not None and sha256_of(path) != wanted:
            raise T3Error(
                f"{self._hub.repository}: {name} is not the file that was published with the "
                f"mix (sha256 {wanted[:12]}… in {PUBLICATION}); push the mix again"
            )
        return path

    def _rebuild(self, shard: Shard, parquet: _Parquet) -> bool:
        """Writes one shard unless it is there; whether its bytes are those of the build."""
        if self._is_there(shard):
            return True
        path = self._output / shard.file
        fetched = self._fetch(parquet.file, parquet.sha256)
        scratch = self._work / "shard.arrow"
        rows = write_shard(
            scratch, read_parquet(fetched, f"{self._hub.repository}: {parquet.file}")
        )
        if rows != shard.rows:
            raise T3Error(f"{self._hub.repository}: {parquet.file}: {rows} rows, not {shard.rows}")
        same = sha256_of(scratch) == shard.sha256
        scratch.replace(path)
        fetched.unlink()
        return same

    def _is_there(self, shard: Shard) -> bool:
        path = self._output / shard.file
        return path.is_file() and sha256_of(path) == shard.sha256

    def _compare_rows(self, manifest: dict[str, Any], shards: tuple[Shard, ...]) -> str:
        """Where the bytes differ, the content of the rows must not."""
        if digest_of_shards(self._output / shard.file for shard in shards) != manifest["digest"]:
            raise T3Error(
                f"{self._hub.repository}: the rows are not those of the manifest (their digest "
                "differs); push the mix again"
            )
        built = manifest["versions"].get("pyarrow", "another version")
        return (
            f"the rows are those of the manifest, by their digest, but not the bytes of the "
            f"shards: built with pyarrow {built}, this is {pa.__version__}; the manifest here has "
            "the hashes of these bytes"
        )

    def _with_new_hashes(self, manifest: dict[str, Any], shards: tuple[Shard, ...]) -> bytes:
        entries = [
            {"file": s.file, "rows": s.rows, "sha256": sha256_of(self._output / s.file)}
            for s in shards
        ]
        changed = {**manifest, "shards": entries}
        return (json.dumps(changed, indent=2, ensure_ascii=False) + "\n").encode()

    def _describe(self, manifest: dict[str, Any], shards: tuple[Shard, ...]) -> None:
        """What lies beside the shards; the card is that of a local mix again."""
        output = self._output
        survey = Survey(list(manifest["sources"]))
        for path in FinishedMix(output, manifest, shards).paths:
            for batch in shard_batches(path):
                survey.add(batch)
        summary = survey.summary()
        make_directory(output / "figures")
        names = [f"figures/{name}" for name in FIGURES]
        if all(name in self._remote for name in names):
            for name in names:
                self._fetch(name).replace(output / name)
        else:
            draw_figures(summary, output / "figures")
        write_text(output / "dataset_info.json", json.dumps(dataset_info(), indent=2) + "\n")
        write_training(TrainRequest(output, "llamafactory", DEFAULT_MODEL), manifest=manifest)
        write_text(output / "README.md", card(manifest, summary))

    def _kept(self, there: Path, manifest: dict[str, Any], name: str) -> tuple[Shard, ...]:
        """The shards of the mix that is there already, which must be this one.

        Their hashes are its own: another pyarrow may have written other bytes.
        """
        try:
            local, shards = read_manifest(there.read_bytes(), str(there))
        except T3Error:
            local, shards = {}, ()
        if {**local, "shards": None} != {**manifest, "shards": None}:
            shutil.rmtree(self._work, ignore_errors=True)
            raise T3Error(
                f"{self._output}: holds another mix than {name}, or another version of it; choose "
                "another -o"
            )
        return shards

    def _remove_others(self, shards: tuple[Shard, ...]) -> None:
        """Shards of an earlier version that a pull into this directory did not finish."""
        listed = {shard.file for shard in shards}
        for path in (self._output / "data").glob("*.arrow"):
            if f"data/{path.name}" not in listed:
                path.unlink()


def _refuse_strangers(output: Path, repository: str) -> None:
    """Only an empty directory, a mix, or what a pull of the same repository left, will do."""
    if not output.exists():
        return
    if not output.is_dir():
        raise T3Error(f"{output}: not a directory; choose another -o")
    marker = output / _WORK / "repository"
    if marker.is_file():
        before = marker.read_text("utf-8")
        if before != repository:
            raise T3Error(f"{output}: holds half of {before}; choose another -o")
        return
    if (output / "manifest.json").is_file():
        return
    for path in output.iterdir():
        if path.name not in (".lock", _WORK):
            raise T3Error(f"{output}: not empty, and not a mix; choose another -o")
