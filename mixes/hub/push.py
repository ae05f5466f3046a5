"""Sends a mix to the Hub: only what differs, in one commit, and reads back what is there then.

The files go first and the commit last, so that nobody ever sees half a mix. The commit names the
one it stands on: if somebody else was faster, what is there is compared anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from mixes.hub.client import Hub, RemoteFile
from mixes.hub.conversion import Progress
from mixes.hub.failures import ConflictError, HubError
from mixes.hub.publication import PUBLICATION, Publication, PublishedFile
from t3data.errors import T3Error

_OURS = ("data/train-*.parquet", "sources/*/train-*.parquet", "figures/*.png", "recipe.yaml")
"""Files of an earlier push that go when the mix no longer has them."""
_GROUP_FILES = 8
_GROUP_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did."""

    url: str
    commit: str
    private: bool
    changed: bool
    files: int
    """Added or replaced."""
    bytes: int
    """Of these, as they are on disk; what the Hub had already was not sent."""
    deleted: int


def push(
    hub: Hub,
    publication: Publication,
    *,
    private: bool,
    revision: str = "main",
    overwrite: bool = False,
    notify: Progress = lambda *_: None,
) -> Pushed:
    """Makes the branch `revision` hold `publication`, and checks by hashes that it does.

    Args:
        hub: the repository.
        publication: what it is to hold; files of others stay.
        private: of a new repository. One that is public already is an error then.
        revision: the branch.
        overwrite: replace files that no earlier push has put there.
        notify: told about progress.

    Raises:
        T3Error: no right, no network, no such branch, a repository of something else, or what
            the Hub holds in the end is not what was sent.
    """
    hub.log_in()
    hub.create(private)
    failed: ConflictError | None = None
    for attempt in range(hub.attempts + 1):
        if failed:
            hub.pause(attempt - 1)
        head = hub.head(revision)
        if private and not head.private:
            raise T3Error(
                f"{hub.repository}: is public already, nothing was sent; make it private in its "
                "settings, or leave --private out"
            )
        remote = hub.tree(head.commit)
        changes = [f for f in publication.files if not _same(remote.get(f.name), f)]
        deleted = sorted(_stale(remote, publication))
        if not changes and not deleted:
            return Pushed(hub.url, head.commit, head.private, failed is not None, 0, 0, 0)
        if not overwrite:
            _refuse_strangers(hub.repository, remote, changes)
        additions = hub.additions(changes)
        sent = 0
        notify("send bytes", 0, sum(file.bytes for file in changes))
        for start, stop in _groups(changes):
            hub.upload(additions[start:stop], revision)
            sent += sum(file.bytes for file in changes[start:stop])
            notify("send bytes", sent, sum(file.bytes for file in changes))
        message = f"{publication.rows:,} rows, by t3 push"
        try:
            commit = hub.commit(additions, deleted, message, revision, head.commit)
        except ConflictError as conflict:
            failed = conflict
            continue
        _verify(hub, commit, publication)
        size = sum(file.bytes for file in changes)
        return Pushed(hub.url, commit, head.private, True, len(changes), size, len(deleted))
    if failed and not failed.raced:
        raise HubError(str(failed))
    raise HubError(f"{hub.repository}: others keep changing it; run the same command again")


def _same(remote: RemoteFile | None, file: PublishedFile) -> bool:
    return remote is not None and remote.holds(file)


def _stale(remote: dict[str, RemoteFile], publication: Publication) -> Iterator[str]:
    """Files of an earlier push that this one does not have; nothing else is ever deleted."""
    if PUBLICATION in remote:
        names = {file.name for file in publication.files}
        for name in remote:
            if name not in names and any(fnmatchcase(name, pattern) for pattern in _OURS):
                yield name


def _refuse_strangers(
    repository: str, remote: dict[str, RemoteFile], changes: Sequence[PublishedFile]
) -> None:
    if PUBLICATION in remote:
        return
    for file in changes:
        if file.name in remote:
            raise T3Error(
                f"{repository}: holds a {file.name} that t3 push has not put there, nothing was "
                "sent; choose another name, or use --overwrite"
            )
    others = [name for name in remote if name.startswith("data/")]
    if others:
        raise T3Error(
            f"{repository}: holds {others[0]}, which is not of a mix, nothing was sent; choose "
            "another name, or use --overwrite"
        )


def _groups(files: Sequence[PublishedFile]) -> Iterator[tuple[int, int]]:
    """Runs of files that are sent together."""
    start = size = 0
    for index, file in enumerate(files):
        if index > start and (index - start == _GROUP_FILES or size + file.bytes > _GROUP_BYTES):
            yield start, index
            start, size = index, 0
        size += file.bytes
    if files:
        yield start, len(files)


def _verify(hub: Hub, commit: str, publication: Publication) -> None:
    remote = hub.tree(commit)
    wrong = [f.name for f in publication.files if not _same(remote.get(f.name), f)]
    if wrong:
        more = f" and {len(wrong) - 1} more" if wrong[1:] else ""
        raise HubError(
            f"{hub.repository}: after the upload, {wrong[0]}{more} on the Hub is not what was "
            f"sent (commit {commit[:12]}); run the same command again"
        )
