"""A working directory full of modules: no command, and no Python that one starts, imports any."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from ruamel.yaml import YAML

from tests.hostile.strangers import interrupted, lay_projects
from tests.repositories import repository

ROOT = Path(__file__).parents[2]
PTGEN = str(Path(sys.executable).with_name("ptgen"))
NAMES = (
    *sys.stdlib_module_names,
    *importlib.metadata.packages_distributions(),
    *("sitecustomize", "usercustomize", "ptgen"),
)
COMMANDS = (
    "build projects --jobs 2",
    "build projects --jobs 2 --force --format docx",
    "build projects --shard 1/1 --out part",
    "merge part --projects projects --out merged",
    "check",
    "diff",
    "diff HEAD~1..HEAD --format html",
    "export",
    "doctor",
    "completion bash",
    "text projects/unit/01.yaml",
    "layouts",
    "schema project",
    "rule PT201",
    "fmt",
    "new --unit projects/unit 新项目",
    "rollover projects/unit --to 2023",
    "init made",
)
# Measuring coverage imports modules in every Python before the code that it runs.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
EARLY = "import runpy, sys; print('ptgen', *{name.split('.')[0] for name in sys.modules})"
# A thread of a worker of a cluster, which asks the process that draws for it.
WORKER = """\
import os, pickle, sys
from ptgen.build.workers.client import WorkerProcess
sys.path[:0] = [os.getcwd(), "", "."]
print(type(pickle.loads(WorkerProcess().ask(pickle.dumps((sys.argv[1], {}, b""))))).__name__)
"""


def lay_modules(folder: Path, marker: Path, names: tuple[str, ...] = NAMES) -> None:
    """A module and a package of each name; each leaves its name in the marker when it runs."""
    text = f"with open({str(marker)!r}, 'a') as told:\n    told.write(__name__ + ' ')\n"
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(text, "utf-8")
        (folder / f"{name}.py").write_text(text, "utf-8")


@pytest.fixture(scope="module")
def marker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("marker") / "ran"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, marker: Path) -> Path:
    """A repository of three projects with the modules beside ``projects/``."""
    made = lay_projects(repository(tmp_path_factory.mktemp("here")))
    lay_modules(made.folder, marker)
    return made.folder


@pytest.fixture
def unimported(marker: Path) -> Iterator[None]:
    """Nothing of the modules ran."""
    marker.unlink(missing_ok=True)
    yield
    assert not marker.exists(), marker.read_text("utf-8")


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        words,
        cwd=folder,
        env={**CLEAN, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_python_that_searches_the_working_directory_runs_them(here: Path, marker: Path) -> None:
    marker.unlink(missing_ok=True)
    for name in ("selectors", "ptgen"):
        words = [sys.executable, "-c", f"import {name}"]
        subprocess.run(words, cwd=here, env=CLEAN, check=False, capture_output=True)
    assert {"selectors", "ptgen"} <= set(marker.read_text("utf-8").split())


@pytest.mark.usefixtures("unimported")
def test_no_command_imports_them(here: Path) -> None:
    for command in COMMANDS:
        done = run(here, PTGEN, *command.split())
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        if command.startswith("new"):  # what it leaves to be filled in is an error elsewhere
            for made in (here / "projects" / "unit").glob("*-xinxiang-mu.yaml"):
                made.unlink()


@pytest.mark.usefixtures("unimported")
def test_completion_imports_none(here: Path) -> None:
    asked = {"_PTGEN_COMPLETE": "bash_complete", "COMP_WORDS": "ptgen diff ma", "COMP_CWORD": "2"}
    assert "plain,main" in run(here, PTGEN, **asked).stdout


@pytest.mark.usefixtures("unimported")
def test_serve_draws_a_document_and_imports_none(here: Path) -> None:
    with interrupted([PTGEN, "serve", "--port", "0"], here) as url:
        for place in ("", "changes?revision=HEAD~1", "downloads/form.docx/unit/01"):
            assert httpx.get(url + place, trust_env=False, timeout=60).status_code == 200


@pytest.mark.usefixtures("unimported")
@pytest.mark.parametrize("flags", [(), ("-E",), ("-I",)])
def test_the_package_as_a_program_imports_none(
    tmp_path: Path, marker: Path, flags: tuple[str, ...]
) -> None:
    # What Python itself looks for before any code of ptgen can tell it not to.
    early = run(tmp_path, sys.executable, "-P", "-c", EARLY).stdout.split()
    assert len(early) < len(NAMES) / 4
    lay_modules(tmp_path, marker, tuple(name for name in NAMES if name not in early))
    lay_projects(repository(tmp_path))
    done = run(tmp_path, sys.executable, *flags, "-m", "ptgen", "build", "--jobs", "2")
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("unimported")
@pytest.mark.parametrize("variable", ["PYTHONPATH", "PATH", "LD_LIBRARY_PATH"])
def test_an_entry_of_a_list_that_is_no_whole_path_leads_nowhere(
    tmp_path: Path, marker: Path, variable: str
) -> None:
    for folder in (tmp_path, tmp_path / "near"):
        # Modules that are not imported before code of ptgen can tell Python not to.
        lay_modules(folder, marker, ("multiprocessing", "concurrent", "weasyprint"))
        for name in ("git", "fc-list"):
            (folder / name).write_text(f"#!/bin/sh\necho {name} >>{marker}\n", "utf-8")
            (folder / name).chmod(0o755)
        (folder / "libpango-1.0.so.0").write_bytes(b"no library")
    lay_projects(repository(tmp_path))
    found = os.pathsep.join(("near", "./near", "", os.environ.get(variable, "/nowhere")))
    for command in ("build --jobs 2", "diff"):
        done = run(tmp_path, PTGEN, *command.split(), **{variable: found})
        assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("unimported")
@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_process_that_draws_for_a_cluster_imports_none(
    here: Path, tmp_path: Path, *, elsewhere: bool
) -> None:
    """Its worker was started with ``-m`` in the folder of the build, or elsewhere."""
    done = run(tmp_path if elsewhere else here, sys.executable, "-P", "-c", WORKER, str(here))
    assert done.stdout == "ClusterError\n"


@pytest.mark.usefixtures("unimported")
def test_the_scripts_of_the_action_import_none(here: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(here, str(ROOT / "scripts/ci/review.sh"), "HEAD~1", str(out), PTGEN=PTGEN)
    assert done.returncode == 0, done.stderr
    assert (out / "comment.md").stat().st_size > 0
    as_module = f"{sys.executable} -m ptgen"
    run(here, str(ROOT / "scripts/ci/review.sh"), "HEAD~1", str(out), PTGEN=as_module)
    (out / "comment.md").write_text("x", "utf-8")
    checkout = tmp_path / "checkout"
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").symlink_to(sys.executable)
    (checkout / "scripts").symlink_to(ROOT / "scripts")
    found = {
        "GITHUB_ACTION_PATH": str(checkout),
        "FOLDER": str(out),
        "GITHUB_REPOSITORY": "a/b",
        "PULL_NUMBER": "1",
        "GITHUB_TOKEN": "none",
        "GITHUB_API_URL": "http://127.0.0.1:1",
    }
    action = YAML(typ="safe", pure=True).load((ROOT / "action.yml").read_text("utf-8"))
    commented = run(here, "bash", "-c", action["runs"]["steps"][-1]["run"], **found)
    assert "评论没有发出" in commented.stderr


@pytest.mark.usefixtures("unimported")
def test_the_set_up_script_imports_none(tmp_path: Path, marker: Path) -> None:
    made = tmp_path / "checkout"
    lay_modules(made, marker)
    (made / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/setup.sh", made / "scripts")
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("bash", "dirname", "sort"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    done = run(made, str(made / "scripts/setup.sh"), "run", PATH=str(tools), PYTHON=sys.executable)
    assert "缺少系统组件" in done.stderr


def test_every_python_of_the_platforms_is_isolated() -> None:
    """What starts a Python in the folder of the projects says that nothing there is imported."""
    places = (ROOT / "docs" / "ci", ROOT / "ptgen" / "edit" / "scaffold" / "files")
    files = [ROOT / "action.yml", *(file for place in places for file in place.rglob("*.yml"))]
    started = re.compile(r"\bpython3?(?:\.\d+)? +(?!-I )[-/.\"$\w]")
    assert len(files) > 5
    assert started.search("run: python3 -m venv x")
    assert not started.search("apt-get install python3\n")
    for file in files:
        assert not started.search(
            file.read_text("utf-8").replace("install -y -qq git python3 ", "")
        )
