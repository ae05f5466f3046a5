"""Where the real data for tests lies; it belongs beside the project, never in it."""

from pathlib import Path

import pytest

_SHARED = Path(__file__).parents[1].parent / "shared" / "data"


def shared(name: str) -> Path:
    """The path of `name` in the shared data; skips the test where it is absent."""
    path = _SHARED / name
    if not path.exists():
        pytest.skip(f"needs the shared data ({name}), which is not here")
    return path
