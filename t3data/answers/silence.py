"""Replies that are none: error messages, markers that harnesses leave, and refusals."""

import re

_MARKERS = (
    "LMMS_EVAL_",
    "Failed to obtain answer via API",
    "No response (bad request)",
    "Traceback (most recent call last)",
)
_ERROR = re.compile(
    r"""\W{0,9}(?:
      [\w.]{0,80}(?:error|exception)\b\s{0,3}(?:[:(\[{]|codes?\b|\d|$)
    | (?:http\S{0,9}\s{1,3})?(?:error\s{1,3})?[45]\d\d\b\s{0,3}[:-]?\s{0,3}
      (?:bad|unauthori[sz]ed|forbidden|not\s|too|internal|service|gateway|payload|request)
    | (?:api|request|connection|server|gpt|network|inference|generation)
      (?:\s(?:call|request|server|response|output))?
      \s{1,3}(?:error|(?:failed|failure)|timed?[\s-]?out|closed|refused|reset|unavailable)\b
    | (?:image|model|video)\s(?:error|none)\b
    | (?:request\s)?timed?[\s-]?out\b
    | (?:internal\sserver|bad\sgateway|service\sunavailable|gateway\stimeout|too\smany\srequests)\b
    | (?:rate|token|context|quota)[\s_-]{0,2}(?:limit|length)?\s{0,2}(?:exceeded|reached)
    | (?:content[\s_]filter|prohibited[\s_]content|cuda\sout\sof\smemory|out\sof\smemory)\b
    | error["']?\s{0,3}:
    | failed\sto\s(?:obtain|get|generate|fetch|load|decode|connect|call|process)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTHING = frozenset(("none", "null", "nan", "undefined", "error", "failed", "timeout", "<unk>"))

_REFUSAL = re.compile(
    r"""\bI(?:'m|\sam)?(?:\s\w{1,12}){0,2}\s(?:cannot|can't|can\snot|couldn't|could\snot|unable\sto
        |not\sable\sto|don't\shave|do\snot\shave|don't\sknow|do\snot\sknow|not\ssure
        |(?:don't|do\snot)[ ]see)\b
    | \b(?:unable|impossible|not\spossible|not\sable)\sto\s(?:\w{1,12}\s)?
        (?:determine|answer|tell|say|identify|view|watch|see|analy[sz]e|access|know|process|provide)
    | \b(?:cannot|can't|can\snot|couldn't|could\snot)\s(?:\w{1,12}ly\s)?
        (?:be\s(?:\w{1,12}ly\s)?(?:determined|answered|identified|inferred|established|known|told)
        |determine|answer|help|assist|view|watch|tell|say|comply|process|provide)\b
    | ^\W{0,5}(?:do\snot|don't)\sknow\b | \bno\sidea\b | \bunanswerable\b | ^\W{0,5}unclear\b
    | ^\W{0,5}(?:unknown|n/a)\W{0,5}$
    | \b(?:insufficient|not\senough)\s(?:\w{1,12}\s)?(?:information|context|evidence|details?)\b
    | \bnone\sof\s(?:the|these|those|them)\b | \bneither\sof\s(?:the|these|those|them)\b
    | \b(?:no|not\sa)\s(?:correct|right|valid|suitable)\s(?:answer|option|choice)\b
    | \bno\s(?:video|image|frames?|visual)s?\s(?:\w{1,12}\s)?(?:\w{1,12}\s)?
        (?:provided|attached|available|given|included|uploaded)\b
    | \bas\sa(?:n\sai|\s(?:\w{1,12}\s)?language\smodel)\b
    | ^\W{0,5}(?:i'm\s(?:so\s)?sorry|i\sam\ssorry|sorry|i\sapologi[sz]e|my\sapologies)\b
    | 无法|無法|不知道|抱歉|不能确定|알\s?수\s?없|모르겠|죄송
    | わかりません|分かりません|申し訳|できません
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REFUSAL_HOLDS = re.compile(
    "no|n't|unable|impossible|idea|unanswer|unclear|unkn|n/a|insufficient|neither|"
    "language|an\\sai|sorry|apolog|[无無不抱알모죄わ分申で]"
)
"""Something of every refusal, found much faster."""


def refuses(text: str) -> bool:
    """Whether levelled text declines to answer, or says that no option is right."""
    return bool(_REFUSAL_HOLDS.search(text.lower()) and _REFUSAL.search(text))


def is_failure(reply: str) -> bool:
    """Whether the reply is an error message or a marker of a harness."""
    if any(marker in reply for marker in _MARKERS) or _ERROR.match(reply):
        return True
    return len(reply) < 16 and reply.strip(" .\n[]()'\"").lower() in _NOTHING
