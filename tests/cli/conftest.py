"""What tests of commands share: an invented benchmark with its videos, and `t3` itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from invented_videomme import VIDEOS, Command, write_annotations, write_film

from cli.main import main
from t3data import models
from t3data.models import OpenAIServer, RetryPolicy


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four videos of 2 seconds, three questions each."""
    directory = tmp_path_factory.mktemp("run") / "some data 🎬"
    directory.mkdir()
    write_annotations(directory / "test.json", VIDEOS)
    for number, video in enumerate(VIDEOS):
        write_film(directory / "videos" / f"{video}.mp4", shade=number * 10)
    return directory


@pytest.fixture(scope="session")
def more(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten videos, five questions each."""
    directory = tmp_path_factory.mktemp("more")
    names = [f"v{n}" for n in range(10)]
    write_annotations(directory / "test.json", names, questions=5)
    for n, name in enumerate(names):
        write_film(directory / "videos" / f"{name}.mp4", shade=n * 10)
    return directory


@pytest.fixture
def t3(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command with an impatient client; its exit status and what it printed."""
    open_model = models.open_model

    def impatient(*arguments: Any, **options: Any) -> Any:
        model = open_model(*arguments, **options)
        if isinstance(model, OpenAIServer):
            model = replace(model, retry=RetryPolicy(attempts=2, first_wait=0.01))
        return model

    monkeypatch.setattr(models, "open_model", impatient)

    def run(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments)])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out + err

    return run
