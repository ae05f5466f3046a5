"""From units to one number, with what each unit contributes to it.

A score is a mean, a mean of means, or a mean of those. Each is linear in its units up to the first
order, so the influence of every unit gives intervals that are clustered by video at the cost of
one pass (the delta method), for official macro averages as for plain accuracy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from t3data.statistics.clusters import cluster_codes
from t3data.statistics.proportion import clustered_proportion
from t3data.statistics.student import t_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Units:
    """What a score is averaged over: questions as a rule, pairs or videos in some benchmarks."""

    worth: Floats
    cluster: Ints
    """Which video each unit belongs to, as numbers from 0."""
    groups: Mapping[str, Mapping[str, Ints]]
    """Grouping → group → places of its units, both in order of first appearance."""
    videos: Sequence[str] = ()
    """The names of the clusters."""

    def __len__(self) -> int:
        return len(self.worth)

    @classmethod
    def of(
        cls,
        worth: Sequence[float],
        clusters: Sequence[str],
        groups: Sequence[Mapping[str, str | tuple[str, ...]]],
    ) -> "Units":
        """Builds the columns from one entry a unit; units of one mapping object are one entry."""
        alike: dict[int, list[int]] = {}
        for place, of_unit in enumerate(groups):
            alike.setdefault(id(of_unit), []).append(place)
        places: dict[str, dict[str, list[Ints]]] = {}
        for shared in alike.values():
            found = np.asarray(shared, dtype=np.int64)
            for grouping, group in groups[shared[0]].items():
                members = places.setdefault(grouping, {})
                for name in (group,) if isinstance(group, str) else group:
                    members.setdefault(name, []).append(found)
        return cls(
            np.asarray(worth, dtype=np.float64),
            cluster_codes(clusters).astype(np.int64),
            {
                grouping: {name: np.sort(np.concatenate(at)) for name, at in members.items()}
                for grouping, members in places.items()
            },
            tuple(dict.fromkeys(clusters)),
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and, for each unit, what it adds to the number's deviation."""

    value: float
    """NaN where there is nothing to average."""
    influence: Floats
    n: int
    """Units that the number rests on."""
    places: Ints | None = None
    """Those units, where the number is their plain mean."""
    share: bool = True
    """Whether the number stays between 0 and 1 where all worths do; a difference does not."""

    def interval(self, units: Units) -> tuple[float, float]:
        """The 95 % interval, clustered by video.

        A plain mean of worths between 0 and 1 has the interval of a proportion, which is honest
        at 0 and 100 % too; everything else is value ± t · standard error of the influence.
        """
        inside = bool(len(units)) and units.worth.min() >= 0 and units.worth.max() <= 1
        bounded = inside and self.share
        if self.places is not None and bounded:
            of = clustered_proportion(units.worth[self.places], units.cluster[self.places])
            return of.low, of.high
        at = slice(None) if self.places is None else self.places
        clusters = len(np.unique(units.cluster[at]))
        if clusters < 2:
            return (0.0, 1.0) if bounded else (float("-inf"), float("inf"))
        by_cluster = np.bincount(units.cluster, self.influence)
        error = float(np.sqrt(clusters / (clusters - 1) * np.square(by_cluster).sum()))
        half = t_quantile(0.975, clusters - 1) * error
        low, high = self.value - half, self.value + half
        return (max(0.0, low), min(1.0, high)) if bounded else (low, high)


Total = Callable[[Units], Estimate]


def micro(units: Units) -> Estimate:
    """The mean over all units."""
    return mean_at(units, np.arange(len(units), dtype=np.int64))


def mean_at(units: Units, places: Ints) -> Estimate:
    """The mean over the units at `places`."""
    influence = np.zeros(len(units))
    if not len(places):
        return Estimate(float("nan"), influence, 0)
    worth = units.worth[places]
    value = float(worth.mean())
    influence[places] = (worth - value) / len(places)
    return Estimate(value, influence, len(places), places)


def mean_of(parts: Sequence[Estimate]) -> Estimate:
    """The unweighted mean of numbers over the same units; NaN if one of them is."""
    if not parts:
        return Estimate(float("nan"), np.zeros(0), 0)
    return Estimate(
        float(np.mean([part.value for part in parts])),
        np.mean([part.influence for part in parts], axis=0),
        sum(part.n for part in parts),
    )


def macro(grouping: str, only: Sequence[str] = ()) -> Total:
    """The mean of the means of a grouping's groups, those in `only` or all that have units."""

    def total(units: Units) -> Estimate:
        members = units.groups.get(grouping, {})
        names = [name for name in members if not only or name in only]
        if not names:
            return Estimate(float("nan"), np.zeros(len(units)), 0)
        return mean_of([mean_at(units, members[name]) for name in names])

    return total


def within(grouping: str, groups: Sequence[str] = ()) -> Total:
    """The mean over the units that belong to any of `groups`, or to any group where none is named.

    Units outside the grouping do not count: a metric may bring units for its groups alone.
    """

    def total(units: Units) -> Estimate:
        members = units.groups.get(grouping, {})
        found = [members[name] for name in groups or members if name in members]
        empty = np.zeros(0, dtype=np.int64)
        return mean_at(units, np.unique(np.concatenate(found)) if found else empty)

    return total
