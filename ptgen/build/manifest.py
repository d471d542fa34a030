"""Stage output: ``manifest.json``: what is in the output folder and what it was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ptgen.build.shards.shard import Shard, shards_in
from ptgen.core import atomic
from ptgen.core.atomic import marked

MANIFEST = "manifest.json"
Status = Literal["built", "cached", "failed"]
Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}\.[0-9]{2}$")]
"""An amount in 元 as text, as :func:`ptgen.core.money.fixed` writes it."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Output(_Model):
    """A file: its path below the output folder, which document it is, its SHA-256, if a draft."""

    path: str
    document: str
    format: str
    sha256: str
    draft: bool = False


class Entry(_Model):
    """A project: its source, its exact totals in 元 as text, and its files.

    A project whose amounts cannot be computed has no totals.
    """

    source: str
    name: str = Field(alias="项目名称")
    year: int | None = Field(alias="年度")
    total: Amount | None = Field(alias="项目资金总额")
    annual: Amount | None = Field(alias="年度资金申请总额")
    status: Status
    outputs: tuple[Output, ...]


class Share(_Model):
    """Which shard wrote a manifest, what it was asked for, and with which libraries it drew."""

    number: int
    count: int
    formats: tuple[str, ...]
    variant: str
    enclose: bool
    libraries: dict[str, str]

    @property
    def shard(self) -> Shard:
        """The shard itself."""
        return Shard(self.number, self.count)


class Manifest(_Model):
    """All projects by ``folder/stem``, and the versions that shape the bytes.

    Those of a shard have its own projects alone, and no files of folders.
    """

    version: Literal[1] = 1
    made_with: dict[str, str] = Field(default_factory=dict)
    projects: dict[str, Entry] = Field(default_factory=dict)
    folders: dict[str, tuple[Output, ...]] = Field(default_factory=dict)
    """The files of whole folders (汇总, 汇编) by folder."""
    share: Share | None = None
    """Only in the manifest of a shard."""


def with_files_of(manifest: Manifest, former: Manifest) -> Manifest:
    """A manifest that also names every file that a former one does, as long as it may be there."""
    projects, folders = dict(manifest.projects), dict(manifest.folders)
    for key, entry in former.projects.items():
        known = projects.get(key, entry)
        update = {"outputs": _union(known.outputs, entry.outputs)}
        projects[key] = known.model_copy(update=update)
    for name, outputs in former.folders.items():
        folders[name] = _union(folders.get(name, ()), outputs)
    return manifest.model_copy(update={"projects": projects, "folders": folders})


def require_alone(out: Path, shard: Shard | None) -> None:
    """Whole builds and shards each have a folder of their own: neither vouches for the other's.

    Raises :class:`~ptgen.core.atomic.OutputError`.
    """
    if shard is None and shards_in(out):
        raise atomic.OutputError(f"{out} 里是 ptgen build --shard 的结果，请用 --out 写到别处")
    if shard is not None and (out / MANIFEST).exists():
        raise atomic.OutputError(f"{out} 里是整个生成的结果，分片请用 --out 写到别处")


def _union(first: tuple[Output, ...], others: tuple[Output, ...]) -> tuple[Output, ...]:
    paths = {one.path for one in first}
    return (*first, *(one for one in others if one.path not in paths))


def outputs_of(manifest: Manifest) -> Iterator[Output]:
    """All files that a manifest names."""
    for entry in manifest.projects.values():
        yield from entry.outputs
    for outputs in manifest.folders.values():
        yield from outputs


def write_manifest(out: Path, manifest: Manifest) -> None:
    """Write it with the projects in order, unless it is there already; raises :class:`~ptgen.core.atomic.OutputError`."""
    ordered = manifest.model_copy(
        update={
            "projects": dict(sorted(manifest.projects.items())),
            "folders": dict(sorted(manifest.folders.items())),
        }
    )
    mark = "" if manifest.share is None else manifest.share.shard.mark
    absent = {"share"} if manifest.share is None else set()
    text = ordered.model_dump_json(by_alias=True, indent=2, exclude=absent)
    path, data = out / marked(MANIFEST, mark), f"{text}\n".encode()
    if not atomic.holds(path, data):
        atomic.write(path, data)


def present(outputs: tuple[Output, ...], out: Path) -> tuple[Output, ...]:
    """Those of the files that are still there."""
    return tuple(output for output in outputs if (out / output.path).is_file())


def sha256_of(path: Path) -> str | None:
    """The SHA-256 of a file; ``None`` where no file of ours can be."""
    try:
        with atomic.opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def is_whole(output: Output, out: Path) -> bool:
    """Whether a file is there as it was written."""
    return sha256_of(out / output.path) == output.sha256
