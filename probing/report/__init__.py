"""Reports of a diagnosis and of two runs side by side: page, JSON, figures and terminal tables."""

from probing.report.compare import Comparison, Pair, compare
from probing.report.terminal import comparison_table, table
from probing.report.write import write_comparison, write_report

__all__ = [
    "Comparison",
    "Pair",
    "compare",
    "comparison_table",
    "table",
    "write_comparison",
    "write_report",
]
