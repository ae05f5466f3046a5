"""Means, shares and paired differences: by hand, against textbooks, and how often they hold."""

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from t3data.statistics import clustered_mean, clustered_proportion, paired_difference
from t3data.statistics.student import t_quantile


def test_a_mean_of_two_clusters_by_hand() -> None:
    # Mean 2/5; residual sums 3 * 0.6 - 2 * 0.4 … a: 1 + 1 + 0 - 3 * 0.4 = 0.8, b: 0 - 0.8 = -0.8.
    # Variance 2 / 1 * (0.64 + 0.64) / 25 = 0.1024, error 0.32; t with 1 degree of freedom 12.706.
    found = clustered_mean([1, 1, 0, 0, 0], ["a", "a", "a", "b", "b"])
    assert found.value == pytest.approx(0.4)
    assert found.se == pytest.approx(0.32)
    assert found.high == pytest.approx(0.4 + 12.7062047 * 0.32)
    assert (found.n, found.clusters) == (5, 2)


def test_the_double_sum_of_the_paper_is_the_same_number() -> None:
    values = np.array([1.0, 0, 1, 1, 0, 0, 1, 0.5])
    groups = [0, 0, 0, 1, 1, 2, 3, 3]
    residuals = values - values.mean()
    pairs = sum(
        residuals[i] * residuals[j] for i in range(8) for j in range(8) if groups[i] == groups[j]
    )
    expected = sqrt(4 / 3 * pairs) / 8
    assert clustered_mean(values, groups).se == pytest.approx(expected)


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=40))
def test_one_item_a_cluster_is_the_ordinary_standard_error(values: list[float]) -> None:
    found = clustered_mean(values, range(len(values)))
    assert found.se == pytest.approx(np.std(values, ddof=1) / sqrt(len(values)), abs=1e-9)


rows = st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 6)), min_size=1, max_size=60)


@given(rows, st.randoms())
def test_the_order_of_rows_and_the_names_of_clusters_mean_nothing(rows, random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(rows)
    random.shuffle(mixed)

    def measured(table, name):  # type: ignore[no-untyped-def]
        a, b, groups = zip(*table, strict=True)
        labels = [name(group) for group in groups]
        return [
            clustered_mean(a, labels),
            clustered_proportion(a, labels),
            paired_difference(a, b, labels),
        ]

    for one, other in zip(measured(rows, int), measured(mixed, "video {}".format), strict=True):
        for field in ("value", "low", "high", "n", "clusters"):
            assert getattr(one, field) == pytest.approx(getattr(other, field), abs=1e-9)


@given(rows)
def test_intervals_hold_their_value_and_stay_in_range(rows) -> None:  # type: ignore[no-untyped-def]
    a, b, groups = zip(*rows, strict=True)
    share = clustered_proportion(a, groups)
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert share.high > share.low
    difference = paired_difference(a, b, groups)
    assert -1 <= difference.low <= difference.value <= difference.high <= 1
    assert 0 <= difference.p <= 1
    # Interval and p-value are two views of one thing.
    if difference.clusters > 1 and abs(difference.p - 0.05) > 1e-6:
        assert (difference.p < 0.05) == (difference.low > 0 or difference.high < 0)


@pytest.mark.parametrize("right", [0, 3, 12, 20])
def test_a_share_of_independent_items_is_wilsons_interval(right: int) -> None:
    n, p, t = 20, right / 20, 2.0930240544
    centre = (p + t * t / 40) / (1 + t * t / 20)
    half = t / (1 + t * t / 20) * sqrt(p * (1 - p) / 20 + t * t / 1600)
    found = clustered_proportion([1] * right + [0] * (n - right), range(n))
    assert found.low == pytest.approx(centre - half, abs=1e-9)
    assert found.high == pytest.approx(centre + half, abs=1e-9)


def test_all_right_is_no_certainty_and_rests_on_clusters() -> None:
    # 25 videos with 4 questions each: as if only about 25 things had been seen, not 100.
    alone = clustered_proportion([1] * 100, range(100))
    grouped = clustered_proportion([1] * 100, [i // 4 for i in range(100)])
    assert alone.low == pytest.approx(100 / (100 + 1.98422**2), abs=1e-4)
    assert grouped.low == pytest.approx(25 / (25 + 2.06390**2), abs=5e-3)
    assert (grouped.value, grouped.high) == (1.0, 1.0)


def test_one_wrong_answer_moves_the_ends_only_a_little() -> None:
    groups = [i // 4 for i in range(1000)]
    all_right = clustered_proportion([1] * 1000, groups)
    one_wrong = clustered_proportion([0] + [1] * 999, groups)
    assert abs(all_right.low - one_wrong.low) < 0.002


def test_copies_of_a_row_add_no_certainty() -> None:
    values = [1, 0, 1, 1, 0, 1, 0, 1, 1, 1] * 4
    once = clustered_proportion(values, range(40))
    thrice = clustered_proportion(np.repeat(values, 3), np.repeat(np.arange(40), 3))
    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high), abs=0.01)


def test_one_cluster_says_nothing() -> None:
    share = clustered_proportion([1, 1, 0], "aaa")
    assert (share.low, share.high, share.clusters) == (0.0, 1.0, 1)
    assert isnan(share.se)
    assert clustered_mean([1, 2], "aa").high == float("inf")
    difference = paired_difference([1, 1], [0, 0], "aa")
    assert (difference.low, difference.high, difference.p) == (-1.0, 1.0, 1.0)


def test_a_paired_difference_is_bonett_and_prices_interval() -> None:
    # 50 pairs: 12 for a alone, 4 for b alone. Adjusted shares 13/52 and 5/52.
    a = [1] * 12 + [0] * 4 + [1] * 34
    b = [0] * 12 + [1] * 4 + [1] * 34
    found = paired_difference(a, b, range(50))
    centre = 8 / 52
    spread = sqrt((18 / 52 - centre**2) / 51)
    assert found.value == pytest.approx(8 / 50)
    assert found.low == pytest.approx(centre - 2.0095752371 * spread)
    assert found.high == pytest.approx(centre + 2.0095752371 * spread)


def test_two_systems_that_agree_on_everything_may_still_differ() -> None:
    found = paired_difference([1] * 20, [1] * 20, range(20))
    assert found.value == 0
    assert found.p == pytest.approx(1)
    assert found.high == pytest.approx(-found.low)
    assert 0.05 < found.high < 0.2


def test_pairs_remove_what_items_have_in_common() -> None:
    hard = np.arange(200) % 2
    a, b = hard.astype(float), np.where(np.arange(200) < 10, 0, hard).astype(float)
    paired = paired_difference(a, b, range(200))
    unpaired = sqrt(clustered_mean(a, range(200)).se ** 2 + clustered_mean(b, range(200)).se ** 2)
    assert paired.se < unpaired / 3


@pytest.mark.parametrize(
    ("values", "clusters", "message"),
    [
        ([], [], "no values"),
        ([1.0], ["a", "b"], "do not match"),
        ([float("nan")], ["a"], "finite"),
        ([2.0], ["a"], r"\[0, 1\]"),
    ],
)
def test_nonsense_is_refused(values: list[float], clusters: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        clustered_proportion(values, clusters)


def test_pairs_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same items"):
        paired_difference([1, 0], [1], ["a", "b"])


def test_the_t_distribution_agrees_with_scipy() -> None:
    from scipy import stats

    from t3data.statistics.student import two_sided_p

    for df in (1, 2, 3, 7, 30, 99.5, 1000, 123_456):
        for probability in (0.5, 0.6, 0.9, 0.975, 0.9999, 0.025):
            expected = stats.t.ppf(probability, df)
            assert t_quantile(probability, df) == pytest.approx(expected, rel=1e-9, abs=1e-9)
        for t in (0.0, 0.1, 1.0, 2.5, -3.0, 9.0):
            assert two_sided_p(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-9)
    assert t_quantile(0.975, 1e9) == pytest.approx(1.959964, abs=1e-6)


def drawn(generator, accuracy, videos, correlation, largest=6):  # type: ignore[no-untyped-def]
    """Right answers by a beta-binomial: videos differ in how hard they are."""
    sizes = generator.integers(1, largest + 1, videos)
    scale = 1 / correlation - 1
    ease = generator.beta(accuracy * scale, (1 - accuracy) * scale, videos)
    labels = np.repeat(np.arange(videos), sizes)
    return generator.random(len(labels)) < ease[labels], labels


@pytest.mark.parametrize("videos", [20, 100])
@pytest.mark.parametrize("accuracy", [0.33, 0.8, 0.97])
def test_95_of_100_intervals_hold_the_truth(accuracy: float, videos: int) -> None:
    generator = np.random.default_rng(7)
    hits = 0
    for _ in range(1500):
        right, labels = drawn(generator, accuracy, videos, 0.3)
        found = clustered_proportion(right, labels)
        hits += found.low <= accuracy <= found.high
    assert 0.935 <= hits / 1500 <= 0.995


@pytest.mark.parametrize(("a", "b"), [(0.95, 0.95), (0.9, 0.8), (0.5, 0.4)])
def test_95_of_100_differences_hold_the_truth(a: float, b: float) -> None:
    generator = np.random.default_rng(11)
    hits = 0
    for _ in range(1500):
        first, labels = drawn(generator, a, 60, 0.3)
        # The other system fails where the first does, and now and then elsewhere.
        second = first & (generator.random(len(first)) < b / a)
        found = paired_difference(first, second, labels)
        hits += found.low <= a - b <= found.high
    assert hits / 1500 >= 0.93
