"""Made-up features of which it is known what a classifier can read off them."""

from collections.abc import Sequence

import numpy as np
import pytest

from probing.features.classifiers import few_shot_predict, train_and_predict
from probing.features.condensed import Features, condense
from probing.features.settings import Settings, paper_settings

TOKENS, WIDTH = 12, 32
CAT, DOG, END = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)


def clips(count: int, seed: int, scale: float = 1.0) -> tuple[list[Features], list[int]]:
    """Cat then dog (0) or dog then cat (1), and the same end for both."""
    random = np.random.default_rng(seed)
    found, labels = [], []
    for number in range(count):
        first, second = (DOG, CAT) if number % 2 else (CAT, DOG)
        tokens = np.repeat(np.stack([first, second, END]), TOKENS // 3, axis=0)
        tokens = tokens + random.normal(0, 0.4, tokens.shape).astype(np.float32)
        found.append(condense(scale * tokens))
        labels.append(number % 2)
    return found, labels


def share(found: Sequence[int], labels: Sequence[int]) -> float:
    return float(np.mean(np.array(found) == np.array(labels)))


class TestTrained:
    @pytest.fixture(autouse=True)
    def _torch(self) -> None:
        pytest.importorskip("torch")

    def test_order_is_read_by_the_lstm_and_not_off_the_last_token(self) -> None:
        train, labels = clips(96, 1)
        test, truth = clips(200, 2)
        lstm = train_and_predict(
            "lstm", paper_settings("lstm", "order"), train, labels, test, seed=12
        )
        linear = train_and_predict(
            "linear", paper_settings("linear", "order"), train, labels, test, seed=12
        )
        assert share(lstm, truth) > 0.95
        assert 0.35 < share(linear, truth) < 0.65

    def test_what_stands_in_the_last_token_is_read_by_linear(self) -> None:
        random = np.random.default_rng(3)
        labels = [number % 3 for number in range(150)]
        classes = np.stack([CAT, DOG, END])
        examples = [
            condense(random.normal(0, 0.4, (TOKENS, WIDTH)).astype(np.float32) + classes[label])
            for label in labels
        ]
        found = train_and_predict(
            "linear", paper_settings("linear", "speed"), examples[:75], labels[:75], examples[75:],
            seed=12,
        )  # fmt: skip
        assert share(found, labels[75:]) > 0.95

    @pytest.mark.parametrize("kind", ["linear", "lstm"])
    def test_the_seed_decides_everything(self, kind: str) -> None:
        import torch

        train, labels = clips(40, 1)
        test, _ = clips(60, 2)
        settings = Settings(rate=5e-4, batch=16, epochs=1, steps=0)

        def run(seed: int) -> list[int]:
            torch.rand(seed)  # what was drawn before must not matter
            return train_and_predict(kind, settings, train, labels, test, seed=seed)  # type: ignore[arg-type]

        state = torch.random.get_rng_state()
        assert run(12) == run(12)
        assert len({tuple(run(seed)) for seed in (12, 22, 32, 42)}) > 1
        torch.random.set_rng_state(state)
        train_and_predict(kind, settings, train, labels, test, seed=1)  # type: ignore[arg-type]
        assert torch.equal(torch.random.get_rng_state(), state)

    @pytest.mark.parametrize("kind", ["linear", "lstm"])
    def test_the_scale_of_features_does_not_matter(self, kind: str) -> None:
        # A power of two, so that float16 rounds alike.
        settings = Settings(rate=1e-3, batch=16, epochs=2, steps=0)
        found = [
            train_and_predict(kind, settings, *clips(32, 1, scale), clips(40, 2, scale)[0], seed=1)  # type: ignore[arg-type]
            for scale in (1.0, 1 / 64, 1024.0)
        ]
        assert found[0] == found[1] == found[2]

    def test_labels_without_truth_are_guessed_at_chance(self) -> None:
        train, _ = clips(64, 1)
        test, truth = clips(200, 2)
        noise = [int(bit) for bit in np.random.default_rng(4).integers(0, 2, 64)]
        settings = paper_settings("lstm", "order")
        found = train_and_predict("lstm", settings, train, noise, test, seed=12)
        assert 0.3 < share(found, truth) < 0.7

    def test_clips_of_other_lengths_and_constant_features_do_no_harm(self) -> None:
        settings = Settings(rate=1e-3, batch=4, epochs=2, steps=0)
        short, long = (condense(np.ones((size, WIDTH), dtype=np.float32)) for size in (4, 9))
        found = train_and_predict("lstm", settings, [short, long], [0, 1], [long, short], seed=1)
        assert set(found) <= {0, 1}


class TestFewShot:
    def test_order_is_read_off_a_handful(self) -> None:
        train, labels = clips(8, 1)
        test, truth = clips(200, 2)
        assert share(few_shot_predict(train, labels, test), truth) > 0.95

    def test_one_example_of_each_is_a_nearest_mean(self) -> None:
        train = [condense(np.full((2, 2), value, dtype=np.float32)) for value in (0.0, 4.0, 9.0)]
        test = [condense(np.full((2, 2), value, dtype=np.float32)) for value in (-1.0, 10.0)]
        assert few_shot_predict(train, [0, 1, 2], test) == [0, 2]

    def test_examples_that_are_all_alike_and_other_lengths_do_no_harm(self) -> None:
        same = [condense(np.ones((3, 2), dtype=np.float32))] * 2
        longer = condense(np.ones((5, 2), dtype=np.float32))
        assert few_shot_predict(same, [0, 1], [longer])[0] in (0, 1)
