"""The whole command line where Python has nothing that only POSIX has, and WeasyPrint is not there.

Each command is a process of its own, started as tests/anywhere/windows makes it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from docx import Document

from tests.anywhere.windows_here import ROOT, environment, ptgen, run_all

UNIT = Path("projects/unit-2026")
PROJECT = UNIT / "01-training.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``ptgen init`` makes, with its documents, in git."""
    folder = tmp_path_factory.mktemp("windows") / "预算"
    assert ptgen("init", str(folder), cwd=folder.parent).returncode == 0
    settings = ("-c", "user.name=a", "-c", "user.email=a@b")
    for words in (("init", "-qb", "main"), ("add", "."), ("commit", "-qm", "a")):
        subprocess.run(["git", *settings, *words], cwd=folder, check=True)  # noqa: S607
    done = ptgen("build", "--format", "docx", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


# What each command says; those below run in a copy, which they change.
SAID: dict[tuple[str, ...], str] = {
    ("--help",): "命令",
    ("check",): "没有发现问题",
    ("check", "--format", "json"): "[",
    ("fmt", "--check"): "0 个文件要改",
    ("diff", "HEAD"): "没有变化",
    ("diff", "--no-git", "projects", "projects"): "没有变化",
    ("export", "--format", "json"): "年度资金申请总额",
    ("export", "--format", "csv"): "年度资金申请总额",
    ("text", str(PROJECT)): "业务培训",
    ("text", "build/unit-2026/01-training/绩效目标表.docx"): "绩效",
    ("templates",): "narrative",
    ("layouts",): "shanghai-district-2026",
    ("rule", "PT002"): "PT002",
    ("schema", "project"): "$schema",
    ("completion", "bash"): "ptgen",
    ("fonts",): "仿宋",
    ("doctor",): "有  Typst",
    ("build", "--format", "docx"): "共 1 个项目",
}
CHANGING: dict[tuple[str, ...], str] = {
    ("build", "--format", "docx", "--shard", "1/2", "--out", "parts"): "第 1/2 份",
    ("build", "--format", "docx", "--shard", "2/2", "--out", "parts"): "第 2/2 份",
    ("merge", "parts", "--out", "whole"): "1 个项目",
    ("build", "--format", "docx,xlsx", "--force"): "共 1 个项目",
    ("check", "--fix"): "没有发现问题",
    ("rollover", str(UNIT), "--to", "2027"): "2027",
    ("new", "热线设备维护", "--unit", str(UNIT)): "新建",
    ("templates", "--copy", "projects"): "新建",
    ("init", "另一个"): "新建",
}


@pytest.fixture(scope="module")
def said(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], str]:
    copy = tmp_path_factory.mktemp("windows") / "copy"
    shutil.copytree(repository, copy)
    commands = [*((repository, words) for words in SAID), *((copy, words) for words in CHANGING)]
    done = run_all(commands)
    assert len(done) == len(commands)
    return {
        words: said if status == 0 else f"{status}: {said}"
        for (_, words), (status, said) in zip(commands, done, strict=True)
    }


@pytest.mark.parametrize(("words", "expected"), [*SAID.items(), *CHANGING.items()])
def test_a_command_runs(
    words: tuple[str, ...], expected: str, said: dict[tuple[str, ...], str]
) -> None:
    assert expected in said[words]
    assert "Traceback" not in said[words]
    assert not said[words][:1].isdecimal() or words[0] in ("check", "fmt"), said[words]


def test_the_program_itself_starts(tmp_path: Path) -> None:
    done = ptgen("--version", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_pdf_is_drawn_without_weasyprint(repository: Path, tmp_path: Path) -> None:
    done = ptgen("build", "--out", str(tmp_path), "--jobs", "2", cwd=repository)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.rglob("*.pdf"))) == 2


def test_word_files_are_the_same(repository: Path, tmp_path: Path) -> None:
    here = subprocess.run(
        [sys.executable, "-m", "ptgen", "build", "--format", "docx", "--out", str(tmp_path)],
        cwd=repository,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    assert here.stderr == b""
    for file in sorted(tmp_path.rglob("*.docx")):
        assert file.read_bytes() == (repository / "build" / file.relative_to(tmp_path)).read_bytes()
        assert Document(str(file)).paragraphs


def test_doctor_says_which_engine_is_missing(said: dict[tuple[str, ...], str]) -> None:
    assert "可选  WeasyPrint：不能载入" in said["doctor",]


def test_pages_are_served(repository: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "ptgen", "serve", "--port", str(port)]
    with subprocess.Popen(
        words, cwd=repository, env=environment(), stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            while str(port) not in process.stdout.readline():
                assert process.poll() is None
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
                assert "年度资金申请总额" in page.read().decode()
        finally:
            process.terminate()


def test_another_build_waits_for_the_folder(repository: Path, tmp_path: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from ptgen.core.atomic import locked\n"
        f"with locked(Path({str(tmp_path)!r})): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        build = ("build", "--format", "docx", "--out", str(tmp_path))
        for words in (build, (*build, "--shard", "1/2")):
            done = ptgen(*words, cwd=repository)
            assert done.returncode == 2
            assert "另一个 ptgen build 正在写" in done.stderr
        process.communicate("")
    assert ptgen(*build, "--shard", "1/2", cwd=repository).returncode == 0


@pytest.mark.parametrize("encoding", ["gbk", "cp1252"])
def test_a_console_of_another_code_page_gets_what_it_can_show(
    encoding: str, repository: Path
) -> None:
    wrong = repository / UNIT / "09-𠮷.yaml"
    wrong.write_text("项目名称: 𠮷≥\n实施主题: é\n", "utf-8")
    try:
        done = ptgen("check", str(wrong), cwd=repository, PYTHONIOENCODING=encoding)
    finally:
        wrong.unlink()
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stdout


def test_files_with_the_line_ends_of_windows_are_read_alike(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "projects").mkdir()
    folder = tmp_path / UNIT
    folder.mkdir()
    for name in ("unit.yaml", "01-training.yaml"):
        text = (repository / UNIT / name).read_bytes().replace(b"\n", b"\r\n")
        (folder / name).write_bytes(text)
    (tmp_path / "ptgen.toml").write_bytes(b"[check]\r\nignore = []\r\n")
    assert ptgen("check", cwd=tmp_path).returncode == 0
    assert "0 个文件" in ptgen("fmt", cwd=tmp_path).stdout
    assert (folder / "unit.yaml").read_bytes().count(b"\r\n") > 1
    exported = [ptgen("export", cwd=place).stdout for place in (tmp_path, repository)]
    assert exported[0] == exported[1]


@pytest.mark.parametrize("name", ["CON", "out/nul.txt", "build.", "a:b"])
def test_names_that_windows_keeps_are_refused_on_every_system(name: str, repository: Path) -> None:
    done = ptgen("build", "--format", "docx", "--out", name, cwd=repository)
    assert done.returncode == 2
    assert "在 Windows 上不能用作文件名" in done.stderr
    assert not (repository / name).exists()
