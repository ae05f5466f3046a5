"""LVBench's reader, meant for writing answer files.

Source: LVBench `lvbench/utils/answer_util.py`.
"""


def polish_answer(response: str) -> str:
    """The first character of the first word before ")" and after "(".

    Any character: "I think it's C" is I. The score compares it with the gold letter as it is.
    """
    text = response.strip().split(")")[0].strip()
    if "(" in text:
        text = text.split("(")[1].strip()
    return text.split(" ")[0][:1]
