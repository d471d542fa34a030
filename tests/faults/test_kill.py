"""kill -9 at every moment of a build: nothing half-made stays, and the next build repairs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.caches import cache_in
from tests.faults.conftest import ONE_FORM, ROOT, VOLUME, ptgen, write
from tests.faults.inspect_output import MANIFEST, broken, named, settled, tree
from tests.faults.kill_builds import CACHE_HOME, keep, restore, watched
from tests.faults.moments import COUNTER, FOLDERS, MOMENT, SITE


def scenario(folder: Path, formats: str, *, project: str, unit: str, added: int = 1) -> Path:
    """Three projects and their output, then one changed, one gone, some added, and what comes."""
    for number in (1, 2, 9):
        write(folder, number, unit=unit, project=project)
    built(folder, formats)
    write(folder, 1, unit=unit, project=project, amount="20万元")
    (folder / "projects/unit/09.yaml").unlink()
    for number in range(3, 3 + added):
        write(folder, number, unit=unit, project=project)
    assert ptgen("build", "--format", formats, "--out", "whole", cwd=folder).returncode == 0
    return folder


def built(folder: Path, formats: str) -> None:
    """``out``, and what the user's cache remembers of it, kept in copies."""
    cache = {CACHE_HOME: str(cache_in(folder / "cache"))}
    done = ptgen("build", "--format", formats, "--out", "out", cwd=folder, environment=cache)
    assert done.returncode == 0, done.stderr
    keep(folder)


def test_the_cache_in_use_is_that_of_the_test(tmp_path: Path) -> None:
    write(tmp_path, 1, project=ONE_FORM)
    built(tmp_path, "xlsx")
    assert {path.suffix for path in (tmp_path / "former-cache").rglob("*.*")} == {".json"}


def kill_builds(folder: Path, formats: str, parts: int) -> tuple[int, int]:
    """How many moments a build has and at how many it was killed; nothing may be wrong."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_builds", folder, formats, str(parts), "0"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    return told["moments"], told["kills"]


def test_a_build_can_be_killed_at_any_moment(tmp_path: Path) -> None:
    folder = scenario(tmp_path, "xlsx", project=ONE_FORM, unit="")
    moments, kills = kill_builds(folder, "xlsx", 1)
    assert kills == moments >= 15


def test_a_build_of_word_files_and_volumes_can_be_killed(tmp_path: Path, long: bool) -> None:
    formats, least = ("docx,pdf,xlsx", 80) if long else ("docx", 3)
    parts = 1 if long else 15
    folder = scenario(tmp_path, formats, project="", unit=VOLUME if long else "", added=2)
    moments, kills = kill_builds(folder, formats, parts)
    assert kills >= moments // parts >= least


def test_a_first_build_can_be_killed_at_any_moment(tmp_path: Path, long: bool) -> None:
    write(tmp_path, 1, project=ONE_FORM)
    cache_in(tmp_path / "cache")
    (tmp_path / "cache/ptgen/builds").mkdir(mode=0o700)
    (tmp_path / "out").mkdir()
    keep(tmp_path)
    assert ptgen("build", "--format", "xlsx", "--out", "whole", cwd=tmp_path).returncode == 0
    moments, kills = kill_builds(tmp_path, "xlsx", 1 if long else 2)
    assert kills >= moments // 2 >= 5


def killed_group(folder: Path, moment: int) -> int:
    """A build by two more processes, all killed at a moment of any of them; its status."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(SITE, "utf-8")
    (folder / "counter").unlink(missing_ok=True)
    restore(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "ptgen", "build", "--jobs", "2", "--format", "docx", "--out", "out"],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": f"{site}{os.pathsep}{ROOT}",
            FOLDERS: os.pathsep.join(map(str, watched(folder))),
            CACHE_HOME: str(folder / "cache"),
            COUNTER: str(folder / "counter"),
            MOMENT: str(moment),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return process.wait(timeout=120)


def test_a_build_by_several_processes_can_be_killed_at_any_moment(
    tmp_path: Path, long: bool
) -> None:
    folder = scenario(tmp_path, "docx", project=ONE_FORM, unit="")
    former, whole = tree(folder / "former"), tree(folder / "whole")
    assert killed_group(folder, 0) == 0
    assert settled(tree(folder / "out")) == settled(whole)
    moments = (folder / "counter").stat().st_size
    assert moments > 15
    for moment in range(1, moments + 1) if long else (moments // 3, moments // 2, moments - 2):
        assert killed_group(folder, moment) == -signal.SIGKILL
        assert broken(tree(folder / "out"), former, whole) == [], moment
        again = ptgen(
            *("build", "--jobs", "1", "--format", "docx", "--out", "out"),
            cwd=folder,
            environment={CACHE_HOME: str(folder / "cache")},
        )
        assert again.returncode == 0, again.stderr
        assert settled(tree(folder / "out")) == settled(whole), moment


def manifest_of(path: str, digest: str) -> bytes:
    return json.dumps({"projects": {"a": {"outputs": [{"path": path, "sha256": digest}]}}}).encode()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.docx": b"half"}, "neither the former file nor the new one"),
        ({MANIFEST: manifest_of("b.docx", "00")}, "which is not there"),
        ({MANIFEST: manifest_of("a.docx", "00"), "a.docx": b"whole"}, "another sha256"),
    ],
)
def test_a_broken_folder_is_seen(files: dict[str, bytes], said: str) -> None:
    (wrong,) = broken(files, {"a.docx": b"whole"})
    assert said in wrong


def test_all_that_a_manifest_names_is_found() -> None:
    text = '{"folders": {"u": [{"path": "x", "sha256": "1"}]}, "more": [{"path": "y"}]}'
    assert list(named(text.encode())) == [("x", "1")]
