"""Paths: documents land below ``--out`` and nowhere else, whatever files and folders are called."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from ptgen.core import atomic
from ptgen.core.filesystem import is_in_repository
from tests.golden import run_ptgen
from tests.importer.sources import form
from tests.projects import PROJECT, UNIT, write_project

Capture = pytest.CaptureFixture[str]
BUILD = ["build", "--format", "xlsx", "--quiet"]

NAMES = {
    "null-device": "nul.yaml",
    "console": "CON.yaml",
    "printer": "prn.yaml",
    "aux": "Aux.yaml",
    "port": "com1.yaml",
    "port-with-an-end": "LPT9.a.yaml",
    "port-in-superscript": "com¹.yaml",
    "console-input": "conin$.yaml",
    "stream": "a:b.yaml",
    "question": "a?.yaml",
    "star": "a*.yaml",
    "less": "a<b.yaml",
    "quote": 'a".yaml',
    "bar": "a|b.yaml",
    "backslash": "a\\b.yaml",
    "backslashes-up": "a\\..\\b.yaml",
    "blank-at-the-end": "a .yaml",
    "blank-at-the-start": " a.yaml",
    "dot-at-the-end": "a..yaml",
    "escape": "a\x1b[31m.yaml",
    "line-break": "a\nb.yaml",
    "carriage-return": "a\rb.yaml",
    "tab": "a\tb.yaml",
    "delete": "a\x7f.yaml",
    "override": "a\u202eb.yaml",
    "zero-width": "a\u200bb.yaml",
    "not-utf-8": os.fsdecode(b"a\xff.yaml"),
    "half-a-letter": os.fsdecode(b"\xe4\xb8.yaml"),
    "surrogate": os.fsdecode(b"\xed\xa0\x80.yaml"),
    "capitals": "a.YAML",
    "short-end": "a.yml",
    "manifest": "manifest.json.yaml",
    "volume": "汇编.docx.yaml",
    "volume-as-pdf": "汇编.pdf.yaml",
    "summary": "汇总.xlsx.yaml",
    "narrative": "经费情况说明.docx.yaml",
    "form-in-capitals": "绩效目标表.PDF.yaml",
}
FOLDERS = {
    "null-device": "nul",
    "stream": "a:b",
    "blank-at-the-end": "a ",
    "dot-at-the-end": "a.",
    "escape": "a\x1b[31m",
    "override": "a\u202e",
    "not-utf-8": os.fsdecode(b"a\xff"),
    "backslash": "x\\..\\a",
    "manifest": "manifest.json",
    "summary": "汇总.xlsx",
    "form": "绩效目标表.docx",
}
PAIRS = {
    "case": ("a.yaml", "A.yaml"),
    "case-of-greek": ("σ.yaml", "ς.yaml"),
    "case-of-german": ("ß.yaml", "ss.yaml"),
    "forms-of-a-letter": (
        unicodedata.normalize("NFC", "é.yaml"),
        unicodedata.normalize("NFD", "é.yaml"),
    ),
    "forms-of-korean": (
        unicodedata.normalize("NFC", "각.yaml"),
        unicodedata.normalize("NFD", "각.yaml"),
    ),
    "compatibility-ideograph": ("\uf900.yaml", "\u8c48.yaml"),
    "angstrom": ("\u212b.yaml", "\u00c5.yaml"),
    "case-of-a-folder": ("a/1.yaml", "A/1.yaml"),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository two folders below one that must stay as it is."""
    folder = tmp_path / "outside" / "repository"
    folder.mkdir(parents=True)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """All regular files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def ids(cases: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", list(cases.values()), ids=list(cases))


@ids(NAMES)
def test_a_file_of_such_a_name_is_told_and_the_others_are_built(
    name: str, here: Path, capsys: Capture
) -> None:
    projects = write_project(here)
    (projects / "unit" / name).write_text(PROJECT.replace("设备", "另一设备"), "utf-8")
    before = everything(here)
    status, out, err = run_ptgen([*BUILD, "projects"], capsys)
    assert status == 1
    assert "PT004" in err or "PT108" in err
    assert (out + err).replace("\n", "").isprintable()
    assert changed(here, before) == {"build/unit/01/绩效目标表.xlsx", "build/manifest.json"}


@ids(FOLDERS)
def test_a_folder_of_such_a_name_is_told_and_the_others_are_built(
    name: str, here: Path, capsys: Capture
) -> None:
    projects = write_project(here)
    (projects / name).mkdir()
    (projects / name / "unit.yaml").write_text(UNIT, "utf-8")
    (projects / name / "01.yaml").write_text(PROJECT, "utf-8")
    before = everything(here)
    status, out, err = run_ptgen([*BUILD, "projects"], capsys)
    assert status == 1
    assert "PT004" in err or "PT108" in err
    assert (out + err).replace("\n", "").isprintable()
    assert changed(here, before) == {
        "build/unit/01/绩效目标表.xlsx",
        "build/unit/汇总.xlsx",
        "build/manifest.json",
    }


@pytest.mark.parametrize("pair", list(PAIRS.values()), ids=list(PAIRS))
def test_two_that_are_one_elsewhere_are_both_told(
    pair: tuple[str, str], here: Path, capsys: Capture
) -> None:
    for number, name in enumerate(pair):
        path = here / "projects" / "unit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROJECT.replace("设备", f"设备{number}"), "utf-8")
        (path.parent / "unit.yaml").write_text(UNIT, "utf-8")
    before = everything(here)
    status, _, err = run_ptgen([*BUILD, "projects"], capsys)
    assert status == 1
    assert err.count("PT108") == 2
    assert changed(here, before) == {"build/manifest.json"}


def changed(here: Path, before: dict[str, bytes]) -> set[str]:
    """What was made or changed below the folder and around it, less the lock."""
    after = everything(here)
    assert before.items() <= after.items()
    assert {path.name for path in here.parent.iterdir()} == {here.name}
    assert {path.name for path in here.parent.parent.iterdir()} == {"outside"}
    return {path for path in after.keys() - before.keys() if not path.startswith("build/.ptgen")}


@pytest.mark.parametrize("path", ["../x.yaml", "../../x.yaml", "projects/../../x.yaml"])
def test_a_project_from_elsewhere_is_built_below_out(
    path: str, here: Path, capsys: Capture
) -> None:
    (here / "projects").mkdir()
    whole = Path(os.path.normpath(here / path))
    whole.write_text(UNIT + PROJECT, "utf-8")
    status, _, _ = run_ptgen([*BUILD, path], capsys)
    assert status == 0
    assert set(everything(here)) - {"build/.ptgen.lock"} == {
        "build/x/绩效目标表.xlsx",
        "build/manifest.json",
    }
    assert (here / "build" / "x").is_dir()


LINKS = ("a-file", "a-file-in-a-chain", "a-unit", "a-device", "a-circle", "nothing", "proc")


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_that_leaves_the_tree_is_not_read(kind: str, here: Path, capsys: Capture) -> None:
    projects = write_project(here)
    secret = here.parent / "secret.yaml"
    secret.write_text(UNIT + PROJECT.replace("设备运行与维护", "不该被读到"), "utf-8")
    link = projects / "unit" / ("unit.yaml" if kind == "a-unit" else "02.yaml")
    link.unlink(missing_ok=True)
    target: Path | str = {
        "a-device": "/dev/zero",
        "a-circle": link.name,
        "nothing": "nowhere.yaml",
        "proc": "/proc/self/environ",
    }.get(kind, secret)
    if kind == "a-file-in-a-chain":
        (projects / "unit" / "03").symlink_to(secret)
        target = "03"
    link.symlink_to(target)
    status, out, err = run_ptgen([*BUILD, "projects"], capsys)
    assert status == 1
    assert "PT004" in err
    assert "不该被读到" not in out + err
    secret.unlink()


@pytest.mark.parametrize("kind", ["fifo", "folder", "socket"])
def test_what_is_no_file_is_told_and_not_waited_for(kind: str, here: Path, capsys: Capture) -> None:
    projects = write_project(here)
    path = projects / "unit" / "02.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        import socket

        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
        os.chdir(here)
    status, _, err = run_ptgen([*BUILD, "projects"], capsys)
    assert (status, "PT004" in err) == ((0, False) if kind == "folder" else (1, True))


@pytest.mark.parametrize("name", ["build/unit", "build/unit/01"])
def test_a_link_in_the_output_folder_is_not_followed(
    name: str, here: Path, capsys: Capture
) -> None:
    write_project(here)
    elsewhere = here.parent / "elsewhere"
    elsewhere.mkdir()
    (here / name).parent.mkdir(parents=True, exist_ok=True)
    (here / name).symlink_to(elsewhere)
    status, _, err = run_ptgen([*BUILD, "projects"], capsys)
    assert status == 1
    assert f"{name} 是链接，请删去" in err
    assert list(elsewhere.iterdir()) == []
    elsewhere.rmdir()


@pytest.mark.parametrize("target", ["../elsewhere", "build", "/dev/null"])
def test_an_output_folder_that_is_a_link_out_of_the_repository_is_refused(
    target: str, here: Path, capsys: Capture
) -> None:
    write_project(here)
    elsewhere = here.parent / "elsewhere"
    elsewhere.mkdir()
    (here / "build").symlink_to(target)
    status, _, err = run_ptgen([*BUILD, "projects"], capsys)
    assert (status, "错误: build 是指向仓库以外的链接" in err) == (2, True)
    assert list(elsewhere.iterdir()) == []
    elsewhere.rmdir()


@pytest.mark.parametrize(
    "name", ["build/unit/01/绩效目标表.xlsx", "build/manifest.json", "build/unit/汇总.xlsx"]
)
def test_a_link_in_a_documents_place_is_replaced_and_what_it_leads_to_stays(
    name: str, here: Path, capsys: Capture
) -> None:
    write_project(here)
    source = here / "projects" / "unit" / "01.yaml"
    before = source.read_bytes()
    (here / name).parent.mkdir(parents=True, exist_ok=True)
    (here / name).symlink_to(source)
    assert run_ptgen([*BUILD, "projects"], capsys)[0] == 0
    assert source.read_bytes() == before
    assert not (here / name).is_symlink()


def test_the_lock_makes_no_file_elsewhere(here: Path, capsys: Capture) -> None:
    write_project(here)
    (here / "build").mkdir()
    (here / "build" / ".ptgen.lock").symlink_to(here.parent / "made")
    status, _, err = run_ptgen([*BUILD, "projects"], capsys)
    assert status == 2
    assert "写不了" in err
    assert not (here.parent / "made").exists()


@pytest.mark.parametrize("out", ["projects", "projects/unit", "templates", "."])
def test_no_source_is_written_over(out: str, here: Path, capsys: Capture) -> None:
    write_project(here)
    (here / "templates").mkdir()
    (here / "templates" / "form.docx").write_bytes(b"mine")
    before = everything(here)
    run_ptgen([*BUILD, "projects", "--out", out], capsys)
    after = everything(here)
    assert {path: after[path] for path in before} == before


@pytest.mark.parametrize("length", [200, 240, 250])
def test_a_long_name_is_built_or_told(length: int, here: Path, capsys: Capture) -> None:
    write_project(here, stem="a" * length)
    status, _, err = run_ptgen([*BUILD, "projects"], capsys)
    assert (status, err) == (0, "")


def test_a_path_that_is_too_long_is_told(here: Path, capsys: Capture) -> None:
    write_project(here)
    deep = "/".join(["a" * 250] * 17)
    status, _, err = run_ptgen([*BUILD, "projects", "--out", deep], capsys)
    assert status == 2
    assert "文件名太长" in err


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", ["check", "build", "export", "fmt", "diff", "serve"])
@pytest.mark.parametrize("path", ["a" * 300, "\x1b[31mx", os.fsdecode(b"\xff"), "a\nb"])
def test_a_path_that_is_not_there_is_told_in_letters(
    command: str, path: str, capsys: Capture
) -> None:
    status, out, err = run_ptgen([command, path], capsys)
    assert status in (1, 2)
    assert (out + err).replace("\n", "").isprintable()


def test_a_folder_that_is_a_file_is_told(here: Path) -> None:
    (here / "build").write_text("mine")
    with pytest.raises(atomic.OutputError, match="写不了"):
        atomic.write(here / "build" / "a", b"")


def test_settings_and_templates_from_outside_of_the_repository_are_not_read(
    here: Path, capsys: Capture
) -> None:
    write_project(here)
    elsewhere = here.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "ptgen.toml").write_text("secret = 1\n", "utf-8")
    (here / "ptgen.toml").symlink_to(elsewhere / "ptgen.toml")
    status, out, err = run_ptgen(["check", "projects"], capsys)
    assert (status, "PT012" in out, "secret" in out + err) == (1, True, False)
    (here / "ptgen.toml").unlink()
    (elsewhere / "wide").mkdir()
    (elsewhere / "wide" / "layout.yaml").write_text("secret: 1\n", "utf-8")
    (here / "templates").symlink_to(elsewhere)
    for command in (["check"], BUILD, ["templates"], ["layouts"], ["fmt"], ["export"]):
        status, out, err = run_ptgen([*command, "projects"], capsys)
        assert (status, "指向仓库以外的链接" in err, "secret" in out + err) == (2, True, False)


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["check", "--fix"],
        ["fmt"],
        ["export"],
        BUILD,
        ["new", "甲", "--unit", "projects/unit"],
        ["rollover", "--to", "2023"],
    ],
    ids=" ".join,
)
def test_projects_behind_a_link_out_of_the_repository_are_neither_read_nor_written(
    command: list[str], here: Path, capsys: Capture
) -> None:
    elsewhere = here.parent / "elsewhere"
    write_project(elsewhere, PROJECT.replace("设备", "secret").replace("名称: ", "名称:   "))
    (here / "projects").symlink_to(elsewhere / "projects")
    before = everything(elsewhere)
    path = ["projects/unit"] if command[0] in ("rollover", "check") else ["projects"]
    status, out, err = run_ptgen([*command, *(path if command[0] != "new" else [])], capsys)
    assert (status, "指向仓库以外的链接" in err, "secret" in out + err) == (2, True, False)
    assert everything(elsewhere) == before


@pytest.mark.parametrize(
    ("command", "link"),
    [
        (["new", "甲", "--layout", "shanghai-district-2022", "--unit", "projects/other"], "projects/other"),
        (["import", "projects/unit/form.txt", "--unit", "projects/other"], "projects/other"),
        (["import", "projects/unit/form.txt"], "projects/某区某局-2026"),
        (["init", "other"], "other"),
        (["init", "other/further"], "other"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else one,
)  # fmt: skip
@pytest.mark.parametrize("there", [True, False], ids=["to-a-folder", "to-nothing"])
def test_nothing_is_made_behind_a_link_out_of_the_repository(
    command: list[str], link: str, there: bool, here: Path, capsys: Capture
) -> None:
    write_project(here)
    (here / "projects/unit/form.txt").write_text(form(), "utf-8")
    elsewhere = here.parent / "elsewhere"
    if there:
        elsewhere.mkdir()
    (here / link).symlink_to(elsewhere)
    before = everything(here.parent)
    status, _, err = run_ptgen(command, capsys)
    assert (status, "指向仓库以外的链接" in err) == (2, True)
    assert everything(here.parent) == before
    assert elsewhere.exists() == there


def test_a_folder_of_documents_is_imported_without_links_out_of_it(
    here: Path, capsys: Capture
) -> None:
    (here / "secret.txt").write_text(form(name="secret"), "utf-8")
    (here / "old").mkdir()
    (here / "old/form.txt").write_text(form(), "utf-8")
    (here / "old/link.txt").symlink_to(here / "secret.txt")
    (here / "old/circle.txt").symlink_to("circle.txt")
    _, out, err = run_ptgen(["import", "old", "--dry-run"], capsys)
    assert "某区某局-2026/unit.yaml" in out
    assert err.count("链接指向了文件夹以外，或成了圈") == 2
    assert "secret" not in out


def test_no_project_is_copied_from_behind_a_link(here: Path, capsys: Capture) -> None:
    projects = write_project(here)
    (here.parent / "secret.yaml").write_text(PROJECT.replace("热线", "secret"), "utf-8")
    (projects / "unit/02.yaml").symlink_to(here.parent / "secret.yaml")
    command = ["new", "甲", "--unit", "projects/unit", "--from", "projects/unit/02.yaml"]
    assert run_ptgen(command, capsys)[0] == 2
    assert [path.name for path in sorted((projects / "unit").iterdir())] == [
        "01.yaml",
        "02.yaml",
        "unit.yaml",
    ]


def test_the_topmost_folder_is_in_no_repository_but_itself() -> None:
    assert is_in_repository(Path("/"))


def test_templates_elsewhere_in_the_repository_are_read(here: Path, capsys: Capture) -> None:
    write_project(here / "unit")
    (here / "common").mkdir()
    (here / "unit" / "templates").symlink_to("../common")
    status, _, _ = run_ptgen(["check", "unit/projects"], capsys)
    assert status == 0


@pytest.mark.parametrize("name", [".vscode", ".github", "projects"])
def test_init_writes_through_no_link(name: str, here: Path, capsys: Capture) -> None:
    elsewhere = here.parent / "elsewhere"
    elsewhere.mkdir()
    (here / "new").mkdir()
    (here / "new" / name).symlink_to(elsewhere)
    status, _, err = run_ptgen(["init", "new"], capsys)
    assert (status, f"{name} 是" in err, "链接" in err) == (2, True, True)
    assert list(elsewhere.iterdir()) == []
    assert [path.name for path in (here / "new").iterdir()] == [name]


@pytest.mark.parametrize("name", ["templates/unused.docx", "templates/form.html"])
@pytest.mark.parametrize("kind", ["device", "pipe", "ten-gigabytes"])
def test_what_lies_among_templates_is_read_up_to_its_limit(
    kind: str, name: str, here: Path, capsys: Capture
) -> None:
    write_project(here)
    path = here / name
    path.parent.mkdir()
    if kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(10 * 2**30)
    status, _, err = run_ptgen(["build", "--format", "pdf,xlsx", "projects"], capsys)
    assert (status, "form.html" in err) == ((1, True) if "form" in name else (0, False))
