"""Exact mixes: recipes, quotas, filters, shards, manifest, figures, card and training configs."""
