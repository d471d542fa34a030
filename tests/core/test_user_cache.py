"""Where the user's cache folder is, and whether it is the user's own."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from ptgen.core.user_cache import is_private, make_private, user_cache_folder
from tests.golden import run_ptgen


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache_folder() == tmp_path / "ptgen"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for home in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        assert user_cache_folder() == tmp_path / "home" / ".cache" / "ptgen"


def test_a_user_without_a_home_has_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a container that is run for a number of a user whom it does not know."""

    def unknown(number: int) -> None:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(OSError, match="~"):
        user_cache_folder()
    _, out, _ = run_ptgen(["doctor"], capsys)
    assert "可选  缓存：没有主文件夹，请设 HOME 或 XDG_CACHE_HOME" in out


def test_what_is_made_is_private_all_the_way(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(tmp_path / "a/b")
    finally:
        os.umask(before)
    assert is_private(tmp_path / "a")
    assert is_private(tmp_path / "a/b")
    make_private(tmp_path / "a/b")


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777, 0o1777])
def test_a_folder_that_others_may_write_into_is_not_private(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, mode: int
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "ptgen"
    folder.mkdir()
    folder.chmod(0o755)
    assert is_private(folder)
    assert f"有  缓存：{folder} 可以写" in run_ptgen(["doctor"], capsys)[1]
    folder.chmod(mode)
    assert not is_private(folder)
    said = f"可选  缓存：{folder} 要是自己的、别人写不了的文件夹"
    assert said in run_ptgen(["doctor"], capsys)[1]


@pytest.mark.parametrize("kind", ["absent", "file", "link"])
def test_what_is_no_folder_is_not_private(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "ptgen"
    if kind == "file":
        folder.touch()
    elif kind == "link":
        (tmp_path / "other").mkdir(0o700)
        folder.symlink_to(tmp_path / "other")
    assert not is_private(folder)
