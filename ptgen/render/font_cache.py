"""Stage render: the chosen fonts, cut down once per machine to the characters of everyday text.

In come the faces that a :class:`~ptgen.render.fonts.FontSet` names; out comes a folder with the
cut faces and a fontconfig file that lists only these. With whole fonts a document takes twice the
time, memory and bytes. The characters are always the same, so that the bytes of a document do not
depend on which others are built with it; a document with rarer ones is drawn with whole fonts.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import uharfbuzz  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts import (
    BOLD,
    HAN,
    REGULAR,
    Face,
    FontSet,
    Installed,
    choose,
    installed_faces,
)

CONFIGURATION: Final = "fonts.conf"
_CHARACTERS: Final = "characters.txt"
_INDEX: Final = "index.json"
_HALF_MADE: Final = ".new-"
_FORMAT: Final = 4
_UNUSED: Final = 30 * 24 * 3600  # seconds after which cut fonts that nobody asks for are removed
# Latin, Greek, punctuation, numbers, arrows, mathematics, boxes and shapes, Chinese punctuation,
# enclosed and square signs, full-width forms: as (first, beyond).
_BLOCKS: Final = (
    (0x20, 0x7F), (0xA0, 0x180), (0x370, 0x400), (0x2000, 0x2070), (0x2070, 0x20A0),
    (0x20A0, 0x2300), (0x2460, 0x2700), (0x3000, 0x3040), (0x3200, 0x3400), (0xFF00, 0xFFF0),
)  # fmt: skip
_LIGATURES: Final = ("ff", "fi", "fl", "ffi", "ffl")
_LANGUAGES: Final = ("zh-cn", "en")
_HEAD: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{folder}/cache</cachedir>
"""
# As in pdf_faces: the file keeps its space, which Pango takes from any face.
_RENAMED: Final = """  <match target="scan">
    <test name="file" compare="eq"><string>{file}</string></test>
    <edit name="family" mode="assign_replace"><string>{family}</string></edit>
    <edit name="charset" mode="assign_replace">
      <minus>
        <name>charset</name>
        <charset><range><int>0x20</int><int>0x7e</int></range></charset>
      </minus>
    </edit>
  </match>
"""


@dataclass(frozen=True, slots=True)
class CutFonts:
    """A folder of cut faces and the characters that at least one of them can draw."""

    folder: Path
    characters: frozenset[str]

    @property
    def configuration(self) -> Path:
        """The fontconfig file that lists only these faces."""
        return self.folder / CONFIGURATION

    def draw(self, texts: Iterable[str]) -> bool:
        """Whether they have every character of the texts; line ends and tabs are not drawn."""
        return all(self.characters.issuperset(set(text) - {"\n", "\t"}) for text in texts)


@dataclass(frozen=True, slots=True)
class Fonts:
    """What a process needs to draw: the face of each role, and the folder of those cut.

    Small, so that it can be sent to other processes; :meth:`cut` reads the rest.
    """

    roles: FontSet
    folder: Path

    def cut(self) -> CutFonts:
        """The cut faces; raises :class:`~ptgen.render.errors.MachineError` when they are gone."""
        try:
            text = (self.folder / _CHARACTERS).read_text("utf-8")
        except OSError as failure:
            raise MachineError(f"字体缓存 {self.folder} 被删去了：请重新运行。") from failure
        return CutFonts(self.folder, frozenset(text))


@contextlib.contextmanager
def prepared(templates: Iterable[str] = ()) -> Iterator[Fonts]:
    """The fonts of this machine for a build; cut ones that cannot be kept last as long as this.

    ``templates`` are the texts of the user's templates: the installed families that they name are
    cut too. Raises :class:`~ptgen.render.errors.MachineError` where fonts are missing.
    """
    installed = installed_faces()
    roles = choose(installed)
    texts = tuple(templates)
    named = sorted(family for family in installed if any(family in text for text in texts))
    try:
        cut = cut_fonts(roles, installed, named)
    except OSError:
        with tempfile.TemporaryDirectory(prefix="ptgen-fonts-") as folder:
            yield Fonts(roles, cut_fonts(roles, installed, named, Path(folder)).folder)
    else:
        yield Fonts(roles, cut.folder)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A face to be cut: its file, its number in a collection, and the name it gets, if any."""

    face: Face
    family: str = ""

    @property
    def fingerprint(self) -> tuple[str, int, str, str]:
        """Names the content: the tables' own checksums, not the time of the file."""
        return self.face.file.name, self.face.index, _directory(self.face), self.family


@cache
def everyday() -> frozenset[int]:
    """The code points of GB 2312-1980 and of the signs that documents use beside it."""
    found = {point for first, beyond in _BLOCKS for point in range(first, beyond)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            with contextlib.suppress(UnicodeDecodeError):
                found.add(ord(bytes((row, cell)).decode("gb2312")))
    return frozenset(found)


def cut_fonts(
    fonts: FontSet, installed: Installed, named: Collection[str] = (), root: Path | None = None
) -> CutFonts:
    """The cut faces of the roles and of the families ``named``, made where they are not there.

    ``root`` is where they are kept between runs, by default the user's cache folder. Damaged ones
    are made anew. Raises :class:`OSError` where they can be neither read nor written, and
    :class:`~ptgen.render.errors.MachineError` for a font file that cannot be used.
    """
    cuts = tuple(_wanted(fonts, installed, named))
    folder = (root or cache_folder()) / _key(cuts)
    known = _read(folder)
    if known is None:
        return _made(folder, cuts)
    with contextlib.suppress(OSError):
        os.utime(folder)  # tells when it was last used
    return known


def cache_folder() -> Path:
    """Where cut fonts are kept: below ``$XDG_CACHE_HOME``, by default ``~/.cache``."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(home) if Path(home).is_absolute() else Path("~/.cache").expanduser()
    return base / "ptgen" / "fonts"


def _wanted(fonts: FontSet, installed: Installed, named: Collection[str]) -> Iterator[_Cut]:
    """Regular and bold of each family, each file once; that without Latin under its own name."""
    bare = {role.only_han: role.face for role in fonts.roles if role.only_han is not None}
    families = dict.fromkeys(family for role in fonts.roles for family in role.families)
    faces: dict[tuple[Path, int], Face] = {}
    for family in families:
        for face in installed.get(family, ()):
            usual = any(
                face.weights[0] <= most and least <= face.weights[1]
                for least, most in (REGULAR, BOLD)
            )
            if usual and face.file not in bare:
                faces.setdefault((face.file, face.index), face)
    for family in named:
        for face in installed.get(family, ()):
            faces.setdefault((face.file, face.index), face)
    yield from (_Cut(face) for _, face in sorted(faces.items()))
    for file, family in bare.items():
        yield _Cut(Face((0, 0), file), family + HAN)


def _key(cuts: Iterable[_Cut]) -> str:
    points = ",".join(map(str, sorted(everyday())))
    parts = [_FORMAT, uharfbuzz.__version__, points, [cut.fingerprint for cut in cuts]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


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


def _read(folder: Path) -> CutFonts | None:
    """The fonts of a former run; ``None`` when they are not there or not as they were written."""
    try:
        digests = json.loads((folder / _INDEX).read_bytes())
        whole = isinstance(digests, dict) and all(
            _digest((folder / name).read_bytes()) == digest for name, digest in digests.items()
        )
        text = (folder / _CHARACTERS).read_text("utf-8")
    except (OSError, ValueError):
        return None
    named = {_CHARACTERS, CONFIGURATION}
    return CutFonts(folder, frozenset(text)) if whole and named <= digests.keys() else None


def _made(folder: Path, cuts: Iterable[_Cut]) -> CutFonts:
    """Cut, write beside, and put in place in one step; one process at a time.

    What a killed one left half-made is removed, and what nobody uses any more.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent) as alone:
        if alone:
            for left in _left_over(folder.parent):
                shutil.rmtree(left, ignore_errors=True)
        # Another process may have been faster.
        return _read(folder) or _made_alone(folder, cuts)


def _left_over(root: Path) -> Iterator[Path]:
    """The folders of cut fonts that are of no use."""
    oldest = time.time() - _UNUSED
    for path in root.iterdir():
        with contextlib.suppress(OSError):
            if path.name.startswith(_HALF_MADE) or path.stat().st_mtime < oldest:
                yield path


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Hold a folder; false where the file system knows no locks."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _made_alone(folder: Path, cuts: Iterable[_Cut]) -> CutFonts:
    beside = Path(tempfile.mkdtemp(prefix=_HALF_MADE, dir=folder.parent))
    try:
        for name, data in _files(folder, cuts):
            (beside / name).write_bytes(data)
        digests = {path.name: _digest(path.read_bytes()) for path in sorted(beside.iterdir())}
        (beside / _INDEX).write_text(json.dumps(digests), "utf-8")
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
        with contextlib.suppress(OSError):
            beside.rename(folder)
        made = _read(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    if made is None:
        raise OSError(f"{folder} 写不完整")
    return made


def _files(folder: Path, cuts: Iterable[_Cut]) -> Iterator[tuple[str, bytes]]:
    configuration = [_HEAD.format(folder=escape(str(folder)))]
    drawn: set[int] = set()
    for number, cut in enumerate(cuts):
        data, points = _cut(cut)
        drawn |= points
        name = f"{number:02}.{'otf' if data[:4] == b'OTTO' else 'ttf'}"
        if cut.family:
            file, family = escape(str(folder / name)), escape(cut.family)
            configuration.append(_RENAMED.format(file=file, family=family))
        yield name, data
    yield CONFIGURATION, "".join((*configuration, "</fontconfig>\n")).encode()
    yield _CHARACTERS, "".join(map(chr, sorted(drawn))).encode()


def _cut(cut: _Cut) -> tuple[bytes, frozenset[int]]:
    """The font with the everyday characters that it has, and these."""
    try:
        blob = uharfbuzz.Blob.from_file_path(str(cut.face.file))
        face = uharfbuzz.Face(blob, cut.face.index)
        points = everyday() & frozenset(face.unicodes)
        wanted = uharfbuzz.SubsetInput()
        wanted.unicode_set.update(points)
        wanted.name_id_set.update(range(26))
        wanted.name_lang_id_set.clear()
        wanted.name_lang_id_set.invert()  # all: families are found by their Chinese names too
        # Without those of other languages and of vertical lines a face has half as many.
        wanted.glyph_set.update(_shown(face, points))
        wanted.flags = uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        return uharfbuzz.subset(face, wanted).blob.data, points
    except (uharfbuzz.HarfBuzzError, RuntimeError, OSError) as failure:
        raise MachineError(f"字体文件 {cut.face.file} 不能使用：请重新安装。") from failure


def _shown(face: uharfbuzz.Face, points: Iterable[int]) -> frozenset[int]:
    """The glyphs that documents show for the characters: Chinese ones have quotes of their own."""
    font = uharfbuzz.Font(face)
    glyphs: set[int] = set()
    for language in _LANGUAGES:
        for text in (*map(chr, points), *_LIGATURES):
            buffer = uharfbuzz.Buffer()
            buffer.add_str(text)
            buffer.guess_segment_properties()
            buffer.language = language
            uharfbuzz.shape(font, buffer)
            glyphs.update(info.codepoint for info in buffer.glyph_infos)
    return frozenset(glyphs)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
