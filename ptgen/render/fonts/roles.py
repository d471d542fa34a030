"""The font roles of an official document become faces that are installed.

:func:`choose` makes a :class:`FontSet` of them; style sheets use it as CSS variables.
GB/T 9704-2012 asks for 小标宋, 黑体, 楷体, 仿宋 and 宋体. Windows has all but 小标宋; elsewhere there
is an open font for each, and behind it others for the rare characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from ptgen.render.errors import MachineError

REGULAR: Final = (75, 110)  # fontconfig's weights from book to medium
BOLD: Final = (180, 215)  # from demi-bold's upper neighbour, bold, to black
HAN: Final = " Han"
"""What is added to a family's name for its face without letters and digits."""

Weights = tuple[int, int]
Candidate = tuple[str, Weights]
"""A family that may play a role, in one weight (fontconfig's numbers, inclusive)."""


class Role(StrEnum):
    """What a face is for; the value is the name of its CSS variable."""

    TITLE = "小标宋"
    HEADING = "黑体"
    SUBHEADING = "楷体"
    BODY = "仿宋"
    TABLE = "宋体"
    STRONG = "宋体粗"


@dataclass(frozen=True, slots=True)
class Face:
    """An installed face: the weights it has (fontconfig's numbers, inclusive) and its file.

    ``index`` is its number in a collection of several.
    """

    weights: Weights
    file: Path
    index: int = 0

    def has(self, weights: Weights) -> bool:
        """Whether one of its weights is among these."""
        return self.weights[0] <= weights[1] and weights[0] <= self.weights[1]


Installed = Mapping[str, tuple[Face, ...]]
"""Every family with its faces."""


@dataclass(frozen=True, slots=True)
class RoleFonts:
    """The families of a role, best first, and the CSS weight at which they are asked for.

    ``only_han`` is the face's file where its letters and digits are not to be used.
    """

    role: Role
    families: tuple[str, ...]
    weight: int
    only_han: Path | None = None

    @property
    def face(self) -> str:
        """The family that draws nearly all of the role's text."""
        return self.families[0]

    @property
    def css_families(self) -> tuple[str, ...]:
        """The families as a style sheet names them."""
        if self.only_han is None:
            return self.families
        return (f"{self.face}{HAN}", *self.families[1:])


@dataclass(frozen=True, slots=True)
class FontSet:
    """Every role with its faces."""

    roles: tuple[RoleFonts, ...]

    def css(self) -> str:
        """A style sheet that defines ``--仿宋`` and ``--仿宋-粗细`` and so on for all roles."""
        lines = []
        for fonts in self.roles:
            escaped = (one.replace("\\", "\\\\").replace('"', '\\"') for one in fonts.css_families)
            families = ", ".join(f'"{family}"' for family in escaped)
            lines.append(f"  --{fonts.role}: {families};\n  --{fonts.role}-粗细: {fonts.weight};")
        return ":root {\n" + "\n".join(lines) + "\n}\n"


def _families(*names: str, weights: Weights = REGULAR) -> tuple[Candidate, ...]:
    return tuple((name, weights) for name in names)


_SONGTI: Final = (
    "宋体", "SimSun", "新宋体", "STSong", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC",
    "Noto Serif SC",
)  # fmt: skip
_CANDIDATES: Final[Mapping[Role, tuple[Candidate, ...]]] = {
    Role.TITLE: (
        *_families("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        *_families(
            "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", weights=BOLD
        ),
    ),
    Role.HEADING: _families(
        "黑体", "SimHei", "STHeiti", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC",
        "Noto Sans SC",
    ),
    Role.SUBHEADING: _families(
        "楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "Kaiti SC", "LXGW WenKai", "LXGW WenKai GB"
    ),
    Role.BODY: _families(
        "仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "FandolFang R",
        "FandolFang",
    ),
    Role.TABLE: _families(*_SONGTI),
    Role.STRONG: _families(*_SONGTI, weights=BOLD),
}  # fmt: skip

# Where a role has no face at all: Windows has neither 小标宋 nor a bold 宋体.
_INSTEAD: Final[Mapping[Role, Role]] = {Role.TITLE: Role.HEADING, Role.STRONG: Role.HEADING}

# Whose faces stand in for a role's rare characters: the likest first, all of GBK at the end.
_STAND_INS: Final[Mapping[Role, tuple[Role, ...]]] = {
    Role.TITLE: (Role.STRONG, Role.TABLE, Role.HEADING, Role.SUBHEADING),
    Role.HEADING: (Role.TABLE, Role.SUBHEADING),
    Role.SUBHEADING: (Role.TABLE, Role.HEADING),
    Role.BODY: (Role.TABLE, Role.SUBHEADING, Role.HEADING),
    Role.TABLE: (Role.SUBHEADING, Role.HEADING),
    Role.STRONG: (Role.TABLE, Role.HEADING, Role.SUBHEADING),
}

# Of signs that no face of a role has, as ☑.
_SYMBOLS: Final = ("Segoe UI Symbol", "Apple Symbols", "DejaVu Sans")

# Its digits are of even, heavy strokes that do not go with its characters.
_UNFIT_LATIN: Final = ("FandolFang R", "FandolFang")

_NOTO: Final = "apt-get install fonts-noto-cjk"
_REMEDIES: Final[Mapping[Role, str]] = {
    **dict.fromkeys(Role, f"请运行 {_NOTO}"),
    Role.TITLE: f"请安装方正小标宋简体，或运行 {_NOTO}",
    Role.SUBHEADING: "请运行 apt-get install fonts-lxgw-wenkai",
    Role.BODY: (
        "请安装仿宋_GB2312，或运行 apt-get install texlive-lang-chinese，"
        "再把其中的 FandolFang-Regular.otf 复制到 ~/.local/share/fonts 并运行 fc-cache"
    ),
}


def faces_of(role: Role, installed: Installed) -> tuple[str, ...]:
    """The families installed that may play a role, best first."""
    return tuple(family for family, _ in _own(role, installed))


def files_of(role: Role, installed: Installed) -> tuple[Path, ...]:
    """The files of the faces installed that may play a role, best first."""
    faces = (face for one in _own(role, installed) for face in _faces(one, installed))
    return tuple(dict.fromkeys(face.file for face in faces))


def _own(role: Role, installed: Installed) -> tuple[Candidate, ...]:
    for played in (role, _INSTEAD.get(role, role)):
        if found := tuple(one for one in _CANDIDATES[played] if _faces(one, installed)):
            return found
    return ()


_BY_NAME: Final[Mapping[str, Role]] = {
    family: role
    for role in reversed(Role)
    for family, weights in _CANDIDATES[role]
    if weights == REGULAR
}
_LIKENESS: Final = (
    (Role.TITLE, ("小标宋",)),
    (Role.BODY, ("仿宋", "FangSong")),
    (Role.SUBHEADING, ("楷", "Kai", "隶", "行书")),
    (Role.HEADING, ("黑", "等线", "Hei", "Sans", "Arial", "Calibri", "DengXian", "圆")),
)


def role_of(face: str) -> Role | None:
    """The role that a face named in a template plays, if it is one of those of the roles."""
    return _BY_NAME.get(face)


def role_like(face: str, *, bold: bool = False) -> Role:
    """The role of a face, or the one likest to it by its name."""
    likest = (role for role, marks in _LIKENESS if any(mark in face for mark in marks))
    role = role_of(face) or next(likest, Role.TABLE)
    return Role.STRONG if bold and role is Role.TABLE else role


def choose(installed: Installed) -> FontSet:
    """The faces of every role out of those installed.

    Raises :class:`MachineError` that names each role without a face and what to install.
    """
    own = {role: _own(role, installed) for role in Role}
    missing = [role for role in Role if not own[role]]
    if missing:
        remedies = dict.fromkeys(f"{_REMEDIES[role]}（{role}）" for role in missing)
        raise MachineError(
            f"这台机器缺少公文字体：{'；'.join(remedies)}。不用 root 的办法见 ptgen fonts。"
        )
    return FontSet(tuple(_role_fonts(role, own, installed) for role in Role))


def _faces(candidate: Candidate, installed: Installed) -> tuple[Face, ...]:
    family, weights = candidate
    return tuple(face for face in installed.get(family, ()) if face.has(weights))


def _role_fonts(
    role: Role, own: Mapping[Role, tuple[Candidate, ...]], installed: Installed
) -> RoleFonts:
    first, weights = own[role][0]
    families = [family for family, others in own[role] if others == weights]
    families += (family for stand_in in _STAND_INS[role] for family, _ in own[stand_in])
    families += (family for family in _SYMBOLS if family in installed)
    return RoleFonts(
        role,
        tuple(dict.fromkeys(families)),
        700 if weights == BOLD else 400,
        _faces(own[role][0], installed)[0].file if first in _UNFIT_LATIN else None,
    )
