"""Which faces this machine has: those that fontconfig lists, else those that lie in its folders.

Windows and macOS have no fontconfig; a bare Linux has none either. The package of the extra
``ptgen[fonts]`` counts everywhere.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from bisect import bisect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import uharfbuzz  # type: ignore[import-untyped]

from ptgen.render.fonts.roles import Face, Weights

SUFFIXES: Final = frozenset((".ttf", ".otf", ".ttc", ".otc"))
_PACKAGE: Final = "pylopdf_fonts_zh_cn"
# Where each system keeps fonts, below a folder that a variable names; the first is the user's own.
# Of macOS the last are those that it fetches when somebody asks for them, 仿宋 and 楷体 among them.
_FOLDERS: Final = {
    "win32": (("LOCALAPPDATA", "Microsoft/Windows/Fonts"), ("WINDIR", "Fonts")),
    "darwin": (
        ("HOME", "Library/Fonts"), ("", "/Library/Fonts"), ("", "/System/Library/Fonts"),
        ("", "/System/Library/AssetsV2"),
    ),
    "linux": (
        ("XDG_DATA_HOME", "fonts"), ("HOME", ".local/share/fonts"), ("HOME", ".fonts"),
        ("", "/usr/local/share/fonts"), ("", "/usr/share/fonts"),
    ),
}  # fmt: skip
_FAMILY: Final = (1, 16, 21)  # the names of a family in a font's table of names
# The weights of CSS and OpenType, and fontconfig's numbers for them.
_CSS: Final = (100, 200, 300, 350, 380, 400, 500, 600, 700, 800, 900, 950)
_FONTCONFIG: Final = (0, 40, 50, 55, 75, 80, 100, 180, 200, 205, 210, 215)


def font_folders(system: str = sys.platform) -> tuple[Path, ...]:
    """The folders of fonts of an operating system; the first is the user's own."""
    named = _FOLDERS.get(system, _FOLDERS["linux"])
    folders = (Path(os.environ.get(variable, "")) / below for variable, below in named)
    return tuple(folder for folder in folders if folder.is_absolute())


def package_files() -> tuple[Path, ...]:
    """The font files of the extra ``ptgen[fonts]``, if it is installed."""
    found = importlib.util.find_spec(_PACKAGE)
    return tuple(font_files((found and found.submodule_search_locations) or ()))


def installed_faces() -> dict[str, tuple[Face, ...]]:
    """Every face of this machine, by family."""
    program = shutil.which("fc-list")
    listed = _by_family(_listed(program)) if program else faces_in(font_files(font_folders()))
    return {**faces_in(package_files()), **listed}


def faces_in(files: Iterable[Path]) -> dict[str, tuple[Face, ...]]:
    """The faces of font files by the names of their families, in all languages."""
    return _by_family(one for file in sorted(files) for one in _faces_of(file))


def _by_family(found: Iterable[tuple[str, Face]]) -> dict[str, tuple[Face, ...]]:
    faces: dict[str, tuple[Face, ...]] = {}
    for family, face in found:
        faces[family] = (*faces.get(family, ()), face)
    return faces


def font_files(folders: Iterable[str | Path]) -> Iterator[Path]:
    """The files below folders that are called fonts."""
    for folder in folders:
        for place, _, names in os.walk(folder):
            yield from (Path(place, one) for one in names if Path(one).suffix.lower() in SUFFIXES)


def _faces_of(file: Path) -> Iterator[tuple[str, Face]]:
    """A file that is no font has none."""
    try:
        blob = uharfbuzz.Blob.from_file_path(str(file))
    except (uharfbuzz.HarfBuzzError, OSError):
        return
    for index in range(max(uharfbuzz.Face(blob).count, 0)):
        face = uharfbuzz.Face(blob, index)
        names = [one for one in face.list_names() if one.name_id in _FAMILY]
        made = Face(_weights(face), file, index)
        for family in dict.fromkeys(face.get_name(one.name_id, one.language) for one in names):
            if family:
                yield family, made


def _weights(face: uharfbuzz.Face) -> Weights:
    for axis in face.axis_infos:
        if axis.tag == "wght":
            return _weight(axis.min_value), _weight(axis.max_value)
    written = face.reference_table("OS/2").data[4:6]
    weight = _weight(int.from_bytes(written) if written else 400)
    return weight, weight


def _weight(css: float) -> int:
    return _FONTCONFIG[max(bisect(_CSS, css) - 1, 0)]


def _listed(program: str) -> Iterator[tuple[str, Face]]:
    done = subprocess.run(  # noqa: S603  # no word of the user's in it
        [program, "--format", "%{weight}|%{index}|%{family}|%{file}\n"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    for line in done.stdout.splitlines():
        weight, index, families, file = line.split("|", 3)
        numbers = [int(number) for number in re.findall(r"\d+", weight)]
        if numbers and index.isdecimal():
            # Above these bits stands the number of a variable font's named instance.
            face = Face((numbers[0], numbers[-1]), Path(file), int(index) & 0xFFFF)
            yield from ((family, face) for family in families.split(","))
