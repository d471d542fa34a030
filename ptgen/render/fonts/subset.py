"""Which faces are cut, to which characters, and the cutting of one.

A cut font has the everyday characters alone, in the shapes that documents show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import uharfbuzz  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts.roles import BOLD, HAN, REGULAR, Face, FontSet, Installed

# Latin, Greek, punctuation, numbers, arrows, mathematics, boxes and shapes, Chinese punctuation,
# enclosed and square signs, full-width forms: as (first, beyond).
_BLOCKS: Final = (
    (0x20, 0x7F), (0xA0, 0x180), (0x370, 0x400), (0x2000, 0x2070), (0x2070, 0x20A0),
    (0x20A0, 0x2300), (0x2460, 0x2700), (0x3000, 0x3040), (0x3200, 0x3400), (0xFF00, 0xFFF0),
)  # fmt: skip
_LIGATURES: Final = ("ff", "fi", "fl", "ffi", "ffl")
_LANGUAGES: Final = ("zh-cn", "en")


@dataclass(frozen=True, slots=True)
class Cut:
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
    signs = {point for first, beyond in _BLOCKS for point in range(first, beyond)}
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    # Between line feeds an empty cell does not swallow the next one.
    characters = b"\n".join(cells).decode("gb2312", "ignore").replace("\n", "")
    return frozenset(signs.union(map(ord, characters)))


def wanted(fonts: FontSet, installed: Installed, named: Collection[str]) -> Iterator[Cut]:
    """The faces of the roles and of the families ``named``.

    Regular and bold of each family, each file once; that without Latin under its own name.
    """
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
    yield from (Cut(face) for _, face in sorted(faces.items()))
    for file, family in bare.items():
        yield Cut(Face((0, 0), file), family + HAN)


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


def cut_face(cut: Cut) -> tuple[bytes, frozenset[int]]:
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
