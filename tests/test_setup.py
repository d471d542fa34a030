"""What a checkout promises before any code of it runs: lock files, settings, the set-up script."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ;.*)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(lock: str) -> dict[str, Version]:
    """The version of each package in the text of a lock file, by its canonical name."""
    found = (PIN.match(line) for line in lock.splitlines())
    return {match[1]: Version(match[2]) for match in found if match}


def unmet(requirements: tuple[Requirement, ...], lock: str) -> list[str]:
    """The requirements that a lock file does not pin to a version they allow."""
    pinned = pins(lock)
    return [
        str(requirement)
        for requirement in requirements
        if (version := pinned.get(canonicalize_name(requirement.name))) is None
        or version not in requirement.specifier
    ]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def dependencies() -> tuple[Requirement, ...]:
    settings = tomllib.loads(read("pyproject.toml"))
    return tuple(map(Requirement, settings["project"]["dependencies"]))


def extras() -> tuple[str, ...]:
    found = tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]
    return tuple(requirement for extra in found.values() for requirement in extra)


def group(name: str) -> tuple[Requirement, ...]:
    """A dependency group with those that it includes."""
    entries = tomllib.loads(read("pyproject.toml"))["dependency-groups"][name]
    found: list[Requirement] = []
    for entry in entries:
        if isinstance(entry, str):
            found.append(Requirement(entry))
        else:
            found.extend(group(entry["include-group"]))
    return tuple(found)


def setup(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "setup.sh", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_unmet_tells_what_is_absent_and_what_is_too_old() -> None:
    lock = "click==8.5.1 \\\n    --hash=sha256:0\nrich==15.0.0 ; sys_platform == 'linux' \\\n"
    wanted = tuple(map(Requirement, ("click>=8", "Rich>=16", "lxml>=5")))
    assert unmet(wanted, lock) == ["Rich>=16", "lxml>=5"]


def test_lock_pins_what_a_build_needs() -> None:
    assert unmet((*dependencies(), *group("build")), read("requirements.lock")) == []


def test_lock_for_development_pins_what_the_tests_need() -> None:
    assert unmet((*dependencies(), *group("dev")), read("requirements-dev.lock")) == []


def test_both_locks_agree() -> None:
    run, dev = pins(read("requirements.lock")), pins(read("requirements-dev.lock"))
    assert {name: dev.get(name) for name in run} == run


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_holds_pins_with_hashes_and_no_address(name: str) -> None:
    lines = [line for line in read(name).splitlines() if not line.lstrip().startswith("#")]
    strange = [line for line in lines if not PIN.match(line) and not HASH.match(line)]
    assert lines
    assert strange == []


def test_builds_take_the_backend_that_is_locked() -> None:
    settings = tomllib.loads(read("pyproject.toml"))
    backend = tuple(map(Requirement, settings["build-system"]["requires"]))
    assert backend == group("build")
    assert all(str(requirement.specifier).startswith("==") for requirement in backend)


def test_dependencies_have_a_reason_each() -> None:
    entries = re.findall(r'^    "[\w.-]+[=<>!][^"]*",(.*)$', read("pyproject.toml"), re.MULTILINE)
    assert len(entries) == len(dependencies()) + len(extras()) + len(group("dev"))
    assert all(re.fullmatch(r" *# \S.+", comment) for comment in entries)


@pytest.mark.parametrize("folder", ["editor", "engines"])
def test_a_lock_of_npm_has_digests_and_names_no_registry(folder: str) -> None:
    lock = json.loads(read(f"tests/{folder}/package-lock.json"))["packages"]
    packages = {name: one for name, one in lock.items() if name}
    assert packages
    for name, one in packages.items():
        assert set(one) >= {"version", "integrity"}, name
        assert "resolved" not in one, name


@pytest.mark.parametrize(("what", "name"), [("editor", "YAML 语言服务"), ("engines", "pdf.js")])
def test_setup_without_npm_says_what_to_do(what: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "tests" / what
    folder.mkdir(parents=True)
    for copied in (
        "scripts/setup.sh",
        f"tests/{what}/package.json",
        f"tests/{what}/package-lock.json",
    ):
        (tmp_path / copied).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / copied, tmp_path / copied)
    result = subprocess.run(
        [tmp_path / "scripts" / "setup.sh", what],
        env={**os.environ, "NPM": "/bin/false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert f"{name} 安装失败" in result.stderr
    assert not (folder / "node_modules").exists()


def test_setup_explains_itself() -> None:
    result = setup()
    assert result.returncode == 2
    assert result.stderr == "用法：scripts/setup.sh run|dev|fonts|editor|engines|vsix\n"


def test_setup_without_a_python_that_is_new_enough_says_what_to_do() -> None:
    result = setup("run", PYTHON="/bin/false")
    assert result.returncode == 2
    assert result.stdout == ""
    assert "找不到 Python 3.11 或更高版本" in result.stderr
    assert "make PYTHON=/路径/python3" in result.stderr


def test_setup_on_a_machine_without_apt_names_what_is_missing(tmp_path: Path) -> None:
    for tool in ("bash", "dirname", "sort"):
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / tool).symlink_to(found)
    result = setup("run", PATH=str(tmp_path), PYTHON=sys.executable)
    assert result.returncode == 2
    assert result.stdout == ""
    said, packages = result.stderr.splitlines()
    assert said.startswith("缺少系统组件，而本机没有 apt-get。")
    assert {"fontconfig", "fonts-lxgw-wenkai", "fonts-noto-cjk"} <= set(packages.split())
    tools = {"chromium", "ghostscript", "mupdf-tools", "poppler-utils", "qpdf"}
    assert not tools & set(packages.split())
    result = setup("dev", PATH=str(tmp_path), PYTHON=sys.executable)
    assert tools <= set(result.stderr.splitlines()[1].split())


def left_out(patterns: list[str]) -> list[str]:
    """The folders with tests into which pytest does not go, by its list of patterns."""
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")}
    return sorted(
        str(folder)
        for folder in folders
        if any(fnmatch(part, pattern) for part in folder.parts for pattern in patterns)
    )


def test_every_folder_of_tests_is_run(pytestconfig: pytest.Config) -> None:
    assert left_out(pytestconfig.getini("norecursedirs")) == []


def test_a_folder_that_is_not_run_is_seen() -> None:
    assert left_out(["build"])[:2] == ["tests/build", "tests/build/shards"]
