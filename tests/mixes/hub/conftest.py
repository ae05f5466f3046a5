"""A Hub of one's own, and small mixes to send there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_mix import chats, hub, hurried, make_mix
from hub_server import JANE, HubServer, running

from mixes.hub.client import Hub
from mixes.hub.publication import prepared
from mixes.hub.push import Pushed, push


@pytest.fixture
def server() -> Iterator[HubServer]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def inner_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[float]:
    """What huggingface_hub would have waited; it finds no token of the person who runs this."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return hurried(monkeypatch)


@pytest.fixture
def client(server: HubServer, monkeypatch: pytest.MonkeyPatch) -> Hub:
    return hub(server.url, JANE, monkeypatch)[0]


@pytest.fixture(scope="session")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """30 rows of three sources in three shards; do not change it."""
    rows = chats(10, "pictures", image="coco/{i}.jpg")
    general = [("llava 😀 mix", rows), ("open-llava-next", chats(10, "plain"))]
    return make_mix(
        tmp_path_factory.mktemp("some mix"), 10, general, ratio="1:2", rows_per_shard=12
    )


Send = Callable[..., Pushed]


@pytest.fixture
def send(client: Hub) -> Send:
    """Pushes a mix to jane/mix."""

    def run(mix: Path, private: bool = False, client: Hub = client, **options: object) -> Pushed:
        per_source = bool(options.pop("per_source", True))
        with prepared(mix, client.repository, per_source=per_source) as publication:
            return push(client, publication, private=private, **options)  # type: ignore[arg-type]

    return run
