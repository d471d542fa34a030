"""What this machine has of what ptgen needs, and what brings the rest.

Works where WeasyPrint cannot be imported: that is then one of the things that are missing.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.metadata
import os
import platform
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ptgen.core.user_cache import is_private, user_cache_folder
from ptgen.render.errors import MachineError
from ptgen.render.fonts.roles import Role, faces_of, installed_faces

PYTHON: Final = (3, 11)
_REQUIRED: Final = re.compile(r"[\w.-]+")
# A library, what it is for, and the Debian package that brings it.
_LIBRARIES: Final = (
    ("libpango-1.0.so.0", "排版 PDF", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "排版 PDF", "libpangoft2-1.0-0"),
    ("libharfbuzz.so.0", "排版 PDF", "libharfbuzz0b"),
    ("libharfbuzz-subset.so.0", "裁剪字体，没有它一份 PDF 要十几秒", "libharfbuzz-subset0"),
)
# The face that the standard names for each role, and the package of an open one.
_FONTS: Final[Mapping[Role, tuple[str, str]]] = MappingProxyType(
    {
        Role.TITLE: ("方正小标宋简体", "fonts-noto-cjk"),
        Role.HEADING: ("黑体", "fonts-noto-cjk"),
        Role.SUBHEADING: ("楷体_GB2312", "fonts-lxgw-wenkai"),
        Role.BODY: ("仿宋_GB2312", "texlive-lang-chinese"),
        Role.TABLE: ("宋体", "fonts-noto-cjk"),
        Role.STRONG: ("宋体（加粗）", "fonts-noto-cjk"),
    }
)
_OPEN: Final = ("Noto", "Source Han", "LXGW", "Fandol")
FANGSONG: Final = "texlive-lang-chinese"


class State(StrEnum):
    """Whether a thing is there; ``MAY`` is missing and not needed."""

    HAS = "有"
    LACKS = "缺"
    MAY = "可选"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: its name, whether it is there, what is to be said, the package that brings it."""

    group: str
    name: str
    state: State
    said: str
    package: str = ""


def things() -> Iterator[Thing]:
    """All that ptgen needs or may use, in the order in which it is told."""
    yield _python()
    yield from map(_package, packages())
    yield from (_library(*entry) for entry in _LIBRARIES)
    yield _weasyprint()
    yield from _fonts()
    yield _program("git", "比较版本（ptgen diff）", "git", needed=True)
    yield _program("soffice", "LibreOffice，看 Word 文书用，ptgen 本身不用", "libreoffice-writer")
    yield from _folders()


def packages() -> tuple[str, ...]:
    """The packages that ptgen depends on, as its installation or its checkout declares them."""
    try:
        declared = importlib.metadata.requires("ptgen") or []
    except importlib.metadata.PackageNotFoundError:
        settings = Path(__file__).resolve().parents[2] / "pyproject.toml"
        declared = tomllib.loads(settings.read_text("utf-8"))["project"]["dependencies"]
    needed = (text for text in declared if "extra ==" not in text)
    return tuple(match[0] for text in needed if (match := _REQUIRED.match(text)) is not None)


def _python() -> Thing:
    wanted = ".".join(map(str, PYTHON))
    state = State.HAS if sys.version_info >= PYTHON else State.LACKS
    return Thing("程序", "Python", state, f"{platform.python_version()}，需要 {wanted} 或更高")


def _package(name: str) -> Thing:
    try:
        return Thing("程序", name, State.HAS, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Thing("程序", name, State.LACKS, "没有安装，请运行 pip install --upgrade ptgen")


def _library(name: str, use: str, package: str) -> Thing:
    with suppress(OSError):
        ctypes.CDLL(name)
        return Thing("程序库", name, State.HAS, use)
    return Thing("程序库", name, State.LACKS, use, package)


def _weasyprint() -> Thing:
    """Whether the engine of PDF can be loaded, and is of a version that is known."""
    try:
        engine = importlib.import_module("ptgen.render.pdf.weasyprint.engine")
        version = importlib.metadata.version("weasyprint")
        engine.check_version(version)
    except MachineError as failure:
        return Thing("程序库", "WeasyPrint", State.LACKS, str(failure))
    except (ImportError, OSError) as failure:
        return Thing("程序库", "WeasyPrint", State.LACKS, f"不能载入：{failure}")
    return Thing("程序库", "WeasyPrint", State.HAS, f"{version}，可以排版 PDF")


def _fonts() -> Iterator[Thing]:
    try:
        installed = installed_faces()
    except MachineError:
        yield Thing("字体", "fontconfig", State.LACKS, "不能列出已安装的字体", "fontconfig")
        # One command is to bring all: which fonts there are cannot be told before.
        installed = {}
    for role, (standard, package) in _FONTS.items():
        found = faces_of(role, installed)
        if not found:
            yield Thing("字体", role, State.LACKS, f"没有{standard}，也没有可以代替的字体", package)
        elif found[0].startswith(_OPEN):
            said = f"用 {found[0]} 代替{standard}（Word 文书里写的仍是{standard}）"
            yield Thing("字体", role, State.HAS, said)
        else:
            yield Thing("字体", role, State.HAS, found[0])


def _program(name: str, use: str, package: str, *, needed: bool = False) -> Thing:
    if shutil.which(name) is not None:
        return Thing("命令", name, State.HAS, use)
    return Thing("命令", name, State.LACKS if needed else State.MAY, use, package)


def _folders() -> Iterator[Thing]:
    yield _cache()
    places = (("临时文件", Path(tempfile.gettempdir())), ("当前文件夹", Path.cwd()))
    for name, folder in places:
        fits = _is_writable(folder)
        said = f"{folder} {'可以写' if fits else '写不了，请核对权限'}"
        yield Thing("文件夹", name, State.HAS if fits else State.LACKS, said)


def _cache() -> Thing:
    """Without its cache a build is slower, that is all."""
    try:
        folder = user_cache_folder()
    except OSError:
        return Thing("文件夹", "缓存", State.MAY, "没有主文件夹，请设 HOME 或 XDG_CACHE_HOME")
    if not _is_writable(folder):
        return Thing("文件夹", "缓存", State.MAY, f"{folder} 写不了，请核对权限")
    if os.path.lexists(folder) and not is_private(folder):
        said = f"{folder} 要是自己的、别人写不了的文件夹，请删去它，或运行 chmod go-w"
        return Thing("文件夹", "缓存", State.MAY, said)
    return Thing("文件夹", "缓存", State.HAS, f"{folder} 可以写")


def _is_writable(folder: Path) -> bool:
    """Whether a folder can be written, or made."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def remedy(found: tuple[Thing, ...]) -> tuple[str, ...]:
    """The commands that bring what is missing: one of apt, and one that puts 仿宋 in its place."""
    packages = sorted({one.package for one in found if one.package and one.state is State.LACKS})
    lines = []
    if FANGSONG in packages:
        packages.remove(FANGSONG)
        # The package is big and keeps its fonts where fontconfig does not look.
        update = "" if packages else "sudo apt-get update && "
        lines.append(
            f"{update}cd /tmp && apt-get download texlive-lang-chinese && "
            "dpkg -x texlive-lang-chinese_*.deb fandol && mkdir -p ~/.local/share/fonts && "
            "find fandol -name FandolFang-Regular.otf -exec cp {} ~/.local/share/fonts/ \\; && "
            "fc-cache -f"
        )
    if packages:
        install = "sudo apt-get install -y --no-install-recommends"
        lines.insert(0, f"sudo apt-get update && {install} {' '.join(packages)}")
    return tuple(lines)
