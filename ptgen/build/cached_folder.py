"""Stage output: what the cache holds of a folder of projects: its check, and its documents.

The text of a file is a line with the version and the digest of the rest, then JSON. A file that is
absent, damaged or of another version is as good as none.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ptgen.build.manifest import Amount
from ptgen.core import atomic
from ptgen.core.atomic import marked
from ptgen.core.diagnostics import Diagnostic, Severity, Span
from ptgen.core.model.project import DocumentKind

_VERSION = b"1"
_Kept = TypeVar("_Kept", bound=BaseModel)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CachedDocument(_Model):
    """A document: the SHA-256 of its file, and the digest of each of its inputs."""

    sha256: str
    inputs: dict[str, str]


class CachedProject(_Model):
    """What a build needs of a sound project without reading it again."""

    name: str
    year: int | None
    total: Amount
    annual: Amount
    documents: tuple[DocumentKind, ...]
    layout: str


class CachedFinding(_Model):
    """A finding that stops nothing: code, severity, path, four numbers of a span, two texts."""

    code: str
    severity: Severity
    place: tuple[str, int, int, int, int]
    message: str
    hint: str

    @classmethod
    def of(cls, found: Diagnostic) -> CachedFinding:
        """As it is kept."""
        at = found.span
        place = at.path, at.line, at.column, at.end_line, at.end_column
        return cls(
            code=found.code,
            severity=found.severity,
            place=place,
            message=found.message,
            hint=found.hint,
        )

    def diagnostic(self) -> Diagnostic:
        """As it is told."""
        return Diagnostic(self.code, self.severity, Span(*self.place), self.message, self.hint)


class CachedCheck(_Model):
    """A check that found no error: ``inputs`` names all that was checked, and against what."""

    inputs: str
    projects: dict[str, CachedProject]
    told: tuple[CachedFinding, ...]
    volume: bool


class CachedFolder(_Model):
    """A folder: how its check came out, unless with errors, and its documents by path."""

    checked: CachedCheck | None = None
    documents: dict[str, CachedDocument] = Field(default_factory=dict)


def packed(model: BaseModel) -> bytes:
    """The bytes of a file that holds a model."""
    body = model.model_dump_json(by_alias=True).encode()
    return b"\n".join((_head(body), body))


def unpacked(path: Path, kind: type[_Kept]) -> _Kept | None:
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
    """Where a shard lists what the documents of an output folder were made of, for a merge.

    Not hidden: what carries files between machines often leaves hidden ones.
    """
    return folder / marked("ptgen.json", mark)


def shard_listed(folder: CachedFolder) -> bytes:
    """The bytes of such a list."""
    return packed(CachedFolder(documents=folder.documents))
