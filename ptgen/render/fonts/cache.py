"""The chosen fonts, cut down once per machine to the characters of everyday text.

The cache is a folder with the cut faces that a :class:`~ptgen.render.fonts.roles.FontSet` names and
a fontconfig file that lists only these. With whole fonts a document takes twice the
time, memory and bytes. The characters are always the same, so that the bytes of a document do not
depend on which others are built with it; a document with rarer ones is drawn with whole fonts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import uharfbuzz  # type: ignore[import-untyped]

from ptgen.core.system import NO_LINK, lock
from ptgen.core.user_cache import make_private, user_cache_folder
from ptgen.render.errors import MachineError
from ptgen.render.fonts.configuration import fontconfig, only_han
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import FontSet, Installed, choose
from ptgen.render.fonts.subset import Cut, cut_face, everyday, wanted

CONFIGURATION: Final = "fonts.conf"
_CHARACTERS: Final = "characters.txt"
_INDEX: Final = "index.json"
_HALF_MADE: Final = ".new-"
_LOCK: Final = ".lock"
_FORMAT: Final = 4
_UNUSED: Final = 30 * 24 * 3600  # seconds after which cut fonts that nobody asks for are removed
_FOLDER: Final = """  <dir>{folder}</dir>
  <cachedir>{folder}/cache</cachedir>
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

    ``named`` are the installed families beside them that templates name. Small, so that it can be
    sent to other processes; :meth:`cut` reads the rest.
    """

    roles: FontSet
    folder: Path
    named: tuple[str, ...] = ()

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
    named = tuple(sorted(family for family in installed if any(family in text for text in texts)))
    try:
        cut = cut_fonts(roles, installed, named)
    except OSError:
        with tempfile.TemporaryDirectory(prefix="ptgen-fonts-") as folder:
            yield Fonts(roles, cut_fonts(roles, installed, named, Path(folder)).folder, named)
    else:
        yield Fonts(roles, cut.folder, named)


def cut_fonts(
    fonts: FontSet, installed: Installed, named: Collection[str] = (), root: Path | None = None
) -> CutFonts:
    """The cut faces of the roles and of the families ``named``, made where they are not there.

    ``root`` is where they are kept between runs, by default the user's cache folder. Damaged ones
    are made anew. Raises :class:`OSError` where they can be neither read nor written, and
    :class:`~ptgen.render.errors.MachineError` for a font file that cannot be used.
    """
    cuts = tuple(wanted(fonts, installed, named))
    folder = (root or cache_folder()) / _key(cuts)
    known = _read(folder)
    if known is None:
        return _made(folder, cuts)
    with contextlib.suppress(OSError):
        os.utime(folder)  # tells when it was last used
    return known


def cache_folder() -> Path:
    """Where cut fonts are kept; links are followed, since fontconfig is told the whole path."""
    return (user_cache_folder() / "fonts").resolve()


def _key(cuts: Iterable[Cut]) -> str:
    points = ",".join(map(str, sorted(everyday())))
    parts = [_FORMAT, uharfbuzz.__version__, points, [cut.fingerprint for cut in cuts]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


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


def _made(folder: Path, cuts: Iterable[Cut]) -> CutFonts:
    """Cut, write beside, and put in place in one step; one process at a time.

    What a killed one left half-made is removed, and what nobody uses any more.
    """
    make_private(folder.parent)
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
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
    try:
        try:
            lock(handle, wait=True)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _made_alone(folder: Path, cuts: Iterable[Cut]) -> CutFonts:
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


def _files(folder: Path, cuts: Iterable[Cut]) -> Iterator[tuple[str, bytes]]:
    configuration = [_FOLDER.format(folder=escape(str(folder)))]
    drawn: set[int] = set()
    for number, cut in enumerate(cuts):
        data, points = cut_face(cut)
        drawn |= points
        name = f"{number:02}.{'otf' if data[:4] == b'OTTO' else 'ttf'}"
        if cut.family:
            configuration.append(only_han(folder / name, cut.family))
        yield name, data
    yield CONFIGURATION, fontconfig(*configuration)
    yield _CHARACTERS, "".join(map(chr, sorted(drawn))).encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
