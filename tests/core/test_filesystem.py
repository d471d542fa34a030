from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from ptgen.core.filesystem import builtin_templates, discover, disk_files, project_root, write_bytes
from ptgen.core.source.decode import MAX_BYTES
from tests.projects import write_project


def test_projects_are_found_in_order_and_unit_files_are_not_projects(tmp_path: Path) -> None:
    write_project(tmp_path, stem="02")
    projects = write_project(tmp_path, stem="01")
    (projects / "unit" / ".hidden.yaml").write_text("")
    files, found = discover([projects])
    assert [file.key for file in files] == ["unit/01", "unit/02"]
    assert found == ()


def test_a_file_and_its_folder_give_the_same_project_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    whole, _ = discover([Path("projects")])
    for paths in ([projects / "unit" / "01.yaml"], [projects, projects / "unit"]):
        files, _ = discover(paths)
        assert files == whole
    assert whole[0].path == "projects/unit/01.yaml"
    assert whole[0].unit_path == "projects/unit/unit.yaml"


def test_a_folder_of_another_name_is_its_own_root(tmp_path: Path) -> None:
    (tmp_path / "项目").mkdir()
    (tmp_path / "项目" / "a.yaml").write_text("")
    files, _ = discover([tmp_path / "项目"])
    assert [file.key for file in files] == ["a"]
    assert project_root(tmp_path / "项目" / "a.yaml") == tmp_path / "项目"


@pytest.mark.parametrize(
    ("name", "said"), [("a.yml", "不以 .yaml 结尾"), ("link.yaml", "文件夹以外")]
)
def test_files_that_are_not_taken_are_told(tmp_path: Path, name: str, said: str) -> None:
    projects = tmp_path / "projects"
    projects.mkdir()
    (tmp_path / "secret.yaml").write_text("")
    if name == "link.yaml":
        (projects / name).symlink_to(tmp_path / "secret.yaml")
    else:
        (projects / name).write_text("")
    files, (found,) = discover([projects])
    assert files == ()
    assert said in found.message
    assert found.hint


def test_a_missing_path_is_told() -> None:
    _, (found,) = discover([Path("nowhere")])
    assert found.span.path == "nowhere"


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    files = disk_files([tmp_path])
    os.mkfifo(tmp_path / "pipe.yaml")
    assert files.read(str(tmp_path / "pipe.yaml")) is None
    assert files.read(str(tmp_path)) is None
    assert files.read(str(tmp_path / "nothing.yaml")) is None


def test_templates_beside_projects_stand_before_the_built_in_ones(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (tmp_path / "templates" / "own").mkdir(parents=True)
    (tmp_path / "templates" / "own" / "layout.yaml").write_text("名称: 我区版\n", "utf-8")
    files = disk_files([projects])
    assert files.templates == (tmp_path / "templates", builtin_templates())
    assert {"own", "shanghai-district-2022"} <= set(files.layouts())
    own = files.layout("own")
    assert own is not None
    assert own.data == "名称: 我区版\n".encode()
    assert files.layout("nothing") is None


def said(path: Path) -> list[tuple[str, str]]:
    files, found = discover([path])
    assert [file.key for file in files] == ["unit/01"]
    assert all(one.hint for one in found)
    return [(one.span.path.rpartition("/")[2], one.message) for one in found]


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (projects / "a.yaml").symlink_to("b.yaml")
    (projects / "b.yaml").symlink_to("a.yaml")
    assert said(projects) == [
        ("a.yaml", "链接指向了文件夹以外，或成了圈"),
        ("b.yaml", "链接指向了文件夹以外，或成了圈"),
    ]


def test_a_link_inside_the_folder_is_a_project(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (projects / "unit" / "02.yaml").symlink_to("01.yaml")
    files, found = discover([projects])
    assert ([file.key for file in files], found) == (["unit/01", "unit/02"], ())


def test_a_unit_file_that_leads_elsewhere_is_told_and_not_read(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (tmp_path / "secret").write_text("a: 1\n")
    unit = projects / "unit" / "unit.yaml"
    unit.unlink()
    unit.symlink_to(tmp_path / "secret")
    files, (found,) = discover([projects])
    assert (files, found.span.path.endswith("unit.yaml")) == ((), True)
    assert disk_files([projects]).read(str(unit)) is None


def test_a_layout_that_leads_elsewhere_is_not_read(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "own"
    own.mkdir(parents=True)
    (tmp_path / "secret").write_text("名称: 甲\n")
    (own / "layout.yaml").symlink_to(tmp_path / "secret")
    assert disk_files([write_project(tmp_path)]).layout("own") is None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (b"\xff.yaml", "文件名不是 UTF-8 编码"),
        (b"a\nb.yaml", "文件名里有不可见的字符（U+000A）"),
        (b"a\x1b[31m.yaml", "文件名里有不可见的字符（U+001B）"),
        ("\u202e.yaml".encode(), "文件名里有不可见的字符（U+202E）"),
        (b"A.YAML", "文件名不以 .yaml 结尾"),
        (b"a.yml", "文件名不以 .yaml 结尾"),
    ],
)
def test_names_that_no_document_may_have_are_told(
    tmp_path: Path, name: bytes, message: str
) -> None:
    projects = write_project(tmp_path)
    (projects / os.fsdecode(name)).write_text("")
    ((_, words),) = said(projects)
    assert words == message


def test_a_unit_file_stands_for_the_projects_beside_it(tmp_path: Path) -> None:
    projects = write_project(tmp_path)
    (projects / "unit" / "deeper").mkdir()
    (projects / "unit" / "deeper" / "02.yaml").write_text("")
    files, found = discover([projects / "unit" / "unit.yaml"])
    assert ([file.key for file in files], found) == (["unit/01"], ())


def test_one_file_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    projects = write_project(tmp_path)
    monkeypatch.chdir(projects)
    files, _ = discover([Path(), Path("../projects/unit"), Path("unit/../unit/01.yaml")])
    assert [(file.path, file.key) for file in files] == [("unit/01.yaml", "unit/01")]


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_a_path_that_cannot_be_is_told(name: str) -> None:
    files, (found,) = discover([Path(name)])
    assert (files, found.message) == ((), "没有这个文件或文件夹")


def test_a_folder_that_may_not_be_read_is_told() -> None:
    # Files of root can be read by root: the test goes on as somebody else, outside root's folder.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        projects = write_project(folder)
        (projects / "closed").mkdir(0o700)
        (projects / "closed").chmod(0o700 if os.geteuid() == 0 else 0)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        try:
            assert said(projects) == [("closed", "文件夹读不到")]
        finally:
            os.seteuid(before)
            (projects / "closed").chmod(0o700)


def test_a_file_is_read_to_one_byte_more_than_it_may_have(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a" * (MAX_BYTES + 100))
    data = disk_files([tmp_path]).read(str(tmp_path / "a.yaml"))
    assert data is not None
    assert len(data) == MAX_BYTES + 1


def test_layouts_are_listed_by_names_that_can_be_written(tmp_path: Path) -> None:
    for name in ("own", "Own Copy"):
        (tmp_path / "templates" / name).mkdir(parents=True)
        (tmp_path / "templates" / name / "layout.yaml").write_text("")
    names = disk_files([write_project(tmp_path)]).layouts()
    assert "own" in names
    assert "Own Copy" not in names


def test_new_content_takes_the_place_of_the_old_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a")
    file.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to(file)
    write_bytes(tmp_path / "link.yaml", b"b")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"b", 0o640)
    assert (tmp_path / "link.yaml").is_symlink()
    with pytest.raises(OSError, match="nothing"):
        write_bytes(tmp_path / "nothing.yaml", b"b")
    assert {one.name for one in tmp_path.iterdir()} == {"a.yaml", "link.yaml"}


def test_a_file_in_the_place_of_the_projects_is_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "projects").write_text("gitdir: elsewhere\n")
    files, (found,) = discover([tmp_path / "projects"])
    assert files == ()
    assert found.message == "文件名不以 .yaml 结尾"
