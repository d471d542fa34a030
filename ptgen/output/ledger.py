"""Stage output: what a folder's documents were made of, kept beside them for the next build.

A ledger that is absent, damaged or of another version is empty: everything is then built.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ptgen.diagnostics import Diagnostic, Severity, Span
from ptgen.output import atomic

LEDGER = ".ptgen.json"
_VERSION = b"1"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Record(_Model):
    """A document: the SHA-256 of its file, and the digest of each of its inputs."""

    sha256: str
    inputs: dict[str, str]


class Known(_Model):
    """What a build needs of a sound project without reading it again."""

    name: str
    year: int | None
    total: str
    annual: str
    documents: tuple[str, ...]
    layout: str


class Told(_Model):
    """A finding that stops nothing: code, severity, path, four numbers of a span, two texts."""

    code: str
    severity: Severity
    place: tuple[str, int, int, int, int]
    message: str
    hint: str

    @classmethod
    def of(cls, found: Diagnostic) -> Told:
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


class Checked(_Model):
    """A folder in which nothing was wrong: ``inputs`` names all that it was checked against."""

    inputs: str
    projects: dict[str, Known]
    told: tuple[Told, ...]
    volume: bool


class Ledger(_Model):
    """A folder: how its check came out, unless with errors, and its documents by path."""

    checked: Checked | None = None
    documents: dict[str, Record] = Field(default_factory=dict)


def ledger_file(folder: Path, mark: str = "") -> Path:
    """Where the ledger of an output folder is, or that of a shard.

    Those of shards are not hidden: what carries files between machines often leaves hidden ones.
    """
    return folder / (f"ptgen{mark}.json" if mark else LEDGER)


def read_ledger(folder: Path, mark: str = "") -> Ledger:
    """The ledger of an output folder, or that of a shard in it."""
    try:
        head, _, body = ledger_file(folder, mark).read_bytes().partition(b"\n")
        if head != _head(body):
            return Ledger()
        return Ledger.model_validate_json(body)
    except (OSError, ValidationError):
        return Ledger()


def write_ledger(folder: Path, ledger: Ledger, mark: str = "") -> None:
    """Write it in one step; raises :class:`~ptgen.output.atomic.OutputError`."""
    ordered = ledger.model_copy(update={"documents": dict(sorted(ledger.documents.items()))})
    body = ordered.model_dump_json().encode()
    atomic.write(ledger_file(folder, mark), b"\n".join((_head(body), body)))


def _head(body: bytes) -> bytes:
    """The first line: the version and the digest of all after it."""
    return _VERSION + b" " + hashlib.sha256(body).hexdigest().encode()
