"""Cache folders for tests: each remembers builds of its own."""

from __future__ import annotations

from pathlib import Path

from ptgen.core.user_cache import make_private


def cache_in(folder: Path) -> Path:
    """A new cache folder, for ``XDG_CACHE_HOME``."""
    make_private(folder / "ptgen")
    return folder


def builds(folder: Path) -> list[Path]:
    """What such a folder remembers of builds: one folder for each output folder."""
    return sorted((folder / "ptgen" / "builds").glob("*"))
