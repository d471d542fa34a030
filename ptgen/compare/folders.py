"""Two folders on a disk as snapshots, for ``diff --no-git``."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ptgen.compare.snapshot import Snapshot
from ptgen.core.filesystem import LAYOUT_FILE, PROJECTS, discover, disk_files


def folder_snapshot(folder: Path, within: tuple[str, ...] = ()) -> Snapshot:
    """The projects of a folder that is, or holds, a ``projects/``.

    ``within`` narrows it to paths below the folder. Files are named by their path below
    ``projects/``, so that two folders anywhere can be compared.
    """
    root = folder / PROJECTS if (folder / PROJECTS).is_dir() else folder
    chosen = tuple(_below(path) for path in within)
    files, unfit = discover([root])
    projects = {
        file.key: file
        for file in files
        if not chosen or any(_inside(file.key, path) for path in chosen)
    }
    disk = disk_files([root])
    paths = {path for file in projects.values() for path in (file.path, file.unit_path)}
    read = {path: disk.read(path) for path in sorted(paths)}
    blobs = {path: _digest(data) for path, data in read.items() if data is not None}
    own = root.absolute().parent / "templates"
    layouts = {
        path.parent.name: _digest(path.read_bytes())
        for path in sorted(own.glob(f"*/{LAYOUT_FILE}"))
        if path.is_file()
    }
    return Snapshot(folder.as_posix(), disk, projects, blobs, layouts, unfit)


def _below(path: str) -> str:
    """``./projects/unit/`` and ``unit`` are the same place."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    parts = parts[1:] if parts[:1] == [PROJECTS] else parts
    return "/".join(parts).removesuffix(".yaml")


def _inside(key: str, path: str) -> bool:
    return not path or key == path or key.startswith(f"{path}/")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
