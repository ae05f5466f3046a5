"""The pages of a Hub for tests, as huggingface_hub 2.4.0 asks for them."""

import base64
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import yaml
from hub_state import Refused, Stored, listing

if TYPE_CHECKING:
    from hub_server import Exchange

Answer = tuple[int, dict[str, str], bytes]


def whoami(request: "Exchange") -> Answer:
    user = request.user()
    if user is None:
        raise Refused(401, "Invalid username or password.")
    return answer({"type": "user", "name": user, "orgs": [], "auth": {}})


def create(request: "Exchange") -> Answer:
    user, asked = request.user(write=True), json.loads(request.body)
    name = f"{asked['organization'] or user}/{asked['name']}"
    if user is None:
        raise Refused(401, "Invalid username or password.")
    if not name.startswith(f"{user}/"):
        raise Refused(403, f"You don't have the rights to create a dataset under {name}")
    if name in request.server.repositories:
        return answer(
            {"error": "You already created this dataset repo", "url": page(request, name)}, 409
        )
    request.server.make(name, asked.get("visibility") == "private" or asked.get("private", False))
    return answer({"url": page(request, name)})


def page(request: "Exchange", name: str) -> str:
    return f"{request.server.url}/datasets/{name}"


def validate(request: "Exchange") -> Answer:
    block = json.loads(request.body)["content"].split("---\n")[1]
    try:
        known = yaml.safe_load(block)
    except yaml.YAMLError as error:
        return answer({"errors": [{"message": str(error)}], "warnings": []}, 400)
    if known.get("license") is None:
        return answer({"errors": [{"message": "license missing"}], "warnings": []}, 400)
    return answer({"errors": [], "warnings": []})


def info(request: "Exchange", name: str, revision: str = "main") -> Answer:
    repo = request.repository(name)
    commit = request.commit_at(repo, revision)
    return answer(
        {
            "id": name, "sha": commit, "private": repo.private, "tags": [],
            "downloads": 0, "likes": 0, "gated": False, "disabled": False,
            "siblings": [{"rfilename": path} for path in repo.commits[commit]],
        }
    )  # fmt: skip


def preupload(request: "Exchange", name: str, revision: str) -> Answer:
    repo = request.repository(name, write=True)
    there = repo.commits[request.commit_at(repo, revision)]
    files = []
    for file in json.loads(request.body)["files"]:
        stored = there.get(file["path"])
        lfs = file["path"].endswith((".parquet", ".png")) or file["size"] > 10_000_000
        known = {"oid": stored.lfs or stored.git} if stored else {}
        mode = "lfs" if lfs else "regular"
        files.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, **known})
    return answer({"files": files})


def batch(request: "Exchange", name: str) -> Answer:
    request.repository(name, write=True)
    objects = []
    for wanted in json.loads(request.body)["objects"]:
        oid, size = wanted["oid"], wanted["size"]
        entry: dict[str, Any] = {"oid": oid, "size": size}
        if oid not in request.server.blobs:
            upload: dict[str, Any] = {"href": f"{request.server.url}/put/{oid}?sig=secret"}
            if request.server.chunk:
                count = -(-size // request.server.chunk)
                upload = {
                    "href": f"{request.server.url}/complete/{oid}",
                    "header": {"chunk_size": str(request.server.chunk)}
                    | {f"{n}": f"{request.server.url}/part/{oid}/{n}" for n in range(1, count + 1)},
                }
            verify = {"href": f"{request.server.url}/datasets/{name}.git/info/lfs/verify"}
            entry["actions"] = {"upload": upload, "verify": verify}
        objects.append(entry)
    return answer(
        {"transfer": "multipart" if request.server.chunk else "basic", "objects": objects}
    )


def put(request: "Exchange", oid: str) -> Answer:
    return keep(request, oid, request.body)


def part(request: "Exchange", oid: str, number: str) -> Answer:
    request.server.parts.setdefault(oid, {})[int(number)] = request.body
    return 200, {"ETag": f'"{number}"'}, b""


def complete(request: "Exchange", oid: str) -> Answer:
    parts = request.server.parts.pop(oid)
    order = [part["partNumber"] for part in json.loads(request.body)["parts"]]
    return keep(request, oid, b"".join(parts[number] for number in order))


def keep(request: "Exchange", oid: str, content: bytes) -> Answer:
    if sha256(content).hexdigest() != oid:
        raise Refused(400, "the content does not have this sha256")
    request.server.blobs[oid] = content
    return 200, {}, b""


def verified(request: "Exchange", _: str) -> Answer:
    wanted = json.loads(request.body)
    if len(request.server.blobs.get(wanted["oid"], b"")) != wanted["size"]:
        raise Refused(404, "no such object")
    return answer({})


def commit_(request: "Exchange", name: str, revision: str) -> Answer:
    repo = request.repository(name, write=True)
    on = request.commit_at(repo, revision)
    lines = [json.loads(line) for line in request.body.splitlines()]
    header = lines[0]["value"]
    if header.get("parentCommit", on) != on:
        raise Refused(412, "A commit has happened since. Please refresh and try again.")
    files = dict(repo.commits[on])
    for line in lines[1:]:
        value = line["value"]
        if line["key"] == "file":
            files[value["path"]] = Stored(base64.b64decode(value["content"]), None)
        elif line["key"] == "lfsFile":
            if value["oid"] not in request.server.blobs:
                raise Refused(400, f"LFS pointer pointed to a file that does not exist: {value}")
            files[value["path"]] = Stored(request.server.blobs[value["oid"]], value["oid"])
        elif line["key"] == "deletedFile":
            del files[value["path"]]
    if request.corrupt:
        path = next(path for path in files if path.endswith(".parquet"))
        files[path] = Stored(b"rotten", sha256(b"rotten").hexdigest())
    commit = repo.add(revision, files, header["summary"])
    url = f"{page(request, name)}/commit/{commit}"
    return answer({"commitOid": commit, "commitUrl": url, "success": True})


def tree(request: "Exchange", name: str, revision: str, under: str = "") -> Answer:
    repo = request.repository(name)
    files = repo.commits[request.commit_at(repo, revision)]
    recursive = request.query.get("recursive", ["false"])[0].lower() in ("true", "1")
    entries = listing(files, under.strip("/"), recursive)
    if under and not entries:
        raise Refused(404, f"{under} does not exist", "EntryNotFound")
    start = int(request.query.get("cursor", ["0"])[0])
    headers = {}
    if len(entries) > start + request.server.page:
        query = f"recursive={recursive}&cursor={start + request.server.page}"
        headers["Link"] = (
            f'<{request.server.url}{request.handler.path.split("?")[0]}?{query}>; rel="next"'
        )
    status, more, content = answer(entries[start : start + request.server.page])
    return status, {**headers, **more}, content


def paths(request: "Exchange", name: str, revision: str) -> Answer:
    repo = request.repository(name)
    files = repo.commits[request.commit_at(repo, revision)]
    sent = request.body.decode()
    try:
        wanted = json.loads(sent)["paths"]
    except ValueError:
        wanted = parse_qs(sent)["paths"]
    found = [entry for entry in listing(files, "", True) if entry["path"] in wanted]
    return answer(found)


def resolve(request: "Exchange", name: str, revision: str, path: str) -> Answer:
    repo = request.repository(name)
    commit = request.commit_at(repo, revision)
    stored = repo.commits[commit].get(path)
    if stored is None:
        raise Refused(404, "Entry not found", "EntryNotFound")
    content = b"x" * len(stored.content) if request.corrupt else stored.content
    headers = {
        "X-Repo-Commit": commit, "ETag": f'"{stored.lfs or stored.git}"',
        "Accept-Ranges": "bytes",
    }  # fmt: skip
    if request.method == "HEAD":
        return 200, {**headers, "Content-Length": str(len(content))}, b""
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.handler.headers.get("Range", ""))
    if asked:
        start, stop = int(asked[1]), min(int(asked[2] or len(content)) + 1, len(content))
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"
        return 206, headers, content[start:stop]
    return 200, headers, content


def answer(content: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


_REPO = r"([^/]+/[^/]+)"
ROUTES: list[tuple[tuple[str, ...], str, Any]] = [
    (("GET",), r"/api/whoami-v2", whoami),
    (("POST",), r"/api/repos/create", create),
    (("POST",), r"/api/validate-yaml", validate),
    (("GET",), rf"/api/datasets/{_REPO}", info),
    (("GET",), rf"/api/datasets/{_REPO}/revision/([^/]+)", info),
    (("POST",), rf"/api/datasets/{_REPO}/preupload/([^/]+)", preupload),
    (("POST",), rf"/datasets/{_REPO}\.git/info/lfs/objects/batch", batch),
    (("POST",), rf"/datasets/{_REPO}\.git/info/lfs/verify", verified),
    (("PUT",), r"/put/(\w+)", put),
    (("PUT",), r"/part/(\w+)/(\d+)", part),
    (("POST",), r"/complete/(\w+)", complete),
    (("POST",), rf"/api/datasets/{_REPO}/commit/([^/]+)", commit_),
    (("GET",), rf"/api/datasets/{_REPO}/tree/([^/]+)(?:/(.*))?", tree),
    (("POST",), rf"/api/datasets/{_REPO}/paths-info/([^/]+)", paths),
    (("GET", "HEAD"), rf"/datasets/{_REPO}/resolve/([^/]+)/(.+)", resolve),
]
