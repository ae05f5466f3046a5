"""Benchmarks and their official scoring rules. Empty until the first benchmark lands."""
