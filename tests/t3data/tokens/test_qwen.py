"""The offline vocabulary: found without importing its package, verified, equal to Qwen2-VL's."""

import hashlib
import importlib.metadata
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from t3data.errors import T3Error
from t3data.tokens import Tokenizer, load_tokenizer, qwen

pytestmark = pytest.mark.skipif(
    find_spec("dashscope") is None, reason="the Qwen vocabulary is not installed"
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer()


def test_identity(tokenizer: Tokenizer) -> None:
    assert tokenizer.name == "qwen2-vl"
    assert tokenizer.exact
    assert tokenizer.sha256 == "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186"
    assert load_tokenizer("qwen2-vl") is tokenizer


def test_vocabulary_size() -> None:
    ranks = qwen.read_ranks()
    assert len(ranks) == 151_643
    assert max(ranks.values()) == 151_642
    assert all(bytes([byte]) in ranks for byte in range(256))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("Hello, world!", [9707, 11, 1879, 0]),
        ("Hello world", [9707, 1879]),
        ("user\n", [872, 198]),
        ("assistant\n", [77091, 198]),
        ("system\n", [8948, 198]),
        ("You are a helpful assistant.", [2610, 525, 264, 10950, 17847, 13]),
        ("<|im_end|>\n", [151645, 198]),
        ("2024", [17, 15, 17, 19]),
    ],
)
def test_ids_known_from_the_chat_template(tokenizer: Tokenizer, text: str, ids: list[int]) -> None:
    assert tokenizer.encode(text) == ids
    assert tokenizer.count(text) == len(ids)


@pytest.mark.parametrize(
    ("token", "number"),
    [
        ("<|endoftext|>", 151643),
        ("<|im_start|>", 151644),
        ("<|im_end|>", 151645),
        ("<|object_ref_start|>", 151646),
        ("<|vision_start|>", 151652),
        ("<|vision_end|>", 151653),
        ("<|vision_pad|>", 151654),
        ("<|image_pad|>", 151655),
        ("<|video_pad|>", 151656),
    ],
)
def test_special_ids(tokenizer: Tokenizer, token: str, number: int) -> None:
    assert tokenizer.encode(token) == [number]
    assert tokenizer.encode(f"a{token}b") == [64, number, 65]


def test_qwen2_vl_has_no_tool_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.count("<tool_call>") > 1


def test_text_is_normalized_piece_by_piece(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("cafe\u0301") == tokenizer.encode("caf\u00e9")
    # ">" and U+0338 would combine to U+226F if the special token were cut out afterwards.
    mark = tokenizer.encode("\u0338")
    assert tokenizer.encode("<|im_end|>\u0338") == [151645, *mark]


def test_lone_surrogate_is_counted_as_a_replacement_character(tokenizer: Tokenizer) -> None:
    assert tokenizer.count("\ud800") == tokenizer.count("\ufffd")


def test_the_package_is_not_imported() -> None:
    code = (
        "import sys; from t3data.tokens import load_tokenizer; load_tokenizer();"
        "assert 'dashscope' not in sys.modules and 'tokenizers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_package_is_light() -> None:
    code = (
        "import sys, t3data.tokens;"
        "heavy = {'tiktoken', 'tokenizers', 'huggingface_hub', 'regex'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_missing_package_names_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(qwen, "distribution", absent)
    with pytest.raises(T3Error, match=r"pip install 't3data\[qwen\]'") as error:
        qwen.load_qwen2_vl()
    assert "\n" not in str(error.value)


class FakeDistribution:
    def __init__(self, path: Path) -> None:
        self.files = [FakeFile(path)]


class FakeFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def as_posix(self) -> str:
        return "dashscope/resources/qwen.tiktoken"

    def locate(self) -> Path:
        return self.path


def test_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "qwen.tiktoken"
    path.write_bytes(b"IQ== 0\n")
    monkeypatch.setattr(qwen, "distribution", lambda name: FakeDistribution(path))
    found = hashlib.sha256(b"IQ== 0\n").hexdigest()[:12]
    with pytest.raises(T3Error, match=f"sha256 is {found}…, expected b2b1b8dfb5cc…"):
        qwen.load_qwen2_vl()


def test_vanished_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "gone.tiktoken"
    monkeypatch.setattr(qwen, "distribution", lambda name: FakeDistribution(path))
    with pytest.raises(T3Error, match=r"gone\.tiktoken: cannot read the Qwen vocabulary"):
        qwen.load_qwen2_vl()


def test_package_without_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = type("Empty", (), {"files": None})()
    monkeypatch.setattr(qwen, "distribution", lambda name: fake)
    with pytest.raises(T3Error, match=r"dashscope has no resources/qwen\.tiktoken"):
        qwen.load_qwen2_vl()
