"""The error a person sees: one line that says what was found, where, and what to do."""


class T3Error(Exception):
    """The data or a check failed. The command line prints the message and exits with 1."""


class UsageError(T3Error):
    """The request itself makes no sense. The command line exits with 2."""
