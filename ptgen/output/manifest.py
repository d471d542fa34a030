"""Stage output: ``manifest.json``: what is in the output folder and what it was made of."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
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
    pending: tuple[Output, ...] = ()
    """What a run is replacing or removing; left behind only by a run that was killed."""


def read_manifest(out: Path) -> Manifest:
    """The manifest of an output folder; an absent or damaged one is empty."""
    try:
        return Manifest.model_validate_json((out / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return Manifest()


def restored(manifest: Manifest) -> Manifest:
    """The manifest before the run that was killed: its pending files where they belong."""
    if not manifest.pending:
        return manifest
    projects, folders = dict(manifest.projects), dict(manifest.folders)
    for output in manifest.pending:
        place = output.path.rpartition("/")[0]
        if place in projects:
            outputs = projects[place].outputs
            if output not in outputs:
                update = {"outputs": (*outputs, output)}
                projects[place] = projects[place].model_copy(update=update)
        elif output not in folders.get(place, ()):
            folders[place] = (*folders.get(place, ()), output)
    return manifest.model_copy(update={"projects": projects, "folders": folders, "pending": ()})


def outputs_of(manifest: Manifest) -> Iterator[Output]:
    """All files that a manifest names."""
    for entry in manifest.projects.values():
        yield from entry.outputs
    for outputs in manifest.folders.values():
        yield from outputs


def write_manifest(out: Path, manifest: Manifest) -> None:
    """Write it with the projects in order, unless it is there already; raises :class:`~ptgen.output.atomic.OutputError`."""
    ordered = manifest.model_copy(
        update={
            "projects": dict(sorted(manifest.projects.items())),
            "folders": dict(sorted(manifest.folders.items())),
        }
    )
    data = f"{ordered.model_dump_json(by_alias=True, indent=2)}\n".encode()
    with contextlib.suppress(OSError):
        if (out / MANIFEST).read_bytes() == data:
            return
    atomic.write(out / MANIFEST, data)


def present(outputs: tuple[Output, ...], out: Path) -> tuple[Output, ...]:
    """Those of the files that are still there."""
    return tuple(output for output in outputs if (out / output.path).is_file())


def is_whole(output: Output, out: Path) -> bool:
    """Whether a file is there as it was written."""
    try:
        with (out / output.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == output.sha256
    except OSError:
        return False
