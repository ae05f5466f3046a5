"""The scripts of a run on Slurm: one to submit, and what its jobs run."""

import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from t3data.executors.slurm import finished
from t3data.files import make_directory, write_text

SUBMIT, STEP, SHARE = "submit.sh", "step.sh", "share.sh"

_SUBMIT = """\
#!/bin/bash
# Queues one run of t3 on Slurm: steps that plan, each followed by an array that works.
# Edit the lines below to suit the cluster, then run this file with bash.
# After a failure the same goes on where it stopped; what is done is not done again.

PARTITION=          # empty: the cluster's default
ACCOUNT=            # empty: yours
TIME=12:00:00       # limit of each job
STEP_MEMORY=16G     # steps read lists and decide; see docs/scale.md for how much
SHARE_MEMORY=4G     # each array element runs one task at a time, on one CPU
AT_ONCE={shares:<12}# array elements that may run at a time, of {shares}
OPTIONS=()          # anything else sbatch takes, e.g. OPTIONS=(--qos=long)

set -euo pipefail
here={here}
common=(--parsable --kill-on-invalid-dep=yes --export=ALL --ntasks=1 --cpus-per-task=1)
common+=(--time="$TIME")
if [ -n "$PARTITION" ]; then common+=(--partition="$PARTITION"); fi
if [ -n "$ACCOUNT" ]; then common+=(--account="$ACCOUNT"); fi
common+=(${{OPTIONS[@]+"${{OPTIONS[@]}}"}})
logs="${{here//%/%%}}/logs"
step=(--job-name=t3-step --mem="$STEP_MEMORY" --output="$logs/step-%j.txt")
share=(--job-name=t3-share --mem="$SHARE_MEMORY" --output="$logs/share-%A_%a.txt")
share+=(--array="0-{last}%$AT_ONCE")

job=$(sbatch "${{common[@]}}" "${{step[@]}}" "$here/{step}")
for _ in {rounds}; do
    after=(--dependency="afterok:${{job%%;*}}")
    job=$(sbatch "${{common[@]}}" "${{after[@]}}" "${{share[@]}}" "$here/{share}")
    after=(--dependency="afterok:${{job%%;*}}")
    job=$(sbatch "${{common[@]}}" "${{after[@]}}" "${{step[@]}}" "$here/{step}")
done
echo "last job: ${{job%%;*}}; logs in $here/logs"
"""
_STEP = """\
#!/bin/bash
# Goes on to the next tasks that an array has to run, or to the end.
set -euo pipefail
cd {cwd}
if [ -e {here}/done ]; then exit 0; fi
exec {command}
"""
_SHARE = """\
#!/bin/bash
# Runs one share of the tasks that are pending; number SLURM_ARRAY_TASK_ID, from 0.
set -euo pipefail
cd {cwd}
exec {python} -P -m t3data.executors.slurm_share {here} "$SLURM_ARRAY_TASK_ID"
"""


def write_scripts(
    directory: Path,
    python: str,
    command: Sequence[str],
    shares: int,
    phases: int,
    *,
    afresh: bool = False,
) -> Path:
    """Writes the scripts into `directory`; returns the one to submit.

    Args:
        directory: made if needed. A run that is not finished is kept, to be gone on with.
        python: the interpreter, by a path that all nodes have.
        command: what a step runs; it must be the same command each time.
        shares: elements of each array.
        phases: how many arrays the command can need.
        afresh: forget whatever is there.

    Raises:
        T3Error: the directory cannot be written.
    """
    directory = directory.absolute()
    if afresh or finished(directory):
        shutil.rmtree(directory / "phases", ignore_errors=True)
        for name in ("pending", "done"):
            (directory / name).unlink(missing_ok=True)
    make_directory(directory / "logs")
    words = {
        "here": quote(str(directory)),
        "cwd": quote(str(Path.cwd())),
        "python": quote(python),
        "command": " ".join(map(quote, command)),
        "shares": shares,
        "last": shares - 1,
        "rounds": " ".join(str(number) for number in range(1, phases + 1)),
        "step": STEP,
        "share": SHARE,
    }
    for name, text in ((SUBMIT, _SUBMIT), (STEP, _STEP), (SHARE, _SHARE)):
        path = directory / name
        write_text(path, text.format(**words))
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP)
    return directory / SUBMIT
