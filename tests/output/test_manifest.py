from __future__ import annotations

import hashlib
from pathlib import Path

from ptgen.output.manifest import (
    Entry,
    Manifest,
    Output,
    former_manifest,
    is_whole,
    present,
    read_manifest,
    remove_pending,
    write_manifest,
    write_pending,
)


def entry(*paths: str) -> Entry:
    return Entry(
        source="projects/unit/01.yaml",
        name="设备运行与维护",
        year=2022,
        total="100000.00",
        annual="100000.00",
        status="built",
        outputs=tuple(
            Output(path=path, document="绩效目标表", format="pdf", sha256="0" * 64)
            for path in paths
        ),
    )


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    manifest = Manifest(made_with={"ptgen": "1"}, projects={"unit/01": entry("unit/01/a.pdf")})
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_projects_stand_in_order(tmp_path: Path) -> None:
    write_manifest(tmp_path, Manifest(projects={"b": entry(), "a": entry()}))
    assert list(read_manifest(tmp_path).projects) == ["a", "b"]


def test_a_damaged_manifest_is_empty(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"version": 1, "projects": {"a": ')
    assert read_manifest(tmp_path) == Manifest()


def test_files_that_are_gone_are_not_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    there = present(entry("a.pdf", "b.pdf").outputs, tmp_path)
    assert [output.path for output in there] == ["a.pdf"]


def test_a_file_is_whole_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"as written")
    whole = hashlib.sha256(b"as written").hexdigest()
    output = Output(path="a.pdf", document="绩效目标表", format="pdf", sha256=whole)
    assert is_whole(output, tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"changed")
    assert not is_whole(output, tmp_path)
    (tmp_path / "a.pdf").unlink()
    assert not is_whole(output, tmp_path)


def test_a_killed_run_leaves_what_was_named_before(tmp_path: Path) -> None:
    before = Manifest(projects={"unit/01": entry("unit/01/a.pdf"), "unit/02": entry()})
    write_pending(tmp_path, before)
    write_manifest(tmp_path, Manifest(projects={"unit/01": entry()}))
    assert former_manifest(tmp_path).projects == before.projects
    remove_pending(tmp_path)
    assert former_manifest(tmp_path).projects == {"unit/01": entry()}
