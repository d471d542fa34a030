"""Put fonts that play a role into the user's own folder of fonts, which needs no administrator."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from ptgen.core import atomic
from ptgen.core.atomic import OutputError
from ptgen.render.errors import MachineError
from ptgen.render.fonts.installed import SUFFIXES, faces_in, font_files, font_folders
from ptgen.render.fonts.roles import Role, files_of

FILES: Final[Mapping[Role, str]] = {
    Role.TITLE: "FZXBSJW.TTF（方正小标宋）或 NotoSerifCJKsc-Bold.otf",
    Role.HEADING: "simhei.ttf 或 NotoSansCJKsc-Regular.otf",
    Role.SUBHEADING: "simkai.ttf 或 LXGWWenKai-Regular.ttf（霞鹜文楷）",
    Role.BODY: "simfang.ttf 或 FandolFang-Regular.otf",
    Role.TABLE: "simsun.ttc 或 NotoSerifCJKsc-Regular.otf",
    Role.STRONG: "NotoSerifCJKsc-Bold.otf",
}
"""The usual files of each role: that of Windows, and an open one."""
_MOST: Final = 256 * 2**20  # bytes of what is taken out of one archive


def install(sources: Iterable[Path]) -> tuple[Path, ...]:
    """Copy the fonts that play a role out of files, folders and archives; where they are now.

    Raises :class:`~ptgen.render.errors.MachineError` where a source cannot be read, and
    :class:`~ptgen.core.atomic.OutputError` where the folder cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="ptgen-fonts-") as name:
        beside = Path(name)
        try:
            for source in sources:
                _gather(source, beside)
        except (OSError, zipfile.BadZipFile, RuntimeError) as failure:
            raise MachineError(f"{source} 读不了：要的是字体文件、文件夹或 zip、whl") from failure
        faces = faces_in(font_files([beside]))
        playing = sorted({file for role in Role for file in files_of(role, faces)})
        folders = font_folders()
        if not folders:
            raise OutputError("没有主文件夹，请设 HOME")
        made = tuple(folders[0].resolve() / "ptgen" / file.name for file in playing)
        for file, target in zip(playing, made, strict=True):
            atomic.write(target, file.read_bytes())
    return made


def _gather(source: Path, beside: Path) -> None:
    if source.is_dir():
        for file in font_files([source]):
            shutil.copyfile(file, beside / file.name)
    elif source.suffix.lower() in SUFFIXES:
        shutil.copyfile(source, beside / source.name)
    else:
        with zipfile.ZipFile(source) as archive:
            members = [
                one for one in archive.infolist() if Path(one.filename).suffix.lower() in SUFFIXES
            ]
            if sum(one.file_size for one in members) > _MOST:
                raise MachineError(f"{source} 里的字体太大（超过 {_MOST >> 20} MB）")
            for one in members:
                (beside / PurePosixPath(one.filename).name).write_bytes(archive.read(one))
