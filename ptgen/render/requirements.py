"""What this machine has of what ptgen needs, and what brings the rest.

Works where WeasyPrint cannot be imported: that is then one of the things that are missing.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from ptgen.core.user_cache import is_private, user_cache_folder
from ptgen.render.errors import RenderError
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import Role, faces_of, files_of, role_of
from ptgen.render.native_libraries import FILES, HARFBUZZ, PANGO, PANGO_FT2, SUBSETTER, loaded

PYTHON: Final = (3, 11)
_REQUIRED: Final = re.compile(r"[\w.-]+")
# A library, what it is for, and the Debian package that brings it.
_LIBRARIES: Final = (
    (PANGO, "WeasyPrint 用", "libpango-1.0-0"),
    (PANGO_FT2, "WeasyPrint 用", "libpangoft2-1.0-0"),
    (HARFBUZZ, "WeasyPrint 用", "libharfbuzz0b"),
    (SUBSETTER, "WeasyPrint 裁剪字体用", "libharfbuzz-subset0"),
)
# The face that the standard names for each role, and the package of an open one.
_FONTS: Final[Mapping[Role, tuple[str, str]]] = {
    Role.TITLE: ("方正小标宋简体", "fonts-noto-cjk"),
    Role.HEADING: ("黑体", "fonts-noto-cjk"),
    Role.SUBHEADING: ("楷体_GB2312", "fonts-lxgw-wenkai"),
    Role.BODY: ("仿宋_GB2312", "texlive-lang-chinese"),
    Role.TABLE: ("宋体", "fonts-noto-cjk"),
    Role.STRONG: ("宋体（加粗）", "fonts-noto-cjk"),
}
_OPEN: Final = ("Noto", "Source Han", "LXGW", "Fandol")
_ENGINES, FONTS = "排版 PDF", "字体"
_PAGE: Final = "甲"
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
    wanted = f"{platform.python_version()}，需要 {'.'.join(map(str, PYTHON))} 或更高"
    enough = State.HAS if sys.version_info >= PYTHON else State.LACKS
    yield Thing("程序", "Python", enough, wanted)
    yield from map(_package, packages())
    yield from _engines()
    yield from font_things()
    yield _program("git", "比较版本（ptgen diff）", "git", needed=True)
    yield _program(
        "soffice", "LibreOffice，看 Word 文书、导入 .doc 等旧格式用", "libreoffice-writer"
    )
    yield _editor()
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


def _package(name: str) -> Thing:
    try:
        return Thing("程序", name, State.HAS, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Thing("程序", name, State.LACKS, "没有安装，请运行 pip install --upgrade ptgen")


def _engines() -> Iterator[Thing]:
    """The programs that draw PDF: each draws a page; one that does is enough."""
    # Without any font Pango ends the process.
    page = _PAGE if installed_faces() else ""
    failed = {name: why for name, draw in _DRAWING.items() if (why := _failure(draw, page))}
    said = "画出了一页" if page else "可以载入，有了字体再试画"
    state = State.LACKS if len(failed) == len(_DRAWING) else State.MAY
    if sys.platform == "linux":
        for library, use, package in _LIBRARIES:
            there = State.HAS if loaded(library) else state
            yield Thing(_ENGINES, FILES[library][0], there, use, "" if loaded(library) else package)
    for name in _DRAWING:
        if name in failed:
            yield Thing(_ENGINES, name, state, failed[name])
        else:
            version = importlib.metadata.version(name)
            yield Thing(_ENGINES, name, State.HAS, f"{version}，{said}")


def _failure(draw: Callable[[str], object], page: str) -> str:
    """Why an engine draws nothing here, in Chinese; empty where it does."""
    try:
        draw(page)
    except RenderError as failure:
        return str(failure)
    except (ImportError, OSError) as failure:
        return f"不能载入：{failure}"
    return ""


def _by_weasyprint(page: str) -> None:
    # Not imported with this module, so that it can say that it cannot be imported.
    engine = importlib.import_module("ptgen.render.pdf.weasyprint.engine")
    engine.check_version(importlib.metadata.version("weasyprint"))
    if page:
        engine.weasyprint.HTML(string=page).write_pdf()


def _by_typst(page: str) -> None:
    importlib.import_module("typst").compile(page.encode())


_DRAWING: Final[Mapping[str, Callable[[str], object]]] = {
    "WeasyPrint": _by_weasyprint,
    "Typst": _by_typst,
}


def font_things() -> Iterator[Thing]:
    """Which font plays each role, and its file."""
    installed = installed_faces()
    for role, (standard, package) in _FONTS.items():
        files = files_of(role, installed)
        if not files:
            yield Thing(FONTS, role, State.LACKS, f"没有{standard}，也没有可以代替的字体", package)
            continue
        family = faces_of(role, installed)[0]
        said = f"{family}（{files[0]}）"
        if family.startswith(_OPEN) or (
            role is not Role.HEADING and role_of(family) is Role.HEADING
        ):
            said = f"用 {said}代替{standard}（Word 文书里写的仍是{standard}）"
        yield Thing(FONTS, role, State.HAS, said)


def _editor() -> Thing:
    """Whether an extension that completes and checks YAML is there for VS Code."""
    name, use = "VS Code 的 YAML 扩展", "写的时候补全和检查"
    folder = Path(os.path.expanduser("~/.vscode/extensions"))  # noqa: PTH111 pathlib raises RuntimeError
    if any(folder.glob("redhat.vscode-yaml-*")):
        return Thing("编辑器", name, State.HAS, use)
    return Thing("编辑器", name, State.MAY, f"{use}；打开 ptgen init 建好的文件夹时照提示安装")


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
    """The commands that bring what is missing, and both engines: one of apt, and one that puts 仿宋 in its place."""
    lacking = (
        one.package
        for one in found
        if one.state is State.LACKS or (one.state is State.MAY and one.group == _ENGINES)
    )
    packages = sorted({*lacking} - {""})
    lines = []
    if FANGSONG in packages:
        packages.remove(FANGSONG)
        # The package is big and keeps its fonts where fontconfig does not look.
        update = "" if packages else "sudo apt-get update && "
        lines.append(
            f"{update}cd /tmp && apt-get download texlive-lang-chinese && "
            "dpkg -x texlive-lang-chinese_*.deb fandol && mkdir -p ~/.local/share/fonts && "
            "find fandol -name FandolFang-Regular.otf -exec cp {} ~/.local/share/fonts/ \\;"
        )
    if packages:
        install = "sudo apt-get install -y --no-install-recommends"
        lines.insert(0, f"sudo apt-get update && {install} {' '.join(packages)}")
    return tuple(lines)
