"""Writes the files of a training: the one function behind `t3 train-config`."""

from pathlib import Path
from typing import Any

from mixes.training.llamafactory import llamafactory_files
from mixes.training.mix import read_mix
from mixes.training.models import check_fits, find_model
from mixes.training.place import Place, place_for
from mixes.training.request import FRAMEWORKS, METHODS, TrainRequest, Written
from mixes.training.settings import check_keys
from t3data.errors import T3Error, UsageError
from t3data.files import make_directory, write_text


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
    if request.framework == "llamafactory":
        texts, notes = llamafactory_files(mix, model, request, place)
        data: tuple[str, ...] = ()
    elif request.framework == "longva":
        from mixes.training.longva import longva_files

        texts, notes, data = longva_files(mix, model, request, place)
    else:
        from mixes.training.ms_swift import ms_swift_files

        texts, notes = ms_swift_files(mix, model, request, place)
        data = ()
    make_directory(place.directory)
    shown = output or request.mix / "train" / request.framework
    for name, text in reversed(texts.items()):
        write_text(place.directory / name, text)
        if name.endswith((".sh", ".sbatch")):
            _make_executable(place.directory / name)
    notes = (*_path_notes(place, request), *notes)
    return Written(tuple(shown / name for name in (*texts, *data)), notes)


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
