"""Asking a model the questions of a benchmark: what is asked, shown, noted and taken up again."""
