"""The base of errors that a user may cause outside the input."""


class PtgenError(Exception):
    """What a user may cause outside the input; ``str()`` says it in Chinese."""
