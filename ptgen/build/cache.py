"""What ptgen remembers of an output folder, kept in the user's own cache folder.

Anybody may have put something into an output folder: what lies there is compared with what is
remembered here and never believed itself. Where nothing is remembered everything is built and
nothing is removed.

The text of a file is a line with the version and the digest of the rest, then JSON. A file that is
absent, damaged or of another version counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, Field, ValidationError

from ptgen.build.manifest import (
    FOLDER_FORMATS,
    MANIFEST,
    PROJECT_FORMATS,
    Amount,
    Manifest,
    StoredModel,
)
from ptgen.core import atomic
from ptgen.core.atomic import marked
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.model.project import DocumentKind
from ptgen.core.system import NO_LINK, replace
from ptgen.core.user_cache import is_private, make_private, user_cache_folder

_VERSION: Final = b"2"
_BUILDS: Final = "builds"
_PLACE: Final = "output-folder"
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_DAY: Final = 24 * 3600
_UNUSED: Final = 30 * _DAY  # seconds after which a folder that nobody asks for is removed
_GONE: Final = _DAY  # the same where the output folder no longer exists
_Stored = TypeVar("_Stored", bound=BaseModel)


class CachedDocument(StoredModel):
    """A document: the SHA-256 of its file, and the digest of each of its inputs."""

    sha256: str
    inputs: dict[str, str]


class CachedProject(StoredModel):
    """What a build says of a project: its amounts, if they can be computed, and its documents.

    Nothing has a default: where a cache leaves something out, it is none.
    """

    name: str
    year: int | None
    total: Amount | None
    annual: Amount | None
    documents: tuple[DocumentKind, ...]
    layout: str


UNREADABLE: Final = CachedProject(
    name="", year=None, total=None, annual=None, documents=(), layout=""
)
"""Of a project that cannot be read."""


class CachedCheck(StoredModel):
    """A check that found no error: ``inputs`` names all that was checked, and against what."""

    inputs: str
    projects: dict[str, CachedProject]
    found: tuple[Diagnostic, ...]
    volume: bool


class CachedFolder(StoredModel):
    """A folder: how its check came out, unless with errors, and its documents by path."""

    checked: CachedCheck | None = None
    documents: dict[str, CachedDocument] = Field(default_factory=dict)


class Cache:
    """What is remembered of an output folder, or of a shard in it.

    ``why`` says in Chinese why nothing is remembered; it is empty as long as something is.
    """

    def __init__(self, folder: Path | None, mark: str = "", why: str = "") -> None:
        self._folder = folder
        self._mark = mark
        self.why = why

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest as the last build left it, before this one."""
        found = self._read(MANIFEST, Manifest)
        return found if found is not None and _names_documents_only(found) else Manifest()

    def folder(self, name: str) -> CachedFolder:
        """What is remembered of a folder of projects."""
        return self._read(_name_of(name), CachedFolder) or CachedFolder()

    def keep_manifest(self, manifest: Manifest) -> None:
        """Remember a manifest for the next build."""
        self._write(MANIFEST, manifest)

    def keep_folder(self, name: str, folder: CachedFolder) -> None:
        """Remember a folder of projects for the next build."""
        self._write(_name_of(name), folder)

    def forget_folder(self, name: str) -> None:
        """A folder of projects no longer exists."""
        if (path := self._path(_name_of(name))) is not None:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path | None:
        return None if self._folder is None else self._folder / marked(name, self._mark)

    def _read(self, name: str, kind: type[_Stored]) -> _Stored | None:
        path = self._path(name)
        return None if path is None else unpacked(path, kind)

    def _write(self, name: str, model: BaseModel) -> None:
        """Put a file in its place in one step. It may be lost: nobody waits for the disk."""
        if (path := self._path(name)) is None:
            return
        data = packed(model)
        # One process writes it, the one that holds the output folder.
        beside = path.with_suffix(".tmp")
        try:
            if not atomic.holds(path, data):
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK
                with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
                    file.write(data)
                replace(beside, path)
        except OSError as failure:
            self._folder, self.why = None, _refused(path, failure)


def _name_of(folder: str) -> str:
    return f"{digest(folder.encode())}.json"


def open_cache(out: Path, mark: str = "") -> Cache:
    """The cache of an output folder that exists, or that of a shard in it."""
    place = out.resolve()
    try:
        root = user_cache_folder()
    except OSError:
        return Cache(None, mark, "没有主文件夹，请设 HOME 或 XDG_CACHE_HOME")
    folder = root / _BUILDS / digest(os.fsencode(place))
    try:
        new = not folder.exists()
        make_private(folder)
        for one in (root, root / _BUILDS, folder):
            if not is_private(one):
                why = f"缓存 {one} 要是自己的、别人写不了的文件夹，请删去它，或运行 chmod go-w"
                return Cache(None, mark, why)
        if new:
            for unused in _unused(folder.parent):
                shutil.rmtree(unused, ignore_errors=True)
            (folder / _PLACE).write_bytes(os.fsencode(place))
        os.utime(folder)
    except OSError as failure:
        return Cache(None, mark, _refused(folder, failure))
    return Cache(folder, mark)


def _refused(path: Path, failure: OSError) -> str:
    return f"缓存 {path} 写不了：{atomic.reason(failure)}"


def _unused(builds: Path) -> Iterator[Path]:
    """The caches of output folders that nobody builds into any more."""
    now = time.time()
    for folder in builds.iterdir():
        with contextlib.suppress(OSError):
            age = now - folder.lstat().st_mtime
            if _KEY.fullmatch(folder.name) and age > (_UNUSED if _has_output(folder) else _GONE):
                yield folder


def _has_output(folder: Path) -> bool:
    """Whether the output folder still exists of which this is remembered."""
    try:
        return Path(os.fsdecode(atomic.read(folder / _PLACE))).is_dir()
    except (OSError, ValueError):
        return False


def _names_documents_only(manifest: Manifest) -> bool:
    """Whether every file is one that ptgen makes of that project or folder, at its place."""
    projects = (
        _is_name(key) and all(one.is_placed(key, PROJECT_FORMATS) for one in entry.outputs)
        for key, entry in manifest.projects.items()
    )
    folders = (
        (not name or _is_name(name)) and all(one.is_placed(name, FOLDER_FORMATS) for one in outputs)
        for name, outputs in manifest.folders.items()
    )
    return all(projects) and all(folders)


def _is_name(key: str) -> bool:
    """Whether a text may be the path of a project or folder below the projects."""
    return all(part and part[0] != "." and "\0" not in part for part in key.split("/"))


def digest(*parts: bytes) -> str:
    """The digest of parts, each with its length, so that none runs into the next."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.hexdigest()[:32]


def packed(model: BaseModel) -> bytes:
    """The bytes of a file that holds a model."""
    body = model.model_dump_json(by_alias=True).encode()
    return b"\n".join((_head(body), body))


def unpacked(path: Path, kind: type[_Stored]) -> _Stored | None:
    """The model in a file; ``None`` unless it is there as :func:`packed` made it."""
    try:
        head, _, body = atomic.read(path).partition(b"\n")
        return kind.model_validate_json(body) if head == _head(body) else None
    except (OSError, ValidationError):
        return None


def _head(body: bytes) -> bytes:
    """The first line: the version and the digest of all after it."""
    return _VERSION + b" " + hashlib.sha256(body).hexdigest().encode()


def shard_list(folder: Path, mark: str) -> Path:
    """Where a shard lists what the documents of a folder were made of, for a merge.

    Not hidden: what carries files between machines often leaves hidden ones.
    """
    return folder / marked("ptgen.json", mark)


def shard_listed(folder: CachedFolder) -> bytes:
    """The bytes of such a list."""
    return packed(CachedFolder(documents=folder.documents))
