"""How other people's scripts read windows out of a reply, quirk for quirk.

Pure functions of the text, lower-cased or not as theirs, and of the video's duration where they
need it. Each gives the windows in the order in which the script found them, with their ends in the
order in which they stood; which of them counts, and whether ends are put in order, is part of the
convention, and `Parser` tells what the script itself does. None of them is a rule that we
recommend: that is `benchmarks.windows.robust`.
"""

from benchmarks.windows.parsers.lmms_charades import lmms_charades
from benchmarks.windows.parsers.numpro import numpro
from benchmarks.windows.parsers.parser import Parser
from benchmarks.windows.parsers.taro import taro, taro_reward
from benchmarks.windows.parsers.time_r1 import time_r1, time_r1_answer
from benchmarks.windows.parsers.timechat import timechat, vtg_llm
from benchmarks.windows.parsers.timelens import timelens
from benchmarks.windows.parsers.trace import trace
from benchmarks.windows.parsers.videotemp import videotemp
from benchmarks.windows.parsers.vtimellm import vtimellm

PARSERS: dict[str, Parser] = {
    parser.name: parser
    for parser in (
        Parser("timechat", timechat, "first", swaps=True),
        Parser("vtg-llm", vtg_llm, "first", swaps=True),
        Parser("trace", trace, "first"),
        Parser("lmms-charades", lmms_charades, "first", swaps=True),
        Parser("timelens", timelens, "first"),
        Parser("taro", taro, "first", swaps=True),
        Parser("taro-reward", taro_reward, "last"),
        Parser("time-r1", time_r1, "last"),
        Parser("time-r1-www", time_r1, "last"),
        Parser("videotemp", videotemp, "first"),
        Parser("vtimellm", vtimellm, "first"),
        Parser("numpro", numpro, "first"),
    )
}
"""By the names that every grounding number carries."""

__all__ = [
    "PARSERS",
    "Parser",
    "lmms_charades",
    "numpro",
    "taro",
    "taro_reward",
    "time_r1",
    "time_r1_answer",
    "timechat",
    "timelens",
    "trace",
    "videotemp",
    "vtg_llm",
    "vtimellm",
]
