"""The error gallery: every rule has an example that it hits, and only it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ptgen.check.catalogue import CATALOGUE, CHECKED
from tests.golden import Golden, run_ptgen, transcript

GALLERY = Path(__file__).parents[1] / "gallery"


@pytest.mark.parametrize("code", CHECKED)
def test_an_example_shows_its_rule_and_no_other(
    code: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(GALLERY)
    target = f"{code}.yaml" if Path(f"{code}.yaml").is_file() else f"{code}/projects"
    status, out, err = run_ptgen(["check", target], capsys)
    update = bool(request.config.getoption("--update-golden"))
    golden = Golden(GALLERY, update)
    golden.check(f"{code}.txt", transcript(["check", target], status, out, err))
    assert set(re.findall(r"  (PT\d{3}) ", out)) == {code}
    assert status == (1 if CATALOGUE[code].severity == "error" else 0)


def test_every_example_belongs_to_a_rule() -> None:
    stems = {path.stem for path in GALLERY.iterdir()} - {"unit"}
    assert stems == set(CHECKED)
