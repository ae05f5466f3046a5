"""Readers for the shapes in which instruction data comes; each gives a `Row`.

A new shape is one file with a `read` function and one line in `mixes.shapes.read`.
"""
