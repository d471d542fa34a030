"""Commands that run at once, and kill -9 among them: nothing is lost or half-written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.caches import cache_in
from tests.faults.conftest import AMOUNTS, ONE_FORM, ROOT, ptgen, write
from tests.faults.crossed import IMPORTED
from tests.faults.kill_builds import CACHE_HOME
from tests.importer.sources import form, narrative


def test_builds_saves_watches_and_imports_may_cross_each_other(tmp_path: Path, long: bool) -> None:
    rounds = 400 if long else 12
    environment = {CACHE_HOME: str(cache_in(tmp_path / "cache"))}
    for state, amount in enumerate(AMOUNTS):
        for number in (1, 2):
            write(tmp_path, number, project=ONE_FORM, amount=amount)
        out = ("--format", "xlsx", "--out", f"whole-{state}")
        assert ptgen("build", *out, cwd=tmp_path, environment=environment).returncode == 0
    (tmp_path / "old.txt").write_text(narrative() + form(), "utf-8")
    command = ("import", "old.txt", "--unit", IMPORTED)
    assert ptgen(*command, cwd=tmp_path, environment=environment).returncode == 0
    shutil.copytree(tmp_path / IMPORTED, tmp_path / "imported-whole")
    out = ("--format", "xlsx", "--out", "whole-imported")
    assert ptgen("build", *out, cwd=tmp_path, environment=environment).returncode == 0
    assert (tmp_path / "whole-imported/imported").is_dir()
    shutil.rmtree(tmp_path / IMPORTED)
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.crossed", tmp_path, str(rounds), "20"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert (told["rounds"], told["killed"] >= rounds // 5, told["0"] > 0) == (rounds, True, True)
