"""Reading costs the window, not the file."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import re, sys
from pathlib import Path
from t3data.records import Span, open_files, records

def anonymous():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\\s+(\\d+)", status)[1]) / 1024

(file,) = open_files([sys.argv[1]])
before, peak, rows = anonymous(), 0.0, 0
for span in file.spans():
    peak = max(peak, anonymous())
    for record in records(span):
        rows += 1
        if rows % 500 == 0:
            peak = max(peak, anonymous())
print(rows, peak - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("shape", ["array", "entries", "one row a line"])
def test_memory_stays_at_a_few_windows(tmp_path, shape):
    path = tmp_path / ("a.jsonl" if shape == "one row a line" else "a.json")
    text = json.dumps({"id": "x" * 20, "text": "some words é " * 110}, ensure_ascii=False)
    opening, joint, closing = {
        "array": ("[", ", ", "]"), "entries": ("{", ", ", "}"), "one row a line": ("", "\n", "\n"),
    }[shape]  # fmt: skip
    count = 40_000
    with path.open("w", encoding="utf-8") as stream:
        stream.write(opening)
        for number in range(count):
            name = f'"v{number}": ' if shape == "entries" else ""
            stream.write(joint * (number > 0) + name + text)
        stream.write(closing)
    assert path.stat().st_size > 50 << 20
    run = [sys.executable, "-c", PROGRAM, str(path)]
    rows, grown = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    assert int(rows) == count
    assert float(grown) < 40
