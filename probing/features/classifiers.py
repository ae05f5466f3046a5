"""Classifiers that read a property off features: the paper's two, and one for a few examples.

`linear` sees the last token alone, `lstm` the sequence. `few-shot` is ridge regression on the whole
sequence, solved exactly: with a handful of examples a trained LSTM would measure its own training.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from probing.features.condensed import Features, resized
from probing.features.settings import Kind, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RIDGE = 0.1
"""Weight of the penalty, relative to the mean squared length of a centred example."""


def train_and_predict(
    kind: Kind,
    settings: Settings,
    train: Sequence[Features],
    labels: Sequence[int],
    test: Sequence[Features],
    *,
    seed: int,
    device: str = "cpu",
) -> list[int]:
    """The labels that a classifier trained on `train` gives to `test`.

    Args:
        kind: "linear" or "lstm".
        settings: rate, batch, epochs.
        train: examples; `labels` are theirs, from 0.
        labels: as many as examples.
        test: what is to be labelled.
        seed: decides the first weights and the order of examples. The same seed gives the same
            labels on a CPU.
        device: where it is trained.
    """
    import torch

    known = _tensor(kind, train)
    asked = _tensor(kind, test, like=known)
    middle = known.mean(dim=tuple(range(known.dim() - 1)), dtype=torch.float32)
    spread = _spread(known, middle)
    # fork_rng: nobody else's random numbers depend on whether a probe ran.
    with torch.random.fork_rng(devices=[]), _one_thread():
        torch.manual_seed(seed)
        model = _module(kind, known.shape[-1], settings.hidden, max(labels) + 1).to(device)
        _fit(model, settings, known, torch.tensor(labels), (middle, spread), device)
    found: list[int] = []
    with torch.inference_mode():
        for part in asked.split(settings.batch):
            scores = _scores(model, ((part.float() - middle) / spread).to(device))
            found.extend(scores.argmax(dim=1).tolist())
    return found


def few_shot_predict(
    train: Sequence[Features], labels: Sequence[int], test: Sequence[Features]
) -> list[int]:
    """The labels that ridge regression on the whole sequences of a few examples gives to `test`."""
    import numpy as np

    shape = train[0].sequence.shape
    known = np.stack([_flat(features, shape) for features in train])
    middle = known.mean(axis=0)
    known -= middle
    targets = np.eye(max(labels) + 1, dtype=np.float64)[list(labels)]
    gram = (known @ known.T).astype(np.float64)
    # The floor is for examples that are all alike, which nothing can tell apart.
    penalty = max(_RIDGE * float(np.trace(gram)) / len(known), 1e-12)
    mean = targets.mean(axis=0)
    weights = np.linalg.solve(gram + penalty * np.eye(len(known)), targets - mean)
    return [
        int(np.argmax(mean + (known @ (_flat(features, shape) - middle)) @ weights))
        for features in test
    ]


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums then do not depend on the number of cores, and the LSTM's small steps wait for nobody.

    On two busy cores one thread was up to 50 times as fast as two.
    """
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _flat(features: Features, shape: tuple[int, ...]) -> "NDArray[np.float32]":
    return resized(features.sequence, shape[0], shape[1]).reshape(-1)


def _tensor(kind: Kind, examples: Sequence[Features], like: Any = None) -> Any:
    """(examples, width), or (examples, tokens, width) at the length of the longest; float16."""
    import numpy as np
    import torch

    if kind == "linear":
        return torch.from_numpy(np.stack([features.last for features in examples]))
    shape = examples[0].sequence.shape
    tokens = max(len(features.sequence) for features in examples) if like is None else like.shape[1]
    stacked = np.empty((len(examples), tokens, shape[1]), dtype=np.float16)
    for number, features in enumerate(examples):
        stacked[number] = resized(features.sequence, tokens, shape[1])
    return torch.from_numpy(stacked)


def _spread(known: Any, middle: Any) -> float:
    """Root mean square of the centred features.

    One number for all dimensions: a dimension that hardly moves in the training domain would
    otherwise be blown up in another.
    """
    squares = sum(float((part.float() - middle).pow(2).sum()) for part in known.split(64))
    return max(math.sqrt(squares / known.numel()), 1e-12)


def _module(kind: Kind, width: int, hidden: int, classes: int) -> Any:
    from torch import nn

    if kind == "linear":
        return nn.ModuleDict({"head": nn.Linear(width, classes)})
    lstm = nn.LSTM(width, hidden, num_layers=1, batch_first=True)
    return nn.ModuleDict({"lstm": lstm, "head": nn.Linear(hidden, classes)})


def _scores(model: Any, inputs: Any) -> Any:
    """(examples, classes)."""
    last = model["lstm"](inputs)[0][:, -1] if "lstm" in model else inputs
    return model["head"](last)


def _fit(
    model: Any, settings: Settings, known: Any, labels: Any, scale: tuple[Any, float], device: str
) -> None:
    import torch
    from torch.nn.functional import cross_entropy

    middle, spread = scale
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.rate)
    for _ in range(settings.epochs_for(len(labels))):
        total = 0.0
        for chosen in torch.randperm(len(labels)).split(settings.batch):
            optimizer.zero_grad()
            scores = _scores(model, ((known[chosen].float() - middle) / spread).to(device))
            loss = cross_entropy(scores, labels[chosen].to(device))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(chosen)
        if total / len(labels) < settings.fitted:
            return
