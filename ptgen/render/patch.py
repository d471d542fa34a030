"""What is amended in a library: the type that the lists of docxtpl's and WeasyPrint's have."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from types import FunctionType


@dataclass(frozen=True, slots=True)
class Patch:
    """Something of a library's, what of ours takes its place or relies on it, and why.

    ``digest`` is the SHA-256 of the source of ``theirs``, which ours was written against.
    ``owner`` is the module or class in which ours is put in place of it, if it is.
    """

    theirs: object
    ours: object
    why: str
    digest: str
    owner: object = None

    @property
    def name(self) -> str:
        """Its own name, as ``justify_line``."""
        return self._function.__name__

    @property
    def place(self) -> str:
        """Where it is, as ``weasyprint.layout.inline.justify_line``."""
        return f"{self._function.__module__}.{self._function.__qualname__}"

    @property
    def installed_digest(self) -> str:
        """The digest of what is installed."""
        return hashlib.sha256(inspect.getsource(self._function).encode()).hexdigest()

    @property
    def _function(self) -> FunctionType:
        source = self.theirs.fget if isinstance(self.theirs, property) else self.theirs
        return cast("FunctionType", source)
