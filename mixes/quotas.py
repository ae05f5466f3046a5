"""How many rows each part of a mix gets: largest remainder, exact sums, capacities respected.

All arithmetic is in whole numbers, so the same request gives the same quotas everywhere.
"""

from collections.abc import Sequence
from fractions import Fraction

from t3data.errors import T3Error
from t3data.quotas import largest_remainder


def allocate(total: int, weights: Sequence[int | Fraction], capacities: Sequence[int]) -> list[int]:
    """Shares `total` rows by `weights` without exceeding any capacity.

    Parts whose ideal share reaches their capacity get just that; what they leave is shared among
    the others by the same weights. Remainders go to the largest fractions, ties to the earlier
    part. Weights are positive wherever the capacity is.

    Raises:
        ValueError: the capacities together are below `total`.
    """
    if sum(capacities) < total:
        raise ValueError(f"{total} rows asked of {sum(capacities)}")
    quotas = [0] * len(weights)
    open_parts = [i for i, capacity in enumerate(capacities) if capacity]
    left = total
    while open_parts:
        mass = sum(Fraction(weights[i]) for i in open_parts)
        full = [i for i in open_parts if Fraction(weights[i]) * left >= capacities[i] * mass]
        if not full:
            shares = largest_remainder(left, [weights[i] for i in open_parts])
            for i, share in zip(open_parts, shares, strict=True):
                quotas[i] = share
            return quotas
        for i in full:
            quotas[i] = capacities[i]
            left -= capacities[i]
        open_parts = [i for i in open_parts if i not in set(full)]
    return quotas


def allocate_with_repeats(
    total: int, weights: Sequence[int | Fraction], capacities: Sequence[int]
) -> list[int]:
    """Like `allocate`, but parts that are too small together are first taken whole, repeatedly.

    Raises:
        ValueError: there is nothing to repeat.
    """
    available = sum(capacities)
    if not available:
        raise ValueError(f"{total} rows asked of 0")
    repeats, rest = divmod(total, available)
    shares = allocate(rest, weights, capacities)
    return [repeats * capacity + share for capacity, share in zip(capacities, shares, strict=True)]


def largest_total(ratio: Sequence[int], available: Sequence[int]) -> int:
    """The largest number of rows that keeps `ratio` exactly and that all sides can fill."""
    times = min(rows // part for part, rows in zip(ratio, available, strict=True) if part)
    return times * sum(ratio)


def side_quotas(
    total: int | None,
    ratio: Sequence[int],
    available: Sequence[int],
    names: Sequence[str],
    on_shortage: str = "error",
) -> list[int]:
    """Rows per side of the mix.

    Args:
        total: rows of the whole mix, or None for as many as the ratio allows.
        ratio: whole numbers, one a side.
        available: rows a side could give.
        names: of the sides, for the error.
        on_shortage: `error`, `shrink` (a smaller mix, ratio exact) or `repeat` (rows repeated).

    Raises:
        T3Error: a side is too small, or the mix would be empty.
    """
    largest = largest_total(ratio, available)
    wanted = largest if total is None else total
    quotas = largest_remainder(wanted, ratio)
    short = [i for i, quota in enumerate(quotas) if quota > available[i]]
    if short and on_shortage == "shrink":
        quotas = largest_remainder(largest, ratio)
    elif short and not (on_shortage == "repeat" and all(available[i] for i in short)):
        raise T3Error(_shortage(quotas, ratio, available, names, short, largest))
    if not sum(quotas):
        raise T3Error(_empty(ratio, available, names))
    return quotas


def _shortage(
    quotas: Sequence[int],
    ratio: Sequence[int],
    available: Sequence[int],
    names: Sequence[str],
    short: Sequence[int],
    largest: int,
) -> str:
    missing = "; ".join(
        f"{names[i]} needs {quotas[i]:,} rows, {available[i]:,} are eligible "
        f"({quotas[i] - available[i]:,} missing)"
        for i in short
    )
    return (
        f"too few rows: {missing}. The largest total at {':'.join(map(str, ratio))} is "
        f"{largest:,}; lower --total, add sources, or use --on-shortage shrink or repeat"
    )


def _empty(ratio: Sequence[int], available: Sequence[int], names: Sequence[str]) -> str:
    barren = [name for name, rows in zip(names, available, strict=True) if not rows]
    if barren:
        return f"no eligible row from {' and '.join(barren)}; rejects.jsonl says why"
    have = ", ".join(f"{name} {rows:,}" for name, rows in zip(names, available, strict=True))
    return f"the eligible rows ({have}) are too few for one round of {':'.join(map(str, ratio))}"
