"""The script that the platforms run, on real repositories: what it leaves, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.projects import PROJECT, UNIT
from tests.repositories import Repo, repository

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "ci" / "review.sh"
FILE = "projects/unit/01.yaml"


def review(
    repo: Repo,
    base: str = "main",
    build: str = "no",
    fail_if: str = "",
    *paths: str,
    out: str = "out",
) -> tuple[int, str]:
    settings = {
        "PTGEN": f"{sys.executable} -m ptgen",
        "PYTHONPATH": str(ROOT),
        "BUILD": build,
        "FAIL_IF": fail_if,
    }
    done = subprocess.run(
        (SCRIPT, base, out, *paths),
        cwd=repo.folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = repository(tmp_path / "repo").write(".gitignore", "out/\n")
    made.write("projects/unit/unit.yaml", UNIT).write(FILE, PROJECT)
    made.commit()
    made.git("checkout", "-q", "-b", "feature")
    return made


def test_it_leaves_all_that_the_platforms_show(repo: Repo) -> None:
    repo.replace(FILE, "10万元", "12万元").commit()
    status, said = review(repo, build="yes", fail_if="growth>50%\nweaker\n")
    assert status == 0, said
    out = repo.folder / "out"
    assert (out / "comment.md").read_text("utf-8").startswith("<!-- ptgen-diff -->\n")
    made = json.loads((out / "changes.json").read_text("utf-8"))
    assert made["totals"]["annual"]["difference"] == "20000.00"
    assert "<svg" in (out / "changes.html").read_text("utf-8")
    assert len(list((out / "documents").rglob("*.docx"))) == 2
    assert len(list((out / "documents").rglob("*.pdf"))) == 2
    assert (out / "check.txt").is_file()
    assert repo.git("status", "--porcelain") == ""


def test_a_broken_guard_ends_in_1_with_its_reason(repo: Repo) -> None:
    repo.replace(FILE, "10万元", "12万元").commit()
    status, said = review(repo, fail_if="\n  growth>10%  \n")
    assert status == 1
    assert "不通过: growth>10%" in said
    assert (repo.folder / "out" / "comment.md").stat().st_size > 0


def test_an_error_ends_in_1_and_the_comment_tells_it(repo: Repo) -> None:
    repo.replace(FILE, "10万元", "约10万元").commit()
    status, _ = review(repo)
    assert status == 1
    assert "读不了" in (repo.folder / "out" / "comment.md").read_text("utf-8")
    assert FILE in (repo.folder / "out" / "check.txt").read_text("utf-8")


def test_a_merge_is_compared_with_where_the_branch_parted(repo: Repo) -> None:
    repo.replace(FILE, "≥26台", "≥20台").commit()
    repo.git("checkout", "-q", "main")
    repo.write("projects/unit/02.yaml", PROJECT).commit()
    repo.git("checkout", "-q", "--detach")
    repo.git("merge", "-q", "--no-edit", "feature")
    status, said = review(repo, "main", "no", "weaker")
    assert status == 1
    assert "“维护设备数量”（≥26台 → ≥20台）" in said
    assert "unit/02" not in (repo.folder / "out" / "comment.md").read_text("utf-8")


def test_a_base_that_is_not_there_ends_in_2(repo: Repo, tmp_path: Path) -> None:
    repo.replace(FILE, "10万元", "12万元").commit()
    assert review(repo, "nope")[0] == 2
    url = repo.folder.as_uri()
    repo.git("clone", "-q", "--depth", "1", "-b", "feature", url, str(tmp_path / "shallow"))
    status, said = review(Repo(tmp_path / "shallow"), "origin/main")
    assert status == 2
    assert "fetch-depth: 0" in said


def test_guards_and_paths_are_never_run_as_commands(repo: Repo, tmp_path: Path) -> None:
    harm = f"$(touch {tmp_path}/ran); `touch {tmp_path}/ran`"
    status, _ = review(repo, "main", "no", harm)
    assert status == 2
    assert not (tmp_path / "ran").exists()


INSIDE = (
    "out/check.txt",
    "out/comment.md",
    "out/changes.html",
    "out/changes.json",
    "out/documents",
)


@pytest.mark.parametrize(("links", "whole"), [(("out",), False), (("out",), True), (INSIDE, False)])
def test_links_in_the_way_lead_nowhere(
    repo: Repo, tmp_path: Path, links: tuple[str, ...], *, whole: bool
) -> None:
    """A script that is written over while it runs goes on with what was written."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("kept", "utf-8")
    for link in links:
        place = repo.folder / link
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(elsewhere / "file" if place.suffix else elsewhere)
    out = str(repo.folder / "out") if whole else "out/"
    status, said = review(repo, build="yes" if "out" not in links else "no", out=out)
    assert status == 0, said
    assert (repo.folder / "out" / "check.txt").stat().st_size > 0
    assert not any((repo.folder / link).is_symlink() for link in links)
    assert [one.name for one in elsewhere.iterdir()] == ["file"]
    assert (elsewhere / "file").read_text("utf-8") == "kept"


def test_what_authors_wrote_is_no_command_to_github(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "##[add-mask]a"
    repo.replace(FILE, "热线设备维护", f"'{name}'").commit()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    tokens = set()
    for _ in range(2):
        status, said = review(repo)
        assert status == 0
        _, _, after = said.partition("::stop-commands::")
        token, _, inside = after.partition("\n")
        tokens.add(token)
        assert name not in said
        assert "add-mask]a" in inside
        assert inside.endswith(f"\n::{token}::\n")
    assert {len(token) for token in tokens} == {32}
    assert len(tokens) == 2


def load(name: str) -> dict[str, object]:
    made = YAML(typ="safe", pure=True).load((ROOT / name).read_text("utf-8"))
    assert isinstance(made, dict)
    return made


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("action.yml", {"name", "description", "inputs", "outputs", "runs"}),
        ("docs/ci/github.yml", {"on", "permissions", "jobs"}),
        ("docs/ci/gitlab-ci.yml", {"预算审查"}),
        ("docs/ci/gitee-go.yml", {"version", "triggers", "stages"}),
    ],
)
def test_the_files_for_the_platforms_name_scripts_that_exist(name: str, keys: set[str]) -> None:
    assert keys <= set(load(name))
    text = (ROOT / name).read_text("utf-8")
    for script in ("scripts/ci/review.sh", "scripts/ci/comment.py"):
        assert (ROOT / script).is_file()
        assert script in text or "uses: OWNER/ptgen" in text


def test_the_action_puts_no_input_into_the_text_of_a_script() -> None:
    runs = load("action.yml")["runs"]
    assert isinstance(runs, dict)
    scripts = [step["run"] for step in runs["steps"] if "run" in step]
    assert len(scripts) == 3
    assert not any("${{" in script for script in scripts)
