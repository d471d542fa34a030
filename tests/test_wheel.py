"""The wheel: what it holds, and that it works alone in an environment that has no checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import ptgen

ROOT = Path(__file__).parent.parent
UNIT = "guangfulin-2022"
INFO = f"ptgen-{ptgen.__version__}.dist-info"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command that sees neither this checkout nor a package registry."""
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    environment["PIP_NO_INDEX"] = "1"
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def build_wheel(folder: Path) -> Path:
    result = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    (wheel,) = folder.iterdir()
    return wheel


def files_under(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file."""
    return {name: (folder / name).read_bytes() for name in files_under(folder)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that has the wheel, and the dependencies of the tests'."""
    folder = tmp_path_factory.mktemp("environment")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    assert made.returncode == 0, made.stderr
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    installed = run(*pip, "install", "--quiet", "--no-deps", wheel, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    # Folders that a .pth names come last, and .pth files in them are not read: the editable
    # install of the checkout stays out.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


def test_wheel_holds_the_package_its_data_and_nothing_else(wheel: Path) -> None:
    code = {f"ptgen/{name}" for name in files_under(ROOT / "ptgen")}
    templates = {f"ptgen/templates/{name}" for name in files_under(ROOT / "templates")}
    schemas = {f"ptgen/schema/{name}" for name in files_under(ROOT / "schema")}
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert templates
    assert schemas
    assert held == code | templates | schemas | {f"{INFO}/{name}" for name in about}


def test_wheel_is_the_same_when_built_again(wheel: Path, tmp_path: Path) -> None:
    assert build_wheel(tmp_path).read_bytes() == wheel.read_bytes()


def test_wheel_works_from_its_own_files(environment: Path, tmp_path: Path) -> None:
    show = "import ptgen, ptgen.core.filesystem; print(ptgen.__file__, ptgen.core.filesystem.builtin_templates())"
    result = run(environment / "python", "-c", show, cwd=tmp_path)
    package, templates = map(Path, result.stdout.split())
    assert package.parent.is_relative_to(environment.parent)
    assert templates == package.parent / "templates"
    assert files_under(templates) == files_under(ROOT / "templates")


def test_command_of_the_wheel_says_its_version(environment: Path, tmp_path: Path) -> None:
    result = run(environment / "ptgen", "--version", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert ptgen.__version__ in result.stdout


def test_wheel_builds_the_same_as_the_checkout_where_there_are_only_projects(
    environment: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "wheel", tmp_path / "checkout"
    for folder in (here, there):
        shutil.copytree(ROOT / "projects" / UNIT, folder / "projects" / UNIT)
    built = run(environment / "ptgen", "build", cwd=here)
    assert built.returncode == 0, built.stderr
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from ptgen.cli import main; main()"
    again = run(sys.executable, "-c", start, "build", cwd=there)
    assert again.returncode == 0, again.stderr
    projects = json.loads((here / "build" / "manifest.json").read_text("utf-8"))["projects"]
    named = {output["path"] for project in projects.values() for output in project["outputs"]}
    assert {project["status"] for project in projects.values()} == {"built"}
    assert {Path(path).suffix for path in named} == {".docx", ".pdf"}
    assert named < files_under(here / "build")
    assert contents(here / "build") == contents(there / "build")


def test_what_came_from_a_wheel_puts_that_wheel_into_the_repository(
    wheel: Path, environment: Path, tmp_path: Path
) -> None:
    made = run(environment / "ptgen", "init", "预算", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    name = f"vendor/{wheel.name}"
    assert f"新建  {name}" in made.stdout
    assert (tmp_path / "预算" / "requirements.txt").read_text("utf-8").endswith(f"\n./{name}\n")
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(tmp_path / "预算" / name) as second:
        assert set(first.namelist()) == set(second.namelist())
        for one in first.namelist():
            if not one.endswith("/RECORD"):
                assert first.read(one) == second.read(one)
    folder = tmp_path / "again"
    installed = run(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder),
        *("-r", "requirements.txt"),
        cwd=tmp_path / "预算",
    )
    assert installed.returncode == 0, installed.stderr
    assert (folder / "ptgen" / "__init__.py").exists()
