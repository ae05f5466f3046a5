"""No chat-template tokens such as `<|im_end|>` in the text of a row.

A trainer's tokenizer reads them as the real tokens: the turn would end in the middle, and what
follows could speak as somebody else. Scraped and chat-logged data does hold them.
"""

import re

from mixes.shapes.row import Refusal, Row

MARK = "<|"
"""What all of them start with; rows without it need no closer look."""
_TOKEN = re.compile(
    r"<\|(?:im_start|im_end|im_sep|endoftext|begin_of_text|end_of_text|start_header_id"
    r"|end_header_id|eot_id|eom_id|vision_start|vision_end|vision_pad|image_pad|video_pad"
    r"|object_ref_start|object_ref_end|box_start|box_end|quad_start|quad_end"
    r"|system|user|assistant|end)\|>"
)


def check_template_tokens(row: Row) -> Refusal | None:
    """None when no turn holds one."""
    for index, turn in enumerate(row.turns):
        found = _TOKEN.search(turn.value) if MARK in turn.value else None
        if found:
            return Refusal(
                "template_token",
                f"turn {index} holds {found[0]}, which a tokenizer reads as a control token",
            )
    return None
