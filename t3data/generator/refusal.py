"""Why a proposal of a model is not used."""


class RefusedError(Exception):
    """A proposal failed a check. It becomes a reject and never reaches a person as an error."""

    def __init__(self, reason: str, detail: str) -> None:
        """`reason` is a code in snake_case, `detail` a sentence for a person."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
