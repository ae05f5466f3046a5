"""What a model is sent: the benchmark's words, the frames of the clip, the lines they cover."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from invented_videomme import SUBTITLES, write_annotations, write_film
from stub_server import received_videos

from benchmarks.contract import Prompt, Sample
from benchmarks.mvbench import MVBENCH
from benchmarks.running.finding import Films
from benchmarks.running.material import Material
from benchmarks.running.settings import Beginning, Options
from benchmarks.running.subtitles import Subtitles
from benchmarks.videomme import VIDEOMME, load
from t3data.errors import T3Error
from t3data.models import Request, Sampling
from t3data.models.payload import payload
from t3data.video.bundle import FrameBundle
from t3data.video.sampling import UniformFrames

GOLDEN = Path(__file__).parent / "golden" / "videomme-two-frames.json"


@pytest.fixture
def films(tmp_path: Path) -> Films:
    write_film(tmp_path / "videos" / "a film 🎬.mp4")
    return Films(tmp_path / "videos")


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    write_annotations(tmp_path / "test.json", ["a film 🎬"], questions=1)
    [found] = load(tmp_path / "test.json")
    return found


def options(prompt: Prompt, count: int = 2, **others: Any) -> Options:
    return Options(prompt, UniformFrames(count), sampling=Sampling(max_tokens=16), **others)


def told(request: Request) -> list[str]:
    return [
        part
        for message in request.messages
        for part in ([message.content] if isinstance(message.content, str) else message.content)
        if isinstance(part, str)
    ]


def frames(request: Request) -> list[FrameBundle]:
    return [
        part
        for message in request.messages
        for part in message.content
        if isinstance(part, FrameBundle)
    ]


def test_the_whole_request_of_a_question(films: Films, sample: Sample) -> None:
    material = Material(options(VIDEOMME.prompts[0]), films=films)
    body = json.loads(json.dumps(payload("m", material.ask(sample))))
    [(pictures, times)] = received_videos(body)
    assert [picture[:2] for picture in pictures] == [b"\xff\xd8"] * 2
    # 20 frames at 10 a second: the first and the last
    assert times["frames_indices"] == [0, 19]
    body["messages"][0]["content"][0]["video_url"]["url"] = "two frames"
    assert body == json.loads(GOLDEN.read_text(encoding="utf-8"))
    shown = material.shown[sample.id]
    assert (shown.file, shown.subtitles) == ("a film 🎬.mp4", 0)


def test_videomme_with_subtitles(sample: Sample) -> None:
    plain, with_subtitles = VIDEOMME.prompts
    heard = replace(sample, extra={**sample.extra, "subtitles": "ahoy\nthere"})
    assert with_subtitles.text(heard) == (
        "This video's subtitles are listed below:\nahoy\nthere\n" + plain.text(sample)
    )
    assert with_subtitles.text(sample) == plain.text(sample)


def test_subtitles_are_those_of_the_frames(films: Films, sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "lines").mkdir()
    subtitles = Subtitles(tmp_path / "lines")
    prompt = VIDEOMME.prompts[1]
    material = Material(options(prompt), films=films, subtitles=subtitles)
    assert told(material.ask(sample)) == [VIDEOMME.prompts[0].text(sample)]
    assert material.without_subtitles == {"a film 🎬"}

    (tmp_path / "lines" / "a film 🎬.srt").write_text(SUBTITLES)
    subtitles = Subtitles(tmp_path / "lines")
    material = Material(options(prompt), films=films, subtitles=subtitles)
    [text] = told(material.ask(sample))
    # Frames at 0 and 1.9 s: nothing of what is said between 0.5 and 1 s.
    assert text.startswith(
        "This video's subtitles are listed below:\nfirst words\nlast words\nSelect the best answer"
    )
    assert material.shown[sample.id].subtitles == 2
    clip = replace(sample, clip=(0.5, 1.0))
    [text] = told(material.ask(clip))
    assert text.startswith("This video's subtitles are listed below:\nbetween two frames\nSelect")


def test_subtitles_between_frames(films: Films, sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "a film 🎬.srt").write_text(SUBTITLES)
    prompt = replace(VIDEOMME.prompts[0], frames="between", subtitles=True)
    material = Material(options(prompt, 5), films=films, subtitles=Subtitles(tmp_path))
    content = material.ask(sample).messages[0].content
    assert isinstance(content, tuple)
    shown = [
        part if isinstance(part, str) else list(part.times) for part in content
    ]  # fmt: skip
    # Frames 0, 4, 9, 14, 19. Middles at 0.25, 0.75 and 2.0 (the film ends at 2 s).
    assert shown == [
        [0.0], "first words", [0.4], "between two frames", [0.9, 1.4, 1.9], "last words",
        prompt.text(sample),
    ]  # fmt: skip
    assert material.shown[sample.id].subtitles == 3


def test_only_the_clip_is_shown(films: Films, sample: Sample) -> None:
    material = Material(options(VIDEOMME.prompts[0], 3), films=films)
    [bundle] = frames(material.ask(replace(sample, clip=(0.5, 1.5))))
    assert (bundle.indices, bundle.offset, bundle.duration) == ((5, 9, 14), 0.5, 1.0)
    assert bundle.times == pytest.approx((0.0, 0.4, 0.9))


MVBENCH_SAMPLE = Sample("t_0", "a film 🎬.mp4", "What?", "A", ("x", "y"), task="Action Count")


@pytest.mark.parametrize(
    ("beginning", "roles", "last"),
    [
        ("continued", ["system", "user", "assistant"], "Best option:("),
        ("in the question", ["system", "user"], "Only give the best option.\nBest option:("),
    ],
)
def test_the_beginning_of_the_reply(
    films: Films, beginning: Beginning, roles: list[str], last: str
) -> None:
    material = Material(options(MVBENCH.prompts[0]), beginning, films)
    request = material.ask(MVBENCH_SAMPLE)
    assert [message.role for message in request.messages] == roles
    assert told(request)[-1].endswith(last)
    assert len(frames(request)) == 1


def test_without_frames(sample: Sample) -> None:
    prompt = VIDEOMME.prompts[0]
    for chosen in (options(prompt, blind=True), options(replace(prompt, frames="none"))):
        request = Material(chosen).ask(sample)
        assert [message.content for message in request.messages] == [prompt.text(sample)]


def test_a_video_that_is_not_there(films: Films, sample: Sample) -> None:
    with pytest.raises(T3Error, match="other: no such video below"):
        Material(options(VIDEOMME.prompts[0]), films=films).ask(replace(sample, video="other"))


def test_a_question_that_is_asked_without_its_video(films: Films, sample: Sample) -> None:
    unseen = replace(sample, extra={**sample.extra, "unseen": True})
    material = Material(options(VIDEOMME.prompts[0]), films=films)
    asked = material.ask(unseen)
    assert [message.content for message in asked.messages] == [VIDEOMME.prompts[0].text(sample)]
    assert material.shown[sample.id].frames is None
