"""``ptgen check --baseline``: what is known does not fail, what is new does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import run_ptgen
from tests.projects import PROJECT, write_project

Capture = pytest.CaptureFixture[str]
WRONG = PROJECT.replace("≥85%", "提升").replace("10万元", "约10万元")
MANY = '{"path": "a", "code": "PT201", "message": "", "count": 1e9}'
BASELINE = ["check", "--baseline", "known.json"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one error and one warning, both known."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, WRONG)
    return tmp_path


def _known(here: Path, capsys: Capture) -> list[dict[str, str]]:
    status, _, err = run_ptgen([*BASELINE, "--write-baseline"], capsys)
    assert (status, "记下 2 处已知问题" in err) == (0, True)
    found: list[dict[str, str]] = json.loads((here / "known.json").read_text("utf-8"))["findings"]
    return found


def test_what_is_known_is_counted_and_does_not_fail(here: Path, capsys: Capture) -> None:
    assert run_ptgen(["check"], capsys)[0] == 1
    assert {one["code"] for one in _known(here, capsys)} == {"PT201", "PT308"}
    status, out, _ = run_ptgen([*BASELINE, "--strict"], capsys)
    assert (status, out) == (0, "没有新的问题；另有 2 处已知问题（基线）\n")


def test_what_is_new_fails_also_a_second_one_of_the_same_kind(here: Path, capsys: Capture) -> None:
    _known(here, capsys)
    second = "    测算: 约10万元\n  - 名称: 热线\n    测算: 约10万元\n"
    write_project(here, WRONG.replace("    测算: 约10万元\n", second))
    status, out, _ = run_ptgen(BASELINE, capsys)
    assert (status, out.count("PT201 错误")) == (1, 1)
    assert "另有 2 处已知问题" in out


def test_lines_may_move_and_ptgen_may_be_started_elsewhere(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(here, capsys)
    write_project(here, f"# 说明\n\n{WRONG}")
    assert run_ptgen(BASELINE, capsys)[0] == 0
    monkeypatch.chdir(here / "projects")
    assert run_ptgen(["check", "unit", "--baseline", "../known.json"], capsys)[0] == 0


def test_what_is_mended_leaves_the_baseline(here: Path, capsys: Capture) -> None:
    _known(here, capsys)
    write_project(here, WRONG.replace("约10万元", "10万元"))
    status, _, err = run_ptgen(BASELINE, capsys)
    assert (status, "1 处已知问题改好了" in err) == (0, True)
    write_project(here, WRONG)
    status, out, _ = run_ptgen(BASELINE, capsys)
    assert (status, "PT201 错误" in out, "另有 1 处已知问题" in out) == (1, True, True)


def test_what_was_not_looked_at_stays_in_the_baseline(here: Path, capsys: Capture) -> None:
    write_project(here, PROJECT.replace("设备运行", "热线运行"), stem="02")
    _known(here, capsys)
    before = (here / "known.json").read_bytes()
    for others in (["projects/unit/02.yaml"], ["--select", "PT1"], ["--ignore", "PT2,PT3"]):
        assert run_ptgen([*BASELINE, *others], capsys)[0] == 0
        assert (here / "known.json").read_bytes() == before
    (here / "projects/unit/01.yaml").unlink()
    assert "2 处已知问题改好了" in run_ptgen(BASELINE, capsys)[2]


def test_programs_are_told_what_is_known(here: Path, capsys: Capture) -> None:
    _known(here, capsys)
    told = json.loads(run_ptgen([*BASELINE, "--format", "json"], capsys)[1])
    assert [one["standing"] for one in told["findings"]] == ["known", "known"]
    assert (told["summary"]["errors"], told["summary"]["known"]) == (0, 2)
    log = json.loads(run_ptgen([*BASELINE, "--format", "sarif"], capsys)[1])
    results = log["runs"][0]["results"]
    assert [one["baselineState"] for one in results] == ["unchanged", "unchanged"]
    out = run_ptgen([*BASELINE, "--format", "github"], capsys)[1]
    assert out == "::notice title=基线::另有 2 处已知问题\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "不是 JSON"),
        ("{", "第 1 行第 2 列不是 JSON"),
        ("[]", "不是基线"),
        ("[" * 100_000, "不是 JSON"),
        ('{"format": "ptgen-baseline-1", "findings": 1}', "“findings”写得不对"),
        ('{"format": "ptgen-baseline-2", "findings": []}', "“format”写得不对"),
        ('{"format": "ptgen-baseline-1", "findings": [{"code": "PT201"}]}', "写得不对"),
        (
            f'{{"format": "ptgen-baseline-1", "findings": [{MANY}]}}',
            "“findings.0.count”写得不对",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_an_error(
    here: Path, capsys: Capture, text: str, said: str
) -> None:
    (here / "known.json").write_text(text, "utf-8")
    for more in ([], ["--write-baseline"]):
        status, out, err = run_ptgen([*BASELINE, *more], capsys)
        assert (status, out, said in err) == (2, "", True)
    assert (here / "known.json").read_text("utf-8") == text


def test_a_baseline_that_is_missing_or_a_link_is_an_error(here: Path, capsys: Capture) -> None:
    status, _, err = run_ptgen(BASELINE, capsys)
    assert (status, "先用 --write-baseline 写一份" in err) == (2, True)
    _known(here, capsys)
    (here / "known.json").rename(here / "else.json")
    (here / "known.json").symlink_to(here / "else.json")
    write_project(here, PROJECT)
    assert run_ptgen(BASELINE, capsys)[0] == 2
    assert len(json.loads((here / "else.json").read_text("utf-8"))["findings"]) == 2
