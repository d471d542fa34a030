"""All projects of this repository in all engines: with ``--verify``, as ``make verify`` does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engines.built import ROOT, built, faults
from tests.engines.pictures import Engine, PdfJs
from tests.engines.test_engines import VARIANTS

UNITS = sorted(path.parent.name for path in (ROOT / "projects").glob("*/unit.yaml"))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("unit", UNITS)
def test_all_files_of_a_unit(
    unit: str,
    variant: str,
    tmp_path: Path,
    engines: Mapping[str, Engine],
    firefox: PdfJs,
    request: pytest.FixtureRequest,
) -> None:
    if not request.config.getoption("--verify"):
        pytest.skip("make verify")
    files = built(ROOT / "projects" / unit, tmp_path, *VARIANTS[variant])
    assert files
    wrong = {str(file.relative_to(tmp_path)): faults(file, engines, firefox) for file in files}
    assert {name: found for name, found in wrong.items() if found} == {}
