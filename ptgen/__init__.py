"""ptgen: budget projects written as YAML, rendered as the documents a finance bureau asks for."""

__version__ = "0.1.0"
