from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from ptgen.cli import main
from ptgen.render.errors import MachineError
from ptgen.render.fonts.install import install
from ptgen.render.fonts.installed import faces_in, font_files, font_folders, installed_faces
from ptgen.render.fonts.roles import Face, Role, choose
from tests.render.fonts.made import make_font

OF_WINDOWS = {
    "simsun.ttf": ("SimSun", "宋体"),
    "simhei.ttf": ("SimHei", "黑体"),
    "simkai.ttf": ("KaiTi", "楷体"),
    "simfang.ttf": ("FangSong", "仿宋"),
}


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Windows with the fonts of a new one, and a user without any."""
    for name, (english, chinese) in OF_WINDOWS.items():
        make_font(tmp_path / "Windows" / "Fonts" / name, english, chinese)
    monkeypatch.setenv("WINDIR", str(tmp_path / "Windows"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    return tmp_path


def test_the_fonts_of_windows_are_found_in_its_folders(windows: Path) -> None:
    own = windows / "Local" / "Microsoft" / "Windows" / "Fonts"
    make_font(own / "FZXBSJW.TTF", "FZXiaoBiaoSong-B05S", "方正小标宋简体")
    (own / "broken.ttf").write_bytes(b"no font")
    faces = faces_in(font_files(font_folders("win32")))
    assert set(faces) == {
        "FZXiaoBiaoSong-B05S", "方正小标宋简体", *(name for both in OF_WINDOWS.values() for name in both),
    }  # fmt: skip
    first = {entry.role: entry.face for entry in choose(faces).roles}
    assert first[Role.TITLE] == "方正小标宋简体"
    assert first[Role.BODY] == "仿宋"
    assert first[Role.STRONG] == "黑体"


@pytest.mark.parametrize(
    ("css", "fontconfig"), [(300, 50), (400, 80), (500, 100), (600, 180), (700, 200), (900, 210)]
)
def test_weights_are_those_of_fontconfig(tmp_path: Path, css: int, fontconfig: int) -> None:
    make_font(tmp_path / "one.ttf", "One", "一", css)
    weights = (fontconfig, fontconfig)
    assert faces_in([tmp_path / "one.ttf"])["一"] == (Face(weights, tmp_path / "one.ttf"),)


def test_without_fontconfig_the_same_faces_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("fc-list") is None:
        pytest.skip("there is no fontconfig to compare with")
    listed = installed_faces()
    monkeypatch.setenv("PATH", "")
    found = installed_faces()
    for family in ("Noto Serif CJK SC", "Noto Sans CJK SC", "LXGW WenKai", "FandolFang R"):
        assert sorted(found[family], key=str) == sorted(listed[family], key=str)
    assert choose(found) == choose(listed)


def test_macos_has_folders_for_what_it_fetches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/Users/one")
    assert Path("/Users/one/Library/Fonts") == font_folders("darwin")[0]
    assert Path("/System/Library/AssetsV2") in font_folders("darwin")


def test_fonts_that_play_a_role_are_installed_from_files_folders_and_archives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    make_font(tmp_path / "from" / "simfang.ttf", "FangSong", "仿宋")
    make_font(tmp_path / "from" / "other.ttf", "Something", "别的")
    make_font(tmp_path / "one" / "simkai.ttf", "KaiTi", "楷体")
    make_font(tmp_path / "simhei.ttf", "SimHei", "黑体")
    with zipfile.ZipFile(tmp_path / "fonts.whl", "w") as archive:
        archive.write(tmp_path / "simhei.ttf", "../../evil/simhei.ttf")
        archive.writestr("README", "no font")
    made = install([tmp_path / "from", tmp_path / "one" / "simkai.ttf", tmp_path / "fonts.whl"])
    folder = tmp_path / "share" / "fonts" / "ptgen"
    assert set(made) == {folder / name for name in ("simfang.ttf", "simkai.ttf", "simhei.ttf")}
    assert set(folder.iterdir()) == set(made)
    monkeypatch.setenv("PATH", "")
    assert choose(installed_faces()).roles[3].face == "仿宋"


def test_what_is_no_archive_of_fonts_is_told(tmp_path: Path) -> None:
    (tmp_path / "fonts.zip").write_bytes(b"no archive")
    with pytest.raises(MachineError, match=r"fonts\.zip 读不了"):
        install([tmp_path / "fonts.zip"])


def test_the_command_says_what_is_missing_and_where_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    make_font(tmp_path / "simfang.ttf", "FangSong", "仿宋")
    with pytest.raises(SystemExit) as ended:
        main(["fonts", "--install", str(tmp_path / "simfang.ttf")])
    out = capsys.readouterr().out
    assert ended.value.code == 2
    assert f"装好  {tmp_path}/share/fonts/ptgen/simfang.ttf" in out
    assert "楷体：simkai.ttf 或 LXGWWenKai-Regular.ttf" in out
    assert f"放到 {tmp_path}/share/fonts" in out
