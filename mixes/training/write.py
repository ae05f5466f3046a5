"""Writes the files of a training: the one function behind `t3 train-config`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mixes.training.batch import batch_for
from mixes.training.llamafactory import llamafactory_files
from mixes.training.longva import longva_files
from mixes.training.mix import read_mix
from mixes.training.models import check_fits, find_model
from mixes.training.ms_swift import ms_swift_files
from mixes.training.place import Place, place_for
from mixes.training.request import FRAMEWORKS, METHODS, Framework, TrainRequest, Written
from mixes.training.run import Run, RunFiles
from mixes.training.settings import check_keys
from t3data.errors import T3Error, UsageError
from t3data.files import make_directory, write_text

_FILES_OF: dict[Framework, Callable[[Run], RunFiles]] = {
    "llamafactory": llamafactory_files,
    "longva": longva_files,
    "ms-swift": ms_swift_files,
}


def write_training(
    request: TrainRequest, output: Path | None = None, manifest: dict[str, Any] | None = None
) -> Written:
    """Writes configuration and launch script, and the data where the framework needs its own.

    Args:
        request: what is to be trained on what.
        output: the directory; `MIX/train/FRAMEWORK` by default.
        manifest: of a mix that is being built, whose manifest is written last.

    Raises:
        UsageError: the request makes no sense, or rows of the mix would be cut.
        T3Error: the mix is not finished or damaged, or the files cannot be written.
    """
    if request.framework not in FRAMEWORKS:
        raise UsageError(f"--framework {request.framework}: one of {', '.join(FRAMEWORKS)}")
    if request.method not in METHODS:
        raise UsageError(f"--method {request.method}: one of {', '.join(METHODS)}")
    model = find_model(request.model, request.family)
    check_fits(model, request.framework, request.method)
    check_keys(request.framework, request.settings)
    mix = read_mix(request.mix, manifest)
    place = place_for(request.mix, request.framework, output)
    batch = batch_for(request.gpus, request.settings)
    run = Run(mix, model, request.method, batch, place, request.settings)
    files = _FILES_OF[request.framework](run)
    make_directory(place.directory)
    for name, text in reversed(files.texts.items()):
        write_text(place.directory / name, text)
        if name.endswith((".sh", ".sbatch")):
            _make_executable(place.directory / name)
    shown = output or request.mix / "train" / request.framework
    notes = (*_path_notes(place, request), *files.notes)
    return Written(tuple(shown / name for name in (*files.texts, *files.data)), notes)


def _path_notes(place: Place, request: TrainRequest) -> tuple[str, ...]:
    if request.framework == "longva" or not any(sign in str(place.mix) for sign in "*?["):
        return ()
    return (
        (
            f"{place.mix}: rename it before training: `datasets`, which {request.framework} reads "
            "with, takes *, ? and [ for patterns and finds no file"
        ),
    )


def _make_executable(path: Path) -> None:
    try:
        path.chmod(path.stat().st_mode | 0o111)
    except OSError as error:
        raise T3Error(f"{path}: cannot make executable: {error.strerror}") from None
