"""What every task must keep, on made-up timelines and on real ones."""

from collections import Counter

import pytest

from t3data.errors import UsageError
from t3data.scenes import describe
from t3data.seeding import keyed_rng
from t3data.tasks import TASKS, load_task, task_names
from t3data.tasks.items import items_of, orders, position_of
from t3data.timelines import by_video, compose
from t3data.types import Caption, Task

THINGS = (
    "red balloon, wooden chair, black cat, steam train, paper lantern, stone bridge, yellow taxi, "
    "glass vase, green apple, brass trumpet, white tent, blue kite"
).split(", ")
EVENTS = [
    "A man opens a toolbox",
    "The crowd cheers loudly while waving coloured flags",
    "A dog chases a ball across the lawn",
    "Two women carry a ladder up the narrow stairs",
    "A child paints a fence behind the old barn",
    "The chef slices onions",
]
PLACES = (
    "garden, harbor, cellar, library, stable, kitchen, chapel, museum, theater, factory, tunnel, "
    "market"
).split(", ")


def composed(number, scale=1, seed=7):
    captions = [
        f"A {thing} with a curious golden emblem{n} is kept near the old {place}. Nobody comes."
        for n, (thing, place) in enumerate(zip(THINGS, PLACES, strict=True))
    ]
    pool = [describe(Caption(text, str(n), "test")) for n, text in enumerate(captions)]
    return compose(pool, "p0", number, seed, scale)


def timed(*spans, duration=60.0):
    scenes = [
        describe(Caption(f"{EVENTS[n]}.", f"v#{n}", "test", None, "v", start, end, duration))
        for n, (start, end) in enumerate(spans)
    ]
    return by_video(scenes)[0]


SEQUENCE = ((0.0, 8.0), (10.0, 30.0), (31.0, 37.0), (40.0, 45.0), (50.0, 60.0))


def questions(name, timelines, seeds=range(40)):
    task = load_task(name)
    return [p.question for t in timelines for seed in seeds for p in task.ask(t, seed)]


def test_every_task_has_its_name_and_a_docstring():
    for name in task_names():
        task = load_task(name)
        assert isinstance(task, Task)
        assert task.name == name
        assert task.__doc__


def test_an_unknown_task_is_named_together_with_the_known_ones():
    with pytest.raises(UsageError, match="no task 'ordr'; there are: order_list, "):
        load_task("ordr")


@pytest.mark.parametrize("name", TASKS)
def test_a_question_is_a_pure_function_of_timeline_and_seed(name):
    for timeline in (composed(1), timed(*SEQUENCE)):
        task = load_task(name)
        assert task.ask(timeline, 3) == load_task(name).ask(timeline, 3)


@pytest.mark.parametrize("name", TASKS)
def test_every_task_asks_and_its_options_differ(name):
    overlapping = timed((0.0, 20.0), (5.0, 15.0), (30.0, 40.0), (41.0, 50.0))
    asked = questions(name, [composed(n) for n in range(10)] + [timed(*SEQUENCE), overlapping])

    assert len(asked) >= 20
    for question in asked:
        assert len(set(question.options)) == len(question.options) >= 2
        assert 0 <= question.answer < len(question.options)
        assert "{" not in question.stem
        assert not any("{" in option for option in question.options)


@pytest.mark.parametrize("name", TASKS)
def test_the_truth_is_at_every_place_equally_often(name):
    overlapping = timed((0.0, 20.0), (5.0, 15.0), (30.0, 40.0), (41.0, 50.0))
    timelines = [composed(n) for n in range(15)] + [timed(*SEQUENCE), overlapping]
    places = Counter()
    for question in questions(name, timelines, range(150)):
        if len(question.options) == 3:
            places[question.answer] += 1

    total = sum(places.values())
    if total:  # a third each, within five standard deviations
        margin = 5 * (total * 2 / 9) ** 0.5
        assert all(abs(places[at] - total / 3) < margin for at in range(3))


def test_positions_follow_the_thirds_of_a_video():
    timeline = timed((0.0, 20.0), (15.0, 25.0), (20.0, 40.0), (40.0, 60.0))

    assert [position_of(timeline, at) for at in range(4)] == ["begin", None, "middle", "end"]


def test_positions_on_composed_timelines_keep_away_from_the_borders():
    three, five = composed(0), None
    number = 0
    while len(three.events) != 3 or five is None:
        number += 1
        candidate = composed(number)
        three = candidate if len(candidate.events) == 3 else three
        five = candidate if len(candidate.events) == 5 else five

    assert [position_of(three, at) for at in range(3)] == ["begin", "middle", "end"]
    assert [position_of(five, at) for at in range(5)] == ["begin", None, "middle", None, "end"]


def test_an_item_is_never_named_by_another_caption():
    scenes = [
        describe(Caption(text, str(n), "test"))
        for n, text in enumerate(
            ["A red car and a black cat.", "Two cats near a stone bridge.", "A tall lamp."]
        )
    ]
    timeline = compose(scenes, "p0", 0, 1, 1)

    for seed in range(30):
        named = {item.text for item in items_of(timeline, keyed_rng(seed))}
        assert not named & {"a black cat", "two cats"}


def test_orders_hold_the_truth_once_and_no_order_twice():
    for seed in range(50):
        drawn = orders(3, (2, 0, 1), 4, keyed_rng(seed))
        assert len(drawn) == len(set(drawn)) == 4
        assert (2, 0, 1) in drawn


def test_ground_seconds_gives_the_seconds_of_the_caption():
    for question in questions("ground_seconds", [timed(*SEQUENCE)]):
        start, end = SEQUENCE[EVENTS.index(question.evidence["item"])]
        assert question.options[question.answer] in (
            f"{start:.1f}s - {end:.1f}s",
            f"from {start:.1f} to {end:.1f} seconds",
        )


def test_duration_knows_the_longest_and_the_shortest():
    lengths = dict(zip(EVENTS, (8.0, 20.0, 6.0, 5.0, 10.0), strict=False))
    for question in questions("duration", [timed(*SEQUENCE)]):
        pick = max if question.evidence["relation"] == "longest" else min
        assert question.options[question.answer] == pick(question.options, key=lengths.__getitem__)


def test_events_of_nearly_equal_length_are_not_compared():
    assert questions("duration", [timed((0.0, 10.0), (11.0, 21.5), (30.0, 40.0))]) == []


def test_overlap_names_the_event_that_shares_time():
    timeline = timed((0.0, 20.0), (5.0, 15.0), (30.0, 40.0), (41.0, 50.0))
    asked = questions("overlap", [timeline])

    assert asked
    for question in asked:
        pair = {question.evidence["anchor"], question.options[question.answer]}
        assert pair == {EVENTS[0], EVENTS[1]}


def test_count_between_counts_the_events_between():
    asked = questions("count_between", [timed(*SEQUENCE)])

    assert asked
    for question in asked:
        first, second = (EVENTS.index(anchor) for anchor in question.evidence["anchors"])
        assert question.options[question.answer] == str(second - first - 1)


def test_first_last_distinguishes_starts_from_ends():
    timeline = timed((0.0, 50.0), (5.0, 15.0), (20.0, 40.0))
    truth = {
        "starts_first": EVENTS[0],
        "starts_last": EVENTS[2],
        "ends_first": EVENTS[1],
        "ends_last": EVENTS[0],
    }
    asked = questions("first_last", [timeline])

    assert {question.evidence["relation"] for question in asked} == set(truth)
    for question in asked:
        assert question.options[question.answer] == truth[question.evidence["relation"]]


def test_refer_anchor_takes_the_direct_neighbour():
    asked = questions("refer_anchor", [timed(*SEQUENCE)])

    assert asked
    for question in asked:
        step = 1 if question.evidence["relation"] == "after" else -1
        neighbour = EVENTS[EVENTS.index(question.evidence["anchor"]) + step]
        assert question.options[question.answer] == neighbour


def test_attribute_options_are_closed_under_exchange_of_values():
    """No option stands out: each value opens as many options as every other value does."""
    asked = questions("attribute", [composed(n) for n in range(30)], range(20))

    assert asked
    for question in asked:
        words = [option.lower().replace(".", "").split() for option in question.options]
        starts = Counter(w[w.index("from") + 1] for w in words if "from" in w)
        ends = Counter(w[-1] for w in words if "from" in w)
        assert starts == ends
