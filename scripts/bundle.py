"""Make ``dist/ptgen-VERSION-bundle.zip``: all that installs ptgen where there is no network.

``make bundle`` runs it. The zip has the wheels of ptgen and of all that it needs, as locked, for
Windows, macOS and Linux, the fonts that play the roles here, and one file to run for each system.
Of Python itself it has nothing: README.txt says which file of python.org to put beside it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

import ptgen
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import Role, files_of

ROOT = Path(__file__).resolve().parents[1]
FILES = Path(__file__).with_name("bundle")
PIP = "pip==26.3"
LOCKED = re.compile(
    r"^([\w.-]+==\S+)(?: ; (.+?))? \\$((?:\n    --hash=\S+(?: \\)?)+)", re.MULTILINE
)


@dataclass(frozen=True)
class Target:
    """A system and the version of its Python, with the names that wheels and markers have for it."""

    name: str
    python: str
    platforms: tuple[str, ...]
    markers: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What markers are evaluated with."""
        return {
            **self.markers,
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": "",
        }


_WINDOWS = {
    "os_name": "nt",
    "sys_platform": "win32",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
}
_MACOS = {
    "os_name": "posix",
    "sys_platform": "darwin",
    "platform_system": "Darwin",
    "platform_machine": "arm64",
}
_LINUX = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
}
_MACOS_WHEELS = tuple(f"macosx_{version}_0_arm64" for version in (14, 13, 12, 11))
_LINUX_WHEELS = (
    *(f"manylinux_2_{version}_x86_64" for version in (28, 27, 26, 24, 17, 12, 5)),
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
    "manylinux1_x86_64",
)
TARGETS = (
    Target("Windows", "3.12", ("win_amd64",), _WINDOWS),
    *(Target("macOS", one, _MACOS_WHEELS, _MACOS) for one in ("3.12", "3.13")),
    *(Target("Linux", one, _LINUX_WHEELS, _LINUX) for one in ("3.11", "3.12", "3.13")),
)


def locked(target: Target) -> Iterator[str]:
    """The lines of the lock file that hold on a system."""
    for name, marker, hashes in LOCKED.findall((ROOT / "requirements.lock").read_text("utf-8")):
        if not marker or Marker(marker).evaluate(target.environment):
            yield f"{name} \\{hashes}"


def download(target: Target, wheels: Path) -> None:
    """Fetch the locked wheels of a system, whose hashes pip compares."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as wanted:
        wanted.write("\n".join(locked(target)))
        wanted.flush()
        platforms = [word for one in target.platforms for word in ("--platform", one)]
        pip(
            *("download", "--no-deps", "--only-binary=:all:", "--require-hashes", *platforms),
            *("--python-version", target.python, "--implementation", "cp"),
            *("--dest", str(wheels), "-r", wanted.name),
        )


def pip(*words: str) -> None:
    """Run pip, silent unless it fails."""
    subprocess.run([sys.executable, "-m", "pip", "-qq", *words], check=True)


def needed(target: Target, wheels: Path) -> set[str]:
    """What ptgen needs on a system, itself too; SystemExit where no wheel brings it."""
    here = {parse_wheel_filename(one.name)[0]: one for one in sorted(wheels.glob("*.whl"))}
    left, seen = [Requirement("ptgen")], set[tuple[str, str]]()
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        if name not in here:
            raise SystemExit(f"{target.name} 还缺 {name}")
        for extra in {"", *wanted.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                left.extend(_needed(here[name], {**target.environment, "extra": extra}))
    return {name for name, _ in seen}


def _needed(wheel: Path, environment: dict[str, str]) -> Iterator[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode("utf-8").split("\n\n")[0].splitlines()
    for line in lines:
        if line.startswith("Requires-Dist: "):
            needed = Requirement(line.removeprefix("Requires-Dist: "))
            if needed.marker is None or needed.marker.evaluate(environment):
                yield needed


def gather(folder: Path) -> None:
    """Put everything below a folder."""
    wheels, fonts = folder / "wheels", folder / "fonts"
    wheels.mkdir(parents=True)
    fonts.mkdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)]
    subprocess.run(build, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    for target in TARGETS:
        print(f"{target.name}，Python {target.python}", flush=True)
        download(target, wheels)
    pip("download", "--no-deps", "--dest", str(wheels), PIP)
    wanted = {"pip"}.union(*(needed(target, wheels) for target in TARGETS))
    for wheel in wheels.glob("*.whl"):
        if parse_wheel_filename(wheel.name)[0] not in wanted:  # what builds a wheel
            wheel.unlink()
    faces = installed_faces()
    for role in Role:
        for file in files_of(role, faces)[:1]:
            shutil.copyfile(file, fonts / file.name)
    for file in FILES.iterdir():
        data = file.read_text("utf-8").replace("{VERSION}", ptgen.__version__)
        # What Windows reads, with its own line ends.
        newline = "\n" if file.suffix == ".sh" else "\r\n"
        (folder / file.name).write_text(data, "utf-8", newline=newline)


def main() -> None:
    """Make the zip."""
    name = f"ptgen-{ptgen.__version__}-bundle"
    made = ROOT / "dist" / f"{name}.zip"
    made.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ptgen-bundle-") as place:
        gather(Path(place) / name)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(place).rglob("*")):
                archive.write(file, file.relative_to(place))
    print(f"已生成 {made.relative_to(ROOT)}（{made.stat().st_size >> 20} MB）")


if __name__ == "__main__":
    main()
