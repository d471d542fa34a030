"""Both sides from real repositories: branches, merges, renames, clones of every kind."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from ptgen.compare.changes import Changes, Kind
from ptgen.compare.compare import compare_pairs, read_pairs
from ptgen.compare.git.commands import GitError
from ptgen.compare.git.repository import Objects, Repository, open_repository
from ptgen.compare.git.snapshots import read_range, scopes, snapshots
from ptgen.core.source.decode import MAX_BYTES
from tests.projects import PROJECT, UNIT
from tests.repositories import Repo, repository

FIRST = "projects/unit/01.yaml"
SECOND = "projects/unit/02.yaml"


def project(name: str, amount: str = "10万元") -> str:
    return PROJECT.replace("设备运行与维护", name).replace("10万元", amount)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = repository(tmp_path / "repo")
    made.write("projects/unit/unit.yaml", UNIT)
    made.write(FIRST, project("设备运行与维护")).write(SECOND, project("法律咨询", "3万元"))
    made.commit("first")
    return made


def changed(folder: Path, revisions: str = "main", *paths: str) -> Changes:
    there = open_repository(folder)
    with Objects(there) as objects:
        sides = snapshots(there, objects, read_range(revisions), scopes(there, paths))
        return compare_pairs(*sides, read_pairs(*sides))


def told(changes: Changes) -> list[tuple[str, str, str]]:
    return [
        (one.kind.value, one.key, str(one.totals.annual.difference)) for one in changes.projects
    ]


@pytest.mark.parametrize("how", ["replaced", "grafted"])
def test_history_is_what_was_pushed_not_what_a_clone_puts_in_its_place(
    repo: Repo, how: str
) -> None:
    repo.replace(FIRST, "10万元", "12万元").commit("second")
    before, now = (repo.git("rev-parse", name).strip() for name in ("main~1", "main"))
    expected = told(changed(repo.folder, "main~1...main"))
    assert expected
    if how == "replaced":
        repo.git("replace", now, before)
    else:
        grafts = repo.folder / ".git/info/grafts"
        grafts.parent.mkdir(exist_ok=True)
        grafts.write_text(f"{before} {now}\n", "utf-8")
    assert told(changed(repo.folder, f"{before}...main")) == expected


@pytest.mark.parametrize("file", ["HEAD", "config", "object"])
def test_git_that_waits_for_a_pipe_is_ended(
    repo: Repo, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ptgen.compare.git.commands.SECONDS", 0.5)
    repo.replace(FIRST, "10万元", "12万元")
    blob = repo.git("rev-parse", f"HEAD:{FIRST}").strip()
    path = repo.folder / ".git" / (f"objects/{blob[:2]}/{blob[2:]}" if file == "object" else file)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(GitError, match="秒没有答完"):
        changed(repo.folder)


def test_folders_that_hold_each_other_again_and_again_are_refused(repo: Repo) -> None:
    tree = repo.git("rev-parse", "HEAD:projects/unit").strip()
    for _ in range(10):
        entries = "".join(f"040000 tree {tree}\t{number}\n" for number in range(10))
        tree = repo.git("mktree", said=entries).strip()
    tree = repo.git("mktree", said=f"040000 tree {tree}\tprojects\n").strip()
    commit = repo.git("commit-tree", tree, "-p", "HEAD", "-m", "a bomb").strip()
    with pytest.raises(GitError, match="git ls-tree 的结果超过 64 MB"):
        changed(repo.folder, f"main..{commit}")


def test_the_working_tree_with_what_is_staged_unstaged_and_new(repo: Repo) -> None:
    repo.replace(FIRST, "10万元", "12万元").git("add", "-A")
    repo.replace(SECOND, "3万元", "2万元")
    repo.write("projects/unit/03.yaml", project("广告宣传", "1万元"))
    assert told(changed(repo.folder)) == [
        ("changed", "unit/01", "20000.00"),
        ("changed", "unit/02", "-10000.00"),
        ("added", "unit/03", "10000.00"),
    ]


def test_nothing_is_touched(repo: Repo) -> None:
    repo.replace(FIRST, "10万元", "12万元")
    git = repo.folder / ".git"

    def state() -> dict[str, bytes]:
        return {
            str(path.relative_to(repo.folder)): path.read_bytes()
            for path in sorted(repo.folder.rglob("*"))
            if path.is_file()
        }

    before, index = state(), (git / "index").stat().st_mtime_ns
    changed(repo.folder)
    changed(repo.folder, "HEAD..HEAD")
    assert state() == before
    assert (git / "index").stat().st_mtime_ns == index


def test_ignored_files_links_and_hidden_ones_are_left_out(repo: Repo, tmp_path: Path) -> None:
    repo.write(".gitignore", "*.bak.yaml\n").commit()
    secret = tmp_path / "secret.yaml"
    secret.write_text(project("外面的文件"), "utf-8")
    (repo.folder / "projects/unit/link.yaml").symlink_to(secret)
    repo.write("projects/unit/01.bak.yaml", project("备份"))
    repo.write("projects/unit/.hidden.yaml", project("隐藏"))
    assert changed(repo.folder).none
    repo.commit("a link that is committed")
    assert changed(repo.folder, "HEAD~1").none


def test_a_branch_is_compared_from_where_it_parted(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.replace(FIRST, "10万元", "12万元").commit("on the branch")
    repo.git("checkout", "-q", "main")
    repo.replace(SECOND, "3万元", "5万元").commit("on main")
    repo.git("checkout", "-q", "feature")
    assert told(changed(repo.folder, "main")) == [("changed", "unit/01", "20000.00")]
    assert told(changed(repo.folder, "main...feature")) == [("changed", "unit/01", "20000.00")]
    assert told(changed(repo.folder, "main..feature")) == [
        ("changed", "unit/01", "20000.00"),
        ("changed", "unit/02", "-20000.00"),
    ]
    assert told(changed(repo.folder, "HEAD~1")) == [("changed", "unit/01", "20000.00")]


def test_a_merge_tells_what_the_branch_brought(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.replace(FIRST, "10万元", "12万元").commit("on the branch")
    repo.git("checkout", "-q", "main")
    repo.replace(SECOND, "3万元", "5万元").commit("on main")
    repo.git("merge", "-q", "--no-edit", "feature")
    assert told(changed(repo.folder, "HEAD^1..HEAD")) == [("changed", "unit/01", "20000.00")]
    assert told(changed(repo.folder, "HEAD^2..HEAD")) == [("changed", "unit/02", "20000.00")]


def test_a_conflict_is_reported_as_unreadable_and_the_others_are_compared(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.replace(FIRST, "10万元", "12万元").replace(SECOND, "3万元", "4万元").commit()
    repo.git("checkout", "-q", "main")
    repo.replace(FIRST, "10万元", "15万元").commit()
    repo.git("merge", "-q", "feature", ok=False)
    assert "<<<<<<<" in repo.read(FIRST)
    found = changed(repo.folder, "HEAD")
    assert told(found) == [("unreadable", "unit/01", "0.00"), ("changed", "unit/02", "10000.00")]
    (error,) = found.projects[0].errors
    assert (error.side, error.path) == ("new", FIRST)
    assert error.line > 1


@pytest.mark.parametrize("stage", [True, False])
def test_a_renamed_file_is_one_project(repo: Repo, *, stage: bool) -> None:
    text = repo.read(SECOND).replace("3万元", "4万元")
    (repo.folder / SECOND).unlink()
    repo.write("projects/unit/09-legal.yaml", text)
    if stage:
        repo.git("add", "-A")
    (one,) = changed(repo.folder).projects
    assert (one.kind, one.path.old, one.path.new) == (
        Kind.CHANGED,
        SECOND,
        "projects/unit/09-legal.yaml",
    )
    assert one.totals.annual.difference == 10_000


def test_a_project_moved_to_another_folder_is_a_transfer(repo: Repo) -> None:
    repo.write("projects/other/unit.yaml", UNIT)
    repo.git("add", "-A")
    repo.git("mv", SECOND, "projects/other/02.yaml")
    found = changed(repo.folder)
    other, unit = found.folders
    assert [str(one.annual) for one in (*other.transfers, *unit.transfers)] == [
        "30000.00",
        "-30000.00",
    ]
    assert other.totals.annual.difference == 30_000
    assert unit.totals.annual.difference == -30_000
    assert found.totals.annual.difference == 0


def test_a_likeness_of_boilerplate_is_no_rename(repo: Repo) -> None:
    (repo.folder / SECOND).unlink()
    new = PROJECT.replace("设备运行与维护", "人才公寓租赁").replace("热线设备维护", "租金补贴")
    repo.write("projects/unit/03.yaml", new).git("add", "-A")
    assert repo.git("diff", "--cached", "-M", "--name-status").startswith("R")
    assert [one[0] for one in told(changed(repo.folder))] == ["removed", "added"]


def test_a_changed_unit_file_is_told_once_for_all_its_projects(repo: Repo) -> None:
    repo.write("projects/unit/03.yaml", project("广告宣传")).commit()
    repo.replace("projects/unit/unit.yaml", "主管部门: 某区城市运行中心", "主管部门: 某区数据局")
    found = changed(repo.folder)
    (folder,) = found.folders
    assert folder.projects == ()
    (shared,) = folder.shared
    assert (shared.label, shared.old, shared.new) == ("主管部门", "某区城市运行中心", "某区数据局")
    assert shared.projects == ("unit/01", "unit/02", "unit/03")


def test_a_changed_edition_is_told_and_its_users_are_looked_at(repo: Repo) -> None:
    base = "templates/own/layout.yaml"
    repo.write(base, "继承: shanghai-district-2022\n必填: [主管部门]\n")
    repo.replace("projects/unit/unit.yaml", "shanghai-district-2022", "own").commit()
    repo.write(base, "继承: shanghai-district-2022\n必填: [主管部门\n")
    found = changed(repo.folder)
    assert found.layouts == ("own",)
    assert [one[0] for one in told(found)] == ["unreadable", "unreadable"]
    assert found.projects[0].errors[0].path == base


def test_a_side_that_does_not_parse_is_told_with_its_error(repo: Repo) -> None:
    repo.replace(FIRST, "10万元", "约10万元").commit()
    repo.replace(FIRST, "约10万元", "11万元").replace(SECOND, "3万元", "4万元")
    found = changed(repo.folder, "HEAD")
    assert told(found) == [("unreadable", "unit/01", "0.00"), ("changed", "unit/02", "10000.00")]
    assert found.projects[0].errors[0].side == "old"
    assert found.totals.annual.difference == 10_000


def test_only_comments_and_order_change_nothing(repo: Repo) -> None:
    repo.replace(FIRST, "实施主体:", "# 说明\n实施主体:")
    found = changed(repo.folder)
    assert (found.projects, found.respelled) == ((), (FIRST,))


def test_a_path_narrows_it(repo: Repo) -> None:
    repo.replace(FIRST, "10万元", "12万元").replace(SECOND, "3万元", "4万元")
    assert told(changed(repo.folder, "main", SECOND)) == [("changed", "unit/02", "10000.00")]
    inner = repo.folder / "projects" / "unit"
    assert told(changed(inner, "main", "01.yaml")) == [("changed", "unit/01", "20000.00")]
    assert len(told(changed(inner, "main", str(repo.folder / "projects")))) == 2
    assert len(told(changed(inner, "main", "..", "../unit"))) == 2
    for outside in ("../../..", "/"):
        with pytest.raises(GitError, match="不在这个仓库里"):
            changed(inner, "main", outside)


@pytest.fixture
def history(repo: Repo) -> Repo:
    repo.git("checkout", "-q", "-b", "feature")
    repo.replace(FIRST, "10万元", "12万元").commit()
    return repo


def test_a_bare_clone_must_be_named(
    history: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.git("clone", "-q", "--bare", str(history.folder), str(tmp_path / "bare.git"))
    with pytest.raises(GitError, match="GIT_DIR=文件夹"):
        changed(tmp_path / "bare.git", "main..feature")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "bare.git"))
    assert told(changed(tmp_path / "bare.git", "main..feature")) == [
        ("changed", "unit/01", "20000.00")
    ]
    assert told(changed(tmp_path / "bare.git", "main")) == [("changed", "unit/01", "20000.00")]


def test_a_second_working_tree(history: Repo, tmp_path: Path) -> None:
    history.git("worktree", "add", "-q", str(tmp_path / "second"), "main", "-b", "third")
    second = Repo(tmp_path / "second").replace(SECOND, "3万元", "1万元")
    assert told(changed(second.folder, "main")) == [("changed", "unit/02", "-20000.00")]


def test_a_shallow_clone_says_what_to_fetch(history: Repo, tmp_path: Path) -> None:
    url = history.folder.as_uri()
    history.git("clone", "-q", "--depth", "1", "-b", "feature", url, str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow")
    with pytest.raises(GitError, match=r"浅克隆.*fetch-depth: 0"):
        changed(shallow.folder, "main")
    shallow.git("fetch", "-q", "--depth", "1", "origin", "main:main")
    with pytest.raises(GitError, match=r"共同祖先.*git fetch --unshallow"):
        changed(shallow.folder, "main")
    assert told(changed(shallow.folder, "main..feature")) == [("changed", "unit/01", "20000.00")]


def test_branches_without_a_common_commit(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "alone")
    repo.commit()
    with pytest.raises(GitError, match=r"没有共同祖先.*旧版本\.\.新版本"):
        changed(repo.folder, "main")


def test_unknown_revisions_and_places(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(GitError, match="没有版本“nope”"):
        changed(repo.folder, "nope")
    with pytest.raises(GitError, match="版本不能以 - 开头：--output=x"):
        changed(repo.folder, "--output=x..HEAD")
    with pytest.raises(GitError, match="没有项目文件"):
        changed(repo.folder, "main", "nowhere")
    (tmp_path / "plain").mkdir()
    with pytest.raises(GitError, match="不是 git 仓库"):
        open_repository(tmp_path / "plain")
    assert not (repo.folder / "x").exists()


def test_a_branch_of_the_remote_is_proposed(history: Repo, tmp_path: Path) -> None:
    history.git("clone", "-q", str(history.folder), str(tmp_path / "clone"))
    clone = Repo(tmp_path / "clone")
    clone.git("checkout", "-q", "-b", "third")
    clone.git("branch", "-q", "-D", "feature")
    with pytest.raises(GitError, match="是不是 origin/main"):
        changed(clone.folder, "main")


def test_no_program_of_the_repository_is_run(repo: Repo, tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text(f'#!/bin/sh\ntouch {tmp_path}/ran\ncat "$1" 2>/dev/null\n', "utf-8")
    script.chmod(0o755)
    repo.write(".gitattributes", "*.yaml diff=evil\n").commit()
    for key in ("diff.evil.textconv", "diff.evil.command", "diff.external", "core.fsmonitor"):
        repo.git("config", key, str(script))
    repo.replace(FIRST, "10万元", "12万元")
    assert len(changed(repo.folder).projects) == 1
    assert len(changed(repo.folder, "HEAD~1..HEAD").projects) == 0
    assert not (tmp_path / "ran").exists()


def test_strange_names_are_paths_and_nothing_else(repo: Repo) -> None:
    for name in ("空 格", '引号"', "新\n行", "*", "-rf", ":(top)x"):
        repo.write(f"projects/unit/{name}.yaml", project(f"项目{len(name)}"))
    repo.commit()
    found = changed(repo.folder, "HEAD~1")
    assert [one[0] for one in told(found)] == ["added"] * 6
    assert told(changed(repo.folder, "HEAD~1", "projects/unit/*.yaml")) == [
        ("added", "unit/*", "100000.00")
    ]


class Counted(Objects):
    """Objects that remember what was read."""

    def __init__(self, there: Repository) -> None:
        super().__init__(there)
        self.names: list[str] = []

    def read(self, name: str) -> bytes | None:
        self.names.append(name)
        return super().read(name)


@pytest.fixture
def many(repo: Repo) -> Repo:
    for unit in range(10):
        repo.write(f"projects/u{unit}/unit.yaml", UNIT)
        for number in range(20):
            repo.write(f"projects/u{unit}/{number}.yaml", project(f"项目{unit}-{number}"))
    repo.commit("many")
    return repo


def test_what_did_not_change_is_not_read(many: Repo) -> None:
    for unit in range(3):
        many.replace(f"projects/u{unit}/7.yaml", "10万元", "11万元")
    many.commit()
    there = open_repository(many.folder)
    with Counted(there) as objects:
        sides = snapshots(there, objects, read_range("HEAD~1..HEAD"), scopes(there, ()))
        found = compare_pairs(*sides, read_pairs(*sides))
    assert len(found.projects) == 3
    assert len(objects.names) == 2 * (3 + 3)


def test_line_ends_of_windows_are_no_change(repo: Repo) -> None:
    repo.git("config", "core.autocrlf", "true")
    for path in (FIRST, SECOND, "projects/unit/unit.yaml"):
        (repo.folder / path).unlink()
    repo.git("checkout", "-q", "--", ".")
    assert b"\r\n" in (repo.folder / FIRST).read_bytes()
    found = changed(repo.folder)
    assert (found.none, found.respelled) == (True, ())
    file = repo.folder / FIRST
    file.write_bytes(file.read_bytes().replace("10万元".encode(), "11万元".encode()))
    assert told(changed(repo.folder)) == [("changed", "unit/01", "10000.00")]


def test_names_of_sha256(tmp_path: Path) -> None:
    made = Repo(tmp_path)
    made.git("init", "-q", "-b", "main", "--object-format=sha256")
    made.write("projects/unit/unit.yaml", UNIT).write(FIRST, project("设备运行与维护"))
    made.write(SECOND, project("法律咨询")).commit()
    made.replace(FIRST, "10万元", "12万元")
    there = open_repository(tmp_path)
    listing = there.working_tree(there.commit("HEAD"), ("projects",))
    assert len(listing[SECOND]) == 64
    assert told(changed(tmp_path)) == [("changed", "unit/01", "20000.00")]


def test_what_a_sparse_checkout_leaves_out_is_no_change(repo: Repo) -> None:
    repo.write("projects/other/unit.yaml", UNIT).write("projects/other/01.yaml", PROJECT).commit()
    repo.git("sparse-checkout", "set", "projects/unit")
    assert not (repo.folder / "projects/other").exists()
    assert changed(repo.folder).none
    repo.replace(SECOND, "3万元", "4万元")
    assert told(changed(repo.folder)) == [("changed", "unit/02", "10000.00")]


def test_a_folder_that_became_a_link_is_gone(repo: Repo, tmp_path: Path) -> None:
    (repo.folder / "projects/unit").rename(tmp_path / "outside")
    (repo.folder / "projects/unit").symlink_to(tmp_path / "outside")
    assert [one[0] for one in told(changed(repo.folder))] == ["removed", "removed"]


def test_the_nearest_repository_is_the_one(repo: Repo) -> None:
    """A folder that is no repository, whatever its name is, hides none above it."""
    (repo.folder / "projects" / ".git").mkdir()
    repo.replace(SECOND, "3万元", "4万元")
    assert told(changed(repo.folder / "projects", "HEAD", ".")) == [
        ("changed", "unit/02", "10000.00")
    ]
    inner = repository(repo.folder / "projects" / "unit")
    assert open_repository(inner.folder).top == inner.folder


def test_a_submodule_is_a_repository_of_its_own(repo: Repo, tmp_path: Path) -> None:
    above = repository(tmp_path / "above")
    added = ("submodule", "--quiet", "add", str(repo.folder), "below")
    above.git("-c", "protocol.file.allow=always", *added)
    below = Repo(above.folder / "below").replace(FIRST, "10万元", "12万元")
    assert (below.folder / ".git").is_file()
    assert told(changed(below.folder, "HEAD")) == [("changed", "unit/01", "20000.00")]


def test_a_folder_of_many_that_is_renamed_and_edited_is_the_same_projects(repo: Repo) -> None:
    many = range(201)
    for number in many:
        repo.write(f"projects/many/{number:03}.yaml", project(f"项目{number}"))
    repo.write("projects/many/unit.yaml", UNIT).commit()
    repo.git("mv", "projects/many", "projects/much")
    for number in many:
        repo.replace(f"projects/much/{number:03}.yaml", "10万元", "11万元")
    found = changed(repo.folder, "HEAD")
    assert {one[0] for one in told(found)} == {"changed"}
    assert found.totals.annual.difference == 201 * 10_000


def test_an_object_that_is_too_big_is_cut_and_the_next_is_whole(repo: Repo) -> None:
    (repo.folder / "big").write_bytes(b"x" * (MAX_BYTES + 5000))
    repo.commit()
    there = open_repository(repo.folder)
    tree = there.tree("HEAD", ("",))
    with Objects(there) as objects:
        assert len(objects.read(tree["big"]) or b"") == MAX_BYTES + 1
        assert objects.read(tree[FIRST]) == project("设备运行与维护").encode()
        with pytest.raises(GitError, match="git fsck"):
            objects.read("0" * 40)
        assert objects.read(repo.git("rev-parse", "HEAD").strip()) is None
        assert objects.read(tree[FIRST]) == project("设备运行与维护").encode()


VOLUME = "汇编: {标题: 预算说明, 顺序: ['01', '02']}\n"


def test_a_changed_volume_is_told_of_its_folder(repo: Repo) -> None:
    repo.write("projects/unit/unit.yaml", UNIT + VOLUME).commit()
    repo.replace("projects/unit/unit.yaml", "'01', '02'", "'02', '01'")
    found = changed(repo.folder)
    (folder,) = found.folders
    assert [(one.label, one.old, one.new) for one in folder.volume] == [
        ("汇编：顺序", "01、02", "02、01")
    ]
    assert (folder.projects, found.respelled) == ((), ())
    repo.replace(FIRST, "10万元", "12万元")
    (folder,) = changed(repo.folder).folders
    assert (len(folder.projects), len(folder.volume)) == (1, 1)


def test_another_variant_of_pdf_is_told_of_its_folder(repo: Repo) -> None:
    repo.write("projects/unit/unit.yaml", UNIT + "PDF格式: pdf/a-3u\nPDF附件: 是\n")
    (folder,) = changed(repo.folder).folders
    told = [(one.label, one.old, one.new) for one in folder.volume]
    assert told == [("PDF格式", None, "pdf/a-3u"), ("PDF附件", None, "是")]


def test_a_unit_file_that_changes_nothing_is_named(repo: Repo) -> None:
    repo.write("projects/unit/unit.yaml", f"# 说明\n{UNIT}")
    found = changed(repo.folder)
    assert (found.folders, found.respelled) == ((), ("projects/unit/unit.yaml",))


@pytest.mark.parametrize("lie", [b"blob 99999999", b"blob 10", b"blob 3000000000", b"evil 10"])
def test_an_object_that_lies_about_its_length_is_told_and_not_waited_for(
    repo: Repo, lie: bytes
) -> None:
    name = repo.git("rev-parse", f"main:{FIRST}").strip()
    path = repo.folder / ".git" / "objects" / name[:2] / name[2:]
    content = zlib.decompress(path.read_bytes()).split(b"\0", 1)[1]
    path.unlink()
    path.write_bytes(zlib.compress(lie + b"\0" + content))
    with (
        Objects(open_repository(repo.folder)) as objects,
        pytest.raises(GitError, match="缺少要比较的内容"),
    ):
        objects.read(name)


def test_the_largest_object_that_a_file_may_have_is_read(repo: Repo) -> None:
    for size in (MAX_BYTES, MAX_BYTES + 1, MAX_BYTES + 100):
        (repo.folder / "big").write_bytes(b"a" * size)
        name = repo.git("hash-object", "-w", "big").strip()
        with Objects(open_repository(repo.folder)) as objects:
            assert len(objects.read(name) or b"") == min(size, MAX_BYTES + 1)
            assert objects.read(repo.git("rev-parse", f"main:{FIRST}").strip()) is not None


def test_a_repository_whose_files_are_elsewhere_must_be_named(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    repo.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    with pytest.raises(GitError, match=r"core\.worktree"):
        open_repository(repo.folder)


def test_what_git_refuses_is_told(repo: Repo) -> None:
    (repo.folder / "unit").mkdir()
    (repo.folder / "unit" / ".git").write_text("gitdir: nowhere\n", "utf-8")
    with pytest.raises(GitError, match="git"):
        open_repository(repo.folder / "unit")


def test_a_path_may_be_that_of_the_whole_repository(repo: Repo) -> None:
    repo.replace(SECOND, "3万元", "4万元")
    whole = changed(repo.folder, "HEAD", ".")
    assert len(told(whole)) == 1
    assert told(changed(repo.folder, "HEAD", str(repo.folder))) == told(whole)
