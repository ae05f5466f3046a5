"""Tokenizers from files: same ids as the `tokenizers` library, and clear errors."""

import copy
import hashlib
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from t3data.errors import T3Error
from t3data.tokens import load_tokenizer, pretrained, qwen
from t3data.tokens.adversarial import adversarial_texts

sys.path.insert(0, str(Path(__file__).parent))
import rebuilt

pytestmark = pytest.mark.skipif(
    find_spec("dashscope") is None, reason="the Qwen vocabulary is not installed"
)

SMALL = 20_000
SPECIAL = {"<|endoftext|>": SMALL, "<|im_start|>": SMALL + 1, "<|im_end|>": SMALL + 2}
SPECIAL |= {"<|vision_start|>": SMALL + 3, "<|vision_end|>": SMALL + 4, "<think>": SMALL + 5}


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    """The first 20,000 ranks: merges lead from ranks to higher ranks, so they are closed."""
    ranks = {token: rank for token, rank in qwen.read_ranks().items() if rank < SMALL}
    return rebuilt.description(ranks, SPECIAL)


def library_encoder(path: Path) -> Callable[[str], list[int]]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def test_same_ids_as_the_library(small: dict[str, Any], tmp_path: Path) -> None:
    path = rebuilt.write(tmp_path / "tokenizer.json", small)
    expected = library_encoder(path)
    tokenizer = load_tokenizer(str(tmp_path))
    assert tokenizer.exact
    assert tokenizer.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert tokenizer._encode.__module__ == "t3data.tokens.bytelevel"
    for text in adversarial_texts(SPECIAL, 400):
        assert tokenizer.encode(text) == expected(text), text


@pytest.mark.slow
def test_whole_vocabulary_against_the_library(tmp_path: Path) -> None:
    content = rebuilt.description(qwen.read_ranks(), qwen.SPECIAL_TOKENS)
    assert len(content["model"]["merges"]) == 151_387
    expected = library_encoder(rebuilt.write(tmp_path / "tokenizer.json", content))
    tokenizer = load_tokenizer("qwen2-vl")
    for text in adversarial_texts(qwen.SPECIAL_TOKENS, 3000):
        assert tokenizer.encode(text) == expected(text), text


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(normalizer={"type": "NFKC"}),
        lambda d: d.update(normalizer={"type": "Lowercase"}),
        lambda d: d["added_tokens"][-1].update(lstrip=True),
        lambda d: d["added_tokens"][-1].update(rstrip=True),
        lambda d: d["added_tokens"][-1].update(single_word=True),
        lambda d: d["pre_tokenizer"]["pretokenizers"][0].update(pattern={"Regex": r"\p{L}+"}),
        lambda d: d["pre_tokenizer"]["pretokenizers"][1].update(add_prefix_space=True),
        lambda d: d["model"].update(continuing_subword_prefix="##"),
        lambda d: d["model"]["merges"].reverse(),
        lambda d: d["model"]["merges"].pop(),
    ],
)
def test_whatever_differs_is_left_to_the_library(
    small: dict[str, Any], tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    content = copy.deepcopy(small)
    change(content)
    path = rebuilt.write(tmp_path / "tokenizer.json", content)
    try:
        expected = library_encoder(path)
    except BaseException:  # a Rust panic
        with pytest.raises(T3Error, match=r"not a tokenizer\.json"):
            load_tokenizer(str(path))
        return
    tokenizer = load_tokenizer(str(path))
    assert tokenizer._encode.__module__ == "t3data.tokens.pretrained"
    for text in adversarial_texts(SPECIAL, 120):
        assert tokenizer.encode(text) == expected(text), text


def test_a_failed_self_check_falls_back(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rebuilt.write(tmp_path / "tokenizer.json", small)
    monkeypatch.setattr(pretrained, "_compile", lambda *_: lambda text: [0])
    assert load_tokenizer(str(path)).encode("Hello") == library_encoder(path)("Hello")


def test_truncation_in_the_file_is_switched_off(small: dict[str, Any], tmp_path: Path) -> None:
    cut = {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0}
    content = {**small, "truncation": cut, "normalizer": {"type": "NFKC"}}
    tokenizer = load_tokenizer(str(rebuilt.write(tmp_path / "tokenizer.json", content)))
    assert tokenizer.count("one two three four five six") == 6


@pytest.mark.parametrize("content", [b"", b"{}", b"{", b"\xff\xfe", b"[]", b'{"model": 1}'])
def test_not_a_tokenizer(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tok 🎈.json"
    path.write_bytes(content)
    with pytest.raises(T3Error, match=r"tok 🎈\.json: not a tokenizer\.json") as error:
        load_tokenizer(str(path))
    assert "\n" not in str(error.value)


def test_directory_without_tokenizer(tmp_path: Path) -> None:
    with pytest.raises(T3Error, match=r"no tokenizer\.json in this directory"):
        load_tokenizer(str(tmp_path))


@pytest.mark.parametrize("name", ["", "qwen", "no/such/file.json", "gone.json", "a/b/c", "a b/c"])
def test_neither_file_nor_hub_id(name: str) -> None:
    with pytest.raises(T3Error, match="not a Hub id"):
        load_tokenizer(name)


def test_hub_id_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(T3Error, match=r"nobody/nothing: not in the local cache") as error:
        load_tokenizer("nobody/nothing@v1.0")
    assert "\n" not in str(error.value)


def test_hub_id_and_revision(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rebuilt.write(tmp_path / "tokenizer.json", small)
    asked = []

    def fetch(repository: str, name: str, revision: str | None) -> str:
        asked.append((repository, name, revision))
        return str(path)

    monkeypatch.setattr("huggingface_hub.hf_hub_download", fetch)
    load_tokenizer("Some-Body/Model_2.5-VL")
    load_tokenizer("Some-Body/Model_2.5-VL@refs/pr/1")
    assert asked == [
        ("Some-Body/Model_2.5-VL", "tokenizer.json", None),
        ("Some-Body/Model_2.5-VL", "tokenizer.json", "refs/pr/1"),
    ]


def test_hub_failure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RuntimeError("403 gated repository\nask for access")

    monkeypatch.setattr("huggingface_hub.hf_hub_download", fail)
    with pytest.raises(T3Error, match=r"cannot be fetched from the Hub: 403 gated repository$"):
        load_tokenizer("gated/model")
