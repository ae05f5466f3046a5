"""What kind of file this is, judged by its bytes; the suffix only decides what they leave open."""

from pathlib import Path

import msgspec

from t3data.errors import T3Error
from t3data.records.document import BOM
from t3data.records.grammar import Buffer, skip_space
from t3data.records.mapped import mapped
from t3data.records.record import Kind

_LONGEST_LINE = 1 << 26
_PACKED = {
    b"\x1f\x8b": ("gzip", "gunzip"),
    b"\x28\xb5\x2f\xfd": ("zstd", "unzstd"),
    b"\xfd7zXZ": ("xz", "unxz"),
    b"BZh": ("bzip2", "bunzip2"),
    b"PK\x03\x04": ("zip", "unzip"),
}
_COLUMNAR: dict[bytes, Kind] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrow",
}
ABOUT_DATA = frozenset(
    "dataset_info.json dataset_infos.json dataset_dict.json state.json manifest.json"
    " rejects.jsonl".split()
)
"""Files that lie beside data and speak about it."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path) -> Kind:
    """The kind of the file at `path`.

    Raises:
        T3Error: missing, empty, compressed, UTF-16, or nothing that holds rows.
    """
    with mapped(str(path)) as data:
        head = data[:16]
        for magic, kind in _COLUMNAR.items():
            if head.startswith(magic):
                return kind
        for magic, (name, remedy) in _PACKED.items():
            if head.startswith(magic):
                raise T3Error(f"{path}: {name} compressed; unpack it first ({remedy})")
        if head.startswith(_WIDE) or b"\0" in head[:4]:
            raise T3Error(
                f"{path}: UTF-16 or binary; expected UTF-8 (iconv -t utf-8 converts text)"
            )
        return _kind_of_text(path, data)


def _kind_of_text(path: Path, data: Buffer) -> Kind:
    named_lines = path.suffix.lower() in (".jsonl", ".ndjson")
    start = skip_space(data, len(BOM) if data[:3] == BOM else 0)
    opening = bytes(data[start : start + 1])
    if not opening:
        raise T3Error(f"{path}: the file is empty; expected rows")
    if opening not in (b"[", b"{"):
        if named_lines and b"\0" not in data[start : start + 4096]:
            return "jsonl"
        found = bytes(data[start : start + 20]).decode("utf-8", "replace")
        raise T3Error(f"{path}: expected JSON, JSONL, Parquet or Arrow, found {found!r}")
    feed = data.find(b"\n", start, start + _LONGEST_LINE)
    if feed < 0 or skip_space(data, feed) == len(data):
        return "jsonl" if named_lines and opening == b"{" else "json"
    line = bytes(data[start:feed]).strip()
    broken_line = named_lines and opening == b"{" and line != b"{"
    return "jsonl" if broken_line or _is_json(line) else "json"


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
