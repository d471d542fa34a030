"""Each example of each ``--help``: a shell takes it as it is written, and it does what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ptgen.cli.main import COMMANDS
from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT
from tests.repositories import repository

# Puts the words of a call down, ended by NUL, and each call by a line of its own.
_NOTE = 'ptgen() { printf "%s\\0" "$@" >>"$CALLS"; printf "\\n" >>"$CALLS"; }'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which the examples find what they name."""
    folder = tmp_path / "here"
    repo = repository(folder)
    for unit in ("songjiang-2022", "某单位-2022", "某单位-2026"):
        repo.write(f"projects/{unit}/unit.yaml", UNIT)
    repo.write("projects/songjiang-2022/01-equipment.yaml", PROJECT)
    repo.write("projects/某单位-2022/01.yaml", PROJECT)
    repo.commit()
    repo.replace("projects/songjiang-2022/01-equipment.yaml", "10万元", "10.5万元")
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(folder)
    return folder


def example_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The example in a command's help, on a line that a terminal of 80 columns does not break."""
    _, said, _ = run_ptgen([name, "--help"] if name else ["--help"], capsys)
    (example,) = re.findall("^ *例：(.+)$", said, re.MULTILINE)
    assert "ptgen" in example
    return str(example)


def calls_of(example: str, folder: Path) -> list[tuple[str, ...]]:
    """What a shell makes of an example: the words of each call of ptgen."""
    calls = folder.parent / "calls"
    calls.write_bytes(b"")
    shell = shutil.which("bash")
    assert shell is not None
    script = f"{_NOTE}; {example.replace('cd 预算', 'true')}"
    done = subprocess.run(
        (shell, "-euc", script),
        cwd=folder,
        env={**os.environ, "CALLS": str(calls), "HOME": str(folder.parent / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = calls.read_text("utf-8").split("\n")[:-1]
    return [tuple(line.split("\0")[:-1]) for line in lines]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_examples_run_and_leave_nothing_else(
    name: str, here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    example = example_of(name, capsys)
    if name == "merge":
        for part in ("1/2", "2/2"):
            run_ptgen(["build", "-q", "--shard", part, "--out", f"parts/{part[0]}"], capsys)
    if name == "fmt":
        run_ptgen(["fmt"], capsys)
    if name == "text":
        run_ptgen(["build", "-q", "--format", "docx"], capsys)
    if name == "import":
        run_ptgen(["build", "-q", "--format", "docx", "--out", "../last"], capsys)
        (last,) = (here.parent / "last").glob("songjiang-2022/*/经费情况说明.docx")
        shutil.copy(last, here / "去年预算.docx")
    before = {path.name for path in here.iterdir()}
    calls = calls_of(example, here)
    meant = set(re.findall(r" > (\S+)", example))
    assert {path.name for path in here.iterdir()} - before == meant
    assert calls
    for call in calls:
        if call[0] in ("serve", "lsp"):  # which answer until they are ended
            continue
        status, _, said = run_ptgen(list(call), capsys)
        # The amount grew by 5%, which the condition of the example lets pass.
        assert status == 0, said
        if call[0] == "init":
            monkeypatch.chdir(here / call[1])
    made = {path.name for path in here.iterdir()} - before - meant
    assert made <= {"build", "预算", "templates"}
