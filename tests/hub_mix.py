"""Small mixes to publish, built by the real builder, and the ways to publish them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from hub_server import JANE

from mixes.builder import build_mix
from mixes.hub.client import Hub, Patience
from mixes.recipe import load_recipe
from t3data.executors import locally
from t3data.shards import write_shard
from t3data.types import Example, Turn

SCRIPT = "from cli.main import main; main()"
NOWHERE = "http://127.0.0.1:9"
PICTURE = b"\x89PNG\r\n\x1a\nnot drawn"


def questions(rows: int, name: str = "q") -> list[Example]:
    return [
        Example(
            id=f"t3-{name}-{i:05d}",
            conversations=(
                Turn("human", f"Events of {name}:\n\nline {i} 🎬\nline {i + 1}\n\nQuestion {i}?"),
                Turn("gpt", f"({'ABCD'[i % 4]}) thing {i}"),
            ),
            source="handmade",
            task=("order_list", "attribute")[i % 2],
            meta=json.dumps({"v": 1, "scale": 1}),
        )
        for i in range(rows)
    ]


def chats(rows: int, name: str = "g", **media: str) -> list[dict[str, Any]]:
    """General rows; `image="{i}.jpg"` gives each a picture."""
    marks = "".join(f"<{kind}>\n" for kind in media)
    return [
        {
            "id": f"{name}-{i}",
            **{kind: path.format(i=i) for kind, path in media.items()},
            "conversations": [
                {"from": "human", "value": f"{marks}What is {name} {i}?"},
                {"from": "gpt", "value": f"It is number {i} of {name}."},
            ],
        }
        for i in range(rows)
    ]


def make_mix(
    root: Path, t3: int = 10, general: Sequence[tuple[str, list[Any]]] = (), **keys: Any
) -> Path:
    """Builds a mix at `root / "MIX"` from inputs below `root / "in"`."""
    inputs = root / "in"
    inputs.mkdir(parents=True)
    given: dict[str, Any] = {"filters": {"token_stats": False}, **keys}
    if t3:
        (inputs / "questions" / "data").mkdir(parents=True)
        shard = inputs / "questions" / "data" / "part-00000-of-00001.arrow"
        write_shard(shard, questions(t3))
        given["t3"] = [{"path": str(inputs / "questions")}]
    for name, rows in general:
        path = inputs / f"{name}.json"
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        given.setdefault("general", []).append({"path": str(path)})
    with patch("mixes.describe.draw_figures", lambda *_: []):
        build_mix(load_recipe(None, given), root / "MIX", locally(1))
    figures = root / "MIX" / "figures"
    figures.mkdir(exist_ok=True)
    for figure in ("composition.png", "lengths.png"):
        (figures / figure).write_bytes(PICTURE + figure.encode())
    return root / "MIX"


def hurried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits from now on; the waits of huggingface_hub are noted in the list."""
    waits: list[float] = []
    monkeypatch.setattr("huggingface_hub.utils._http.time", SimpleNamespace(sleep=waits.append))
    return waits


def hub(
    url: str,
    token: str | None,
    monkeypatch: pytest.MonkeyPatch,
    name: str = "jane/mix",
    said: list[str] | None = None,
) -> tuple[Hub, list[float]]:
    """A client of the server at `url`, and the waits it would have made."""
    monkeypatch.setenv("HF_ENDPOINT", url)
    waits: list[float] = []
    tell = (said if said is not None else []).append
    return Hub(name, token, Patience(first_wait=1.0, sleep=waits.append), tell), waits


def environment(home: Path, url: str = NOWHERE, token: str | None = JANE) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    kept |= {"HF_ENDPOINT": url, "HF_HOME": str(home / "hf"), "HF_HUB_DISABLE_TELEMETRY": "1"}
    return kept | ({"HF_TOKEN": token} if token else {})


def t3(
    home: Path, *arguments: object, url: str = NOWHERE, token: str | None = JANE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, arguments)],
        env=environment(home, url, token), capture_output=True, text=True, check=False,
    )  # fmt: skip


def start(home: Path, url: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *map(str, arguments)],
        env=environment(home, url), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
