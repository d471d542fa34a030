"""Stage output: what ptgen remembers of an output folder, kept in the user's own cache folder.

Anybody may have put something into an output folder: what lies there is compared with what is
remembered here and never believed itself. Where nothing is remembered everything is built and
nothing is removed.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from ptgen.build.cached_folder import CachedFolder, packed, unpacked
from ptgen.build.documents import digest
from ptgen.build.folder_documents import is_folder_document, is_project_document
from ptgen.build.manifest import MANIFEST, Manifest
from ptgen.core import atomic
from ptgen.core.atomic import marked
from ptgen.core.user_cache import is_private, make_private, user_cache_folder

_BUILDS: Final = "builds"
_PLACE: Final = "output-folder"
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_DAY: Final = 24 * 3600
_UNUSED: Final = 30 * _DAY  # seconds after which what nobody asks for is removed
_GONE: Final = _DAY  # the same where the output folder is no more


class Cache:
    """What is remembered of an output folder, or of a shard in it.

    ``why`` says why nothing is remembered, in Chinese; empty as long as it is.
    """

    def __init__(self, folder: Path | None, mark: str = "", why: str = "") -> None:
        self._folder = folder
        self._mark = mark
        self.why = why

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest as the last build left it, before this one."""
        found = None if self._folder is None else unpacked(self._manifest(self._folder), Manifest)
        return found if found is not None and _names_documents_only(found) else Manifest()

    def folder(self, name: str) -> CachedFolder:
        """What is remembered of a folder of projects."""
        found = (
            None if self._folder is None else unpacked(self._of(self._folder, name), CachedFolder)
        )
        return found or CachedFolder()

    def keep_manifest(self, manifest: Manifest) -> None:
        """Remember a manifest for the next build."""
        if self._folder is not None:
            self._write(self._manifest(self._folder), manifest)

    def keep_folder(self, name: str, folder: CachedFolder) -> None:
        """Remember a folder of projects for the next build."""
        if self._folder is not None:
            self._write(self._of(self._folder, name), folder)

    def forget_folder(self, name: str) -> None:
        """A folder of projects is no more."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._of(self._folder, name).unlink(missing_ok=True)

    def _manifest(self, folder: Path) -> Path:
        return folder / marked(MANIFEST, self._mark)

    def _of(self, folder: Path, name: str) -> Path:
        return folder / marked(f"{digest(name.encode())}.json", self._mark)

    def _write(self, path: Path, model: BaseModel) -> None:
        """Put a file in its place in one step. It may be lost: nobody waits for the disk."""
        data = packed(model)
        # One process writes it, the one that holds the output folder.
        beside = path.with_suffix(".tmp")
        try:
            if not atomic.holds(path, data):
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
                with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
                    file.write(data)
                beside.replace(path)
        except OSError as failure:
            self._folder, self.why = None, _refused(path, failure)


def open_cache(out: Path, mark: str = "") -> Cache:
    """The cache of an output folder that is there, or that of a shard in it."""
    place = out.resolve()
    try:
        root = user_cache_folder()
    except OSError:
        return Cache(None, mark, "没有主文件夹，请设 HOME 或 XDG_CACHE_HOME")
    folder = root / _BUILDS / cache_key(place)
    try:
        new = not folder.exists()
        make_private(folder)
        for one in (root, root / _BUILDS, folder):
            if not is_private(one):
                said = f"缓存 {one} 要是自己的、别人写不了的文件夹"
                return Cache(None, mark, f"{said}，请删去它，或运行 chmod go-w")
        if new:
            for unused in _unused(folder.parent):
                shutil.rmtree(unused, ignore_errors=True)
            (folder / _PLACE).write_bytes(os.fsencode(place))
        os.utime(folder)
    except OSError as failure:
        return Cache(None, mark, _refused(folder, failure))
    return Cache(folder, mark)


def cache_key(place: Path) -> str:
    """The name under which a whole path of an output folder is remembered."""
    return digest(os.fsencode(place))


def _refused(path: Path, failure: OSError) -> str:
    return f"缓存 {path} 写不了：{atomic.reason(failure)}"


def _unused(builds: Path) -> Iterator[Path]:
    """What is remembered of output folders that nobody builds into any more."""
    now = time.time()
    for folder in builds.iterdir():
        with contextlib.suppress(OSError):
            age = now - folder.lstat().st_mtime
            if _KEY.fullmatch(folder.name) and age > (_UNUSED if _is_there(folder) else _GONE):
                yield folder


def _is_there(folder: Path) -> bool:
    """Whether the output folder is still there of which this is remembered."""
    try:
        return Path(os.fsdecode(atomic.read(folder / _PLACE))).is_dir()
    except (OSError, ValueError):
        return False


def _names_documents_only(manifest: Manifest) -> bool:
    """Whether every file is one that ptgen makes of that project or folder, at its place."""
    of_projects = all(
        _is_name(key) and all(is_project_document(key, output) for output in entry.outputs)
        for key, entry in manifest.projects.items()
    )
    return of_projects and all(
        (not name or _is_name(name)) and all(is_folder_document(name, output) for output in outputs)
        for name, outputs in manifest.folders.items()
    )


def _is_name(key: str) -> bool:
    """Whether a text may be the path of a project or folder below the projects."""
    return all(part and part[0] != "." and "\0" not in part for part in key.split("/"))
