"""Which shard has a project, and what a shard does with an output folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptgen.build.shard import MOST, Shard, shards_in
from ptgen.cli.main import main
from ptgen.core import atomic
from ptgen.core.atomic import marked
from tests.projects import PROJECT, write_project

FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A build of Word files; what it says."""
    monkeypatch.chdir(tmp_path)

    def once(*arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as stop:
            main(["build", "--format", "docx", "--jobs", "1", *arguments])
        said = capsys.readouterr()
        assert stop.value.code == status, said.err
        return said.out + said.err

    return once


def several(folder: Path, count: int = 6) -> list[str]:
    for number in range(count):
        write_project(folder, FORM.replace("设备", f"设备{number}"), stem=f"{number:02}")
    return [f"unit/{number:02}" for number in range(count)]


def own(keys: list[str], shard: Shard) -> list[str]:
    return [key for key in keys if shard.has(key)]


def keys_in(out: Path, shard: Shard) -> list[str]:
    path = out / marked("manifest.json", shard.mark)
    return list(json.loads(path.read_text("utf-8"))["projects"])


@given(st.text(min_size=1), st.integers(1, 40))
def test_each_project_is_of_one_shard(key: str, count: int) -> None:
    key = key.encode("utf-8", "replace").decode()
    assert sum(Shard(number, count).has(key) for number in range(1, count + 1)) == 1


def test_the_shard_of_a_project_never_changes() -> None:
    """A cache of former days would be of no use otherwise."""
    found = {
        key: n for key in ("unit/01", "某区/设备") for n in range(1, 9) if Shard(n, 8).has(key)
    }
    assert found == {"unit/01": 1, "某区/设备": 7}


def test_both_spellings_of_a_name_are_of_one_shard() -> None:
    assert [n for n in range(1, 99) if Shard(n, 98).has("caf\u00e9")] == [
        n for n in range(1, 99) if Shard(n, 98).has("cafe\u0301")
    ]


def test_shards_are_of_about_the_same_size() -> None:
    keys = [f"unit-{number // 12:03}/{number:05}" for number in range(8000)]
    sizes = Counter(n for key in keys for n in range(1, 9) if Shard(n, 8).has(key))
    assert sum(sizes.values()) == 8000
    assert all(850 < size < 1150 for size in sizes.values())


@pytest.mark.parametrize("text", ["1/1", "3/8", "8/8", f"{MOST}/{MOST}"])
def test_a_shard_is_read_as_it_is_written(text: str) -> None:
    assert str(Shard.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "0/8", "9/8", "3", "3/0", "-1/8", "3/8/1", "03/8", "３/８", "1/10000", " 3/8", "3/8\n"],
)
def test_what_is_no_shard_is_told_in_chinese(run: Run, text: str) -> None:
    assert Shard.parse(text) is None
    assert "要写成 K/N，如 3/8" in run(f"--shard={text}", status=2)


def test_only_names_of_manifests_name_shards(tmp_path: Path) -> None:
    for name in (
        "manifest.json",
        "manifest-0-of-2.json",
        "manifest-3-of-2.json",
        "manifest-1-of-2",
    ):
        (tmp_path / name).touch()
    assert shards_in(tmp_path) == ()
    (tmp_path / "manifest-2-of-2.json").touch()
    assert shards_in(tmp_path) == (Shard(2, 2),)


def test_a_shard_builds_its_own_and_nothing_of_the_folder(tmp_path: Path, run: Run) -> None:
    keys = several(tmp_path)
    one = Shard(1, 2)
    said = run("--shard", "1/2", "--out", "part")
    assert f"第 1/2 份：6 个项目中的 {len(own(keys, one))} 个" in said
    assert keys_in(tmp_path / "part", one) == own(keys, one)
    found = {path.parent.name for path in (tmp_path / "part").rglob("*.docx")}
    assert {f"unit/{stem}" for stem in found} == set(own(keys, one))
    assert not list((tmp_path / "part").rglob("汇总*"))
    assert not (tmp_path / "part/manifest.json").exists()


def test_a_shard_keeps_what_is_as_it_was(tmp_path: Path, run: Run) -> None:
    first = own(several(tmp_path), Shard(1, 2))
    run("--shard", "1/2")
    changed = tmp_path / f"projects/{first[0]}.yaml"
    changed.write_text(changed.read_text("utf-8").replace("10万", "20万"), "utf-8")
    said = run("--shard", "1/2", "--explain")
    assert f"{first[0]}/绩效目标表.docx  项目文件有变" in said
    assert said.count("  未变") == len(first) - 1


def test_a_shard_without_projects_is_fine(tmp_path: Path, run: Run) -> None:
    (key,) = several(tmp_path, 1)
    empty = next(Shard(n, 2) for n in (1, 2) if not Shard(n, 2).has(key))
    assert "1 个项目中的 0 个" in run("--shard", str(empty))
    assert keys_in(tmp_path / "build", empty) == []


def test_shards_in_one_folder_leave_each_other_alone(tmp_path: Path, run: Run) -> None:
    keys = several(tmp_path)
    run("--shard", "1/2")
    run("--shard", "2/2")
    first, second = own(keys, Shard(1, 2)), own(keys, Shard(2, 2))
    (tmp_path / f"projects/{first[0]}.yaml").unlink()
    (tmp_path / f"projects/{second[0]}.yaml").unlink()
    run("--shard", "1/2")
    assert not (tmp_path / "build" / first[0]).exists()
    assert (tmp_path / "build" / second[0] / "绩效目标表.docx").is_file()
    assert keys_in(tmp_path / "build", Shard(1, 2)) == first[1:]
    assert keys_in(tmp_path / "build", Shard(2, 2)) == second
    assert run("--shard", "2/2", "--explain").count("  未变") == len(second) - 1


def test_shards_write_into_one_folder_at_once_but_no_shard_twice(tmp_path: Path) -> None:
    with atomic.locked(tmp_path, "-1-of-2"), atomic.locked(tmp_path, "-2-of-2"):
        for mark in ("", "-1-of-2"):
            with pytest.raises(atomic.OutputError, match="另一个"), atomic.locked(tmp_path, mark):
                pass
    with (
        atomic.locked(tmp_path),
        pytest.raises(atomic.OutputError, match="另一个"),
        atomic.locked(tmp_path, "-1-of-2"),
    ):
        pass


def test_what_a_killed_shard_left_is_removed_from_its_own_projects(
    tmp_path: Path, run: Run
) -> None:
    keys = several(tmp_path)
    run("--shard", "1/2")
    run("--shard", "2/2")
    left = [tmp_path / "build" / key / ".ptgen-x1y2z3_4.tmp" for key in keys]
    for path in left:
        path.touch()
    run("--shard", "1/2")
    assert [path.parent.name for path in left if path.exists()] == [
        key.removeprefix("unit/") for key in own(keys, Shard(2, 2))
    ]


@pytest.mark.parametrize("changed", [False, True])
def test_a_folder_without_projects_leaves_with_the_list_of_its_shard(
    tmp_path: Path, run: Run, changed: bool
) -> None:
    several(tmp_path, 2)
    run("--shard", "1/1")
    listed = tmp_path / "build/unit/ptgen-1-of-1.json"
    assert listed.is_file()
    if changed:
        listed.write_text("mine")
    for path in (tmp_path / "projects/unit").glob("0*.yaml"):
        path.unlink()
    run("--shard", "1/1")
    assert listed.exists() == listed.parent.exists() == changed


def test_whole_builds_and_shards_do_not_mix(tmp_path: Path, run: Run) -> None:
    several(tmp_path, 2)
    run("--out", "whole")
    run("--shard", "1/2", "--out", "part")
    assert "whole 里是整个生成的结果" in run("--shard", "1/2", "--out", "whole", status=2)
    assert "part 里是 ptgen build --shard 的结果" in run("--out", "part", status=2)


def test_a_shard_with_a_wrong_project_fails_and_builds_the_rest(tmp_path: Path, run: Run) -> None:
    keys = own(several(tmp_path), Shard(1, 2))
    wrong = tmp_path / f"projects/{keys[0]}.yaml"
    wrong.write_text(wrong.read_text("utf-8").replace("10万元", "十万"), "utf-8")
    assert "PT201" in run("--shard", "1/2", status=1)
    run("--shard", "2/2")
    path = tmp_path / "build" / marked("manifest.json", "-1-of-2")
    projects = json.loads(path.read_text("utf-8"))["projects"]
    assert [key for key in projects if projects[key]["status"] == "failed"] == keys[:1]
