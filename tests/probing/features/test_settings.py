import pytest

from probing.features.settings import SEEDS, Kind, Settings, paper_settings


@pytest.mark.parametrize(
    ("kind", "aspect", "rate", "batch", "epochs"),
    [
        ("linear", "order", 5e-4, 800, 100),
        ("linear", "order_3", 5e-4, 800, 100),
        ("linear", "brightness", 5e-4, 800, 200),
        ("lstm", "order", 5e-5, 64, 15),
        ("lstm", "blooming", 5e-5, 64, 80),
        ("lstm", "brightness", 5e-5, 64, 80),
        ("lstm", "referring_begin", 5e-5, 64, 120),
        ("lstm", "speed", 5e-5, 64, 120),
    ],
)
def test_the_papers_hyper_parameters(
    kind: Kind, aspect: str, rate: float, batch: int, epochs: int
) -> None:
    settings = paper_settings(kind, aspect)
    assert (settings.rate, settings.batch, settings.epochs) == (rate, batch, epochs)
    assert settings.hidden == 128
    assert SEEDS == (12, 22, 32, 42, 52)


def test_a_small_set_is_gone_through_more_often() -> None:
    settings = Settings(rate=1.0, batch=64, epochs=15, steps=2520)
    # 200 examples are 4 batches, 2520 / 4 = 630; 100,000 are 1,563 batches.
    assert settings.epochs_for(200) == 630
    assert settings.epochs_for(100_000) == 15
    assert Settings(rate=1.0, batch=64, epochs=15, steps=0).epochs_for(200) == 15
