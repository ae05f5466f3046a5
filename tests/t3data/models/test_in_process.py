"""The back end around vLLM, with a vLLM that is made up; the real one is asked in tests/e2e."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from t3data.errors import T3Error
from t3data.models.chat import Failure, Message, Outcome, Reply, Request, Sampling
from t3data.models.in_process import InProcessVLLM
from t3data.video.bundle import FrameBundle


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


def bundle(frame: bytes) -> FrameBundle:
    return FrameBundle((frame, frame), (0.0, 1.0), (0, 25), 25.0, 2.0)


class Engine:
    """Answers with what it was asked; together, once `together` requests are there."""

    def __init__(self, settings: dict[str, Any], world: "World") -> None:
        if world.refuses:
            raise world.refuses
        world.started.append(settings)
        self.world = world
        self.loop = asyncio.get_running_loop()
        self.arrived = asyncio.Event()
        self.waiting = 0
        self.model_config = SimpleNamespace(
            max_model_len=100, get_diff_sampling_param=lambda: {"repetition_penalty": 1.05}
        )

    async def generate(self, prompt: Any, params: Any, request_id: str) -> AsyncIterator[Any]:
        assert asyncio.get_running_loop() is self.loop
        self.world.prompts.append((prompt, params, request_id))
        if self.world.fails:
            raise self.world.fails
        self.waiting += 1
        if self.waiting >= self.world.together:
            self.arrived.set()
        await self.arrived.wait()
        ids = prompt["prompt_token_ids"]
        said = SimpleNamespace(
            text="A", token_ids=[65], finish_reason="stop", logprobs=scores([65])
        )
        yield SimpleNamespace(prompt_token_ids=ids, outputs=[said], prompt_logprobs=scores(ids))

    def shutdown(self) -> None:
        self.world.ended += 1


def scores(ids: list[int]) -> list[dict[int, SimpleNamespace]]:
    return [{i: SimpleNamespace(decoded_token=chr(i), logprob=-1.0)} for i in ids]


class World:
    def __init__(self) -> None:
        self.started: list[dict[str, Any]] = []
        self.prompts: list[tuple[Any, Any, str]] = []
        self.ended = 0
        self.together = 1
        self.refuses: Exception | None = None
        self.fails: Exception | None = None
        self.template: str | None = "T"


class Tokenizer:
    chat_template = None

    def apply_chat_template(self, conversation: Any, **options: Any) -> str:
        return "".join(part.get("text", "#") for part in conversation[-1]["content"]) + "|"

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        return [ord(c) for c in text]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World()

    def module(name: str, **content: Any) -> None:
        new = ModuleType(name)
        vars(new).update(content)
        monkeypatch.setitem(sys.modules, name, new)

    async_llm = SimpleNamespace(from_engine_args=lambda settings: Engine(settings, made))
    module("vllm")
    module("vllm.engine")
    module("vllm.engine.arg_utils", AsyncEngineArgs=dict)
    module("vllm.v1")
    module("vllm.v1.engine")
    module("vllm.v1.engine.async_llm", AsyncLLM=async_llm)
    module(
        "vllm.sampling_params",
        RequestOutputKind=SimpleNamespace(FINAL_ONLY="final"),
        SamplingParams=dict,
        StructuredOutputsParams=dict,
    )
    loaded = SimpleNamespace(tokenizer=Tokenizer(), chat_template="T")

    def load(model: str, **options: Any) -> Any:
        loaded.chat_template = made.template
        return loaded

    module("transformers", AutoProcessor=SimpleNamespace(from_pretrained=load))
    yield made
    assert [t.name for t in threading.enumerate() if t.name == "vllm"] == []


def ask(model: InProcessVLLM, *requests: Request) -> list[Outcome]:
    async def round_of_questions() -> list[Outcome]:
        async with model.open() as answer:
            return await asyncio.gather(*map(answer, requests))

    return asyncio.run(round_of_questions())


def user(*parts: str | FrameBundle, **wishes: Any) -> Request:
    return Request((Message("user", parts),), Sampling(max_tokens=8), **wishes)


def test_one_engine_serves_every_round(world: World) -> None:
    model = InProcessVLLM("org/model", revision="abc", max_model_len=100, engine={"seed": 3})
    assert world.started == []
    assert ask(model, user("a")) == ask(model, user("b"))
    assert world.started == [
        {
            "seed": 3,
            "model": "org/model",
            "revision": "abc",
            "tokenizer_revision": "abc",
            "dtype": "auto",
            "max_model_len": 100,
            "mm_processor_kwargs": None,
        }
    ]
    model.close()
    model.close()
    assert world.ended == 1
    ask(model, user("c"))
    model.close()
    assert (len(world.started), world.ended) == (2, 2)


def test_the_whole_request_reaches_the_engine(world: World) -> None:
    model = InProcessVLLM("m")
    request = user(bundle(jpeg()), "?", choices=("A", "B"), logprobs=2)
    ask(model, request)
    model.close()
    [(prompt, params, _)] = world.prompts
    assert prompt["prompt_token_ids"] == [ord(c) for c in "#?|"]
    [(pixels, times)] = prompt["multi_modal_data"]["video"]
    assert pixels.shape == (2, 8, 8, 3)
    assert times == {
        "fps": 25.0,
        "frames_indices": [0, 25],
        "total_num_frames": 50,
        "duration": 2.0,
        "do_sample_frames": False,
    }
    assert params == {
        "repetition_penalty": 1.05,
        "temperature": 0.0,
        "max_tokens": 8,
        "logprobs": 2,
        "structured_outputs": {"choice": ["A", "B"]},
        "output_kind": "final",
    }


def test_requests_are_with_the_engine_at_the_same_time(world: World) -> None:
    world.together = 12
    model = InProcessVLLM("m")
    outcomes = ask(model, *(user(bundle(jpeg()), str(i)) for i in range(12)))
    model.close()
    assert all(isinstance(outcome, Reply) for outcome in outcomes)
    assert len({request_id for _, _, request_id in world.prompts}) == 12


def test_a_given_reply_is_weighed(world: World) -> None:
    model = InProcessVLLM("m")
    [outcome] = ask(model, user("?", given_reply="yes"))
    [nothing] = ask(model, user("?", given_reply=""))
    model.close()
    assert isinstance(outcome, Reply)
    assert [token.token for token in outcome.logprobs] == ["y", "e", "s"]
    assert isinstance(nothing, Failure)
    assert nothing.kind == "bad_request"


def test_failures_are_typed(world: World) -> None:
    model = InProcessVLLM("m")
    [broken] = ask(model, user(bundle(b"no picture")))
    [too_long] = ask(model, Request((Message("user", "a"),), Sampling(max_tokens=101)))
    world.fails = ValueError("no such grammar")
    [refused] = ask(model, user("a"))
    model.close()
    kinds = [
        outcome.kind for outcome in (broken, too_long, refused) if isinstance(outcome, Failure)
    ]
    assert kinds == ["media", "too_long", "bad_request"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            RuntimeError("CUDA out of\nmemory"),
            r"^model m: vLLM cannot start it: CUDA out of memory$",
        ),
        (
            ImportError("No module named 'vllm'"),
            r"^model m: no vLLM .*pip install 't3data\[vllm\]'",
        ),
    ],
)
def test_a_model_that_does_not_start_is_told_in_one_line(
    world: World, error: Exception, told: str
) -> None:
    world.refuses = error
    with pytest.raises(T3Error, match=told):
        ask(InProcessVLLM("m"), user("a"))


def test_a_model_without_a_template_never_starts(world: World) -> None:
    world.template = None
    with pytest.raises(T3Error, match="model m: it has no chat template"):
        ask(InProcessVLLM("m"), user("a"))
    assert world.started == []


def test_a_path_that_leads_nowhere(world: World) -> None:
    with pytest.raises(T3Error, match=r"^model ./gone: no such directory$"):
        ask(InProcessVLLM("./gone"), user("a"))


def test_all_that_decides_answers_is_in_the_identity(tmp_path: Path) -> None:
    assert InProcessVLLM("org/m").identity == "org/m"
    special = InProcessVLLM(
        "org/m", revision="abc", dtype="float32", processor={"max_pixels": 9}, engine={"seed": 1}
    )
    assert (special.name, special.identity) == ("org/m", "org/m@abc[dtype=float32,max_pixels=9]")
    (tmp_path / "model.safetensors").write_bytes(b"one")
    model = InProcessVLLM(str(tmp_path))
    before = model.identity
    assert before.startswith(f"{tmp_path}@")
    assert model.identity == before
    (tmp_path / "model.safetensors").write_bytes(b"other")
    assert model.identity != before
