"""The T3 tasks, one small file each. A new task is a file here and a line in `TASKS`."""

from importlib import import_module
from importlib.metadata import entry_points

from t3data.errors import UsageError
from t3data.types import Task

TASKS: dict[str, str] = {
    "order_list": "t3data.tasks.order_list:OrderList",
    "order_arrange": "t3data.tasks.order_arrange:OrderArrange",
    "order_phrase": "t3data.tasks.order_shuffle:OrderPhrase",
    "order_prefix": "t3data.tasks.order_shuffle:OrderPrefix",
    "order_sentence": "t3data.tasks.order_shuffle:OrderSentence",
    "attribute": "t3data.tasks.attribute:Attribute",
    "refer_position": "t3data.tasks.refer_position:ReferPosition",
    "refer_anchor": "t3data.tasks.refer_anchor:ReferAnchor",
    "ground_position": "t3data.tasks.ground_position:GroundPosition",
    "ground_seconds": "t3data.tasks.ground_seconds:GroundSeconds",
    "duration": "t3data.tasks.duration:Duration",
    "overlap": "t3data.tasks.overlap:Overlap",
    "count_between": "t3data.tasks.count_between:CountBetween",
    "first_last": "t3data.tasks.first_last:FirstLast",
}
"""Name -> "module:class". Other packages add theirs under the entry point group `t3data.tasks`."""

_GROUP = "t3data.tasks"


def task_names() -> list[str]:
    """All tasks, ours first."""
    return [*TASKS, *sorted(point.name for point in entry_points(group=_GROUP))]


def load_task(name: str) -> Task:
    """The task called `name`.

    Raises:
        UsageError: there is none.
    """
    if name in TASKS:
        module, _, attribute = TASKS[name].partition(":")
        task: Task = getattr(import_module(module), attribute)()
        return task
    for point in entry_points(group=_GROUP, name=name):
        plugin: Task = point.load()()
        return plugin
    raise UsageError(f"no task {name!r}; there are: {', '.join(task_names())}")
