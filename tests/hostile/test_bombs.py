"""Bombs: what is meant to take all time or all memory ends in a message, or in a right document.

Each case is run by a process of its own, whose memory is limited and measured. Time is not
asserted here: ``bench/hostile.py`` shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.bombs import BOMBS, HEAD, ITEMS, LAYOUTS, SOUND, UNITS
from tests.hostile.runner import Run, Runner

MOST_MEGABYTES = 200


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def assert_told(run: Run) -> None:
    """It ended by itself, with a message and no traceback, within the memory."""
    assert "Traceback" not in run.out, run.out
    assert run.status in (0, 1), run
    assert run.told, run
    assert run.megabytes < MOST_MEGABYTES


@pytest.mark.parametrize("name", BOMBS)
def test_check_ends_with_a_message(name: str, tmp_path: Path, runner: Runner) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "a.yaml").write_text(BOMBS[name](), "utf-8")
    assert_told(runner.run(tmp_path, "check"))


@pytest.mark.parametrize("name", UNITS)
def test_a_units_file_ends_with_a_message(name: str, tmp_path: Path, runner: Runner) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "unit.yaml").write_text(UNITS[name](), "utf-8")
    (tmp_path / "projects" / "a.yaml").write_text(SOUND, "utf-8")
    run = runner.run(tmp_path, "check")
    assert_told(run)
    assert run.status == 1


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_edition_ends_with_a_message(name: str, tmp_path: Path, runner: Runner) -> None:
    (tmp_path / "projects").mkdir()
    for number in range(20):
        folder = tmp_path / "templates" / f"own{number}"
        folder.mkdir(parents=True)
        text = LAYOUTS[name]().replace("NEXT", f"own{number + 1}")
        (folder / "layout.yaml").write_text(text, "utf-8")
    text = (HEAD + ITEMS).replace("shanghai-district-2022", "own0")
    (tmp_path / "projects" / "a.yaml").write_text(text, "utf-8")
    run = runner.run(tmp_path, "check")
    assert_told(run)
    assert run.status == 1


CONFIGURATIONS = {
    "brackets": "a = " + "[" * 7_900,
    "tables-deep": "[" + ".".join(["a"] * 4_000) + "]",
    "dotted-keys": ".".join(["a"] * 4_000) + " = 1",
    "keys": "".join(f"a{n} = 1\n" for n in range(800)),
    "folders": "".join(f'[check.folders."{n}"]\nignore = ["PT9"]\n' for n in range(160)),
    "codes": "[check]\nignore = [" + '"PT999", ' * 850 + "]",
    "digits": "[check]\nreserve-share = " + "9" * 7_900,
    "exponent": "[check]\nreserve-share = 1e999999999",
    "exponent-negative": "[check]\nreserve-share = 1e-999999999",
    "nan": "[check]\nreserve-share = nan",
    "quotes-open": 'a = "' + "a" * 7_900,
    "bytes-3-MB": "#" * 3_000_000,
}


@pytest.mark.parametrize("text", list(CONFIGURATIONS.values()), ids=list(CONFIGURATIONS))
def test_a_configuration_ends_with_a_message(text: str, tmp_path: Path, runner: Runner) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "a.yaml").write_text(SOUND, "utf-8")
    (tmp_path / "ptgen.toml").write_text(text, "utf-8")
    assert_told(runner.run(tmp_path, "check"))


OTHERS = ("items-10-thousand", "keys-20-thousand", "aliases", "names-40-thousand", "comments",
          "texts-of-words", "indicators-10-thousand", "texts-of-brackets-opened")  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("command", ["fmt", "diff", "export", "build", "text"])
def test_other_commands_end_with_a_message(
    command: str, name: str, tmp_path: Path, runner: Runner
) -> None:
    for folder in ("projects", "new/projects"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.yaml").write_text(SOUND, "utf-8")
    (tmp_path / "new" / "projects" / "a.yaml").write_text(BOMBS[name](), "utf-8")
    arguments = {
        "fmt": ("fmt", "--check", "new/projects"),
        "diff": ("diff", "--no-git", ".", "new"),
        "export": ("export", "new/projects"),
        "build": ("build", "new/projects", "--format", "xlsx"),
        "text": ("text", "new/projects/a.yaml"),
    }
    run = runner.run(tmp_path, *arguments[command])
    assert "Traceback" not in run.out, run.out
    assert run.status in (0, 1), run
    assert run.told or command == "text", run
    assert run.megabytes < 2 * MOST_MEGABYTES


def test_the_largest_project_that_is_taken_is_built(tmp_path: Path, runner: Runner) -> None:
    items = "".join(f"  - {{名称: 费用{n}, 测算: {n + 1}元*2人}}\n" for n in range(1000))
    aims = "".join(f"      指标{n}: ≥{n}台\n" for n in range(1000))
    text = f"{HEAD}预算:\n{items}绩效指标:\n  产出指标:\n    数量指标:\n{aims}"
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "a.yaml").write_text(text, "utf-8")
    run = runner.run(tmp_path, "build", "--format", "docx,xlsx", "--jobs", "1")
    assert run.status == 0, run.out
    assert (tmp_path / "build" / "a" / "绩效目标表.docx").is_file()


def test_ten_thousand_files_are_looked_at(tmp_path: Path, runner: Runner) -> None:
    folder = tmp_path / "projects"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.yml").touch()
    run = runner.run(tmp_path, "check")
    assert run.status == 1
    assert "10000 个文件" in run.told


def test_the_runner_sees_tracebacks_and_limits(tmp_path: Path, runner: Runner) -> None:
    run = runner.run(tmp_path, "--no-such-option")
    assert run.status == 2
    with pytest.raises(AssertionError):
        assert_told(run)
    assert run.megabytes > 10
