"""What a build is asked for, and what it reads before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ptgen.build.cache import Cache
from ptgen.check.settings import Settings as RuleSettings
from ptgen.core.atomic import OutputError
from ptgen.core.diagnostics import Diagnostic
from ptgen.core.filesystem import DiskFiles
from ptgen.core.loader import ProjectFile
from ptgen.core.model.units.unit import PdfProgram

if TYPE_CHECKING:
    from ptgen.render.fonts.chosen import Fonts


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What a build was asked for; without ``fonts`` the process that draws prepares this machine's.

    ``variant`` is a variant of PDF, or empty where each unit.yaml names that of its folder;
    ``enclose`` puts the projects' files and data into it. ``program`` draws it, whatever is
    written; ``usual_program`` where unit.yaml names none. ``token`` names a file in ``out`` that
    exists as long as somebody on another machine waits for what is drawn here. A ``draft`` says so
    on each page.
    """

    files: DiskFiles
    out: Path
    formats: tuple[str, ...]
    fonts: Fonts | None = None
    variant: str = ""
    enclose: bool = False
    program: PdfProgram | None = None
    usual_program: PdfProgram = PdfProgram.WEASYPRINT
    token: str = ""
    draft: bool = False

    @property
    def awaited(self) -> bool:
        """Whether anybody still waits for what is drawn."""
        return not self.token or (self.out / self.token).is_file()

    def require_awaited(self) -> None:
        """Raise :class:`~ptgen.core.atomic.OutputError` when nobody waits any more."""
        if not self.awaited:
            raise OutputError("生成已停止")


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """The projects of a build, how severe findings are, and what is remembered of former builds.

    ``partial`` are the folders of which not every project is here; ``clashing`` the findings on
    files whose documents would overwrite others of all that were discovered; ``gone`` the sources
    that a former build had and this one has not.
    """

    projects: tuple[ProjectFile, ...]
    files: DiskFiles
    cache: Cache
    partial: frozenset[str] = frozenset()
    clashing: tuple[Diagnostic, ...] = ()
    gone: frozenset[str] = frozenset()
    rules: RuleSettings = field(default_factory=RuleSettings)

    def folders(self) -> Iterator[tuple[str, list[ProjectFile]]]:
        """Each folder with its projects, in order."""
        ordered = sorted(self.projects, key=lambda file: (file.folder, file.key))
        for name, files in groupby(ordered, key=lambda file: file.folder):
            yield name, list(files)
