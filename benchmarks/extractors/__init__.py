"""How other people's scripts read an answer out of a reply, quirk for quirk.

Pure functions, one module a source. A letter that was read is a string of one character, the empty
string means that the rule read nothing, `Chance(k)` that the script would have drawn one of k
letters. None of them is a rule that we recommend: that is `t3data.answers.read_choice`.
"""

from benchmarks.extractors.chance import Chance
from benchmarks.extractors.lmms_mcq import lmms_mcq
from benchmarks.extractors.longvideobench import longvideobench_lmms_eval
from benchmarks.extractors.lvbench import polish_answer
from benchmarks.extractors.mlvu import mlvu_letter
from benchmarks.extractors.mmiu import mmiu_choice, mmiu_right
from benchmarks.extractors.mmmu import mmmu_choice, mmmu_open, mmmu_open_right
from benchmarks.extractors.motionbench import motionbench_lmms_eval
from benchmarks.extractors.mvbench import (
    mvbench_gold,
    mvbench_lmms_eval,
    mvbench_right,
    tvbench_lmms_eval,
)
from benchmarks.extractors.nextqa import nextqa_lmms_eval
from benchmarks.extractors.one_character import first_character, starts_with_gold
from benchmarks.extractors.ovobench import ovo_choice_right, ovo_count_right, ovo_yes_no_right
from benchmarks.extractors.prefix import P2, PK, PL, PV, prefix_letter
from benchmarks.extractors.t3_probing import t3_probing_answer, t3_probing_right
from benchmarks.extractors.tempcompass import (
    tempcompass_choice_right,
    tempcompass_clean,
    tempcompass_matching_right,
    tempcompass_yes_no,
)
from benchmarks.extractors.tomato import tomato_letter, tomato_lmms_eval
from benchmarks.extractors.vlmevalkit import can_infer

__all__ = [
    "P2",
    "PK",
    "PL",
    "PV",
    "Chance",
    "can_infer",
    "first_character",
    "lmms_mcq",
    "longvideobench_lmms_eval",
    "mlvu_letter",
    "mmiu_choice",
    "mmiu_right",
    "mmmu_choice",
    "mmmu_open",
    "mmmu_open_right",
    "motionbench_lmms_eval",
    "mvbench_gold",
    "mvbench_lmms_eval",
    "mvbench_right",
    "nextqa_lmms_eval",
    "ovo_choice_right",
    "ovo_count_right",
    "ovo_yes_no_right",
    "polish_answer",
    "prefix_letter",
    "starts_with_gold",
    "t3_probing_answer",
    "t3_probing_right",
    "tempcompass_choice_right",
    "tempcompass_clean",
    "tempcompass_matching_right",
    "tempcompass_yes_no",
    "tomato_letter",
    "tomato_lmms_eval",
    "tvbench_lmms_eval",
]
