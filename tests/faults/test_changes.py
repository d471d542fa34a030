"""Files that change, vanish or break while a build runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.faults.conftest import ONE_FORM, ROOT, ptgen, ptgen_here, write
from tests.faults.inspect_output import MANIFEST, broken, named, settled, tree

# Before the reading of a given number of a project file, its content becomes another.
SITE = """\
import os, pathlib, sys
path, reading, text = {path!r}, {reading}, {text!r}
readings = []
def heard(event, arguments):
    if event == "open" and arguments[0] == path and arguments[1] != "w":
        readings.append(1)
        if len(readings) == reading:
            if text is None:
                os.unlink(path)
            else:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
sys.addaudithook(heard)
"""
XLSX = ("build", "--format", "xlsx", "--jobs", "1")


def build_while_changing(folder: Path, reading: int, text: str | None) -> tuple[int, str]:
    """Status and sentences of a build in which ``projects/unit/01.yaml`` becomes ``text``."""
    site = folder / "site"
    site.mkdir()
    changing = SITE.format(path="projects/unit/01.yaml", reading=reading, text=text)
    (site / "sitecustomize.py").write_text(changing, "utf-8")
    path = f"{site}{os.pathsep}{ROOT}"
    done = ptgen(*XLSX, cwd=folder, environment={"PYTHONPATH": path})
    return done.returncode, done.stderr


CHANGES = [("amount", 2), ("half", 2), ("gone", 2), ("amount", 3)]
MORE = [(change, reading) for change in ("amount", "half", "gone") for reading in (1, 3, 4, 5)]


@pytest.mark.parametrize(("change", "reading"), CHANGES)
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, change: str, reading: int) -> None:
    changed(tmp_path, change, reading)


def test_a_file_that_changes_at_any_reading(tmp_path: Path, long: bool) -> None:
    for change, reading in MORE if long else MORE[:1]:
        changed(tmp_path / f"{change}{reading}", change, reading)


def changed(folder: Path, change: str, reading: int) -> None:
    """Build, save another amount, build while the file changes, and build again."""
    for number in (1, 2):
        write(folder, number, project=ONE_FORM)
    assert ptgen_here(folder, *XLSX) == 0
    source = folder / "projects" / "unit" / "01.yaml"
    former = source.read_text("utf-8")
    source.write_text(former.replace("10万元", "15万元"), "utf-8")
    after = former.replace("10万元", "20万元")
    text = {"amount": after, "half": after[: len(after) // 2], "gone": None}[change]
    status, said = build_while_changing(folder, reading, text)
    assert status in (0, 1)
    assert status == 0 or said
    found = tree(folder / "build")
    assert broken(found, found) == []
    assert list(named(found[MANIFEST]))
    source.write_text(after, "utf-8")
    assert ptgen_here(folder, *XLSX) == 0
    assert ptgen_here(folder, *XLSX, "--out", "whole") == 0
    assert settled(tree(folder / "build")) == settled(tree(folder / "whole"))


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"version": 2}', b'{"projects": {"unit/01": 1}}'],
)
def test_a_damaged_manifest_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    write(tmp_path, 1, project=ONE_FORM)
    assert ptgen_here(tmp_path, *XLSX, "--out", "whole") == 0
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / MANIFEST).write_bytes(damage)
    assert ptgen_here(tmp_path, *XLSX) == 0
    assert settled(tree(tmp_path / "build")) == settled(tree(tmp_path / "whole"))


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_an_output_that_somebody_damaged_is_made_anew(tmp_path: Path, damage: str) -> None:
    for number in (1, 2):
        write(tmp_path, number, project=ONE_FORM)
    assert ptgen_here(tmp_path, *XLSX) == 0
    whole = tree(tmp_path / "build")
    for output in (tmp_path / "build").rglob("*.xlsx"):
        data = output.read_bytes()
        if damage == "gone":
            output.unlink()
        else:
            output.write_bytes(data[:100] if damage == "cut" else data[::-1])
    assert ptgen_here(tmp_path, *XLSX) == 0
    assert settled(tree(tmp_path / "build")) == settled(whole)


def test_a_manifest_names_no_way_out(tmp_path: Path) -> None:
    write(tmp_path, 1, project=ONE_FORM)
    assert ptgen_here(tmp_path, *XLSX) == 0
    manifest = tmp_path / "build" / MANIFEST
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"not ours")
    told = json.loads(manifest.read_bytes())
    told["projects"]["unit/01"]["outputs"][0]["path"] = "../secret.xlsx"
    told["projects"]["unit/99"] = told["projects"]["unit/01"]
    manifest.write_text(json.dumps(told), "utf-8")
    assert ptgen_here(tmp_path, *XLSX) == 0
    assert secret.read_bytes() == b"not ours"
