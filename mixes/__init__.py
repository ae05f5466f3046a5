"""Exact mixes: recipes, quotas, filters, shards, manifest, figures, card and training configs."""

TASK_MODULES = ("mixes.scan", "mixes.duplicates", "mixes.write")
"""The modules with this package's tasks, to be imported once for all workers."""
