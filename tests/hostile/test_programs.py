"""A repository whose settings, attributes and objects all name a program: none of them is started.

Each command is watched with all that it starts, and starts what the documentation lists.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import httpx
import pytest

from tests.hostile.programs import Watched, run_watched, watched
from tests.hostile.strangers import interrupted, lay_projects
from tests.repositories import Repo, repository

ROOT = Path(__file__).parents[2]
PTGEN = str(Path(sys.executable).with_name("ptgen"))
FIRST = "projects/unit/01.yaml"
HOOKS = ("post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout")
COMPLETION = {"_PTGEN_COMPLETE": "bash_complete", "COMP_WORDS": "ptgen diff ma", "COMP_CWORD": "2"}
_ROW = re.compile(r"^\| (`ptgen [^|]*) \| ([^|]*) \|$", re.MULTILINE)


def settings(program: str) -> dict[str, str]:
    """Every setting of git that names a program, or the way to one."""
    names = (
        "core.fsmonitor core.pager core.editor core.sshCommand core.gitProxy core.askPass"
        " core.alternateRefsCommand diff.external diff.evil.command diff.evil.textconv"
        " filter.evil.clean filter.evil.smudge filter.evil.process merge.evil.driver gpg.program"
        " gpg.ssh.program gpg.x509.program pager.log pager.diff pager.ls-files pager.for-each-ref"
        " sequence.editor interactive.diffFilter uploadpack.packObjectsHook trailer.evil.command"
        " credential.helper submodule.evil.update"
    )
    commands = "rev-parse ls-files ls-tree cat-file merge-base for-each-ref log diff config fetch"
    return {
        **dict.fromkeys(names.split(), program),
        **{f"alias.{name}": f"!{program}" for name in commands.split()},
        "diff.ignoreSubmodules": "none",
        "log.showSignature": "true",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "status.submoduleSummary": "true",
    }


def lay_traps(repo: Repo, program: str) -> None:
    """Settings, hooks and attributes, here and in a file that is included; a signed commit."""
    included = repo.folder / ".git" / "more"
    for name, value in settings(program).items():
        repo.git("config", name, value)
        repo.git("config", "--file", str(included), name, value)
    repo.git("config", "include.path", "more")
    hooks = repo.folder / ".git" / "evil-hooks"
    hooks.mkdir()
    for name in HOOKS:
        shutil.copy(program, hooks / name)
    repo.git("config", "core.hooksPath", str(hooks))
    for place in (".gitattributes", ".git/info/attributes"):
        repo.write(place, "* filter=evil diff=evil merge=evil\n")


def sign(repo: Repo) -> None:
    """Make the last commit one with a signature, which git would ask a program about."""
    head, _, rest = repo.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----"
    commit = repo.folder / ".git" / "signed"
    commit.write_text(f"{head}\n{signature}\n\n{rest}", "utf-8")
    name = repo.git("hash-object", "-t", "commit", "-w", str(commit)).strip()
    (repo.folder / ".git/refs/heads/main").write_text(f"{name}\n", "utf-8")


def lay_bare(repo: Repo, program: str) -> None:
    """A bare repository in ``projects/``: what a stranger can put into a tree."""
    repo.write("projects/HEAD", "ref: refs/heads/main\n")
    for folder in ("objects", "refs"):
        repo.write(f"projects/{folder}/keep", "")
    text = (
        "[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n"
        f'\tworktree = "{repo.folder}"\n\tfsmonitor = "{program}"\n'
    )
    filters = f'[filter "evil"]\n\tclean = "{program}"\n\tprocess = "{program}"\n'
    repo.write("projects/config", text + filters)
    # With objects and an index of its own it is a whole repository.
    for name in ("objects", "refs"):
        source, target = repo.folder / ".git" / name, repo.folder / "projects" / name
        shutil.copytree(source, target, dirs_exist_ok=True)
    shutil.copy(repo.folder / ".git" / "index", repo.folder / "projects" / "index")


def promise(repo: Repo, program: str, remote: dict[str, str], missing: Iterable[str]) -> None:
    """Take objects away and make git believe that a remote has them."""
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.partialClone", "evil")
    for name, value in {"promisor": "true", **remote}.items():
        repo.git("config", f"remote.evil.{name}", value.format(program=program))
    for name in missing:
        (repo.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What must not be started."""
    made = tmp_path_factory.mktemp("program") / "evil"
    made.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    made.chmod(0o755)
    return str(made)


@pytest.fixture
def repo(tmp_path: Path, program: str) -> Repo:
    made = lay_projects(repository(tmp_path / "repo"))
    sign(made)
    lay_bare(made, program)
    lay_traps(made, program)
    # Files that git has to look at: their times are not those of the index.
    for file in made.folder.rglob("*.yaml"):
        os.utime(file, (0, 0))
    return made


def documented(command: str) -> set[str]:
    """The programs that the documentation lists for a command."""
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    table = text.partition("## 运行哪些程序")[2].partition("## ")[0]
    rows = [programs for names, programs in _ROW.findall(table) if f"`ptgen {command}`" in names]
    assert len(rows) == 1, command
    return set(re.findall(r"`([^`]+)`", rows[0]))


def undocumented(seen: Watched, command: str) -> set[str]:
    return seen.names - documented(command)


def test_what_is_not_listed_is_seen(repo: Repo) -> None:
    """Each trap works on git as it is; the watch sees it, and so does the list."""
    for folder, words in {
        repo.folder: (("diff", "HEAD"), ("log", "-1"), ("status",)),
        repo.folder / "projects": (("status",), ("diff", "HEAD", "--", ".")),
    }.items():
        for one in words:
            _, seen = run_watched(folder, "git", *one)
            assert undocumented(seen, "diff") & {"evil", "sh"}, one
    _, seen = run_watched(repo.folder, "sh", "-c", "fc-list; python3 -c pass")
    assert {"sh", "fc-list"} <= undocumented(seen, "check")


COMMANDS = (
    ("check",),
    ("fmt", "--check"),
    ("export",),
    ("text", FIRST),
    ("layouts",),
    ("rule", "PT201"),
    ("schema", "project"),
    ("doctor",),
    ("completion", "bash"),
    ("new", "--unit", "projects/unit", "新项目"),
    ("rollover", "projects/unit", "--to", "2023"),
    ("init", "."),
)


def test_each_command_starts_what_is_listed(repo: Repo) -> None:
    for words in COMMANDS:
        done, seen = run_watched(repo.folder, PTGEN, *words)
        assert undocumented(seen, words[0]) == set(), words
        assert "Traceback" not in done.stderr


def test_build_and_merge_start_what_is_listed(repo: Repo) -> None:
    for words in (
        ("build", "--jobs", "2"),
        ("build", "--shard", "1/1", "--out", "part", "--format", "docx"),
        ("merge", "part", "--projects", "projects", "--out", "merged"),
    ):
        done, seen = run_watched(repo.folder, PTGEN, *words)
        assert done.returncode == 0, done.stderr
        assert undocumented(seen, words[0]) == set(), words


@pytest.mark.parametrize("below", ["", "projects"])
def test_diff_starts_git_alone(repo: Repo, below: str) -> None:
    for words in ([], ["HEAD~1..HEAD"], ["main", "--format", "html"]):
        place = ["."] if below and not words else []
        done, seen = run_watched(repo.folder / below, PTGEN, "diff", *words, *place)
        assert undocumented(seen, "diff") == set(), words
        if not (below and words):
            assert done.returncode == 0, done.stderr
            assert "1 个项目" in done.stdout


@pytest.mark.parametrize("below", ["", "projects"])
def test_completion_starts_git_alone(repo: Repo, below: str) -> None:
    done, seen = run_watched(repo.folder / below, PTGEN, environment=COMPLETION)
    assert undocumented(seen, "diff") == set()
    assert "plain,main" in done.stdout


@pytest.mark.parametrize("below", ["", "projects"])
def test_serve_starts_what_is_listed(repo: Repo, below: str) -> None:
    places = ("", "changes", "changes?revision=HEAD~1", "changes?revision=HEAD~1..HEAD")
    where = str(repo.folder / "projects")
    with (
        watched(PTGEN, "serve", "--port", "0", where) as seen,
        interrupted(seen.words, repo.folder / below) as url,
    ):
        for place in (*places, "downloads/form.pdf/unit/01"):
            assert httpx.get(url + place, trust_env=False, timeout=60).status_code == 200
    assert undocumented(seen, "serve") == set()
    assert {"git log", "git ls-files", "fc-list", "python"} <= seen.names


def test_a_bare_repository_that_nobody_named_is_none(tmp_path: Path, program: str) -> None:
    """An archive of files alone: what lies in ``projects/`` is the one repository there is."""
    made = lay_projects(repository(tmp_path / "repo"))
    lay_bare(made, program)
    shutil.rmtree(made.folder / ".git")
    for below in ("", "projects", "projects/unit"):
        done, seen = run_watched(made.folder / below, PTGEN, "diff")
        assert (done.returncode, seen.names) == (2, {"python"} & seen.names)
        assert "这里不是 git 仓库" in done.stderr


REMOTES = {
    "ext": {"url": "ext::{program} %S"},
    "ssh": {"url": "ssh://127.0.0.1:1/x"},
    "a path": {"url": "/nowhere", "uploadpack": "{program}"},
    "a file": {"url": "file:///nowhere", "uploadpack": "{program}"},
    "a helper": {"url": "x", "vcs": "ext"},
    "http": {"url": "http://127.0.0.1:1/x"},
    "git": {"url": "git://127.0.0.1:1/x"},
}
# A git that does not know GIT_NO_LAZY_FETCH.
OLDER = """\
import sys
from ptgen.compare.git import commands as git
del git._ENVIRONMENT["GIT_NO_LAZY_FETCH"]
sys.argv = ["ptgen", "diff", *sys.argv[1:]]
from ptgen.cli import command
command()
"""


@pytest.mark.parametrize("remote", REMOTES)
def test_what_is_not_there_is_not_fetched(repo: Repo, program: str, remote: str) -> None:
    blob = repo.git("rev-parse", f"HEAD:{FIRST}").strip()
    tree = repo.git("rev-parse", "HEAD~1:projects/unit").strip()
    promise(repo, program, REMOTES[remote], (blob, tree))
    _, seen = run_watched(repo.folder, "git", "cat-file", "-p", blob)
    assert len(undocumented(seen, "diff")) > len({"git fetch"})
    for words in ((), ("HEAD~1..HEAD",)):
        done, seen = run_watched(repo.folder, sys.executable, "-P", "-c", OLDER, *words)
        assert undocumented(seen, "diff") <= {"python", "git fetch"}
        assert (done.returncode, "部分克隆" in done.stderr) == (2, True), done.stderr
    done, seen = run_watched(repo.folder, PTGEN, "diff")
    assert undocumented(seen, "diff") == set()
    assert done.returncode == 2
    assert "部分克隆" in done.stderr
    assert "git fetch --refetch --no-filter" in done.stderr


def test_what_the_message_says_brings_what_is_missing(tmp_path: Path) -> None:
    whole = lay_projects(repository(tmp_path / "whole"))
    whole.git("config", "uploadpack.allowFilter", "true")
    clone = Repo(tmp_path / "clone")
    url = whole.folder.as_uri()
    whole.git("clone", "-q", "--filter=blob:none", "--no-checkout", url, str(clone.folder))
    done, _ = run_watched(clone.folder, PTGEN, "diff", "HEAD~1..HEAD")
    assert "部分克隆" in done.stderr
    clone.git("fetch", "-q", "--refetch", "--no-filter")
    done, _ = run_watched(clone.folder, PTGEN, "diff", "HEAD~1..HEAD")
    assert done.returncode == 0, done.stderr
    assert "1 个项目" in done.stdout


def test_a_working_tree_elsewhere_is_refused(repo: Repo, tmp_path: Path) -> None:
    for elsewhere in (tmp_path, tmp_path / "repo" / "projects"):
        repo.git("config", "core.worktree", str(elsewhere))
        done, seen = run_watched(repo.folder, PTGEN, "diff")
        assert done.returncode == 2
        assert "core.worktree" in done.stderr
        assert undocumented(seen, "diff") == set()
