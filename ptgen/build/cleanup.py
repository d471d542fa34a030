"""Removes files of projects that are gone, or of documents no longer made.

Only files that the cache remembers having written and that are still so; all others are left.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from ptgen.build.cache import Cache, shard_list, shard_listed
from ptgen.build.manifest import Manifest, is_whole
from ptgen.core import atomic
from ptgen.core.filesystem import shown


def clean_up(out: Path, cache: Cache, now: Manifest, mark: str = "") -> tuple[list[str], list[str]]:
    """Remove what the cache names and ``now`` does not, and folders that are empty then.

    The paths, below the output folder, that were removed, and those that were changed since.
    """
    former = cache.manifest
    named = {output.path for output in now.outputs}
    removed: list[str] = []
    left: list[str] = []
    for output in former.outputs:
        path = out / output.path
        if output.path in named or not os.path.lexists(path) or not atomic.is_inside(path, out):
            continue
        if is_whole(output, out):
            path.unlink(missing_ok=True)
            removed.append(output.path)
        else:
            left.append(output.path)
    for name in sorted(_folders(former) - _folders(now)):
        listed = shard_list(out / name, mark)
        if mark and atomic.is_inside(listed, out):
            if atomic.holds(listed, shard_listed(cache.folder(name))):
                listed.unlink(missing_ok=True)
            _remove_empty(out / name, out)
        cache.forget_folder(name)
    for parent in {str(Path(path).parent) for path in removed}:
        _remove_empty(out / parent, out)
    return removed, left


def _folders(manifest: Manifest) -> set[str]:
    return {key.rpartition("/")[0] for key in manifest.projects}


def _remove_empty(folder: Path, out: Path) -> None:
    """A folder and those above it, as far as nothing is in them."""
    with contextlib.suppress(OSError):
        while folder != out and folder.is_relative_to(out):
            folder.rmdir()
            folder = folder.parent


def gone(sources: Iterable[str], places: Iterable[Path]) -> frozenset[str]:
    """The source files that no longer exist, of those below the places of a build."""
    names = [shown(place) for place in places]
    return frozenset(
        source
        for source in sources
        if any(name in {".", source} or source.startswith(f"{name}/") for name in names)
        and not Path(source).is_file()
    )
