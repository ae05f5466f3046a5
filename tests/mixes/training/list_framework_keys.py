"""Prints the keys that an installed trainer accepts, as JSON; run by that trainer's interpreter.

.venv-train/bin/python tests/mixes/training/list_framework_keys.py llamafactory | ms-swift
"""

import dataclasses
import json
import sys
from typing import Any


def classes(framework: str) -> list[Any]:
    if framework == "llamafactory":
        from llamafactory.hparams.parser import _TRAIN_ARGS

        return list(_TRAIN_ARGS)
    from swift.arguments import SftArguments

    return [SftArguments]


if __name__ == "__main__":
    found = {
        field.name
        for one in classes(sys.argv[1])
        for field in dataclasses.fields(one)
        if field.init
    }
    print(json.dumps(sorted(found)))
