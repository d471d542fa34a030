"""The bench makes sound, varied projects, and measures and reports them; no time is asserted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.generate import generate, long_project
from bench.live import measure_live
from bench.measure import Case, Run, Samples, alternate, run
from bench.own import timed
from bench.report import Target, warm_ms
from bench.values import write_values
from ptgen.check.engine import check
from ptgen.core.filesystem import discover, disk_files
from ptgen.core.loader import Loader
from ptgen.core.source.parse import read

COUNT = 26  # of all three units


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("bench"), COUNT).folder


def test_generated_projects_are_sound(projects: Path) -> None:
    files, _ = discover([projects])
    loaded = [Loader(disk_files([projects])).load(file) for file in files]
    check(loaded)
    assert [one.sound for one in loaded] == [True] * COUNT
    editions = {one.content.project.layout for one in loaded if one.content is not None}
    assert len(editions) == 3


def test_generated_projects_differ_and_stay_the_same(projects: Path, tmp_path: Path) -> None:
    again = generate(tmp_path, COUNT).files
    texts = [path.read_bytes() for path in again]
    assert len(set(texts)) == COUNT
    assert texts == [
        (projects / path.relative_to(tmp_path / "projects")).read_bytes() for path in again
    ]
    assert generate(tmp_path / "other", 1, seed=1).files[0].read_bytes() != texts[0]


@pytest.mark.parametrize("lines", [120, 165, 166])
def test_a_long_project_has_as_many_lines(lines: int) -> None:
    text = long_project(lines)
    assert text.count("\n") == lines
    assert not read(text.encode(), "long.yaml").diagnostics


def test_peers_are_given_every_document(projects: Path, tmp_path: Path) -> None:
    write_values(projects, tmp_path / "values")
    assert len(list((tmp_path / "values").glob("*.json"))) == COUNT
    assert "--仿宋" in (tmp_path / "values" / "fonts.css").read_text("utf-8")


def test_own_times_are_one_a_project_and_format(tmp_path: Path) -> None:
    taken = timed(generate(tmp_path, 2).folder, ("docx", "pdf"), "typst")
    assert {style: len(times) for style, times in taken.items()} == {"docx": 2, "pdf": 2}


def test_a_run_tells_what_a_process_printed_and_left() -> None:
    code = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.mkdir(); print('made'); "
    code += "(p / 'a.pdf').write_bytes(b'1234'); (p / '.b.pdf').write_bytes(b'12')"
    done = run(Case("made", lambda out: [sys.executable, "-c", code, out]))
    assert (done.printed, done.files) == ("made\n", {".pdf": 4})
    assert done.cpu > 0
    assert done.memory > 0


def test_a_run_counts_what_it_left_behind_and_nothing_else() -> None:
    waiting = [sys.executable, "-c", "input()"]
    left = "b = bytes([1]) * (200 * 2**20)"
    code = f"import os, sys; os.fork() or os.execv(sys.executable, ['python', '-c', '{left}'])"
    with subprocess.Popen(waiting, stdin=subprocess.PIPE) as other:
        done = run(Case("left", lambda _: [sys.executable, "-c", code]))
        assert done.memory > 200
        assert other.poll() is None
        other.communicate(b"\n")


def test_memory_is_watched_while_a_process_works() -> None:
    code = "import time; b = bytearray(100 * 2**20); t = time.monotonic()\n"
    code += "while time.monotonic() < t + 1: pass"
    done = run(Case("watched", lambda _: [sys.executable, "-c", code]), watch=True)
    assert max(done.watched.parent) > 100
    assert max(done.watched.worker) == 0


def test_a_case_that_fails_ends_the_bench() -> None:
    with pytest.raises(RuntimeError, match="broken: exit status 3"):
        run(Case("broken", lambda _: [sys.executable, "-c", "raise SystemExit(3)"]))


def test_cases_run_in_turn_from_both_ends() -> None:
    said: list[str] = []
    cases = [Case(name, lambda _: [sys.executable, "-c", "pass"]) for name in "ab"]
    alternate(cases, 2, said.append)
    assert [line[0] for line in said] == ["a", "b", "b", "a"]


@pytest.mark.parametrize(
    ("value", "bound", "least", "reached"),
    [(0.4, 0.45, False, True), (0.5, 0.45, False, False), (2.4, 2.5, True, False)],
)
def test_a_target_is_reached_or_not(value: float, bound: float, least: bool, reached: bool) -> None:
    target = Target("x", value, bound, least=least)
    assert target.reached is reached
    assert ("**no**" in target.row()) is not reached


def test_warm_times_leave_out_the_first_project_of_each_process() -> None:
    runs = [Run(1, 1, 1, f'{{"pdf": [9, {time}, {time}]}}', {}) for time in (1, 2, 3)]
    assert warm_ms(Samples({"x": runs}), "x", "pdf") == 2000


def test_an_editor_and_a_browser_are_waited_for(projects: Path) -> None:
    said: list[str] = []
    live = measure_live(projects, projects, 1, said.append)
    assert (live.edited, live.served, len(said)) == (COUNT, COUNT, 2)
    for wait in (live.finding, live.first_page, live.saved_page):
        assert wait.processor > 0
        assert wait.clock > 0
    assert "改名" not in "".join(path.read_text("utf-8") for path in projects.rglob("*.yaml"))
