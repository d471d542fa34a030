"""Cache folders for tests: each remembers builds of its own, all have the same cut fonts."""

from __future__ import annotations

from pathlib import Path

from ptgen.core.user_cache import make_private, user_cache_folder


def cache_in(folder: Path) -> Path:
    """A new cache folder, for ``XDG_CACHE_HOME``, that shares the fonts of the one in use."""
    make_private(folder / "ptgen")
    (folder / "ptgen" / "fonts").symlink_to((user_cache_folder() / "fonts").resolve())
    return folder


def builds(folder: Path) -> list[Path]:
    """What such a folder remembers of builds: one folder for each output folder."""
    return sorted((folder / "ptgen" / "builds").glob("*"))
