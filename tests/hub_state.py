"""What a Hub for tests keeps: repositories with branches, commits and files."""

from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any


@dataclass
class Stored:
    """One file of a commit."""

    content: bytes
    lfs: str | None
    """Its sha256 where it came by LFS."""

    @property
    def git(self) -> str:
        kept = self.content
        if self.lfs:
            kept = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.lfs}\n".encode()
        return sha1(b"blob %d\0" % len(kept) + kept).hexdigest()


@dataclass
class Repository:
    private: bool
    branches: dict[str, str] = field(default_factory=dict)
    commits: dict[str, dict[str, Stored]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def add(self, branch: str, files: dict[str, Stored], message: str) -> str:
        parent = self.branches.get(branch, "")
        names = "".join(f"{name}{stored.git}" for name, stored in sorted(files.items()))
        commit = sha1(f"{parent}{message}{names}".encode()).hexdigest()
        self.commits[commit] = dict(files)
        self.branches[branch] = commit
        self.messages.append(message)
        return commit

    def at(self, revision: str) -> str | None:
        return self.branches.get(revision) or (revision if revision in self.commits else None)


class Refused(Exception):  # noqa: N818
    """An answer that is no success."""

    def __init__(self, status: int, said: str, code: str = "", **headers: str) -> None:
        self.status, self.said = status, said
        self.headers = {"X-Error-Message": said, **headers}
        if code:
            self.headers["X-Error-Code"] = code


def listing(files: dict[str, Stored], under: str, recursive: bool) -> list[dict[str, Any]]:
    """The entries of a tree, folders among them."""
    entries: dict[str, dict[str, Any]] = {}
    prefix = f"{under}/" if under else ""
    for path, stored in sorted(files.items()):
        if not path.startswith(prefix):
            continue
        inner = path[len(prefix) :].split("/")
        for depth in range(1, len(inner) if recursive else min(len(inner), 2)):
            folder = prefix + "/".join(inner[:depth])
            entries[folder] = {"type": "directory", "path": folder, "oid": "0" * 40, "size": 0}
        if recursive or len(inner) == 1:
            entry = {"type": "file", "path": path, "oid": stored.git, "size": len(stored.content)}
            if stored.lfs:
                entry["lfs"] = {"oid": stored.lfs, "size": entry["size"], "pointerSize": 134}
            entries[path] = entry
    return list(entries.values())
