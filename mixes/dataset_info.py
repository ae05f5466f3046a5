"""The registry entry with which LLaMA-Factory finds a mix.

Every key of `columns` and `tags` that applies is written: as soon as one is given, those left out
are unset over there, and rows turn out silently empty.
"""

from typing import Any

NAME = "t3_mix"


def dataset_info() -> dict[str, Any]:
    """The content of `dataset_info.json`."""
    return {
        NAME: {
            "file_name": "data",
            "formatting": "sharegpt",
            "columns": {"messages": "conversations", "images": "images", "videos": "videos"},
            "tags": {
                "role_tag": "from",
                "content_tag": "value",
                "user_tag": "human",
                "assistant_tag": "gpt",
                "observation_tag": "observation",
                "function_tag": "function_call",
                "system_tag": "system",
            },
        }
    }
