from datetime import UTC, datetime

import pytest

from t3data.models.retry import RetryPolicy, retry_after

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_waits_double_within_a_jitter_of_one_half() -> None:
    policy = RetryPolicy(attempts=10, first_wait=1.0, longest_wait=8.0)
    for attempt, backoff in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (9, 8)]:
        wait = policy.wait(attempt, None, "key")
        assert wait is not None
        assert backoff / 2 <= wait < backoff


def test_requests_wait_differently_but_repeatably() -> None:
    policy = RetryPolicy()
    waits = {policy.wait(1, None, str(n)) for n in range(50)}
    assert len(waits) == 50
    assert policy.wait(2, None, "a") == policy.wait(2, None, "a")


def test_last_attempt_is_the_last() -> None:
    assert RetryPolicy(attempts=3).wait(2, None, "") is not None
    assert RetryPolicy(attempts=3).wait(3, None, "") is None
    assert RetryPolicy(attempts=3).wait(3, 1.0, "") is None


def test_a_wish_is_fulfilled_in_full() -> None:
    wait = RetryPolicy(first_wait=1.0).wait(1, 30.0, "key")
    assert wait is not None
    assert 30.0 <= wait < 30.5
    assert RetryPolicy(patience=60).wait(1, 61.0, "") is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0.5 ", 0.5),
        ("-3", 0.0),
        ("0", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:59:30 GMT", 0.0),
        ("Thu, 01 Jan 2026 12:00:30", 30.0),
        ("soon", None),
        ("nan", None),
        ("", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header}, NOW) == seconds


def test_no_header() -> None:
    assert retry_after({}, NOW) is None
