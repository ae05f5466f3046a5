from t3data.scenes import describe
from t3data.timelines import by_video, chain, compose
from t3data.types import Caption


def image_scenes(count):
    return [describe(Caption(f"A thing number {n}.", str(n), "test")) for n in range(count)]


def video_scenes(video, *spans, duration=60.0):
    return [
        describe(Caption(f"Event {n}.", f"{video}#{n}", "test", None, video, start, end, duration))
        for n, (start, end) in enumerate(spans)
    ]


def test_composed_timelines_have_three_to_five_times_scale_distinct_scenes():
    pool = image_scenes(100)
    for scale in (1, 2, 4, 8):
        for number in range(50):
            timeline = compose(pool, "p0", number, 7, scale)
            assert len(timeline.events) in (3 * scale, 4 * scale, 5 * scale)
            assert len({event.scene.caption.id for event in timeline.events}) == len(
                timeline.events
            )


def test_a_small_pool_gives_a_short_timeline():
    assert len(compose(image_scenes(2), "p0", 0, 7, 8).events) == 2


def test_a_timeline_depends_on_its_number_and_the_seed_alone():
    pool = image_scenes(50)

    assert compose(pool, "p0", 3, 7, 1) == compose(pool, "p0", 3, 7, 1)
    assert compose(pool, "p0", 3, 7, 1) != compose(pool, "p0", 3, 8, 1)
    assert compose(pool, "p0", 3, 7, 1) != compose(pool, "p0", 4, 7, 1)


def test_timed_events_are_sorted_and_keep_their_seconds_to_one_decimal():
    [timeline] = by_video(video_scenes("v", (10.04, 20.0), (0.0, 5.26)))

    assert [(e.start, e.end) for e in timeline.events] == [(0.0, 5.3), (10.0, 20.0)]
    assert timeline.duration == 60.0
    assert timeline.id == "test/v"


def test_a_video_is_at_least_as_long_as_its_last_event():
    [timeline] = by_video(video_scenes("v", (0.0, 70.0), duration=60.0))

    assert timeline.duration == 70.0


def test_chained_videos_follow_one_another():
    first, second = by_video(
        [*video_scenes("a", (0.0, 10.0)), *video_scenes("b", (5.0, 6.0), duration=30.0)]
    )

    both = chain([first, second], 2)

    assert [(e.start, e.end) for e in both.events] == [(0.0, 10.0), (65.0, 66.0)]
    assert both.duration == 90.0
    assert both.scale == 2
