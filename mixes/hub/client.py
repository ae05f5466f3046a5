"""The Hub as `t3 push` and `t3 pull` see it: a few calls, each retried and with clear errors.

Files go by plain LFS uploads (one PUT, or parts), not by Xet: with them the Hub says which files
it has already, which is what makes a push resumable, and every server that speaks the protocol
understands them. `huggingface_hub` decides that for the whole process, when a `Hub` is made.
"""

import logging
import os
import re
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mixes.hub.failures import CONFLICT, ConflictError, Failure, HubError, explain, failure_of
from mixes.hub.publication import PublishedFile
from t3data.errors import T3Error, UsageError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

Result = TypeVar("Result")
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try. `huggingface_hub` retries transfers five times by itself before that."""

    attempts: int = 4
    first_wait: float = 1.0
    """Seconds, doubled each time, unless the Hub says how long."""
    longest_wait: float = 300.0
    """The most that the Hub may ask for; beyond that the person is told instead."""
    silence: float = 300.0
    """Seconds without a byte after which a connection counts as dead; by itself the library
    waits for ever."""
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a repository."""

    bytes: int
    sha256: str | None
    """Where it is kept with LFS."""
    git: str
    """What git calls it; of the pointer where it is kept with LFS."""

    def holds(self, file: PublishedFile) -> bool:
        """Whether it is `file`, by its hash."""
        if self.sha256 is not None:
            return self.sha256 == file.sha256
        return self.git == file.git


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of a branch."""

    commit: str
    private: bool


class Hub:
    """One dataset repository.

    Args:
        repository: USER/REPO.
        token: None to go without one, which does for reading what is public.
        patience: how often and how long to retry.
        tell: told about waits.
    """

    def __init__(
        self,
        repository: str,
        token: str | None,
        patience: Patience = Patience(),
        tell: Tell = lambda _: None,
    ) -> None:
        self.repository = repository
        self.user: str | None = None
        self.last: Failure | None = None
        """The last failure."""
        self._token = token
        self._patience = patience
        self._tell = tell
        self._api = _api(token, tell)

    @property
    def url(self) -> str:
        """Where a person finds it."""
        return f"{self._api.endpoint}/datasets/{self.repository}"

    def log_in(self) -> str | None:
        """The name of the user; None where the Hub is too busy to say, which does not matter."""
        try:
            found = self._call("log in", lambda: self._api.whoami(token=self._token))
            self.user = str(found["name"])
        except HubError:
            if self.last is None or self.last.status != 429:
                raise
        return self.user

    def create(self, private: bool) -> None:
        """Makes the repository unless it is there: a token may write to one and make none."""
        if not self._exists():
            self._call(
                "create the dataset",
                lambda: self._api.create_repo(
                    self.repository, repo_type="dataset", private=private, exist_ok=True
                ),
            )

    def _exists(self) -> bool:
        try:
            self._call(
                "look for the dataset",
                lambda: self._api.repo_info(self.repository, repo_type="dataset"),
            )
        except HubError:
            if self.last is None or self.last.status not in (401, 404):
                raise
            return False
        return True

    def head(self, revision: str) -> Head:
        """The newest commit of `revision`."""
        info = self._call(
            f"read {revision}",
            lambda: self._api.repo_info(self.repository, repo_type="dataset", revision=revision),
        )
        return Head(str(info.sha), bool(info.private))

    def tree(self, commit: str) -> dict[str, RemoteFile]:
        """All files at `commit`."""
        from huggingface_hub.hf_api import RepoFile

        def read() -> dict[str, RemoteFile]:
            found = self._api.list_repo_tree(
                self.repository, repo_type="dataset", revision=commit, recursive=True
            )
            return {
                item.path: RemoteFile(
                    item.size, item.lfs["sha256"] if item.lfs else None, item.blob_id
                )
                for item in found
                if isinstance(item, RepoFile)
            }

        return self._call("list the files", read)

    def additions(self, files: Sequence[PublishedFile]) -> list[Any]:
        """Operations that add `files`."""
        from huggingface_hub import CommitOperationAdd

        operations = []
        for file in files:
            operation = CommitOperationAdd(file.name, str(file.path))
            operation.upload_info.sha256 = bytes.fromhex(file.sha256)  # saves hashing it again
            operations.append(operation)
        return operations

    def upload(self, additions: Sequence[Any], revision: str) -> None:
        """Sends the content of large files, those that the Hub does not have."""
        names = additions[0].path_in_repo + (" …" if len(additions) > 1 else "")
        self._call(
            f"send {names}",
            lambda: self._api.preupload_lfs_files(
                self.repository,
                additions,
                repo_type="dataset",
                revision=revision,
                free_memory=False,
            ),
            # Each request was retried already.
            attempts=2,
        )

    def commit(
        self, additions: Sequence[Any], deleted: Sequence[str], message: str, revision: str, on: str
    ) -> str:
        """One commit on top of the commit `on`; returns its id.

        Raises:
            ConflictError: the branch has moved on, or the reply was lost and it may have.
        """
        from huggingface_hub import CommitOperationDelete

        operations = [*(CommitOperationDelete(name) for name in deleted), *additions]

        def send() -> str:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                done = self._api.create_commit(
                    self.repository,
                    operations,
                    commit_message=message,
                    repo_type="dataset",
                    revision=revision,
                    parent_commit=on,
                )
            return str(done.oid)

        try:
            return self._call("commit", send, attempts=1)
        except HubError as error:
            failure = self.last
            if failure and (failure.status in CONFLICT or failure.transient):
                raise ConflictError(str(error), failure.status in CONFLICT) from None
            raise

    def download(self, name: str, commit: str, directory: Path) -> Path:
        """Fetches one file below `directory`, going on where an earlier try stopped."""
        from huggingface_hub import hf_hub_download

        return Path(
            self._call(
                f"fetch {name}",
                lambda: hf_hub_download(
                    self.repository,
                    name,
                    repo_type="dataset",
                    revision=commit,
                    local_dir=directory,
                    token=self._token or False,
                    endpoint=self._api.endpoint,
                ),
            )
        )

    def pause(self, attempt: int) -> None:
        """Waits before the next attempt, counted from 0."""
        patience = self._patience
        patience.sleep(min(patience.first_wait * 2**attempt, patience.longest_wait))

    @property
    def attempts(self) -> int:
        """How often to try."""
        return self._patience.attempts

    def _call(self, doing: str, call: Callable[[], Result], attempts: int | None = None) -> Result:
        from huggingface_hub.utils._http import get_session

        patience = self._patience
        last = attempts or patience.attempts
        for attempt in range(last):
            try:
                # Each time: the library makes a new session when it cannot connect.
                get_session().timeout = patience.silence
                return call()
            except T3Error:
                raise
            except Exception as error:
                self.last = failure = failure_of(error, self._token)
                wait = patience.first_wait * 2**attempt if failure.wait is None else failure.wait
                final = attempt == last - 1 or wait > patience.longest_wait
                if not failure.transient or final:
                    # Nothing of the original: its traceback may hold headers.
                    raise explain(
                        failure, doing, self.repository, self.user, self._token is not None
                    ) from None
            trouble = "cannot be reached" if failure.kind == "network" else "is busy"
            self._tell(f"the Hub {trouble}; next try in {wait:.0f} s")
            patience.sleep(wait)
        raise AssertionError("unreachable")


def find_token() -> str | None:
    """The token of HF_TOKEN or of `hf auth login`; None when there is none."""
    from huggingface_hub import get_token

    return get_token() or None


def endpoint() -> str | None:
    """HF_ENDPOINT, read now and not when `huggingface_hub` was imported.

    Raises:
        UsageError: it is no address.
    """
    given = os.environ.get("HF_ENDPOINT", "").strip().rstrip("/")
    if given and not re.match(r"https?://[^/]", given):
        raise UsageError(f"HF_ENDPOINT {given}: expected an address, e.g. https://huggingface.co")
    return given or None


class _Waits(logging.Handler):
    """Passes on how long `huggingface_hub` waits; its other messages name signed addresses."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith(("Rate limited", "Retrying in")):
            self._tell(f"the Hub is busy: {message}")


def _api(token: str | None, tell: Tell) -> "HfApi":
    from huggingface_hub import HfApi, constants
    from huggingface_hub.utils.tqdm import disable_progress_bars

    constants.HF_HUB_DISABLE_XET = True
    disable_progress_bars()
    logger = logging.getLogger("huggingface_hub")
    logger.propagate = False
    logger.handlers = [_Waits(tell)]
    return HfApi(endpoint=endpoint(), token=token or False, library_name="t3data")
