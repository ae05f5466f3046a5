"""Pictures and films of somebody's own, by class, that take the place of what we draw.

`DIR/cat`, `person`, `flower`, `car` hold pictures; `DIR/bloom` holds films of a flower that opens
(a file with "reverse" in its name shows one that closes). Half of each class goes to either split,
so that no picture is seen in both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from probing.types import Split
from t3data.errors import T3Error
from t3data.files import sha256_of
from t3data.seeding import stable_hash

PICTURE_CLASSES = ("cat", "person", "flower", "car")
BLOOM = "bloom"
_PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"}
_FILMS = {".mp4", ".mkv", ".webm", ".mov", ".avi", ".m4v"}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is used."""

    path: Path
    name: str
    """`<class>/<file>`."""
    sha256: str

    @property
    def film(self) -> bool:
        """Whether it moves."""
        return self.path.suffix.lower() in _FILMS

    @property
    def backwards(self) -> bool:
        """Whether the flower closes in it."""
        return "reverse" in self.path.stem.lower()


@dataclass(frozen=True, slots=True)
class Assets:
    """The usable files of each class, split in two."""

    train: dict[str, tuple[Asset, ...]]
    val: dict[str, tuple[Asset, ...]]

    def of(self, kind: str, split: Split) -> tuple[Asset, ...]:
        """What to show for a kind: nothing where it is to be drawn.

        Where only some flower is wanted, pictures are taken before films: there are more of them.
        """
        files = self.train if split == "train" else self.val
        if kind == "flower" and kind not in files:
            return files.get(BLOOM, ())
        return files.get(kind, ())

    @property
    def names(self) -> dict[str, str]:
        """Name and sha256 of every file."""
        both = [*self.train.values(), *self.val.values()]
        return dict(sorted((asset.name, asset.sha256) for files in both for asset in files))


NOTHING = Assets({}, {})


def read_assets(directory: Path, say: Callable[[str], None]) -> Assets:
    """The assets in `directory`; files that cannot be used are named to `say` and left out.

    Raises:
        T3Error: no such directory, no class in it, or fewer than two usable files of a class.
    """
    if not directory.is_dir():
        raise T3Error(f"{directory}: no such directory; --assets wants folders of pictures")
    classes = (*PICTURE_CLASSES, BLOOM)
    found = {name: directory / name for name in classes if (directory / name).is_dir()}
    if not found:
        raise T3Error(
            f"{directory}: none of the folders {', '.join(classes)} is here; put pictures of cats "
            "into cat/, and so on"
        )
    train, val = {}, {}
    for name, folder in found.items():
        usable = _usable(folder, name, say)
        if len(usable) < _FEWEST:
            raise T3Error(
                f"{folder}: {len(usable)} usable file(s); a class needs at least {_FEWEST}, one "
                "for train and one for val; add some or remove the folder, and it will be drawn"
            )
        usable.sort(key=lambda asset: (stable_hash("asset", asset.name), asset.name))
        half = (len(usable) + 1) // 2
        val[name], train[name] = tuple(usable[:half]), tuple(usable[half:])
    return Assets(train, val)


def _usable(folder: Path, name: str, say: Callable[[str], None]) -> list[Asset]:
    from probing.suite.actors import open_picture
    from probing.suite.films import read_film

    suffixes = _FILMS if name == BLOOM else _PICTURES
    usable = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not path.is_file():
            continue
        if path.suffix.lower() not in suffixes:
            say(f"left out {path}: not a {'film' if name == BLOOM else 'picture'} by its name")
            continue
        try:
            if name == BLOOM:
                read_film(path, 2, 32)
            else:
                open_picture(path)
            usable.append(Asset(path.absolute(), f"{name}/{path.name}", sha256_of(path)))
        except (T3Error, OSError) as error:
            say(f"left out {error}")
    return usable
