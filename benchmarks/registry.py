"""The benchmarks there are, by id. Another package adds its own through `t3data.benchmarks`."""

from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points

from benchmarks.contract import Benchmark
from t3data.errors import T3Error, UsageError

GROUP = "t3data.benchmarks"

MODULES: dict[str, str] = {
    "videomme": "benchmarks.videomme:VIDEOMME",
    "videomme-v2": "benchmarks.videomme_v2:VIDEOMME_V2",
    "mvbench": "benchmarks.mvbench:MVBENCH",
    "mlvu": "benchmarks.mlvu:MLVU",
    "mlvu-test": "benchmarks.mlvu:MLVU_TEST",
    "lvbench": "benchmarks.lvbench:LVBENCH",
    "videommmu": "benchmarks.videommmu:VIDEOMMMU",
    "tempcompass": "benchmarks.tempcompass:TEMPCOMPASS",
    "nextqa": "benchmarks.nextqa:NEXTQA",
    "nextgqa": "benchmarks.nextgqa:NEXTGQA",
    "seedbench2": "benchmarks.seedbench2:SEEDBENCH2",
    "mmiu": "benchmarks.mmiu:MMIU",
    "longvideobench": "benchmarks.longvideobench:LONGVIDEOBENCH",
    "videotemp": "benchmarks.videotemp:VIDEOTEMP",
    "tomato": "benchmarks.tomato:TOMATO",
    "tvbench": "benchmarks.tvbench:TVBENCH",
    "temporalbench": "benchmarks.temporalbench:TEMPORALBENCH",
    "vinoground": "benchmarks.vinoground:VINOGROUND",
    "motionbench": "benchmarks.motionbench:MOTIONBENCH",
    "ovobench": "benchmarks.ovobench:OVOBENCH",
    "t3-probing": "benchmarks.t3_probing:T3_PROBING",
    "text-temporal": "benchmarks.text_temporal:TEXT_TEMPORAL",
    "charades-sta": "benchmarks.charades_sta:CHARADES_STA",
    "activitynet-mr": "benchmarks.activitynet_mr:ACTIVITYNET_MR",
    "qvhighlights": "benchmarks.qvhighlights:QVHIGHLIGHTS",
    "tvgbench": "benchmarks.tvgbench:TVGBENCH",
    "tacos": "benchmarks.tacos:TACOS",
    "didemo": "benchmarks.didemo:DIDEMO",
    "hirest": "benchmarks.hirest:HIREST",
    "videotemp-grounding": "benchmarks.videotemp_grounding:VIDEOTEMP_GROUNDING",
    "timelens": "benchmarks.timelens:TIMELENS",
    "youcook2-dvc": "benchmarks.youcook2_dvc:YOUCOOK2_DVC",
    "activitynet-dvc": "benchmarks.activitynet_dvc:ACTIVITYNET_DVC",
    "lasot": "benchmarks.lasot:LASOT",
    "got10k": "benchmarks.got10k:GOT10K",
    "ref-youtube-vos": "benchmarks.ref_youtube_vos:REF_YOUTUBE_VOS",
    "mevis": "benchmarks.mevis:MEVIS",
    "refcoco": "benchmarks.refcoco:REFCOCO",
}
"""id → `module:name of the Benchmark in it`; imported when it is asked for."""


def names() -> list[str]:
    """All ids, in the order of the registry, those of other packages last."""
    return [*MODULES, *(point.name for point in entry_points(group=GROUP))]


def benchmark(id: str) -> Benchmark:
    """The benchmark of this id.

    Raises:
        UsageError: there is none.
        T3Error: another package's benchmark cannot be imported.
    """
    if id in MODULES:
        module, _, name = MODULES[id].partition(":")
        found: Benchmark = getattr(import_module(module), name)
        return found
    for point in entry_points(group=GROUP, name=id):
        try:
            loaded = point.load()
        except Exception as error:  # a stranger's package may fail in any way
            raise T3Error(f"benchmark {id}: cannot load {point.value}: {error}") from error
        if not isinstance(loaded, Benchmark):
            raise T3Error(f"benchmark {id}: {point.value} is not a benchmarks.contract.Benchmark")
        return loaded
    near = get_close_matches(id, names(), 1)
    meant = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no benchmark {id!r}{meant} `t3 list benchmarks` names them all")
