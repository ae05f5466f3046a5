"""Puts the helpers of the test suite on the path (tests run with --import-mode=importlib)."""

import signal
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# A job in the background of a shell ignores interrupts, and so would all programs it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

if find_spec("hypothesis"):  # the environments of the end-to-end tests do without it
    from hypothesis import settings

    # A busy machine makes no test wrong; pytest-timeout ends what hangs.
    settings.register_profile("t3data", deadline=None)
    settings.load_profile("t3data")
