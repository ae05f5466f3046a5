"""Looks whether every node of a Ray cluster can do our work: same version, same files."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any

from t3data import __version__
from t3data.errors import T3Error

_PATIENCE = 60
"""Seconds for a node to start a process and look."""


def look_at_nodes(output: Path, inputs: Sequence[Path]) -> None:
    """Asks a worker on each node that has CPUs.

    Raises:
        T3Error: a node has another version, or none, or does not see the directory or a file.
    """
    from ray.exceptions import RayError
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    ray = load_ray()
    nodes = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
    if not nodes:
        raise T3Error("no node of the Ray cluster has a CPU to work on")
    sizes = [(str(path), path.stat().st_size) for path in inputs]
    directory = output / "data" if (output / "data").is_dir() else output
    mark = directory / f".{token_hex(8)}.t3tmp"
    try:
        mark.write_text(mark.name)
        look = ray.remote(_make_look())
        seen = {}
        for node in nodes:
            here = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            asked = (str(Path.cwd()), str(mark), f"{mark}-{node['NodeID']}.t3tmp", sizes)
            chosen = look.options(num_cpus=0, max_retries=2, scheduling_strategy=here)
            seen[node["NodeID"]] = chosen.remote(*asked)
        for node in nodes:
            name = node["NodeManagerHostname"]
            try:
                found = ray.get(seen[node["NodeID"]], timeout=_PATIENCE)
            except RayError as error:
                if not _still_there(node["NodeID"]):
                    continue
                raise T3Error(f"node {name} of the Ray cluster: {_last_line(error)}") from None
            _judge(name, found)
            answer = Path(f"{mark}-{node['NodeID']}.t3tmp")
            if not answer.exists():
                raise T3Error(_not_shared(name, str(directory)))
    finally:
        for left in directory.glob(f"{mark.name}*"):
            left.unlink(missing_ok=True)


def load_ray() -> Any:
    """The module, whose own types are of no help."""
    return import_module("ray")


def _judge(name: str, found: dict[str, Any]) -> None:
    if found["version"] is None:
        raise T3Error(
            f"node {name} of the Ray cluster has no t3data; install version {__version__} there, "
            "in the environment that Ray runs in"
        )
    if found["version"] != __version__:
        raise T3Error(
            f"node {name} of the Ray cluster has t3data {found['version']}, here is {__version__}; "
            "install the same version on all nodes"
        )
    if found["missing"]:
        raise T3Error(_not_shared(name, found["missing"]))


def _not_shared(name: str, path: str) -> str:
    return (
        f"{path}: node {name} of the Ray cluster does not see it as it is here; inputs and output "
        "must lie on a file system that all nodes share, under the same name"
    )


def _still_there(node: str) -> bool:
    return any(one["NodeID"] == node and one["Alive"] for one in load_ray().nodes())


def _last_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1][:300]


def _make_look() -> Callable[..., dict[str, Any]]:
    """The function that nodes run: a nested one, whose code is sent and not its module's name."""

    def look(here: str, mark: str, answer: str, sizes: list[tuple[str, int]]) -> dict[str, Any]:
        import os
        import time

        try:
            from t3data import __version__ as version
        except ImportError:
            return {"version": None, "missing": None}

        def missing() -> str | None:
            try:
                os.chdir(here)
            except OSError:
                return here
            wanted = [(mark, len(os.path.basename(mark))), *sizes]  # noqa: PTH119
            for path, size in wanted:
                try:
                    if os.stat(path).st_size != size:  # noqa: PTH116
                        return path
                except OSError:
                    return path
            return None

        # A network file system may show a new file some seconds late.
        for _ in range(20):
            lost = missing()
            if lost is None:
                break
            time.sleep(0.25)
        if lost is None:
            try:
                with open(answer, "wb"):  # noqa: PTH123
                    pass
            except OSError:
                lost = os.path.dirname(answer)  # noqa: PTH120
        return {"version": version, "missing": lost}

    return look
