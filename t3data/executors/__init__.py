"""Where pure tasks run: here, on a Ray cluster, or as Slurm jobs; always with the same bytes."""

from t3data.executors.contract import Executor, OpenExecutor, Task
from t3data.executors.local import LocalExecutor, locally, start_server

__all__ = ["Executor", "LocalExecutor", "OpenExecutor", "Task", "locally", "start_server"]
