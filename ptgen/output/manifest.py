"""Stage output: ``manifest.json``: what is in the output folder and what it was made of."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ptgen.output import atomic

MANIFEST = "manifest.json"
Status = Literal["built", "cached", "failed"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Output(_Model):
    """A file: its path below the output folder, which document it is, and its SHA-256."""

    path: str
    document: str
    format: str
    sha256: str


class Entry(_Model):
    """A project: its source, its exact totals in 元 as text, and its files.

    A project whose amounts cannot be computed has no totals.
    """

    source: str
    name: str = Field(alias="项目名称")
    year: int | None = Field(alias="年度")
    total: str | None = Field(alias="项目资金总额")
    annual: str | None = Field(alias="年度资金申请总额")
    status: Status
    outputs: tuple[Output, ...]


class Manifest(_Model):
    """All projects by ``folder/stem``, and the versions that shape the bytes."""

    version: Literal[1] = 1
    made_with: dict[str, str] = Field(default_factory=dict)
    projects: dict[str, Entry] = Field(default_factory=dict)
    folders: dict[str, tuple[Output, ...]] = Field(default_factory=dict)
    """The files of whole folders (汇总, 汇编) by folder."""


def read_manifest(out: Path) -> Manifest:
    """The manifest of an output folder; an absent or damaged one is empty."""
    try:
        return Manifest.model_validate_json((out / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return Manifest()


def write_manifest(out: Path, manifest: Manifest) -> None:
    """Write it with the projects in order; raises :class:`~ptgen.output.atomic.OutputError`."""
    ordered = manifest.model_copy(
        update={
            "projects": dict(sorted(manifest.projects.items())),
            "folders": dict(sorted(manifest.folders.items())),
        }
    )
    text = ordered.model_dump_json(by_alias=True, indent=2)
    atomic.write(out / MANIFEST, f"{text}\n".encode())


def withdraw(
    out: Path, former: Manifest, projects: Collection[str], folders: Collection[str]
) -> None:
    """Take what a build writes anew out of the manifest, before the first file is replaced.

    So a build that is killed leaves no manifest that names other bytes than are there. Raises
    :class:`~ptgen.output.atomic.OutputError`.
    """
    left = Manifest(
        made_with=former.made_with,
        projects={key: one for key, one in former.projects.items() if key not in projects},
        folders={key: one for key, one in former.folders.items() if key not in folders},
    )
    if left != former:
        write_manifest(out, left)


def kept(entry: Entry, out: Path) -> Entry:
    """A former entry with those of its files that are still there."""
    return entry.model_copy(update={"outputs": present(entry.outputs, out)})


def present(outputs: tuple[Output, ...], out: Path) -> tuple[Output, ...]:
    """Those of the files that are still there."""
    return tuple(output for output in outputs if (out / output.path).is_file())
