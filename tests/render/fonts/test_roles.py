from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

from ptgen.render.errors import MachineError
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import Face, FontSet, Role, RoleFonts, choose

REGULAR, BOLD = Face((80, 80), Path("regular.ttf")), Face((200, 200), Path("bold.ttf"))
OPEN = {
    "Noto Serif CJK SC": (REGULAR, BOLD),
    "Noto Sans CJK SC": (REGULAR, BOLD),
    "LXGW WenKai": (REGULAR, BOLD),
    "FandolFang R": (REGULAR,),
}


def of(fonts: FontSet, role: Role) -> RoleFonts:
    return next(entry for entry in fonts.roles if entry.role is role)


def test_open_fonts_play_every_role() -> None:
    fonts = choose(OPEN)
    assert {entry.role.value: (entry.face, entry.weight) for entry in fonts.roles} == {
        "小标宋": ("Noto Serif CJK SC", 700),
        "黑体": ("Noto Sans CJK SC", 400),
        "楷体": ("LXGW WenKai", 400),
        "仿宋": ("FandolFang R", 400),
        "宋体": ("Noto Serif CJK SC", 400),
        "宋体粗": ("Noto Serif CJK SC", 700),
    }


@pytest.mark.parametrize(
    ("role", "family"),
    [
        (Role.TITLE, "方正小标宋简体"),
        (Role.HEADING, "SimHei"),
        (Role.SUBHEADING, "楷体_GB2312"),
        (Role.BODY, "仿宋_GB2312"),
        (Role.BODY, "FangSong"),
        (Role.TABLE, "宋体"),
    ],
)
def test_the_users_own_font_comes_first(role: Role, family: str) -> None:
    entry = of(choose({**OPEN, family: (REGULAR,)}), role)
    assert (entry.face, entry.weight) == (family, 400)


def test_rare_characters_of_an_own_font_come_from_fonts_that_have_them() -> None:
    families = of(choose({**OPEN, "仿宋_GB2312": (REGULAR,)}), Role.BODY).families
    assert families == (
        "仿宋_GB2312",
        "FandolFang R",
        "Noto Serif CJK SC",
        "LXGW WenKai",
        "Noto Sans CJK SC",
    )


def test_a_song_without_bold_leaves_bold_to_one_that_has_it() -> None:
    fonts = choose({**OPEN, "SimSun": (REGULAR,)})
    assert of(fonts, Role.TABLE).face == "SimSun"
    assert of(fonts, Role.STRONG).face == "Noto Serif CJK SC"


def test_a_variable_font_has_all_weights() -> None:
    fonts = choose({**OPEN, "Noto Serif CJK SC": (Face((40, 210), Path("variable.ttf")),)})
    assert of(fonts, Role.TITLE).face == "Noto Serif CJK SC"


@pytest.mark.parametrize(
    ("family", "package"),
    [
        ("FandolFang R", "texlive-lang-chinese"),
        ("LXGW WenKai", "fonts-lxgw-wenkai"),
        ("Noto Sans CJK SC", "fonts-noto-cjk"),
    ],
)
def test_a_role_without_a_face_says_what_to_install(family: str, package: str) -> None:
    installed = {name: faces for name, faces in OPEN.items() if name != family}
    with pytest.raises(MachineError, match=f"apt-get install {package}"):
        choose(installed)


def test_only_light_faces_are_no_face() -> None:
    with pytest.raises(MachineError, match="楷体"):
        choose({**OPEN, "LXGW WenKai": (Face((50, 50), Path("light.ttf")),)})


def test_css_defines_a_variable_for_each_role() -> None:
    css = FontSet((RoleFonts(Role.BODY, ('a"b\\', "c"), 400),)).css()
    assert css == ':root {\n  --仿宋: "a\\"b\\\\", "c";\n  --仿宋-粗细: 400;\n}\n'


def test_digits_of_the_open_fangsong_come_from_the_song() -> None:
    body = of(choose(OPEN), Role.BODY)
    assert body.only_han == Path("regular.ttf")
    assert body.css_families[:2] == ("FandolFang R Han", "Noto Serif CJK SC")


def test_the_users_own_fangsong_has_its_own_digits() -> None:
    body = of(choose({**OPEN, "FangSong": (REGULAR,)}), Role.BODY)
    assert body.css_families[0] == "FangSong"


def test_this_machine_has_four_real_faces() -> None:
    fonts = choose(installed_faces())
    roles = (Role.TITLE, Role.HEADING, Role.SUBHEADING, Role.BODY)
    assert len({of(fonts, role).face for role in roles}) == len(roles)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_all_of_gbk(role: Role) -> None:
    families = of(choose(installed_faces()), role).families
    assert not uncovered(gbk(), families)


def test_coverage_sees_what_a_font_lacks() -> None:
    assert "㎡" in uncovered({"㎡", "元"}, ("no such family",))


@cache
def gbk() -> frozenset[str]:
    """Every Chinese character of GBK, and the symbols of its first plane that officials use."""
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    decoded = {pair.decode("gbk", errors="ignore") for pair in pairs}
    return frozenset(one for one in decoded if "一" <= one <= "龥") | set("㎡％≥≤×÷①②【】《》")


def uncovered(characters: frozenset[str] | set[str], families: tuple[str, ...]) -> set[str]:
    left = set(characters)
    for family in families:
        left -= charset(family)
    return left


@cache
def charset(family: str) -> frozenset[str]:
    listed = subprocess.run(
        ["fc-list", f":family={family}", "--format", "%{file}\n"],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    if not listed[0]:
        return frozenset()
    path = listed[0]
    if path.endswith(".ttc"):
        with TTCollection(path, lazy=True) as collection:
            return frozenset(map(chr, collection.fonts[0].getBestCmap()))
    with TTFont(path) as font:
        return frozenset(map(chr, font.getBestCmap()))


WINDOWS = {
    "SimSun": (REGULAR,),
    "SimHei": (REGULAR,),
    "KaiTi": (REGULAR,),
    "FangSong": (REGULAR,),
}


def test_a_new_windows_draws_with_what_it_has() -> None:
    fonts = choose(WINDOWS)
    assert {entry.role.value: (entry.face, entry.weight) for entry in fonts.roles} == {
        "小标宋": ("SimHei", 400),
        "黑体": ("SimHei", 400),
        "楷体": ("KaiTi", 400),
        "仿宋": ("FangSong", 400),
        "宋体": ("SimSun", 400),
        "宋体粗": ("SimHei", 400),
    }
