"""Asking a model about the clips of a suite: what is asked, how it is shown, what came of it."""
