"""The whole of projects/ is built to the same bytes in any process, place, zone and year."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT, ptgen
from tests.faults.inspect_output import Tree, settled, tree

# A clock that is wrong by so many seconds, in every process of a build.
SITE = """\
import datetime, os, time
_by = float(os.environ["FAULTS_CLOCK"])
_time, _local, _gm = time.time, time.localtime, time.gmtime
time.time = lambda: _time() + _by
time.time_ns = lambda: int(time.time() * 1e9)
time.localtime = lambda seconds=None: _local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: _gm(time.time() if seconds is None else seconds)
class datetime_(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
class date_(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())
datetime.datetime, datetime.date = datetime_, date_
"""
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and how a build runs."""

    folder: str
    jobs: int
    clock: int
    variables: Mapping[str, str] = field(default_factory=dict)

    def build(self, root: Path) -> dict[str, bytes]:
        """Copy the projects into the folder and build them all in every format."""
        place = root / self.folder
        place.mkdir(parents=True)
        shutil.copytree(ROOT / "projects", place / "projects")
        site = place / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(SITE, "utf-8")
        done = ptgen(
            *("build", "--format", "docx,pdf,xlsx", "--jobs", str(self.jobs), "--quiet"),
            cwd=place,
            environment={
                "FAULTS_CLOCK": str(self.clock),
                **self.variables,
                "PYTHONPATH": f"{site}{os.pathsep}{ROOT}",
            },
        )
        assert done.returncode == 0, done.stderr
        return settled(tree(place / "build"))


def differing(one: Tree, other: Tree) -> list[str]:
    """The files that are not in both trees with the same bytes."""
    return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))


HERE = Surroundings("a", 1, 0, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"})
ELSEWHERE = Surroundings(
    "另一处/更深 一层",
    2,
    7 * YEAR,
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "LANG": "zh_CN.GB18030"},
)


def matrix() -> Iterator[Surroundings]:
    """Every value of every setting, each at least once with others."""
    zones = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Apia")
    locales = ("C", "C.UTF-8", "POSIX", "zh_CN.UTF-8")
    seeds = ("0", "1", "31337", "random")
    clocks = (-30 * YEAR, -1, YEAR, 70 * YEAR)
    settings = itertools.zip_longest(zones, locales, seeds, clocks, (1, 2, 3, 4))
    for number, (zone, locale, seed, clock, jobs) in enumerate(settings):
        variables = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        if number % 2:
            variables["XDG_CACHE_HOME"] = "/proc/none"  # cut fonts are made anew
        yield Surroundings(f"m{number}", jobs, clock, variables)


def test_all_projects_are_built_to_the_same_bytes_anywhere(tmp_path: Path, long: bool) -> None:
    here = HERE.build(tmp_path)
    assert len([path for path in here if path.endswith(".pdf")]) >= 25
    for other in (ELSEWHERE, *(matrix() if long else ())):
        assert differing(here, other.build(tmp_path)) == [], other


@pytest.mark.parametrize(
    ("one", "other"), [({"a": b"1"}, {"a": b"2"}), ({"a": b"1"}, {}), ({}, {"a": b""})]
)
def test_a_difference_is_seen(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert differing(one, other) == ["a"]
    assert differing(one, one) == []


def test_the_clock_of_a_build_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(SITE, "utf-8")
    asked = "import datetime, time; print(time.gmtime().tm_year, datetime.datetime.utcnow().year)"
    done = subprocess.run(
        [shutil.which("python3") or "python3", "-c", asked],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "FAULTS_CLOCK": str(-30 * YEAR)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    shifted, also = map(int, done.stdout.split())
    assert shifted == also == time.gmtime(time.time() - 30 * YEAR).tm_year
