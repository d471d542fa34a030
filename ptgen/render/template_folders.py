"""Where templates are found: a user's own file stands before the built-in one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ptgen.core.filesystem import is_inside, read_bytes
from ptgen.render.errors import TemplateError


@dataclass(frozen=True, slots=True)
class Folders:
    """Several folders; the last one has every template."""

    folders: tuple[Path, ...]

    def __truediv__(self, name: str, /) -> Path:
        """Return the first file of that name, in the order of the folders.

        Raise :class:`TemplateError` for a link that leads out of its folder: whatever it leads
        to would be printed. The built-in ones are where they were installed.
        """
        *own, builtin = self.folders
        for folder in own:
            path = folder / name
            if os.path.lexists(path):  # reading tells what is no file
                if not is_inside(path, folder):
                    raise TemplateError(path, None, "是指向模板文件夹以外的链接；请换成文件")
                return path
        return builtin / name


Templates = Path | Folders
"""A place of templates: a folder, or several of which the first that has a file gives it."""


def read_template(path: Path, most: int) -> bytes:
    """Return the bytes of a template; raise :class:`TemplateError` for more than ``most``."""
    data = read_bytes(path, most)
    if data is None:
        raise TemplateError(path, None, "读不到这个模板；请检查文件是否存在、有无权限")
    if len(data) > most:
        raise TemplateError(path, None, f"模板超过 {most >> 20} MB；请删去大图和多余的内容")
    return data
