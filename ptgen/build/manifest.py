"""``manifest.json``: which files are in the output folder and what they were made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from ptgen.build.shard import Shard, mark_of, shards_in
from ptgen.core import atomic
from ptgen.core.atomic import marked
from ptgen.core.model.project import DocumentKind

MANIFEST = "manifest.json"
FORMATS = ("docx", "pdf", "xlsx")
USUAL = ("docx", "pdf")
"""The formats of a build that is not told otherwise."""
SUMMARY, VOLUME = "汇总", "汇编"
PROJECT_FORMATS: Final[Mapping[str, Sequence[str]]] = {
    DocumentKind.NARRATIVE: ("docx", "pdf"),
    DocumentKind.FORM: FORMATS,
}
FOLDER_FORMATS: Final[Mapping[str, Sequence[str]]] = {SUMMARY: ("xlsx",), VOLUME: ("docx", "pdf")}

Kind = tuple[str, str]
"""A document and its format, as 绩效目标表 and pdf."""
Status = Literal["built", "cached", "failed"]
Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}\.[0-9]{2}$")]
"""An amount in 元 as text, as :func:`ptgen.core.money.fixed` writes it."""


class StoredModel(BaseModel):
    """A value in a file that ptgen writes and reads back; nothing else may be in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Output(StoredModel):
    """A file: its path below the output folder, which document it is, its SHA-256, if a draft."""

    path: str
    document: str
    format: str
    sha256: str
    draft: bool = False

    @classmethod
    def of(cls, folder: str, kind: Kind, sha256: str, *, draft: bool) -> Self:
        """A document at its place in a folder."""
        path, (document, style) = path_of(folder, *kind), kind
        return cls(path=path, document=document, format=style, sha256=sha256, draft=draft)

    @property
    def kind(self) -> Kind:
        """The document and its format."""
        return self.document, self.format

    def is_placed(self, folder: str, formats: Mapping[str, Sequence[str]]) -> bool:
        """Whether it is a document of these formats, at its place in a folder."""
        possible = self.format in formats.get(self.document, ())
        return possible and self.path == path_of(folder, self.document, self.format)


class ManifestEntry(StoredModel):
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


class ShardInfo(StoredModel):
    """Which shard wrote a manifest, what it was asked for, and with which libraries it drew."""

    number: int
    count: int
    formats: tuple[str, ...]
    variant: str
    enclose: bool
    engine: str = ""
    libraries: dict[str, str]

    @property
    def shard(self) -> Shard:
        """The shard itself."""
        return Shard(self.number, self.count)


class Manifest(StoredModel):
    """All projects by ``folder/stem``, and the versions that shape the bytes.

    That of a shard has its own projects alone, and no files of folders.
    """

    version: Literal[1] = 1
    made_with: dict[str, str] = Field(default_factory=dict)
    projects: dict[str, ManifestEntry] = Field(default_factory=dict)
    folders: dict[str, tuple[Output, ...]] = Field(default_factory=dict)
    """The files of whole folders (汇总, 汇编) by folder."""
    share: ShardInfo | None = None
    """Only in the manifest of a shard."""

    @property
    def outputs(self) -> Iterator[Output]:
        """All files that it names."""
        of_projects = (entry.outputs for entry in self.projects.values())
        return chain.from_iterable((*of_projects, *self.folders.values()))

    def with_files_of(self, former: Manifest) -> Manifest:
        """A manifest that also names every file of a former one, as long as it may be there."""
        projects, folders = dict(self.projects), dict(self.folders)
        for key, entry in former.projects.items():
            own = projects.get(key, entry)
            update = {"outputs": _union(own.outputs, entry.outputs)}
            projects[key] = own.model_copy(update=update)
        for name, outputs in former.folders.items():
            folders[name] = _union(folders.get(name, ()), outputs)
        return self.model_copy(update={"projects": projects, "folders": folders})

    def write(self, out: Path) -> None:
        """Write it with the projects in order, unless it is there already.

        Raises :class:`~ptgen.core.atomic.OutputError`.
        """
        projects, folders = dict(sorted(self.projects.items())), dict(sorted(self.folders.items()))
        ordered = self.model_copy(update={"projects": projects, "folders": folders})
        absent = {"share"} if self.share is None else set()
        text = ordered.model_dump_json(by_alias=True, indent=2, exclude=absent)
        mark = mark_of(None if self.share is None else self.share.shard)
        path, data = out / marked(MANIFEST, mark), f"{text}\n".encode()
        if not atomic.holds(path, data):
            atomic.write(path, data)


def formats_of(document: str, formats: Iterable[str]) -> tuple[str, ...]:
    """Those of the formats in which a document can be made: a narrative is no workbook."""
    possible = {**PROJECT_FORMATS, **FOLDER_FORMATS}.get(document, ())
    return tuple(style for style in formats if style in possible)


def path_of(folder: str, document: str, style: str) -> str:
    """The path of a file below the output folder."""
    return f"{folder}/{document}.{style}" if folder else f"{document}.{style}"


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
