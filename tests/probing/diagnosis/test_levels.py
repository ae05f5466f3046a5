"""Levels, letters, notes and the verdict on a whole model, from answers made by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated_answers import simulate

from probing.asking.sensitivity import Drop
from probing.diagnosis import diagnose
from probing.diagnosis.letters import letters
from probing.diagnosis.overall import overall
from probing.diagnosis.types import Key
from probing.diagnosis.words import between
from probing.types import Answer, Mark
from t3data.errors import T3Error

GOOD = {"vision/lstm": 0.97, "connector/lstm": 0.96, "text": 0.97}


def answer(item: str, mark: Mark, rotation: int = 0, chosen: int | None = 0) -> Answer:
    return Answer(
        item=item, aspect="order", source=item[0], probe="video", condition="plain",
        rotation=rotation, options=2, mark=mark, chosen=chosen, answer=0,
    )  # fmt: skip


def test_a_level_counts_everything_once() -> None:
    answers = [
        answer("a1", "right"),
        answer("a1", "right", 1),
        answer("a2", "wrong", 0, 1),
        answer("a2", "right", 1),
        answer("b1", "misformat", 0, None),
        answer("b1", "right", 1),
        answer("b2", "failed", 0, None),
        answer("b2", "right", 1),
    ]
    level = diagnose(answers).aspects[0].levels[0]
    assert level.right is not None
    assert level.right.value == pytest.approx(5 / 7)
    assert (level.right.n, level.right.clusters) == (7, 2)
    assert (level.asked, level.failed, level.misformat, level.items) == (8, 1, 1, 4)
    # b2 failed under one rotation, so that nobody knows whether it is consistent.
    assert level.consistent is not None
    assert level.consistent.value == pytest.approx(1 / 3)
    assert level.consistent_chance == 0.25
    assert level.chance == 0.5


def test_one_rotation_says_nothing_about_consistency() -> None:
    level = diagnose([answer("a1", "right"), answer("b1", "right")]).aspects[0].levels[0]
    assert level.consistent is None


def test_always_the_first_letter_is_chance_and_never_consistent() -> None:
    # With rotation r the first place shows option r.
    answers = [
        replace(answer(f"{item}", "right" if r == 0 else "wrong", r, r), answer=0)
        for item in "abcdefghij"
        for r in (0, 1)
    ]
    found = diagnose(answers).aspects[0]
    level = found.levels[0]
    assert level.right is not None
    assert level.consistent is not None
    assert (level.right.value, level.consistent.value) == (0.5, 0.0)
    first, second = found.letters
    assert (first.letter, first.chosen, first.true, first.excess.value) == ("A", 1.0, 0.5, 0.5)
    assert (second.chosen, second.excess.value) == (0.0, -0.5)
    assert (
        "It chooses A in 100.0 % of its answers; the truth stands there in 50.0 %." in found.notes
    )


def test_letters_follow_the_rotation() -> None:
    # Rotation 1 of (x, y, z) shows y, z, x: option 0 stands at C.
    turned = replace(answer("a", "right", 1, 0), options=3)
    assert [one.chosen for one in letters([turned])] == [0, 0, 1]
    assert letters([answer("a", "misformat", 0, None)]) == ()


def test_an_answer_given_twice_is_refused() -> None:
    with pytest.raises(T3Error, match=r"a1: answered twice \(video, rotation 0, seed 0\)"):
        diagnose([answer("a1", "right"), answer("a1", "wrong")])


def test_no_answers_are_no_diagnosis() -> None:
    with pytest.raises(T3Error, match="no answers"):
        diagnose([])


@given(st.permutations(list(simulate("order", {**GOOD, "video": 0.6}, count=12))))
def test_the_order_of_answers_means_nothing(answers: list[Answer]) -> None:
    expected = diagnose(simulate("order", {**GOOD, "video": 0.6}, count=12)).aspects[0]
    found = diagnose(answers).aspects[0]
    assert (found.verdict, found.missing) == (expected.verdict, expected.missing)
    for one, other in zip(found.levels, expected.levels, strict=True):
        assert one.key == other.key
        assert one.right is not None
        assert other.right is not None
        assert one.right.low == pytest.approx(other.right.low)


def test_levels_come_in_the_order_of_the_model() -> None:
    names = [
        "layer 12/lstm",
        "layer 4/lstm",
        "connector/lstm",
        "text",
        "video/blind",
        "vision/lstm",
    ]
    found = diagnose(simulate("order", dict.fromkeys([*names, "video"], 0.8))).aspects[0]
    assert [level.key.label for level in found.levels] == [
        "video", "video, blind", "text", "vision, lstm", "connector, lstm", "layer 4, lstm",
        "layer 12, lstm",
    ]  # fmt: skip


def test_notes_tell_what_controls_show() -> None:
    found = diagnose(
        simulate(
            "order",
            {
                **GOOD,
                "video": 0.8,
                "video/shuffled": 0.8,
                "video/reversed": 0.2,
                "self_text": 0.6,
                "layer 28/lstm": 0.6,
                "connector/few-shot": 0.7,
            },
        ),
        [Drop(f"order/{i}", "order", f"s{i}", near=1.0 + i % 3, elsewhere=0.5) for i in range(30)],
    ).aspects[0]
    told = "\n".join(found.notes)
    for part in (
        "Frames in random order cost it",
        "hardly uses their order",
        "Frames run backwards cost it",
        "With captions of its own making it loses",
        "In layer 28",
        "as few examples as a prompt holds",
        "unsettle it more than others (by 1.50 nats",
    ):
        assert part in told, told
    assert found.sensitivity is not None
    assert found.sensitivity.value == pytest.approx(1.5)


def test_a_model_that_sees_a_video_run_backwards_is_believed() -> None:
    # Of a, b, c what is shown backwards differs from the clip's own truth; of d it does not.
    plain = [answer(f"{item}", "right") for item in "abcd"]
    turned = [
        replace(one, condition="reversed", mark="wrong", chosen=1, backwards=1) for one in plain[:2]
    ] + [
        replace(plain[2], condition="reversed", backwards=1),
        replace(plain[3], condition="reversed", backwards=0),
    ]
    level = diagnose([*plain, *turned]).aspects[0].level(Key("video", "reversed"))
    assert level is not None
    assert level.followed is not None
    assert (level.followed.value, level.followed.n) == (pytest.approx(2 / 3), 3)


def test_the_control_within_the_domain_is_told_or_said_to_be_missing() -> None:
    levels = {"video": 0.5, "vision/lstm": 0.5, "connector/lstm": 0.5}
    controls = {"vision/in-domain": 1.0, "connector/in-domain": 1.0}
    [bare] = diagnose(simulate("order", levels)).aspects
    assert "that takes at least 8 sources of each answer" in "".join(bare.notes)
    [found] = diagnose(simulate("order", levels | controls)).aspects
    told = "".join(found.notes)
    assert "same background reads 100.0 % (vision) and 100.0 % (connector)" in told
    assert found.losses == bare.losses
    [alone] = diagnose(simulate("order", {"video": 0.5, **controls})).aspects
    assert "features after the vision tower" in alone.missing
    assert alone.losses == ()


def test_what_never_reached_the_language_model_is_not_still_readable() -> None:
    levels = {"video": 0.5, "connector/lstm": 0.5, "layer 28/lstm": 0.5}
    assert "layer 28" not in "".join(diagnose(simulate("order", levels)).aspects[0].notes)


def test_intervals_have_no_negative_zero() -> None:
    assert between(-0.004, 0.125) == "0 to 12"


def test_a_model_at_chance_gets_no_note_on_frame_order() -> None:
    levels = {"video": 0.5, "video/shuffled": 0.5}
    assert diagnose(simulate("order", levels)).aspects[0].notes == ()


def test_the_blind_run_of_another_probe_counts_too() -> None:
    found = diagnose(simulate("order", {"video": 0.7, "text/blind": 0.9})).aspects[0]
    assert "give themselves away" in found.reason


def whole(**accuracies: dict[str, float]) -> list[Answer]:
    return [one for aspect, levels in accuracies.items() for one in simulate(aspect, levels)]


def test_a_model_is_judged_by_most_of_its_unsolved_aspects() -> None:
    deaf, fine = {**GOOD, "video": 0.5}, {**GOOD, "video": 0.99}
    blind = {"video": 0.34, "vision/lstm": 0.34, "connector/lstm": 0.34, "text": 0.99}
    found = diagnose(whole(order_3=deaf, speed=fine, count=deaf, grounding_cat=blind))
    assert found.verdict == "language model"
    assert "Named on 2 of 3 unsolved aspects" in found.reason
    assert found.measured == ("order_3", "speed", "count", "grounding_cat")
    expected = [
        sum(aspect.losses[stage].lost.value for aspect in found.aspects) / 4 for stage in range(3)
    ]
    assert [loss.lost.value for loss in found.losses] == pytest.approx(expected)


def test_aspects_that_contradict_each_other_leave_the_model_undecided() -> None:
    deaf = {**GOOD, "video": 0.5}
    blind = {"video": 0.34, "vision/lstm": 0.34, "connector/lstm": 0.34, "text": 0.99}
    found = diagnose(whole(order_3=deaf, grounding_cat=blind))
    assert found.verdict == "undecided"
    assert "more than half" in found.reason


def test_undecided_aspects_keep_a_narrow_lead_from_being_a_verdict() -> None:
    found = diagnose(whole(order_3={**GOOD, "video": 0.5}, count={"video": 0.5}))
    assert found.verdict == "undecided"


def test_a_model_that_solves_everything_has_no_bottleneck() -> None:
    fine = {**GOOD, "video": 0.99}
    found = diagnose(whole(order=fine, speed=fine))
    assert (found.verdict, found.reason) == ("none", "Solved from the frames: 2 aspects of 2.")
    assert overall(found.aspects[:1])[1] == "Solved from the frames: 1 aspect of 1."
    assert found.aspects[0].level(Key("video")) is found.aspects[0].levels[0]
