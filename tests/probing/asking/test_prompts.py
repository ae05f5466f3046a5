"""What the model reads, to the letter. Who changes a word raises `prompts.VERSION`."""

from dataclasses import replace

import pytest
from clips_by_hand import PAIR, TRIPLE, clip_of, item_of

from probing.asking import prompts
from probing.asking.material import Material, true_letter
from probing.asking.plan import Ask
from probing.types import Clip, Condition, Item, Probe
from t3data.errors import T3Error
from t3data.models.chat import Request, Sampling
from t3data.video.bundle import FrameBundle

FRAMES = FrameBundle((b"f0", b"f1", b"f2", b"f3"), (0.0, 2.0, 4.0, 5.9), (0, 20, 40, 59), 10.0, 6.0)

QUESTION = """\
In which order do they appear?
(A) cat, then person
(B) person, then cat
Answer with the letter of the right option only."""

ROTATED = """\
In which order do they appear?
(A) person, then cat
(B) cat, then person
Answer with the letter of the right option only."""


class Shown:
    """The same frames of every clip."""

    def __init__(self, shown: FrameBundle) -> None:
        self.shown = shown

    def frames(self, clip: Clip) -> FrameBundle:
        return self.shown

    def times(self, clip: Clip) -> tuple[float, ...]:
        return self.shown.times


def made(
    item: Item = PAIR, probe: Probe = "video", condition: Condition = "plain", rotation: int = 0
) -> Request:
    return Material(Shown(FRAMES)).ask(Ask(item, probe, condition, rotation))


def test_the_version_of_these_prompts() -> None:
    assert prompts.VERSION == 1


def test_video() -> None:
    request = made()
    assert request.sampling == Sampling(temperature=0.0, max_tokens=1024)
    assert [message.role for message in request.messages] == ["user"]
    assert request.messages[0].content == (FRAMES, QUESTION)
    assert request.choices == ()


def test_video_with_rotated_options() -> None:
    assert made(rotation=1).messages[0].content == (FRAMES, ROTATED)


def test_blind() -> None:
    assert made(condition="blind").messages[0].content == QUESTION
    assert made(probe="text", condition="blind").messages[0].content == QUESTION


def test_reversed() -> None:
    (shown, text) = made(condition="reversed").messages[0].content
    assert isinstance(shown, FrameBundle)
    assert shown.frames == (b"f3", b"f2", b"f1", b"f0")
    assert shown.times == FRAMES.times
    assert text == QUESTION


def test_shuffled_the_same_way_in_every_rotation() -> None:
    (first, _), (second, _) = (
        made(condition="shuffled", rotation=rotation).messages[0].content for rotation in (0, 1)
    )
    assert isinstance(first, FrameBundle)
    assert first == second
    assert first.frames != FRAMES.frames
    assert sorted(first.frames) == sorted(FRAMES.frames)


def test_text() -> None:
    assert made(probe="text").messages[0].content == (
        "Captions of 4 frames of a video, in the order in which they are shown:\n"
        "[0.0 s] A cat on white.\n"
        "[2.0 s] A cat on white.\n"
        "[4.0 s] A person on white.\n"
        "[5.9 s] A person on white.\n"
        "\n" + QUESTION
    )


def test_text_backwards() -> None:
    content = made(probe="text", condition="reversed").messages[0].content
    assert isinstance(content, str)
    assert content.splitlines()[1:5] == [
        "[0.0 s] A person on white.",
        "[2.0 s] A person on white.",
        "[4.0 s] A cat on white.",
        "[5.9 s] A cat on white.",
    ]


def test_a_frame_to_caption_tells_no_time() -> None:
    request = Material(Shown(FRAMES)).caption(PAIR.clip, 2)
    frame, text = request.messages[0].content
    assert frame == FrameBundle((b"f2",), (0.0,), (0,), 1.0, 1.0)
    assert text == "Describe what this picture shows in one sentence."


def test_beyond_the_last_frame_it_is_the_last_one_again() -> None:
    material = Material(Shown(FRAMES))
    assert material.caption(PAIR.clip, 7) == material.caption(PAIR.clip, 3)


def test_few_shot() -> None:
    example = item_of("person", "cat", answer=1)
    material = Material(Shown(FRAMES), {"order": [example, PAIR]})
    request = material.ask(Ask(PAIR, "video", "few-shot", 1))
    assert [(message.role, message.content) for message in request.messages] == [
        ("user", (FRAMES, ROTATED)),
        ("assistant", "A"),  # option 1 stands at A
        ("user", (FRAMES, ROTATED)),
        ("assistant", "B"),
        ("user", (FRAMES, ROTATED)),
    ]
    request = material.ask(Ask(PAIR, "text", "few-shot", 0))
    assert [message.role for message in request.messages] == ["user", "assistant"] * 2 + ["user"]
    assert "[0.0 s] A person on white." in str(request.messages[0].content)
    mute = replace(example, clip=replace(example.clip, segments=()))
    with pytest.raises(T3Error, match="no captions of it"):
        Material(Shown(FRAMES), {"order": [mute]}).ask(Ask(PAIR, "text", "few-shot", 0))


def test_constrained_to_the_letters() -> None:
    material = Material(Shown(FRAMES), constrained=True)
    assert material.ask(Ask(TRIPLE, "video", "plain", 0)).choices == ("A", "B", "C")


def test_sureness() -> None:
    eight = FrameBundle(
        tuple(b"f%d" % n for n in range(8)),
        tuple(n * 6 / 7 for n in range(8)),
        tuple(range(8)),
        10.0,
        6.0,
    )
    material = Material(Shown(eight))
    rotation, letter = true_letter(PAIR, 0)
    shown, near = (material.sureness(PAIR, view) for view in ("as shown", "near"))
    assert shown.given_reply == near.given_reply == letter
    assert shown.messages[0].content == (eight, ROTATED if rotation else QUESTION)
    moved, _ = near.messages[0].content
    assert isinstance(moved, FrameBundle)
    assert moved.frames == (b"f0", b"f1", b"f2", b"f4", b"f3", b"f5", b"f6", b"f7")
    material.by_choice = True
    other = material.sureness(PAIR, "elsewhere")
    assert (other.given_reply, other.choices, other.logprobs) == (None, ("A", "B"), 20)


def test_without_a_boundary_nothing_is_moved() -> None:
    item = Item(clip_of("cat"), PAIR.stem, PAIR.options, 0)
    material = Material(Shown(FRAMES))
    requests = {str(material.sureness(item, view)) for view in ("as shown", "near", "elsewhere")}
    assert len(requests) == 1
    assert material.moved[item.id] is None
