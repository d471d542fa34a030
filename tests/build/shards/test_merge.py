"""What shards built becomes what one build would have made, or nothing does."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ptgen.build.cache import CachedFolder, packed, unpacked
from ptgen.build.shard import Shard
from ptgen.cli.main import main
from tests.build.test_cache import FORGED, leaves, with_all, with_head
from tests.golden import run_ptgen
from tests.projects import PROJECT, UNIT, write_project

FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
VOLUME = UNIT + "汇编: {标题: 某中心2022年项目}\n"
COUNT = 3
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command; what it says."""
    monkeypatch.chdir(tmp_path)

    def once(command: str, *arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as stop:
            main([command, "--jobs", "1", *arguments])
        said = capsys.readouterr()
        assert stop.value.code == status, said.err
        return said.out + said.err

    return once


def tree(folder: Path) -> dict[str, bytes]:
    """Every file by its path; those by which builds are kept apart have no content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def several(folder: Path, count: int = 6, unit: str = UNIT) -> None:
    for number in range(count):
        write_project(folder, FORM.replace("设备", f"设备{number}"), unit, f"{number:02}")


def shards(run: Run, *options: str, status: int = 0) -> None:
    """The parts in folders of their own below ``parts``."""
    for number in range(1, COUNT + 1):
        shard = ("--shard", f"{number}/{COUNT}", "--out", f"parts/{number}", "--format", "docx")
        run("build", *shard, *options, status=status)


def built(run: Run) -> None:
    """A build without shards."""
    run("build", "--format", "docx")


def of(key: str) -> int:
    return next(number for number in range(1, COUNT + 1) if Shard(number, COUNT).has(key))


def manifest(number: int) -> Path:
    return Path(f"parts/{number}/manifest-{number}-of-{COUNT}.json")


def listed(number: int) -> Path:
    return Path(f"parts/{number}/unit/ptgen-{number}-of-{COUNT}.json")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("unit", [UNIT, VOLUME], ids=["sheet", "volume"])
def test_a_merge_is_a_build_without_shards_byte_for_byte(
    tmp_path: Path, run: Run, unit: str
) -> None:
    several(tmp_path, unit=unit)
    write_project(tmp_path / "more", FORM)
    shutil.move(tmp_path / "more/projects/unit", tmp_path / "projects/other")
    built(run)
    shards(run)
    run("merge", "parts/1", "parts/2", "parts/3", "--out", "merged")
    whole = tree(tmp_path / "build")
    assert tree(tmp_path / "merged") == whole
    assert {"unit/汇总.xlsx", "manifest.json"} <= set(whole)
    assert ("unit/汇编.docx" in whole) == (unit == VOLUME)
    said = run("build", "--format", "docx", "--out", "merged", "--explain")
    assert "有变" not in said
    assert "生成过" not in said


def test_a_merge_says_whom_it_trusts(tmp_path: Path, run: Run) -> None:
    several(tmp_path, 2)
    shards(run)
    assert "合并 3 份；只核对各份合不合得上，文书照收，不重新生成" in run("merge", "parts")
    assert "信得过" not in run("merge", "parts", "--quiet")
    assert "做各份的机器要信得过" in "".join(run("merge", "--help").split())


def test_the_comparison_sees_one_byte(tmp_path: Path, run: Run) -> None:
    several(tmp_path, 2)
    built(run)
    shutil.copytree(tmp_path / "build", tmp_path / "copy")
    assert tree(tmp_path / "copy") == tree(tmp_path / "build")
    path = tmp_path / "copy/unit/01/绩效目标表.docx"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    assert tree(tmp_path / "copy") != tree(tmp_path / "build")


def test_parts_may_lie_in_one_folder_or_in_folders_of_one(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    built(run)
    shards(run)
    run("merge", "parts", "--out", "merged")
    for number in range(1, COUNT + 1):
        shutil.copytree(f"parts/{number}", "one", dirs_exist_ok=True)
    run("merge", "one", "--out", "again")
    assert tree(tmp_path / "merged") == tree(tmp_path / "again") == tree(tmp_path / "build")


def test_a_second_merge_writes_no_document(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    shards(run)
    run("merge", "parts")
    before = {path: path.stat().st_ino for path in (tmp_path / "build").rglob("*.*x")}
    assert len(before) == 7
    run("merge", "parts")
    assert {path: path.stat().st_ino for path in (tmp_path / "build").rglob("*.*x")} == before


def test_what_is_gone_leaves_the_merged_folder(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    shards(run)
    run("merge", "parts")
    (tmp_path / "projects/unit/03.yaml").unlink()
    shards(run)
    assert "unit/03/绩效目标表.docx  项目或文书已不再有，删去" in run("merge", "parts")
    built_anew = run("build", "--format", "docx", "--out", "anew")
    assert "5 个项目" in built_anew
    merged = {
        path: data for path, data in tree(tmp_path / "build").items() if "manifest" not in path
    }
    anew = {path: data for path, data in tree(tmp_path / "anew").items() if "manifest" not in path}
    assert merged == anew


def test_a_project_with_errors_fails_as_in_a_build(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    change(tmp_path / "projects/unit/03.yaml", "10万元", "十万")
    said = run("build", "--format", "docx", status=1)
    for number in range(1, COUNT + 1):
        shard = ("--shard", f"{number}/{COUNT}", "--out", f"parts/{number}", "--format", "docx")
        run("build", *shard, status=int(number == of("unit/03")))
    merged = run("merge", "parts", "--out", "merged", status=1)
    assert "PT201" in said
    assert "PT201" in merged
    assert tree(tmp_path / "merged") == tree(tmp_path / "build")


def test_a_project_that_a_shard_could_not_draw_is_told(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    shards(run)
    number = of("unit/03")
    data = json.loads(manifest(number).read_text("utf-8"))
    data["projects"]["unit/03"] |= {"status": "failed", "outputs": []}
    manifest(number).write_text(json.dumps(data), "utf-8")
    said = run("merge", "parts", status=1)
    assert f"第 {number}/{COUNT} 份没有生成这个项目" in said
    found = tree(tmp_path / "build")
    assert "unit/03/绩效目标表.docx" not in found
    assert "unit/汇总.xlsx" not in found
    assert f"第 {number}/{COUNT} 份没有生成这个项目" in run("merge", "parts", status=1)


def test_what_only_the_whole_shows_keeps_a_project_out(tmp_path: Path, run: Run) -> None:
    """Two projects of one name: no shard sees both."""
    write_project(tmp_path, FORM, stem="01")
    other = next(f"{n:02}" for n in range(2, 20) if of(f"unit/{n:02}") != of("unit/01"))
    write_project(tmp_path, FORM, stem=other)
    said = run("build", "--format", "docx", status=1)
    shards(run)
    assert said.count("PT107") == 2
    assert run("merge", "parts", "--out", "merged", status=1).count("PT107") == 2
    assert tree(tmp_path / "merged") == tree(tmp_path / "build")


def test_the_options_of_the_shards_hold(tmp_path: Path, run: Run) -> None:
    several(tmp_path, 3)
    for number in range(1, COUNT + 1):
        shard = ("--shard", f"{number}/{COUNT}", "--out", f"parts/{number}", "--format", "xlsx")
        run("build", *shard)
    run("merge", "parts")
    assert {Path(name).suffix for name in tree(tmp_path / "build")} == {
        ".xlsx",
        ".json",
        ".lock",
    }


def _drop_part(number: int) -> None:
    shutil.rmtree(f"parts/{number}")


def _drop_project(number: int) -> None:
    data = json.loads(manifest(number).read_text("utf-8"))
    del data["projects"]["unit/03"]
    manifest(number).write_text(json.dumps(data), "utf-8")


def _drop_list(number: int) -> None:
    listed(number).unlink()


def _drop_document(number: int) -> None:
    Path(f"parts/{number}/unit/03/绩效目标表.docx").unlink()


def _spoil_document(number: int) -> None:
    path = Path(f"parts/{number}/unit/03/绩效目标表.docx")
    path.write_bytes(path.read_bytes()[:-1] + b"\1")


def _spoil_manifest(number: int) -> None:
    manifest(number).write_text("{", "utf-8")


def _spoil_list(number: int) -> None:
    listed(number).write_bytes(b"1 0\n{}")


def _other_version(number: int) -> None:
    data = json.loads(manifest(number).read_text("utf-8"))
    data["made_with"]["ptgen"] = "9.9.9"
    manifest(number).write_text(json.dumps(data), "utf-8")


def _other_library(number: int) -> None:
    change(manifest(number), '"libraries": {}', '"libraries": {"Pango": "0.1"}')


def _other_program(number: int) -> None:
    known = unpacked(listed(number), CachedFolder)
    assert known is not None
    documents = {
        path: one.model_copy(update={"inputs": {**one.inputs, "程序和组件的版本": "0"}})
        for path, one in known.documents.items()
    }
    listed(number).write_bytes(packed(CachedFolder(documents=documents)))


def _other_source(number: int) -> None:
    del number
    change(Path("projects/unit/03.yaml"), "10万元", "20万元")


def _one_more(number: int) -> None:
    del number
    shutil.copy("projects/unit/03.yaml", "projects/unit/99.yaml")


def _one_less(number: int) -> None:
    del number
    Path("projects/unit/03.yaml").unlink()


def _other_count(number: int) -> None:
    path = manifest(number)
    data = json.loads(path.read_text("utf-8"))
    data["share"]["count"] = 9
    path.with_name(f"manifest-{number}-of-9.json").write_text(json.dumps(data), "utf-8")


def _other_options(number: int) -> None:
    change(manifest(number), '"docx"\n    ]', '"pdf"\n    ]')


def _unfinished(number: int) -> None:
    """As a shard leaves it that is killed at work."""
    data = json.loads(manifest(number).read_text("utf-8"))
    manifest(number).write_text(json.dumps(data | {"projects": {}}), "utf-8")


def _not_its_own(number: int) -> None:
    """The manifest of another shard under the name of this one."""
    text = manifest(number % COUNT + 1).read_text("utf-8")
    manifest(number).write_text(text, "utf-8")


def _foreign_project(number: int) -> None:
    """A project of another shard among those of this one."""
    data = json.loads(manifest(number).read_text("utf-8"))
    other = json.loads(manifest(number % COUNT + 1).read_text("utf-8"))
    manifest(number).write_text(json.dumps(other | {"share": data["share"]}), "utf-8")


def _different_twin(number: int) -> None:
    shutil.copytree(f"parts/{number}", "parts/twin")
    data = json.loads(manifest(number).read_text("utf-8"))
    data["projects"]["unit/03"]["outputs"][0]["sha256"] = "0" * 64
    Path(f"parts/twin/{manifest(number).name}").write_text(json.dumps(data), "utf-8")


def _outside(number: int) -> None:
    change(manifest(number), "unit/03/绩效目标表.docx", "../../../../etc/passwd")


def _absolute(number: int) -> None:
    change(manifest(number), "unit/03/绩效目标表.docx", "/etc/passwd")


def _of_another(number: int) -> None:
    change(manifest(number), "unit/03/绩效目标表.docx", "unit/汇总.xlsx")


def _linked_document(number: int) -> None:
    path = Path(f"parts/{number}/unit/03/绩效目标表.docx")
    path.rename("outside.docx")
    path.symlink_to(Path("outside.docx").absolute())


def _linked_folder(number: int) -> None:
    path = Path(f"parts/{number}/unit")
    path.rename("outside")
    path.symlink_to(Path("outside").absolute())


def _linked_manifest(number: int) -> None:
    manifest(number).rename("outside.json")
    manifest(number).symlink_to(Path("outside.json").absolute())


def _pipe(number: int) -> None:
    path = Path(f"parts/{number}/unit/03/绩效目标表.docx")
    path.unlink()
    os.mkfifo(path)


def _huge(number: int) -> None:
    os.truncate(manifest(number), 2**40)


REFUSED: dict[Callable[[int], None], str] = {
    _drop_part: "缺少第 {part} 份",
    _drop_project: "各份里没有这些项目：unit/03；请重新运行第 {part} 份",
    _drop_list: "缺少 parts/{number}/unit/ptgen-{number}-of-3.json；下载的时候要带上全部文件",
    _drop_document: "缺少 parts/{number}/unit/03/绩效目标表.docx；下载的时候要带上全部文件",
    _spoil_document: "第 {part} 份的 unit/03/绩效目标表.docx 不是这里会生成的（文件被改动过）",
    _spoil_manifest: "parts/{number}/manifest-{number}-of-3.json 读不出来，请重新运行第 {part} 份",
    _spoil_list: "parts/{number}/unit/ptgen-{number}-of-3.json 损坏了，请重新运行第 {part} 份",
    _other_version: "第 {part} 份是用别的版本生成的：ptgen 9.9.9（这里 ",
    _other_library: "第 {part} 份是用别的版本生成的：",
    _other_program: "不是这里会生成的（程序和组件的版本不同）",
    _other_source: "第 {part} 份的 unit/03/绩效目标表.docx 不是这里会生成的（项目文件不同）",
    _one_more: "各份里没有这些项目：unit/99；请重新运行第 2/3 份",
    _one_less: "各份里有这里没有的项目：unit/03；请在同一个版本的项目文件夹里合并",
    _other_count: "各份的份数不同（3、9）",
    _other_options: "的 --format、--pdf-variant、--enclose 或 --engine 不同",
    _unfinished: "；请重新运行第 {part} 份",
    _not_its_own: "parts/{number}/manifest-{number}-of-3.json 写的不是第 {part} 份",
    _foreign_project: "第 {part} 份的清单里有不属于它的项目或文书：unit/",
    _different_twin: "parts/{number} 和 parts/twin 里的 unit/03 不一样，请只留一个",
    _outside: "第 {part} 份的清单里，../../../../etc/passwd 不是 unit/03 的文书",
    _absolute: "第 {part} 份的清单里，/etc/passwd 不是 unit/03 的文书",
    _of_another: "第 {part} 份的清单里，unit/汇总.xlsx 不是 unit/03 的文书",
    _linked_document: "parts/{number}/unit/03/绩效目标表.docx 是链接，合并只收普通的文件",
    _linked_folder: "parts/{number}/unit 是链接，合并只收普通的文件",
    _linked_manifest: "parts/{number}/manifest-{number}-of-3.json 是链接，合并只收普通的文件",
    _pipe: "parts/{number}/unit/03/绩效目标表.docx 不是普通的文件，或者太大",
    _huge: "parts/{number}/manifest-{number}-of-3.json 不是普通的文件，或者太大",
}


@pytest.mark.parametrize("harm", REFUSED, ids=lambda harm: harm.__name__.strip("_"))
def test_parts_that_make_no_whole_are_refused(
    tmp_path: Path, run: Run, harm: Callable[[int], None]
) -> None:
    several(tmp_path)
    shards(run)
    number = of("unit/03")
    harm(number)
    said = run("merge", "parts", status=2)
    assert REFUSED[harm].format(number=number, part=f"{number}/{COUNT}") in said
    assert not list((tmp_path / "build").rglob("03*"))


def test_a_refused_merge_leaves_a_former_one_as_it_was(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    shards(run)
    run("merge", "parts")
    before = tree(tmp_path / "build")
    _other_source(0)
    run("merge", "parts", status=2)
    assert tree(tmp_path / "build") == before


def test_the_same_part_twice_is_as_once(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    built(run)
    shards(run)
    shutil.copytree("parts/1", "parts/1-again")
    run("merge", "parts", "--out", "merged")
    assert tree(tmp_path / "merged") == tree(tmp_path / "build")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "缺少参数"),
        (("none",), "没有 none"),
        (("parts", "--projects", "none"), "没有 none"),
        (("projects",), "projects 里没有 ptgen build --shard 的结果"),
        (
            ("parts", "--out", "parts/1"),
            "parts/1 里是 ptgen build --shard 的结果，请用 --out 写到别处",
        ),
    ],
)
def test_wrong_calls_are_told(
    tmp_path: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    several(tmp_path, 2)
    shards(run)
    assert said in run("merge", *arguments, status=2)


def test_a_link_in_the_output_folder_leads_nowhere(tmp_path: Path, run: Run) -> None:
    several(tmp_path)
    shards(run)
    (tmp_path / "outside").mkdir()
    (tmp_path / "build").mkdir()
    (tmp_path / "build/unit").symlink_to(tmp_path / "outside")
    assert "build/unit 是链接，请删去" in run("merge", "parts", status=2)
    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize("file", [manifest, listed], ids=["manifest", "list"])
def test_what_is_forged_in_a_part_is_refused_or_changes_nothing(
    tmp_path: Path, run: Run, file: Callable[[int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each value is one of another kind, with the right digest of the whole."""
    several(tmp_path, 2)
    shards(run)
    run("merge", "parts")
    right = tree(tmp_path / "build")
    path = file(of("unit/01"))
    whole = path.read_bytes()
    body = whole.partition(b"\n")[2] if file is listed else whole
    statuses = set()
    for key, text in itertools.product(leaves(json.loads(body)), FORGED[:4]):
        forged = json.dumps(with_all(json.loads(body), key, "@"), ensure_ascii=False)
        data = forged.replace('"@"', text).encode()
        path.write_bytes(with_head(b"\n" + data) if file is listed else data)
        shutil.rmtree(tmp_path / "build", ignore_errors=True)
        status, _, err = run_ptgen(["merge", "parts", "--jobs", "1", "--quiet"], capsys)
        statuses.add(status)
        if status == 0:
            assert tree(tmp_path / "build") == right, (key, text)
        else:
            assert "错误" in err, (key, text)
    assert 2 in statuses
