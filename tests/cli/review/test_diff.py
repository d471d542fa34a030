"""``ptgen diff`` as a user runs it: golden files of every format, exit status, refusals."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ptgen.cli.about.schema import schema_text
from tests.golden import Golden, run_ptgen, transcript
from tests.projects import PROJECT, UNIT, write_project
from tests.repositories import Repo, repository

EXAMPLES = Path(__file__).parents[3] / "projects"
EQUIPMENT = "projects/songjiang-2022/01-equipment.yaml"
TRAINING = "projects/songjiang-2022/04-training.yaml"
FORMATS = {"text": "txt", "markdown": "md", "json": "json", "html": "html"}


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The example projects, and a working tree in which something of every kind changed."""
    repo = repository(tmp_path / "repo")
    shutil.copytree(EXAMPLES, repo.folder / "projects")
    repo.commit("examples")
    repo.replace(EQUIPMENT, "测算: 50万元", "测算: 60万元")
    repo.replace(EQUIPMENT, "受益群体满意度: ≥85%", "受益群体满意度: ≥80%")
    repo.replace(EQUIPMENT, "测算: 17万元/年", "测算: 170,000元/年")
    (repo.folder / "projects/songjiang-2022/06-publicity.yaml").unlink()
    repo.git(
        "mv",
        "projects/songjiang-2022/02-legal-advice.yaml",
        "projects/songjiang-2022/08-legal.yaml",
    )
    repo.write(TRAINING, repo.read(TRAINING) + "错误的键: 1\n")
    repo.write("projects/new-2022/unit.yaml", UNIT).write("projects/new-2022/01.yaml", PROJECT)
    monkeypatch.chdir(repo.folder)
    return repo


@pytest.mark.usefixtures("examples")
@pytest.mark.parametrize("form", FORMATS)
def test_the_formats(form: str, golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["diff", "main", "--format", form]
    said = transcript(arguments, *run_ptgen(arguments, capsys))
    # The commit changes with the examples; what it compares does not.
    said = re.sub(r"（[0-9a-f]{7}）", "（0000000）", said)
    golden.check(f"diff.{FORMATS[form]}", said)


@pytest.mark.usefixtures("examples")
def test_json_is_what_the_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run_ptgen(["diff", "--format", "json", "--whole"], capsys)
    Draft202012Validator(json.loads(schema_text("changes"))).validate(json.loads(out))
    whole, part = json.loads(out)["whole"]["annual"], json.loads(out)["totals"]["annual"]
    assert Decimal(whole["old"]) > Decimal(part["old"])
    assert whole["difference"] == part["difference"]


@pytest.mark.usefixtures("examples")
def test_broken_guards(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    guards = ["--fail-if", "growth>1元", "--fail-if", "weaker", "--fail-if", "new-reserve"]
    arguments = ["diff", "main", "--format", "markdown", "projects/songjiang-2022", *guards]
    status, _, err = run_ptgen(arguments, capsys)
    golden.check("guards.txt", transcript(arguments, status, "", err))
    assert status == 1


def plain(folder: Path) -> Repo:
    repo = repository(folder)
    repo.write("projects/unit/unit.yaml", UNIT).write("projects/unit/01.yaml", PROJECT)
    repo.commit()
    return repo


@pytest.mark.parametrize("form", FORMATS)
def test_no_change_is_said_plainly(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(plain(tmp_path).folder)
    status, out, err = run_ptgen(["diff", "--format", form, "--fail-if", "weaker"], capsys)
    assert (status, err) == (0, "")
    if form == "json":
        assert json.loads(out)["folders"] == []
    else:
        assert "没有变化" in out
    if form == "text":
        assert out.count("\n") == 1


def test_two_folders_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, amount in (("old", "10万元"), ("new", "12万元")):
        text = PROJECT.replace("10万元", amount)
        for stem in ("01", "02"):
            Repo(tmp_path / name).write(f"projects/unit/{stem}.yaml", text)
        Repo(tmp_path / name).write("projects/unit/unit.yaml", UNIT)
    status, out, _ = run_ptgen(["diff", "--no-git", "old", "new"], capsys)
    assert status == 0
    assert "200,000.00 → 240,000.00 元，+40,000.00（+20.00%）" in out
    for path in ("projects/unit/02.yaml", "unit/02", "./projects/unit/02"):
        _, out, _ = run_ptgen(["diff", "--no-git", "old", "new/projects", path], capsys)
        assert "100,000.00 → 120,000.00 元" in out
    _, out, _ = run_ptgen(["diff", "--no-git", "old", "old"], capsys)
    assert out == "没有变化：old 与 old\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "没有版本“nope”"),
        (["main", "--fail-if", "growth"], "不认识的条件“growth”"),
        (["--", "-x"], "不能以 - 开头"),
        (["main", "nowhere"], "没有项目文件"),
        (["--no-git", "old"], "要写两个文件夹"),
        (["--no-git", "old", "projects"], "没有文件夹 old"),
        (["main", "../.."], "不在这个仓库里"),
        (["projects-branch"], "既是版本又是路径"),
    ],
)
def test_what_cannot_be_compared_is_status_2(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo = plain(tmp_path / "repo")
    repo.git("branch", "projects-branch")
    repo.write("projects-branch/x", "")
    monkeypatch.chdir(repo.folder)
    status, out, err = run_ptgen(["diff", *arguments], capsys)
    assert (status, out) == (2, "")
    assert said in err


def test_outside_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    status, _, err = run_ptgen(["diff"], capsys)
    assert status == 2
    assert "不是 git 仓库" in err
    assert "--no-git" in err


def test_a_path_alone_compares_the_last_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = plain(tmp_path)
    repo.replace("projects/unit/01.yaml", "10万元", "12万元").write(
        "projects/unit/02.yaml", PROJECT
    )
    monkeypatch.chdir(repo.folder)
    _, out, _ = run_ptgen(["diff", "projects/unit/01.yaml"], capsys)
    assert "+20,000.00" in out
    assert "unit/02" not in out


def test_what_cannot_be_read_cannot_be_guarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = plain(tmp_path)
    repo.replace("projects/unit/01.yaml", "10万元", "约12万元")
    monkeypatch.chdir(repo.folder)
    assert run_ptgen(["diff"], capsys)[0] == 0
    status, _, err = run_ptgen(["diff", "--fail-if", "growth>10%"], capsys)
    assert status == 1
    assert "工作区里读不了，无法判断：看不懂“约”" in err
    assert "（projects/unit/01.yaml:11）" in err


@pytest.mark.parametrize("guard", ["growth>10%", "growth>50万元"])
def test_money_of_later_years_breaks_a_guard(
    guard: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = plain(tmp_path)
    split = "测算: 100万元\n    分年: {2022: 10%, 2023: 90%}"
    repo.replace("projects/unit/01.yaml", "测算: 10万元", split)
    monkeypatch.chdir(tmp_path)
    status, _, err = run_ptgen(["diff", "main", "--fail-if", guard], capsys)
    assert status == 1
    assert "各年合计从 100,000.00 元增加 900,000.00 元" in err


LAYOUT = "继承: shanghai-district-2022\n名称: 本单位的表\n"


@pytest.mark.parametrize("guard", ["growth>10%", "growth>50万元", "weaker", "new-reserve"])
@pytest.mark.parametrize("wrong", ["project", "unit", "layout"])
def test_an_unreadable_base_lets_nothing_pass(
    guard: str,
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    repo = repository(tmp_path)
    own = UNIT.replace("shanghai-district-2022", "own-2022")
    repo.write("templates/own-2022/layout.yaml", LAYOUT)
    repo.write("projects/unit/unit.yaml", own).write("projects/unit/01.yaml", PROJECT)
    place, text = {
        "project": ("projects/unit/01.yaml", "预算: [\n"),
        "unit": ("projects/unit/unit.yaml", "年度: [\n"),
        "layout": ("templates/own-2022/layout.yaml", None),
    }[wrong]
    right = repo.read(place)
    if text is None:
        (tmp_path / place).unlink()
    else:
        repo.write(place, text)
    repo.commit()
    repo.write(place, right).replace("projects/unit/01.yaml", "10万元", "9万元")
    monkeypatch.chdir(tmp_path)
    status, _, err = run_ptgen(["diff", "main", "--fail-if", guard], capsys)
    assert status == 1
    told = "projects/unit/unit.yaml:2）" if wrong == "layout" else place
    assert re.search(rf"不通过: main（[0-9a-f]{{7}}）里读不了，无法判断：.*（{told}", err)
    repo.commit()
    assert run_ptgen(["diff", "main", "--fail-if", guard], capsys)[0] == 0


def test_a_file_that_is_no_project_file_lets_nothing_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        Repo(tmp_path / name).write("projects/unit/unit.yaml", UNIT)
        Repo(tmp_path / name).write("projects/unit/01.yaml", PROJECT)
    Repo(tmp_path / "old").write("projects/unit/02.yml", PROJECT)
    status, _, err = run_ptgen(["diff", "--no-git", "old", "new", "--fail-if", "weaker"], capsys)
    assert status == 1
    assert "不通过: old里读不了，无法判断：" in err
    assert "（old/projects/unit/02.yml:1）" in err


@pytest.mark.parametrize("page", ["help", "README.md", "README.zh-CN.md", "docs/diff.md"])
def test_examples_of_guards_run_as_they_are_written(
    page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if page == "help":
        text = run_ptgen(["diff", "--help"], capsys)[1]
    else:
        text = (EXAMPLES.parent / page).read_text("utf-8")
    (example,) = re.findall(r"ptgen diff [^\n（]*--fail-if[^\n（]*growth[^\n（]*", text)
    shell = shutil.which("sh")
    assert shell is not None
    told = subprocess.run(
        (shell, "-c", f'ptgen() {{ printf "%s\\n" "$@"; }}; {example}'),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "growth>10%" in told.stdout.split("\n")
    assert list(tmp_path.iterdir()) == []


def test_no_renderer_is_imported() -> None:
    code = (
        "import sys, ptgen.cli.review.diff, ptgen.cli.review.text;"
        "print(*{'weasyprint', 'docx', 'docxtpl', 'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_amounts_of_several_years_are_told_year_by_year(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = PROJECT.replace("2022", "2023").replace("名称: 设备", "名称: 机房")
    later += "年度: 2023\n"
    for side, first, second in (("旧", "10万元", "10万元"), ("新", "11万元", "13万元")):
        write_project(tmp_path / side, PROJECT.replace("10万元", first))
        write_project(tmp_path / side, later.replace("10万元", second), stem="02")
    arguments = ["diff", "--no-git", str(tmp_path / "旧"), str(tmp_path / "新"), "--whole"]
    status, out, _ = run_ptgen([*arguments, "--format", form], capsys)
    assert status == 0
    told = re.sub(r"&#\d+;|\\s+", " ", out)
    for which in ("有变化的", "全部项目"):
        for year, now in (("2022", "110,000.00"), ("2023", "130,000.00")):
            row = rf"{year}年度资金申请总额（{which}）\D+100,000.00\D+{now}"
            assert re.search(row, told)
    for sum_ in ("200,000.00", "240,000.00", "+40,000.00"):
        assert sum_ not in told
