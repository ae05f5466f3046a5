"""Three ways to go through one JSON array: `python -m bench.readers json|msgspec|t3data FILE`."""

import sys
from pathlib import Path


def with_json(path: Path) -> int:
    """`json.load`, the whole array as Python objects."""
    import json

    with path.open(encoding="utf-8") as stream:
        return len(json.load(stream))


def with_msgspec(path: Path) -> int:
    """`msgspec.json.decode` of the whole file into Python objects."""
    import msgspec

    return len(msgspec.json.decode(path.read_bytes()))


def with_t3data(path: Path) -> int:
    """Every row decoded to Python objects, in bounded memory."""
    from t3data.records import open_files

    rows = 0
    for record in open_files([path])[0].rows():
        record.decode(dict)  # type: ignore[union-attr]
        rows += 1
    return rows


def index_with_t3data(path: Path) -> int:
    """Where every row begins and ends; none is decoded."""
    from t3data.records import open_files

    return sum(1 for _ in open_files([path])[0].rows())


WAYS = {
    "json": with_json,
    "msgspec": with_msgspec,
    "t3data": with_t3data,
    "t3data-index": index_with_t3data,
}

if __name__ == "__main__":
    print(WAYS[sys.argv[1]](Path(sys.argv[2])))
