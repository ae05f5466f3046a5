"""Lets torchvision from PyPI, which is built for CUDA, be imported beside a torch that is not.

Its compiled operators do not load there, and its Python code fails to register fakes for operators
that nobody declared. Processors call none of them, so declaring them is enough. `make` copies this
file into the environment of the real vLLM, where a .pth file imports it at every start.
"""

import sys
from importlib.abc import MetaPathFinder
from typing import Any

_POOLING = ("roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d")
_OPERATORS = ("nms", "qnms", *_POOLING, *(f"_{name}_backward" for name in _POOLING))


class _BeforeTorchvision(MetaPathFinder):
    """Declares the operators when torchvision is first asked for; finds nothing itself."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if name == "torchvision":
            sys.meta_path.remove(self)
            _declare()


def _declare() -> None:
    from importlib.metadata import version

    import torch

    if torch.version.cuda is None and "+" not in version("torchvision"):
        for operator in _OPERATORS:
            torch.library.define(f"torchvision::{operator}", "(Tensor x) -> Tensor")


sys.meta_path.insert(0, _BeforeTorchvision())
