"""Why a file cannot be read."""

from __future__ import annotations

from pathlib import Path

from ptgen.core.errors import PtgenError


class SourceError(PtgenError):
    """A file that cannot be read; ``str()`` names it and says what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason
