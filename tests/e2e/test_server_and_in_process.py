"""The real vLLM, once as a server and once in process: the same frames, the same answers."""

import asyncio
import pickle
from collections.abc import Mapping
from hashlib import sha256
from math import exp
from pathlib import Path

import pytest
import real_vllm
from clips import clip

from t3data.models.chat import Failure, Message, Outcome, Reply, Request, Sampling
from t3data.models.openai_server import OpenAIServer
from t3data.video.bundle import FrameBundle

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

QUESTION = "What happens in the clip?"


def asked(*parts: str | FrameBundle, tokens: int = 300, **wishes: object) -> Request:
    return Request((Message("user", parts),), Sampling(max_tokens=tokens), **wishes)  # type: ignore[arg-type]


REQUESTS: Mapping[str, Request] = {
    "text": Request((Message("user", QUESTION),), Sampling(max_tokens=300)),
    "video": asked(clip(), QUESTION),
    "reversed": asked(clip().reordered(range(7, -1, -1)), QUESTION),
    "64 frames": asked(clip(64, gap=1.0), QUESTION),
    "odd number of frames": asked(clip(7), QUESTION),
    "two videos": asked("First:", clip(), "Second:", clip(tint=90), QUESTION),
    "turns": Request(
        (
            Message("system", "Answer briefly."),
            Message("user", (clip(4), "Which colour?")),
            Message("assistant", "Green."),
            Message("user", "And then?"),
        ),
        Sampling(max_tokens=300),
    ),
    "begun": Request(
        (Message("user", (clip(), QUESTION)), Message("assistant", "Best option:(")),
        Sampling(max_tokens=300),
    ),
    "choices": asked(clip(), "A, B or C?", choices=("A", "B", "C"), logprobs=3),
    "long choices": asked(clip(), QUESTION, choices=("a red box", "a blue box")),
    "schema": asked(clip(), QUESTION, schema={"enum": ["red", "blue"]}),
    "log-probabilities": asked(clip(), QUESTION, logprobs=2),
    "given": asked(clip(), QUESTION, given_reply="a blue box"),
    "given, with accents": asked(clip(), QUESTION, given_reply="déjà vu ☃"),
    "given, alternatives": asked(clip(), QUESTION, given_reply="B", logprobs=2),
    "given, reversed": asked(
        clip().reordered(range(7, -1, -1)), QUESTION, given_reply="a blue box"
    ),
    "too long text": asked("x" * 6000),
    "too long video": asked(*(clip(64) for _ in range(30)), QUESTION),
    "cut off": asked(clip(), QUESTION, tokens=2),
    "nothing said": asked(clip(), QUESTION, choices=(" ",)),
}


@pytest.fixture(scope="module")
def served(vllm_server: real_vllm.Served) -> dict[str, Outcome]:
    """What the server says."""
    model = OpenAIServer(vllm_server.model, vllm_server.base_url)

    async def ask_all() -> dict[str, Outcome]:
        async with model.open() as ask:
            outcomes = await asyncio.gather(*map(ask, REQUESTS.values()))
        return dict(zip(REQUESTS, outcomes, strict=True))

    return asyncio.run(ask_all())


Seen = list[tuple[tuple[int, ...], str, dict[str, object]]]


@pytest.fixture(scope="module")
def in_process(
    tiny_models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, tuple[Outcome, Seen]], dict[str, Outcome]]:
    """What the model says in process, with what its processor was given; and asked all at once."""
    job, answers = (tmp_path_factory.mktemp("in_process") / name for name in ("job", "answers"))
    job.write_bytes(pickle.dumps((tiny_models["qwen2_vl"], dict(REQUESTS))))
    real_vllm.run_script("answer_in_process.py", str(job), str(answers))
    read: tuple[dict[str, tuple[Outcome, Seen]], dict[str, Outcome]]
    read = pickle.loads(answers.read_bytes())
    return read


def assert_same(one: Outcome, other: Outcome) -> None:
    assert type(one) is type(other), (one, other)
    if isinstance(one, Failure):
        assert isinstance(other, Failure)
        assert one.kind == other.kind
        return
    assert isinstance(other, Reply)
    assert (one.text, one.usage) == (other.text, other.usage)
    assert [t.token for t in one.logprobs] == [t.token for t in other.logprobs]
    for a, b in zip(one.logprobs, other.logprobs, strict=True):
        assert a.logprob == pytest.approx(b.logprob, abs=1e-3)
        assert dict(a.alternatives) == pytest.approx(dict(b.alternatives), abs=1e-3)


@pytest.mark.parametrize("name", REQUESTS)
def test_both_say_the_same(
    name: str,
    served: dict[str, Outcome],
    in_process: tuple[dict[str, tuple[Outcome, Seen]], dict[str, Outcome]],
) -> None:
    one_by_one, at_once = in_process
    assert_same(served[name], one_by_one[name][0])
    assert_same(served[name], at_once[name])


def reply(outcome: Outcome) -> Reply:
    assert isinstance(outcome, Reply), outcome
    return outcome


def kind(outcome: Outcome) -> str:
    return outcome.kind if isinstance(outcome, Failure) else outcome.text


def test_failures_are_what_they_are_called(served: dict[str, Outcome]) -> None:
    names = ["too long text", "too long video", "cut off", "nothing said"]
    assert [kind(served[name]) for name in names] == ["too_long", "too_long", "truncated", "empty"]


def test_choices_are_kept_and_their_chances_add_up_to_1(served: dict[str, Outcome]) -> None:
    chosen = reply(served["choices"])
    assert chosen.text in ("A", "B", "C")
    chances = chosen.logprobs[0].alternatives
    assert set(chances) == {"A", "B", "C"}
    assert sum(map(exp, chances.values())) == pytest.approx(1, abs=1e-4)
    assert reply(served["long choices"]).text in ("a red box", "a blue box")
    assert reply(served["schema"]).text in ('"red"', '"blue"')


def test_a_given_reply_is_weighed_token_by_token(served: dict[str, Outcome]) -> None:
    weighed = reply(served["given"])
    assert weighed.text == "a blue box"
    assert [token.token for token in weighed.logprobs] == list("a blue box")
    assert all(-50 < token.logprob < 0 for token in weighed.logprobs)
    accents = reply(served["given, with accents"])
    assert "".join(token.token for token in accents.logprobs) == "déjà vu ☃"
    assert len(accents.logprobs) == len("déjà vu ☃".encode())


def test_the_beginning_of_a_reply_is_part_of_the_prompt(served: dict[str, Outcome]) -> None:
    begun, plain = served["begun"].usage, served["video"].usage
    # A token for each byte, and no turn is ended and begun anew.
    assert begun.prompt_tokens - plain.prompt_tokens == len("Best option:(")


def test_the_model_sees_the_frames_and_their_order(served: dict[str, Outcome]) -> None:
    forward, backward = (reply(served[name]).logprobs for name in ("given", "given, reversed"))
    apart = [abs(a.logprob - b.logprob) for a, b in zip(forward, backward, strict=True)]
    assert max(apart) > 0.05
    assert len({kind(served[name]) for name in ("text", "video", "reversed", "64 frames")}) == 4


def test_every_frame_takes_its_tokens(served: dict[str, Outcome]) -> None:
    # Two frames of 84 x 56 are 3 x 2 tokens; an odd last frame is shown twice.
    tokens = {name: reply(served[name]).usage.prompt_tokens for name in ("video", "64 frames")}
    assert tokens["64 frames"] - tokens["video"] == (32 - 4) * 6
    odd = reply(served["odd number of frames"]).usage.prompt_tokens
    assert odd == tokens["video"]


def test_the_processor_gets_every_frame_with_its_time(
    in_process: tuple[dict[str, tuple[Outcome, Seen]], dict[str, Outcome]],
) -> None:
    [(shape, pixels, times)] = in_process[0]["video"][1]
    assert shape == (8, 56, 84, 3)
    assert pixels == sha256(clip().pixels().tobytes()).hexdigest()
    assert times == {
        "fps": 30.0,
        "frames_indices": [0, 75, 150, 225, 300, 375, 450, 525],
        "total_num_frames": 600,
        "duration": 20.0,
        "do_sample_frames": False,
    }
    [(shape, _, times)] = in_process[0]["64 frames"][1]
    assert shape[0] == 64
    assert times["frames_indices"] == list(range(0, 1920, 30))
    assert (times["total_num_frames"], times["duration"]) == (1920, 64.0)
