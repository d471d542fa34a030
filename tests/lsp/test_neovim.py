"""Neovim, a client that shares no code with ours, with the settings that the guide shows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ptgen.core.filesystem import disk_files, project_file
from ptgen.edit.formatter.run import declared_keys, formatted
from tests.projects import PROJECT

ROOT = Path(__file__).parents[2]
NEOVIM = shutil.which("nvim")


@pytest.mark.skipif(NEOVIM is None, reason="Neovim is not installed: apt-get install neovim")
def test_neovim_shows_findings_hover_completion_and_formats(
    repository: Path, tmp_path: Path
) -> None:
    seen, settings = tmp_path / "seen.json", tmp_path / "init.lua"
    page = (ROOT / "docs" / "editor.md").read_text("utf-8")
    settings.write_text(page.partition("```lua\n")[2].partition("```")[0], "utf-8")
    known = {
        "PTGEN_FILE": str(repository / "01.yaml"),
        "PTGEN_SEEN": str(seen),
        **dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), str(tmp_path)),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    script = Path(__file__).with_name("neovim.lua")
    done = subprocess.run(
        [
            *(str(NEOVIM), "--headless", "-n", "-u", str(settings), "-S", str(script)),
            # Older ones learn of types of files only then.
            *("--cmd", "let g:do_filetype_lua = 1"),
        ],
        env={**os.environ, **known},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert seen.is_file(), done.stderr.decode()
    found = json.loads(seen.read_text("utf-8"))
    assert found["failure"] == ""
    assert found["filetype"] == "ptgen"
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
