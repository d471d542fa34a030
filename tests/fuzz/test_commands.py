"""Whole commands over repositories in which anything may have happened to any file.

Each example damages a small repository with outputs and history, then runs a few commands on it:
none ends in a traceback or with another status than 0, 1 and 2, and none writes outside.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.making import TIMES, TOKENS
from tests.golden import run_ptgen
from tests.projects import write_project
from tests.repositories import repository

Damage = tuple[str, int, int, bytes]

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", "projects"),
    ("check", "--fix", "projects"),
    ("check", "--format", "sarif", "projects"),
    ("fmt", "projects"),
    ("build", "--format", "xlsx", "projects"),
    ("build", "--format", "docx,xlsx", "--force", "projects"),
    ("diff", "HEAD~1..HEAD"),
    ("diff",),
    ("diff", "--fail-if", "growth>10%", "--format", "markdown", "HEAD~1"),
    ("export", "projects"),
    ("layouts", "projects"),
    ("schema", "project"),
    ("init", "."),
    ("new", "某项目", "--unit", "projects/unit"),
    ("rollover", "projects/unit", "--to", "2023"),
    ("text", "projects/unit/01.yaml"),
    ("templates", "--copy"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two commits, an edition of its own, settings and a former build."""
    folder = tmp_path_factory.mktemp("sound") / "repository"
    made = repository(folder)
    write_project(folder)
    write_project(folder, stem="02")
    made.write("ptgen.toml", '[check]\nignore = ["PT312"]\n')
    made.write("templates/own/layout.yaml", "名称: 自己的\n继承: shanghai-district-2022\n")
    made.commit("first")
    made.replace("projects/unit/01.yaml", "10万元", "12万元")
    made.commit("second")
    return folder


def damaged(folder: Path, damage: Damage) -> None:
    """Do something to one of the files: change it, or put something else into its place."""
    kind, which, place, token = damage
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if not files:
        return
    path = files[which % len(files)]
    path.chmod(0o600)
    data = path.read_bytes()
    at = place % (len(data) + 1)
    if kind == "insert":
        path.write_bytes(data[:at] + token + data[at:])
    elif kind == "cut":
        path.write_bytes(data[:at])
    elif kind == "long":
        with path.open("ab") as file:
            file.truncate(3 * 2**20)
    else:
        path.unlink()
        _REPLACED[kind](path)


_REPLACED: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: not path.exists(),
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "circle": lambda path: path.symlink_to(path.name),
    "outside": lambda path: path.symlink_to("/etc/passwd"),
    "outside-folder": lambda path: path.symlink_to("../../../outside"),
    "named": lambda path: path.with_name("[b]::error::x.yaml").write_text("名称: 1\n", "utf-8"),
}
KINDS = st.sampled_from(("insert", "insert", "insert", "cut", "long", *_REPLACED))
DAMAGES = st.lists(st.tuples(KINDS, st.integers(0, 999), st.integers(0, 9999), TOKENS), max_size=4)


def state(folder: Path) -> dict[str, str]:
    """What lies in a folder, by path and content."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


@settings(
    max_examples=max(int(12 * TIMES), 1),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(DAMAGES, st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4))
def test_any_repository(
    sound: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    damages: list[Damage],
    commands: list[tuple[str, ...]],
) -> None:
    inside = tmp_path / "inside"
    shutil.rmtree(inside, ignore_errors=True)
    shutil.copytree(sound, inside, symlinks=True)
    outside = tmp_path / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "a.yaml").write_text("名称: 不该被动\n", "utf-8")
    before = state(outside)
    for one in damages:
        damaged(inside, one)
    monkeypatch.chdir(inside)
    for command in commands:
        status, out, err = run_ptgen(list(command), capsys)
        assert status in (0, 1, 2), (command, out, err)
        assert "Traceback" not in err
        for line in (out + err).splitlines() if command[-1:] != ("sarif",) else ():
            assert not line.lstrip().startswith("::error"), line
    assert state(outside) == before
