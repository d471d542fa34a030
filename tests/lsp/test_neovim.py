"""Neovim, a client that shares no code with ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ptgen.core.filesystem import disk_files, project_file
from ptgen.edit.formatter.run import declared_keys, formatted
from tests.lsp.test_protocol import COMMAND
from tests.projects import PROJECT

NEOVIM = shutil.which("nvim")


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed: apt-get install neovim")
def test_neovim_shows_findings_hover_completion_and_formats(
    repository: Path, tmp_path: Path
) -> None:
    seen = tmp_path / "seen.json"
    known = {
        "PTGEN_FILE": str(repository / "01.yaml"),
        "PTGEN_COMMAND": "\n".join(COMMAND),
        "PTGEN_SEEN": str(seen),
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    script = Path(__file__).with_name("neovim.lua")
    done = subprocess.run(
        [str(NEOVIM), "--headless", "--clean", "-n", "-u", "NONE", "-S", str(script)],
        env={**os.environ, **known},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert seen.is_file(), done.stderr.decode()
    found = json.loads(seen.read_text("utf-8"))
    assert found["attached"], done.stderr.decode()
    assert found["told"]
    (wrong,) = found["codes"]
    code, line, first, last, message = wrong
    text = "    坏🎉键: 甲".encode()
    assert code == "PT002"
    assert "不认识的键" in message
    # Neovim counts bytes: the range is that of the key.
    assert text[first:last].decode() == "坏🎉键"
    assert line == PROJECT.split("\n").index("    测算: 10万元") + 1
    assert "热线设备维护：10万元 = 100,000.00元" in found["hover"]["contents"]["value"]
    assert "方式" in {item["label"] for item in found["completion"]["items"]}
    assert found["mended"]
    written = "实施主体:   办公室\n" + PROJECT.replace("实施主体: 信息管理科\n", "")
    files = disk_files([repository])
    file = project_file(repository / "01.yaml")
    assert found["text"] == formatted(written, file, files, declared_keys(files)).text
