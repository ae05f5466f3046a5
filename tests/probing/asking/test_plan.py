from collections import Counter

import pytest
from clips_by_hand import PAIR, TRIPLE, item_of

from probing.asking.plan import plan, rotations_of


def test_every_rotation_of_every_probe_and_control_is_asked_once() -> None:
    asks = plan([PAIR, TRIPLE])
    # video plain, text plain, and three controls of the video: 5 cases, in 2 and 3 rotations
    assert len(asks) == 5 * 2 + 5 * 3
    assert len({ask.id for ask in asks}) == 25
    counts = Counter((ask.probe, ask.condition) for ask in asks)
    assert counts == {
        ("video", "plain"): 5,
        ("text", "plain"): 5,
        ("video", "blind"): 5,
        ("video", "shuffled"): 5,
        ("video", "reversed"): 5,
    }


def test_the_ids_of_a_small_plan() -> None:
    asks = plan([PAIR], ["self_text", "video"], ["shuffled"], rotations=None)
    assert [ask.id for ask in asks] == [
        "order/cat_person_0#video/plain/0",
        "order/cat_person_0#video/plain/1",
        "order/cat_person_0#self_text/plain/0",
        "order/cat_person_0#self_text/plain/1",
        "order/cat_person_0#video/shuffled/0",
        "order/cat_person_0#video/shuffled/1",
    ]


def test_controls_belong_to_the_captions_where_no_video_is_asked_about() -> None:
    asks = plan([PAIR], ["text"], ["blind"], rotations=1)
    assert [(ask.probe, ask.condition) for ask in asks] == [("text", "plain"), ("text", "blind")]


def test_examples_are_shown_before_what_the_first_probe_shows() -> None:
    for probes, expected in (
        (["video", "text"], [("video", "few-shot")] * 2),
        (["text"], [("text", "few-shot")] * 2),
        (["self_text"], []),
    ):
        asks = plan([PAIR], probes, ["few-shot"])
        assert [(a.probe, a.condition) for a in asks if a.condition != "plain"] == expected


def test_features_are_no_question_to_a_chat_model() -> None:
    assert plan([PAIR], ["features"]) == []


def test_asks_about_one_file_stand_side_by_side() -> None:
    items = [item_of("cat", "person", stem=str(n)) for n in range(5)]
    paths = [ask.item.clip.path for ask in plan(reversed(items))]
    assert paths == sorted(paths)


def test_a_plan_does_not_depend_on_the_order_of_the_items() -> None:
    items = [item_of("cat", "person", stem=str(n)) for n in range(5)]
    assert plan(items, rotations=1) == plan(items[::-1], rotations=1)


@pytest.mark.parametrize(("count", "expected"), [(None, 3), (1, 1), (2, 2), (3, 3), (9, 3)])
def test_rotations(count: int | None, expected: int) -> None:
    rotations = rotations_of(TRIPLE, count, seed=0)
    assert len(set(rotations)) == len(rotations) == expected
    assert set(rotations) <= {0, 1, 2}


def test_one_rotation_each_puts_the_answer_at_every_letter() -> None:
    items = [item_of("cat", "person", "flower", stem=str(n)) for n in range(300)]
    counts = Counter(rotations_of(item, 1, seed=0)[0] for item in items)
    assert set(counts) == {0, 1, 2}
    assert min(counts.values()) > 70  # 100 each, standard deviation 8
