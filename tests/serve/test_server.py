"""The command itself, in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ptgen.cli.main import main
from tests.projects import PROJECT, write_project
from tests.serve.serving import serving

ROOT = Path(__file__).parents[2]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stop:
        main(["serve", *arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code, capsys.readouterr().err


@contextlib.contextmanager
def ptgen_serve(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "ptgen", "serve", "--port", "0", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        match = re.search(r"http://\S+/", process.stdout.readline())
        assert match is not None, process.stderr.read() if process.stderr else ""
        yield process, match[0]
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_ends_it_while_a_page_is_open(tmp_path: Path) -> None:
    write_project(tmp_path)
    with ptgen_serve(tmp_path) as (process, url):
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            assert "设备运行与维护" in client.get("/").text
            assert client.get("/downloads/form.docx/unit/01").content.startswith(b"PK")
            with client.stream("GET", "/events") as stream:
                lines = stream.iter_lines()
                assert next(lines) == "retry: 1000"
                process.send_signal(signal.SIGINT)
                assert [line for line in lines if line and not line.startswith("data: ")] == []
        assert process.wait(60) == 0
        assert process.communicate() == ("已结束\n", "")


def test_each_save_is_told_to_open_pages(tmp_path: Path) -> None:
    write_project(tmp_path)
    file = tmp_path / "projects" / "unit" / "01.yaml"
    with serving(tmp_path) as pages, pages.client.stream("GET", "/events") as stream:
        data = (line for line in stream.iter_lines() if line.startswith("data: "))
        stamps = [next(data)]
        file.write_text(PROJECT.replace("10万元", "11万元"), "utf-8")
        stamps.append(next(data))
        assert "110,000.00" in httpx.get(f"{pages.url}projects/unit/01", trust_env=False).text
        other = tmp_path / "new"
        other.write_text(PROJECT.replace("10万元", "12万元"), "utf-8")
        other.replace(file)
        stamps.append(next(data))
        assert "120,000.00" in httpx.get(f"{pages.url}projects/unit/01", trust_env=False).text
    assert len(set(stamps)) == 3


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    projects = str(write_project(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        status, said = run(capsys, projects, "--port", str(port))
    assert status == 2
    assert said.startswith(f"错误: 端口 {port} 已被占用。请换一个，如 --port ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "nowhere.invalid"), "没有地址 nowhere.invalid"),
        (("--host", "192.0.2.1"), "192.0.2.1 不是本机的地址"),
        (("--port", "70000"), "70000"),
        (("nowhere",), "没有这个文件或文件夹：nowhere"),
    ],
)
def test_what_cannot_be_served_is_told(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    status, told = run(capsys, *arguments)
    assert status == 2
    assert said in told


def test_another_host_is_warned_of(tmp_path: Path) -> None:
    write_project(tmp_path)
    with ptgen_serve(tmp_path, "--host", "0.0.0.0") as (process, url):  # noqa: S104 the very thing
        assert url.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert "同一网络里的人都能打开" in process.communicate()[1]


def test_neither_check_nor_the_help_imports_a_web_server() -> None:
    code = (
        "import sys\n"
        "from ptgen.cli.main import main\n"
        "for words in (['--help'], ['serve', '--help'], ['check', 'projects/national-example']):\n"
        "    try:\n        main(words)\n    except SystemExit:\n        pass\n"
        "heavy = {'starlette', 'uvicorn', 'anyio', 'watchfiles'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stderr.strip().splitlines()[-1] == "[]"
