"""Golden files: what a command printed and how it ended, kept beside the test.

``pytest --update-golden`` writes them anew; then the change is read like any other.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import pytest

from ptgen.cli.main import main


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares texts with files in a folder, or writes the files."""

    folder: Path
    update: bool

    def check(self, name: str, got: str) -> None:
        """``got`` must be what the file holds, to the letter."""
        path = self.folder / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(got.encode())
            return
        assert path.is_file(), f"no golden file {path.name}: run pytest --update-golden"
        expected = path.read_bytes().decode()
        lines = difflib.unified_diff(
            expected.splitlines(), got.splitlines(), "golden", "got", lineterm=""
        )
        assert expected == got, f"{path.name} differs; --update-golden?\n" + "\n".join(lines)


def transcript(arguments: list[str], status: int, out: str, err: str) -> str:
    """The text of a golden file: command, exit status, stdout and stderr."""
    command = " ".join(["ptgen", *arguments])
    return f"$ {command}\n[exit {status}]\n--- stdout\n{out}--- stderr\n{err}"


def run_ptgen(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run a command in this process: exit status, stdout, stderr."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    captured = capsys.readouterr()
    assert isinstance(stop.value.code, int)
    return stop.value.code, captured.out, captured.err
