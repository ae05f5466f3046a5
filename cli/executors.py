"""Where the tasks of a command run: the options, and what becomes of them."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from t3data.executors import OpenExecutor
    from t3data.executors.slurm import Planned

_ARGUMENTS = "t3.arguments"
_SHARES = 32
_OPTIONS = (
    click.option(
        "--workers",
        type=click.IntRange(1),
        help=(
            "Processes; their number changes nothing but the time.  [default: 1; with ray all CPUs "
            "of the cluster]"
        ),
    ),
    click.option(
        "--executor",
        type=click.Choice(["local", "ray", "slurm"]),
        default="local",
        show_default=True,
        help=(
            "Where the work is done: here, on a Ray cluster, or by Slurm jobs, whose scripts are "
            "written into OUTPUT.slurm. All give the same bytes."
        ),
    ),
    click.option(
        "--ray-address",
        metavar="HOST:PORT",
        help="Of the Ray cluster, or auto.  [default: RAY_ADDRESS, or a cluster of its own here]",
    ),
    click.option(
        "--slurm-array",
        type=click.IntRange(1),
        metavar="N",
        help=f"Elements of each Slurm array.  [default: {_SHARES}]",
    ),
    click.option("--slurm-step", is_flag=True, hidden=True),
)


class Spread(click.Command):
    """A command whose tasks can run elsewhere; remembers its arguments, for jobs to repeat."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Notes `args` and parses as usual."""
        ctx.meta.setdefault(_ARGUMENTS, tuple(args))
        return super().parse_args(ctx, args)


def executor_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that make a `Site`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Site:
    """What was chosen."""

    output: Path
    workers: int | None
    executor: str
    ray_address: str | None
    slurm_array: int | None
    slurm_step: bool

    def __post_init__(self) -> None:
        """Refuses what would do nothing."""
        if self.ray_address and self.executor != "ray":
            raise click.UsageError("--ray-address goes with --executor ray")
        if self.slurm_array and self.executor != "slurm":
            raise click.UsageError("--slurm-array goes with --executor slurm")
        if self.workers and self.executor == "slurm":
            raise click.UsageError("with --executor slurm it is --slurm-array N, not --workers")

    @property
    def processes(self) -> int:
        """Worker processes of this machine that are ours to start; 1 does without."""
        return self.workers or 1 if self.executor == "local" else 1

    @property
    def only_scripts(self) -> bool:
        """Whether nothing is to be done but to write scripts."""
        return self.executor == "slurm" and not self.slurm_step

    @property
    def _directory(self) -> Path:
        output = self.output.absolute()
        return output.with_name(f"{output.name}.slurm")

    def open(self, preload: Sequence[str]) -> "OpenExecutor":
        """What runs the tasks; `preload` names the modules that hold them."""
        if self.executor == "ray":
            from t3data.executors.ray import on_ray

            return on_ray(self.ray_address, self.workers)
        if self.executor == "slurm":
            from t3data.executors.slurm import on_slurm

            return on_slurm(self._directory, self.slurm_array or _SHARES)
        from t3data.executors import locally

        return locally(self.processes, preload)

    def overwrites(self, overwrite: bool) -> bool:
        """Whether to clear the output: of several steps only the first does."""
        if self.executor != "slurm":
            return overwrite
        from t3data.executors.slurm import begun

        return overwrite and not begun(self._directory)

    def write_scripts(self, phases: int, *, afresh: bool) -> None:
        """Writes what is to be submitted, and says how; `phases` is how often tasks are run."""
        from t3data.executors.slurm_scripts import write_scripts

        ctx = click.get_current_context()
        name = ctx.info_name or ""
        command = [sys.executable, "-P", "-m", "cli.main", name, "--slurm-step"]
        script = write_scripts(
            self._directory,
            sys.executable,
            [*command, *ctx.meta[_ARGUMENTS]],
            self.slurm_array or _SHARES,
            phases,
            afresh=afresh,
        )
        click.echo(f"nothing is submitted yet: edit the first lines of {script}, run it with bash")

    def planned(self, planned: "Planned") -> None:
        """Tells that this step ends before an array."""
        click.echo(f"{planned}: {self._directory}/share.sh", err=True)

    def finished(self) -> None:
        """Notes that the last step is through."""
        if self.executor == "slurm":
            from t3data.executors.slurm import note_finished

            note_finished(self._directory)
