"""Puts the helpers of the test suite on the path (tests run with --import-mode=importlib)."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# A machine that is busy with something else makes no test wrong; pytest-timeout ends what hangs.
settings.register_profile("t3data", deadline=None)
settings.load_profile("t3data")
