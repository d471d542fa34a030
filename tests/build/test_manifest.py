from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pydantic import ValidationError

from ptgen.build.manifest import (
    Manifest,
    ManifestEntry,
    Output,
    is_whole,
)


def read(folder: Path) -> Manifest:
    return Manifest.model_validate_json((folder / "manifest.json").read_bytes())


def entry(*paths: str) -> ManifestEntry:
    return ManifestEntry(
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
    manifest.write(tmp_path)
    assert read(tmp_path) == manifest


def test_projects_stand_in_order(tmp_path: Path) -> None:
    Manifest(projects={"b": entry(), "a": entry()}).write(tmp_path)
    assert list(read(tmp_path).projects) == ["a", "b"]


@pytest.mark.parametrize("amount", ["abc", "1E+999999999", "1", "1.000", "NaN", "1.00\n", "１.00"])
def test_what_is_no_amount_is_no_total(amount: str) -> None:
    with pytest.raises(ValidationError):
        ManifestEntry.model_validate_json(
            entry().model_dump_json(by_alias=True).replace("100000.00", amount)
        )


def test_a_file_is_whole_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"as written")
    whole = hashlib.sha256(b"as written").hexdigest()
    output = Output(path="a.pdf", document="绩效目标表", format="pdf", sha256=whole)
    assert is_whole(output, tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"changed")
    assert not is_whole(output, tmp_path)
    (tmp_path / "a.pdf").unlink()
    assert not is_whole(output, tmp_path)


def test_what_was_named_before_is_still_named() -> None:
    before = Manifest(projects={"unit/01": entry("unit/01/a.pdf"), "unit/02": entry("b.pdf")})
    now = Manifest(projects={"unit/01": entry("unit/01/c.pdf")})
    both = now.with_files_of(before).projects
    assert [one.path for one in both["unit/01"].outputs] == ["unit/01/c.pdf", "unit/01/a.pdf"]
    assert both["unit/02"] == before.projects["unit/02"]
