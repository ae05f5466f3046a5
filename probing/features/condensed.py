"""Features of a clip as the classifiers read them: small enough that thousands fit on a disk."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOKENS = 128
WIDTH = 1024
"""What the paper's LSTM reads. Smaller features stay as they are: enlarging them adds only time."""
_LARGEST = 65504.0
"""The largest float16; activations of language models do exceed it."""


@dataclass(frozen=True)
class Features:
    """One clip at one place."""

    sequence: "NDArray[np.float16]"
    """(tokens, width), at most (128, 1024), ordered by time."""
    last: "NDArray[np.float16]"
    """(width of the model,): the last token."""


def condense(tokens: "NDArray[np.float32]") -> Features:
    """What is kept of the features (tokens, width) of a clip."""
    import numpy as np

    sequence = resized(tokens, min(len(tokens), TOKENS), min(tokens.shape[1], WIDTH))
    return Features(
        np.clip(sequence, -_LARGEST, _LARGEST).astype(np.float16),
        np.clip(tokens[-1], -_LARGEST, _LARGEST).astype(np.float16),
    )


def resized(values: "NDArray[np.floating]", height: int, width: int) -> "NDArray[np.float32]":
    """`values` (rows, columns) bilinearly at another size, one axis after the other.

    The same numbers as torch's `interpolate` with its defaults (corners not aligned).
    """
    import numpy as np

    rows = _along(np.asarray(values, dtype=np.float32), height)
    return np.ascontiguousarray(_along(rows.T, width).T)


def _along(values: "NDArray[np.float32]", size: int) -> "NDArray[np.float32]":
    """The first axis bilinearly at another size."""
    import numpy as np

    count = len(values)
    if count == size:
        return values
    centres = np.clip((np.arange(size) + 0.5) * count / size - 0.5, 0, count - 1)
    below = np.floor(centres).astype(np.intp)
    above = np.minimum(below + 1, count - 1)
    share = (centres - below).astype(np.float32)[:, None]
    return values[below] * (1 - share) + values[above] * share
