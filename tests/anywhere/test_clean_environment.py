"""The workflow that ``ptgen init`` writes passes where nothing is: with ``--verify``, since its
environments take all packages from the registry."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]


def run(folder: Path, path: Path, *words: str | Path) -> str:
    """A command with the programs of an environment first, and none of this checkout's packages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    variables = {**kept, "PATH": f"{path}{os.pathsep}{kept['PATH']}", "VIRTUAL_ENV": ""}
    done = subprocess.run(
        words, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def test_a_repository_from_a_wheel_passes_its_workflow_in_a_clean_environment(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--verify"):
        pytest.skip("fetches all packages; make verify runs it")
    here = Path(sys.executable).parent
    run(ROOT, here, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    first, second = tmp_path / "first", tmp_path / "second"
    for environment in (first, second):
        run(tmp_path, here, sys.executable, "-m", "venv", environment)
    run(tmp_path, first / "bin", first / "bin" / "pip", "install", "-q", wheel)
    run(tmp_path, first / "bin", "ptgen", "init", "预算")
    wheel.unlink()  # which nobody else has
    folder = tmp_path / "预算"
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b")
    for words in (("init", "-qb", "main"), ("add", "."), ("commit", "-qm", "a")):
        run(folder, here, *git, *words)
    workflow = YAML(typ="safe").load((folder / ".github/workflows/ptgen.yml").read_text("utf-8"))
    steps = [step for step in workflow["jobs"]["review"]["steps"] if "run" in step]
    for step in steps:
        if step["name"] not in ("安装字体和程序库", "改了什么"):  # as root; in a pull request
            run(folder, second / "bin", "bash", "-euo", "pipefail", "-c", step["run"])
    assert list(folder.glob("build/*/*/*.docx"))
