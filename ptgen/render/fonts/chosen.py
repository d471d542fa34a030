"""The fonts that documents are drawn with: the face of each role, and those that templates name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ptgen.render.errors import MachineError
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import BOLD, REGULAR, Face, FontSet, choose


@dataclass(frozen=True)
class Fonts:
    """What a process needs to draw; small, so that it can be sent to other processes.

    ``named`` are the installed families that templates name beside those of the roles, ``faces``
    the regular and bold faces of all of them, each with its family.
    """

    roles: FontSet
    faces: tuple[tuple[str, Face], ...]
    named: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """The digest of the content of all faces: of their tables' own checksums."""
        parts = [f"{family} {face.index} {_directory(face)}" for family, face in self.faces]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def chosen(templates: Iterable[str] = ()) -> Fonts:
    """Return the fonts of this machine; ``templates`` are the texts of the user's templates.

    Raises :class:`~ptgen.render.errors.MachineError` where fonts are missing.
    """
    installed = installed_faces()
    roles = choose(installed)
    texts = tuple(templates)
    named = tuple(sorted(family for family in installed if any(family in text for text in texts)))
    families = dict.fromkeys((*(family for one in roles.roles for family in one.families), *named))
    faces = (
        (family, face)
        for family in families
        for face in sorted(installed[family], key=lambda face: (face.file.name, face.index))
        if family in named or face.has(REGULAR) or face.has(BOLD)
    )
    return Fonts(roles, tuple(faces), named)


def _directory(face: Face) -> str:
    """The digest of a face's table directory, which has every table's length and checksum."""
    try:
        with face.file.open("rb") as file:
            start = file.read(12)
            if start[:4] == b"ttcf":
                file.seek(12 + 4 * face.index)
                file.seek(int.from_bytes(file.read(4)))
                start = file.read(12)
            return hashlib.sha256(start + file.read(16 * int.from_bytes(start[4:6]))).hexdigest()
    except OSError as failure:
        raise MachineError(f"字体文件 {face.file} 读不了：请重新安装。") from failure
