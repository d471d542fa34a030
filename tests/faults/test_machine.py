"""The wrong machine: each time a sentence that says what to install, and exit status 2."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT, VOLUME, ptgen, write
from tests.repositories import repository

NO_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{}</cachedir></fontconfig>
"""


def told(folder: Path, *arguments: str, **environment: str) -> str:
    """What a command says that cannot run here."""
    done = ptgen(*arguments, cwd=folder, environment=environment)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("错误: ")
    assert "Warning" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_font(tmp_path: Path, jobs: str) -> None:
    write(tmp_path, 1)
    write(tmp_path, 2)
    settings = tmp_path / "fonts.conf"
    settings.write_text(NO_FONTS.format(tmp_path / "cache"), "utf-8")
    said = told(tmp_path, "build", "--jobs", jobs, FONTCONFIG_FILE=str(settings))
    for package in ("fonts-noto-cjk", "fonts-lxgw-wenkai", "texlive-lang-chinese"):
        assert f"apt-get install {package}" in said


def test_no_program_that_lists_fonts(tmp_path: Path) -> None:
    write(tmp_path, 1)
    done = ptgen("build", "--format", "pdf", cwd=tmp_path, environment={"PATH": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("library", ["libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset"])
def test_no_library(tmp_path: Path, library: str) -> None:
    write(tmp_path, 1)
    # The loader finds a file that is no library before it finds the right one.
    (tmp_path / f"{library}.so.0").write_bytes(b"")
    without = {"LD_LIBRARY_PATH": str(tmp_path)}
    said = told(tmp_path, "build", "--format", "pdf", "--engine", "weasyprint", **without)
    assert "apt-get install" in said
    assert f"{library}-0" in said or f"{library}0" in said
    done = ptgen("build", "--format", "pdf", cwd=tmp_path, environment=without)
    assert done.returncode == 0, done.stderr
    assert "PDF 由 typst 排版" in done.stdout


def test_no_library_where_word_files_alone_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, 1)
    (tmp_path / "libpango-1.0.so.0").write_bytes(b"")
    done = ptgen(
        *("build", "--format", "docx"),
        cwd=tmp_path,
        environment={"LD_LIBRARY_PATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr


def test_no_library_for_the_page_numbers_of_a_volume(tmp_path: Path) -> None:
    write(tmp_path, 1, unit=VOLUME)
    (tmp_path / "libpango-1.0.so.0").write_bytes(b"")
    done = ptgen(
        *("build", "--format", "docx"),
        cwd=tmp_path,
        environment={"LD_LIBRARY_PATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr


def test_no_git(tmp_path: Path) -> None:
    repository(tmp_path)
    write(tmp_path, 1)
    said = told(tmp_path, "diff", PATH=str(tmp_path))
    assert "没有找到 git，请先安装" in said


@pytest.mark.parametrize("command", [("build",), ("check",), ("fmt", "--check")])
def test_a_locale_that_knows_no_chinese(tmp_path: Path, command: tuple[str, ...]) -> None:
    write(tmp_path, 1)
    without = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    said = told(tmp_path, *command, **without)
    assert "export LC_ALL=C.UTF-8" in said


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"},
    ],
)
def test_a_plain_locale_is_enough(tmp_path: Path, environment: dict[str, str]) -> None:
    write(tmp_path, 1)
    done = ptgen("build", "--format", "xlsx", cwd=tmp_path, environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "共 1 个项目，1 份文书" in done.stdout


def old_pythons() -> list[str]:
    """The Pythons of this machine that are too old."""
    names = [f"python3.{minor}" for minor in range(6, 11)]
    return [
        name for name in names if _runs(name, "import sys; sys.exit(sys.version_info >= (3, 11))")
    ]


def _runs(name: str, code: str) -> bool:
    path = shutil.which(name)
    if path is None:
        return False
    return subprocess.run([path, "-c", code], check=False, capture_output=True).returncode == 0


def test_an_old_python_is_told_before_anything_else() -> None:
    source = (ROOT / "ptgen" / "__main__.py").read_text("utf-8")
    # Where no old Python is at hand, the branch itself is run, with the version taken from a name.
    branch = source.partition("try:")[0].replace("sys.version_info", "version")
    names = {"version": (3, 9), "__file__": "ptgen/__main__.py"}
    with pytest.raises(SystemExit) as stop:
        exec(compile(branch, "__main__", "exec"), names)  # noqa: S102 our own file
    assert stop.value.code == 2
    for name in old_pythons():
        done = subprocess.run(
            [name, "-m", "ptgen", "build"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 2
        assert "需要 Python 3.11 或更高版本" in done.stderr.decode()


def test_a_python_without_the_packages_says_how_to_install_them() -> None:
    python = shutil.which("python3")
    assert python is not None
    done = subprocess.run(
        # Isolated and without site: no package of anybody's is there.
        [
            python,
            "-S",
            "-c",
            "import runpy, sys; sys.path.insert(0, '.'); runpy.run_module('ptgen')",
        ],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install ptgen" in done.stderr.decode() or "需要 Python" in done.stderr.decode()
