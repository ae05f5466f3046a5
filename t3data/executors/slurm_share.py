"""`python -m t3data.executors.slurm_share DIRECTORY SHARE`: one element of an array job."""

import sys
from pathlib import Path

from t3data.errors import T3Error
from t3data.executors.local import prepare_worker
from t3data.executors.slurm import run_share


def main(arguments: list[str]) -> int:
    """Runs the share; 1 with one line where it failed."""
    directory, share = arguments
    prepare_worker()
    try:
        count = run_share(Path(directory), int(share))
    except T3Error as error:
        print(f"t3: error: {error}", file=sys.stderr)
        return 1
    print(f"{count} tasks done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
