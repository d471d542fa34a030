"""Only what changed is built, found by content; the command line is the way in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from ptgen.cli.main import main
from ptgen.core.filesystem import builtin_templates
from tests.projects import PROJECT, UNIT, write_project

FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
Build = Callable[..., dict[str, str]]


@pytest.fixture
def build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Build:
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str, status: int = 0) -> dict[str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["build", "--format", "docx", "--jobs", "1", "--explain", *arguments])
        said = capsys.readouterr()
        assert stop.value.code == status, said.err
        lines = (line.split("  ") for line in said.out.splitlines() if "." in line.split("  ")[0])
        return {line[0]: line[1] for line in lines if len(line) == 2 and "、" not in line[0]}

    return once


def two(folder: Path) -> tuple[Path, Path]:
    for number in (1, 2):
        name = f"设备{number}"
        write_project(folder, FORM.replace("设备", name), stem=f"{number:02}")
    return folder / "projects/unit/01.yaml", folder / "projects/unit/02.yaml"


ONE, OTHER, SUM = "unit/01/绩效目标表.docx", "unit/02/绩效目标表.docx", "unit/汇总.xlsx"
KEPT = "未变"


def inodes(out: Path) -> dict[str, int]:
    return {str(path): path.stat().st_ino for path in out.rglob("*") if path.is_file()}


def test_a_second_build_writes_nothing(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    assert build() == {ONE: "还没有生成过", OTHER: "还没有生成过", SUM: "还没有生成过"}
    before = inodes(tmp_path / "build")
    assert set(build().values()) == {KEPT}
    after = inodes(tmp_path / "build")
    manifest = str(tmp_path / "build/manifest.json")
    assert {path for path in before if before[path] != after[path]} == {manifest}
    status = json.loads(Path(manifest).read_text("utf-8"))["projects"]["unit/01"]["status"]
    assert status == "cached"
    build()
    assert inodes(tmp_path / "build") == after


def test_times_of_files_say_nothing(tmp_path: Path, build: Build) -> None:
    one, _ = two(tmp_path)
    build()
    os.utime(one, (2_000_000_000, 2_000_000_000))
    assert set(build().values()) == {KEPT}


def test_a_changed_project_rebuilds_its_documents_and_its_folders(
    tmp_path: Path, build: Build
) -> None:
    one, _ = two(tmp_path)
    shutil.copytree(tmp_path / "projects/unit", tmp_path / "projects/other")
    build()
    stamp = one.stat()
    one.write_text(one.read_text("utf-8").replace("10万元", "20万元"), "utf-8")
    os.utime(one, (stamp.st_atime, stamp.st_mtime))
    made = build()
    assert made.pop(ONE) == "项目文件有变"
    assert made.pop(SUM) == "项目有变"
    assert set(made.values()) == {KEPT}


def test_a_changed_unit_rebuilds_its_folder(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    build()
    unit = tmp_path / "projects/unit/unit.yaml"
    unit.write_text(UNIT + "# more\n", "utf-8")
    made = build()
    assert (made[ONE], made[OTHER]) == ("unit.yaml有变", "unit.yaml有变")


def test_a_changed_edition_rebuilds_its_users(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    other = tmp_path / "projects/other"
    shutil.copytree(tmp_path / "projects/unit", other)
    text = UNIT.replace("shanghai-district-2022", "own-edition")
    assert text != UNIT
    (other / "unit.yaml").write_text(text, "utf-8")
    layout = tmp_path / "templates/own-edition/layout.yaml"
    layout.parent.mkdir(parents=True)
    layout.write_text("名称: 自用版\n继承: shanghai-district-2022\n", "utf-8")
    build()
    layout.write_text("名称: 自用的版\n继承: shanghai-district-2022\n", "utf-8")
    made = build()
    assert made["other/01/绩效目标表.docx"] == "版式有变"
    assert made[ONE] == KEPT


def test_a_changed_template_rebuilds_what_uses_it(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    formats = ("--format", "docx,xlsx")
    build(*formats)
    own = tmp_path / "templates/form.docx"
    own.parent.mkdir()
    shutil.copy(builtin_templates() / "form.docx", own)
    assert set(build(*formats).values()) == {KEPT}
    shutil.copy(builtin_templates() / "narrative.docx", tmp_path / "templates/narrative.docx")
    with own.open("ab") as file:
        file.write(b"\0")
    assert build(*formats)[ONE] == "模板有变"
    assert build(*formats)["unit/01/绩效目标表.xlsx"] == KEPT


def test_a_restyled_word_template_rebuilds_the_pdf_too(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    formats = ("--format", "pdf")
    build(*formats)
    own = tmp_path / "templates/form.docx"
    own.parent.mkdir()
    opened = docx.Document(str(builtin_templates() / "form.docx"))
    opened.styles["表格标签"].font.size = Pt(8)
    opened.save(str(own))
    assert build(*formats)["unit/01/绩效目标表.pdf"] == "模板有变"


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_damaged_output_is_made_again(tmp_path: Path, build: Build, how: str) -> None:
    two(tmp_path)
    build()
    path = tmp_path / "build" / ONE
    whole = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"x" + whole[1:])
    said = {"gone": "文件不在了", "changed": "文件被改动过"}[how]
    made = build()
    assert made.pop(ONE) == said
    assert set(made.values()) == {KEPT}
    assert path.read_bytes() == whole


def test_force_builds_all(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    build()
    assert set(build("--force").values()) == {"按 --force 重新生成"}


def test_the_bytes_are_those_of_a_first_build(tmp_path: Path, build: Build) -> None:
    one, _ = two(tmp_path)
    build()
    one.write_text(one.read_text("utf-8").replace("10万元", "20万元"), "utf-8")
    build()
    build("--out", "fresh")
    for path in (ONE, OTHER, SUM):
        assert (tmp_path / "build" / path).read_bytes() == (tmp_path / "fresh" / path).read_bytes()


def test_documents_of_removed_projects_are_removed(tmp_path: Path, build: Build) -> None:
    one, _ = two(tmp_path)
    build()
    note = tmp_path / "build/unit/01/note.txt"
    note.write_text("kept")
    one.unlink()
    build()
    assert not (tmp_path / "build" / ONE).exists()
    assert note.exists()
    assert (tmp_path / "build" / OTHER).exists()
    assert "unit/01" not in json.loads((tmp_path / "build/manifest.json").read_bytes())["projects"]


def test_the_folder_of_a_removed_unit_is_removed(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    shutil.copytree(tmp_path / "projects/unit", tmp_path / "projects/other")
    build()
    shutil.rmtree(tmp_path / "projects/unit")
    build()
    assert [path.name for path in (tmp_path / "build").iterdir() if path.is_dir()] == ["other"]


def test_a_changed_document_of_a_removed_project_is_left(tmp_path: Path, build: Build) -> None:
    one, _ = two(tmp_path)
    build()
    (tmp_path / "build" / ONE).write_bytes(b"signed")
    one.unlink()
    build()
    assert (tmp_path / "build" / ONE).read_bytes() == b"signed"


def test_projects_of_other_places_stay(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    build()
    elsewhere = tmp_path / "elsewhere"
    shutil.move(tmp_path / "projects/unit", elsewhere / "projects/third")
    (tmp_path / "projects").rmdir()
    build("elsewhere/projects")
    assert (tmp_path / "build" / ONE).exists()


def test_a_document_no_longer_wanted_is_removed(tmp_path: Path, build: Build) -> None:
    write_project(tmp_path, PROJECT)
    build()
    narrative = tmp_path / "build/unit/01/经费情况说明.docx"
    assert narrative.exists()
    write_project(tmp_path, FORM)
    build()
    assert not narrative.exists()
    assert (tmp_path / "build" / ONE).exists()


def test_other_formats_stay(tmp_path: Path, build: Build) -> None:
    two(tmp_path)
    build("--format", "docx,xlsx")
    build()
    entry = json.loads((tmp_path / "build/manifest.json").read_bytes())["projects"]["unit/01"]
    assert {output["format"] for output in entry["outputs"]} == {"docx", "xlsx"}


def test_a_failed_project_keeps_its_former_documents(tmp_path: Path, build: Build) -> None:
    one, _ = two(tmp_path)
    build()
    whole = (tmp_path / "build" / ONE).read_bytes()
    right = one.read_text("utf-8")
    one.write_text(right.replace("10万元", "约10万元"), "utf-8")
    assert build(status=1) == {OTHER: KEPT}
    assert (tmp_path / "build" / ONE).read_bytes() == whole
    entry = json.loads((tmp_path / "build/manifest.json").read_bytes())["projects"]["unit/01"]
    assert (entry["status"], len(entry["outputs"])) == ("failed", 1)
    one.write_text(right, "utf-8")
    assert set(build().values()) == {KEPT}


def test_warnings_are_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, f"{FORM}核定金额: 5万元\n")
    (tmp_path / "ptgen.toml").write_text('[check]\nseverity = {PT204 = "warning"}\n')
    said = []
    for _ in range(2):
        with pytest.raises(SystemExit):
            main(["build", "--format", "docx"])
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]
    assert "警告" in said[0]
