"""What stands in the output folder is never believed; what is remembered is the user's own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ptgen.build.cache import packed
from ptgen.build.manifest import Manifest
from ptgen.cli.main import main
from tests.caches import builds, cache_in
from tests.projects import PROJECT, write_project

FORM = PROJECT.replace("项目名称", "文书: [绩效目标表]\n项目名称", 1)
ONE, OTHER, SUM = "unit/01/绩效目标表.xlsx", "unit/02/绩效目标表.xlsx", "unit/汇总.xlsx"
ALL = (ONE, OTHER, SUM)
NEW, KEPT = "还没有生成过", "未变"
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A build of workbooks by a user with a cache folder of their own; what it says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_in(tmp_path / "cache")))

    def once(*arguments: str, status: int = 0, command: str = "build") -> str:
        style = () if command == "merge" else ("--format", "xlsx", "--explain")
        with pytest.raises(SystemExit) as stop:
            main([command, *style, "--jobs", "1", *arguments])
        said = capsys.readouterr()
        assert stop.value.code == status, said.err
        return said.out + said.err

    return once


def two(folder: Path) -> None:
    for number in (1, 2):
        write_project(folder, FORM.replace("设备", f"设备{number}"), stem=f"{number:02}")


def reasons(said: str) -> set[str]:
    """Why the documents were drawn, or that they were not."""
    lines = (line.split("  ") for line in said.splitlines() if ".xlsx  " in line)
    return {reason for path, reason in lines if "/" in path}


def documents(out: Path) -> dict[str, bytes]:
    return {path: (out / path).read_bytes() for path in ALL}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def other_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str = "other") -> Path:
    """From here on builds are those of somebody else, who remembers nothing yet."""
    cache = cache_in(tmp_path / name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    return cache


def kept_folder(cache: Path) -> Path:
    """The file in which a cache keeps what it knows of the folder ``unit``."""
    (build,) = builds(cache)
    (path,) = (one for one in build.glob("*.json") if one.name != "manifest.json")
    return path


def forge(data: bytes, old: str, new: str) -> bytes:
    """A file of the cache with another text in it, and the digest of that."""
    assert old.encode() in data
    return with_head(data.replace(old.encode(), new.encode()))


def with_head(data: bytes) -> bytes:
    """A file of the cache with the digest of what is in it now."""
    body = data.partition(b"\n")[2]
    version = packed(Manifest()).partition(b" ")[0]
    return version + b" " + digest(body).encode() + b"\n" + body


def output_of(path: str, data: bytes) -> dict[str, str]:
    return {"path": path, "document": "绩效目标表", "format": "pdf", "sha256": digest(data)}


def planted(outputs: list[dict[str, str]]) -> str:
    """A manifest of a project whose source is no more."""
    entry = {
        "source": "projects/unit/99.yaml",
        "项目名称": "设备",
        "年度": 2022,
        "项目资金总额": "1.00",
        "年度资金申请总额": "1.00",
        "status": "built",
        "outputs": outputs,
    }
    return json.dumps({"version": 1, "projects": {"unit/99": entry}}, ensure_ascii=False)


@pytest.mark.parametrize("name", ["manifest.json", ".ptgen-pending.json"])
def test_a_planted_manifest_makes_a_build_delete_nothing(
    tmp_path: Path, run: Run, name: str
) -> None:
    two(tmp_path)
    head = tmp_path / ".git" / "HEAD"
    head.parent.mkdir()
    head.write_text("ref: refs/heads/main\n")
    mine = tmp_path / "unit" / "99" / "绩效目标表.pdf"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"signed")
    victims = (tmp_path / "projects/unit/01.yaml", head, mine)
    before = [path.read_bytes() for path in victims]
    outputs = [
        output_of(path.relative_to(tmp_path).as_posix(), data)
        for path, data in zip(victims, before, strict=True)
    ]
    (tmp_path / name).write_text(planted(outputs), "utf-8")
    said = run("--out", ".")
    assert [path.read_bytes() for path in victims] == before
    assert "删去" not in said
    assert "unit/99" not in json.loads((tmp_path / "manifest.json").read_bytes())["projects"]


def test_a_committed_build_is_believed_in_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """Forged: a document, the total, and all by which a build could have known of them."""
    two(tmp_path)
    honest = run()
    right, manifest = documents(tmp_path / "build"), tmp_path / "build/manifest.json"
    forged = right[ONE] + b"\0"
    whole = kept_folder(tmp_path / "cache").read_bytes()
    record = forge(forge(whole, digest(right[ONE]), digest(forged)), "100000.00", "900000.00")
    (tmp_path / "build" / ONE).write_bytes(forged)
    for name in (".ptgen.json", "ptgen.json", "ptgen-1-of-1.json"):
        (tmp_path / "build/unit" / name).write_bytes(record)
    text = manifest.read_text("utf-8")
    text = text.replace("100000.00", "900000.00").replace(digest(right[ONE]), digest(forged))
    for name in ("manifest.json", ".ptgen-pending.json"):
        (tmp_path / "build" / name).write_text(text, "utf-8")
    other_user(monkeypatch, tmp_path)
    said = run()
    assert documents(tmp_path / "build") == right
    assert "900000.00" not in manifest.read_text("utf-8")
    total = "年度资金申请总额合计"
    assert said.partition(total)[2] == honest.partition(total)[2] != ""


def test_entries_of_other_projects_are_those_that_are_remembered(tmp_path: Path, run: Run) -> None:
    two(tmp_path)
    run()
    manifest = tmp_path / "build/manifest.json"
    right = json.loads(manifest.read_bytes())
    text = manifest.read_text("utf-8").replace("100000.00", "900000.00")
    manifest.write_text(text.replace('"unit/02"', '"unit/03"'), "utf-8")
    run("projects/unit/01.yaml")
    found = json.loads(manifest.read_bytes())
    assert list(found["projects"]) == list(right["projects"])
    assert found["projects"]["unit/02"] == right["projects"]["unit/02"]


def test_what_shards_left_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    two(tmp_path)
    run("--shard", "1/1", "--out", "part")
    right = (tmp_path / "part" / ONE).read_bytes()
    forged = right + b"\0"
    for path in (tmp_path / "part/manifest-1-of-1.json", tmp_path / "part/unit/ptgen-1-of-1.json"):
        data = path.read_bytes().replace(digest(right).encode(), digest(forged).encode())
        path.write_bytes(with_head(data) if path.parent.name == "unit" else data)
    (tmp_path / "part" / ONE).write_bytes(forged)
    other_user(monkeypatch, tmp_path)
    assert reasons(run("--shard", "1/1", "--out", "part")) == {NEW}
    assert (tmp_path / "part" / ONE).read_bytes() == right


def test_a_fresh_cache_builds_all_again_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    two(tmp_path)
    run()
    before = documents(tmp_path / "build"), (tmp_path / "build/manifest.json").read_bytes()
    other_user(monkeypatch, tmp_path)
    assert reasons(run()) == {NEW}
    assert before == (
        documents(tmp_path / "build"),
        (tmp_path / "build/manifest.json").read_bytes(),
    )
    assert reasons(run()) == {KEPT}


def test_each_output_folder_is_remembered_by_its_place(tmp_path: Path, run: Run) -> None:
    two(tmp_path)
    run("--out", "a")
    assert reasons(run("--out", "b")) == {NEW}
    assert reasons(run("--out", "a")) == reasons(run("--out", str(tmp_path / "b"))) == {KEPT}
    (tmp_path / "link").symlink_to("a")
    assert reasons(run("--out", "link")) == {KEPT}
    (tmp_path / "a").rename(tmp_path / "moved")
    (tmp_path / "projects/unit/02.yaml").unlink()
    assert "删去" not in run("--out", "moved")
    assert (tmp_path / "moved" / OTHER).exists()


def test_a_document_in_the_place_of_another_is_not_kept(tmp_path: Path, run: Run) -> None:
    two(tmp_path)
    run()
    right = documents(tmp_path / "build")
    shutil.copy(tmp_path / "build" / OTHER, tmp_path / "build" / ONE)
    assert "文件被改动过" in reasons(run())
    assert documents(tmp_path / "build") == right


@pytest.mark.parametrize("kind", ["device", "pipe", "huge", "link", "folder"])
def test_what_is_no_document_is_not_read_and_is_replaced_or_told(
    tmp_path: Path, run: Run, kind: str
) -> None:
    two(tmp_path)
    run()
    right, path = documents(tmp_path / "build"), tmp_path / "build" / ONE
    harm(path, kind)
    said = run(status=1 if kind == "folder" else 0)
    if kind == "folder":
        assert "那里已有同名的文件夹" in said
    else:
        assert documents(tmp_path / "build") == right
        assert not path.is_symlink()


def harm(path: Path, kind: str) -> None:
    """Put something in a file's place that is none of ours."""
    content = path.read_bytes()
    path.unlink()
    if kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "link":
        aside = path.with_name("aside")
        aside.write_bytes(content)
        path.symlink_to(aside)
    else:
        path.touch()
        os.truncate(path, 2**40)


@pytest.mark.parametrize("kind", ["device", "pipe", "huge", "link"])
@pytest.mark.parametrize("which", ["manifest.json", "folder"])
def test_a_file_of_the_cache_that_is_none_counts_as_absent(
    tmp_path: Path, run: Run, kind: str, which: str
) -> None:
    two(tmp_path)
    run()
    right, kept = documents(tmp_path / "build"), kept_folder(tmp_path / "cache")
    harm(kept if which == "folder" else kept.with_name(which), kind)
    assert reasons(run()) == {NEW if which == "folder" else KEPT}
    assert documents(tmp_path / "build") == right
    assert reasons(run()) == {KEPT}


@pytest.mark.parametrize(
    "data", [b"", b"1", b"1 0\n{}", b"\0" * 9, b"[" * 100_000, "1 \U0001f600".encode()]
)
def test_a_damaged_cache_is_done_without(tmp_path: Path, run: Run, data: bytes) -> None:
    two(tmp_path)
    run()
    kept = kept_folder(tmp_path / "cache")
    whole = kept.read_bytes()
    for path in (kept, kept.with_name("manifest.json")):
        path.write_bytes(data)
    assert reasons(run()) == {NEW}
    assert kept.read_bytes() == whole
    kept.write_bytes(whole.replace(b"100000.00", b"900000.00"))
    assert reasons(run()) == {NEW}
    kept.write_bytes(b"2 " + b"f" * 64 + whole[whole.index(b"\n") :])
    assert reasons(run()) == {NEW}


FORGED = ('"abc"', "1E+999999999", r'"\u0000"', "-1", "null", "[]", "{}", '["../../x"]', '"../x"')


def leaves(value: object) -> Iterator[str]:
    """The keys under which a JSON value holds anything, each once."""
    found: dict[str, None] = {}
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found |= dict.fromkeys(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return iter(found)


def with_all(value: object, key: str, put: object) -> object:
    """A JSON value in which everything under a key is another."""
    if isinstance(value, dict):
        return {
            name: put if name == key else with_all(one, key, put) for name, one in value.items()
        }
    return [with_all(one, key, put) for one in value] if isinstance(value, list) else value


@pytest.mark.unmeasured  # hundreds of builds
@pytest.mark.parametrize("text", FORGED)
def test_no_forged_cache_ends_in_a_traceback_or_another_document(
    tmp_path: Path, run: Run, text: str
) -> None:
    """Each value of the cache is another, with the right digest of the whole."""
    write_project(tmp_path, FORM)
    (tmp_path / "ptgen.toml").write_text('[check]\nseverity = {PT204 = "warning"}\n')
    with (tmp_path / "projects/unit/01.yaml").open("a", encoding="utf-8") as file:
        file.write("核定金额: 5万元\n")
    run()
    right = {path: (tmp_path / "build" / path).read_bytes() for path in (ONE, SUM)}
    kept = kept_folder(tmp_path / "cache")
    for path in (kept, kept.with_name("manifest.json")):
        whole = path.read_bytes()
        content = json.loads(whole.partition(b"\n")[2])
        for key in leaves(content):
            body = json.dumps(with_all(content, key, "@"), ensure_ascii=False)
            path.write_bytes(with_head(b"\n" + body.replace('"@"', text).encode()))
            run()
            assert {name: (tmp_path / "build" / name).read_bytes() for name in right} == right, key
            path.write_bytes(whole)


@pytest.mark.parametrize(
    ("key", "path", "document", "style"),
    [
        ("unit/99", "projects/unit/01.yaml", "绩效目标表", "pdf"),
        ("unit/99", "unit/99/../../projects/unit/01.yaml", "绩效目标表", "pdf"),
        ("../outside", "../outside/绩效目标表.pdf", "绩效目标表", "pdf"),
        (".git/x", ".git/x/绩效目标表.pdf", "绩效目标表", "pdf"),
        ("unit/99", "unit/99/经费情况说明.xlsx", "经费情况说明", "xlsx"),
        ("unit/99", "unit/99/汇总.xlsx", "汇总", "xlsx"),
        ("unit/99", "unit/99/绩效目标表.yaml", "绩效目标表", "yaml"),
    ],
)
def test_nothing_is_removed_that_ptgen_would_not_make(
    tmp_path: Path, run: Run, key: str, path: str, document: str, style: str
) -> None:
    """Even when the cache says that ptgen has written it."""
    out = tmp_path / "out"
    two(out)
    run("out/projects", "--out", "out")
    victim = out / path
    (victim.parent if ".." not in path else out / "unit/99").mkdir(parents=True, exist_ok=True)
    if not victim.exists():
        victim.parent.mkdir(parents=True, exist_ok=True)
        victim.write_bytes(b"mine")
    output = output_of(path, victim.read_bytes()) | {"document": document, "format": style}
    text = planted([output]).replace('"unit/99"', json.dumps(key))
    (build,) = builds(tmp_path / "cache")
    (build / "manifest.json").write_bytes(with_head(b"\n" + text.encode()))
    run("out/projects", "--out", "out")
    assert victim.exists()


def test_what_ptgen_has_written_is_removed(tmp_path: Path, run: Run) -> None:
    """The other side of the test above: of a project that is no more, with the right SHA-256."""
    two(tmp_path)
    run()
    gone = tmp_path / "build/unit/99/绩效目标表.pdf"
    gone.parent.mkdir()
    gone.write_bytes(b"made")
    (build,) = builds(tmp_path / "cache")
    text = planted([output_of("unit/99/绩效目标表.pdf", b"made")])
    (build / "manifest.json").write_bytes(packed(Manifest.model_validate_json(text)))
    assert "unit/99/绩效目标表.pdf  项目或文书已不再有，删去" in run()
    assert not gone.parent.exists()


@pytest.mark.parametrize("which", ["ptgen", "ptgen/builds", "key"])
@pytest.mark.parametrize("how", ["owner", "group", "others", "link"])
def test_a_cache_that_is_not_the_users_own_is_not_used(
    tmp_path: Path, run: Run, which: str, how: str
) -> None:
    two(tmp_path)
    run()
    right, cache = documents(tmp_path / "build"), tmp_path / "cache"
    place = builds(cache)[0] if which == "key" else cache / which
    if how == "owner":
        if os.geteuid() != 0:
            pytest.skip("only the superuser gives folders away")
        os.chown(place, 12345, 12345)
    elif how == "link":
        place.rename(tmp_path / "aside")
        place.symlink_to(tmp_path / "aside")
    else:
        place.chmod(0o720 if how == "group" else 0o702)
    said = run()
    assert reasons(said) == {NEW}
    assert said.count("警告: 记不下这次生成了什么") == 1
    assert "要是自己的、别人写不了的文件夹" in said
    assert documents(tmp_path / "build") == right
    assert "警告" not in run("--quiet")


def test_the_cache_is_made_for_the_user_alone(tmp_path: Path, run: Run) -> None:
    shutil.rmtree(tmp_path / "cache/ptgen")
    two(tmp_path)
    before = os.umask(0o002)
    try:
        run()
    finally:
        os.umask(before)
    (build,) = builds(tmp_path / "cache")
    assert [place.stat().st_mode & 0o777 for place in (build, *list(build.parents)[:2])] == [
        0o700
    ] * 3
    assert {path.stat().st_mode & 0o077 for path in build.glob("*.json")} == {0}


def test_without_a_cache_nothing_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    two(tmp_path)
    run()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_in(tmp_path / "other")))
    (tmp_path / "other/ptgen/builds").touch()
    (tmp_path / "projects/unit/02.yaml").unlink()
    said = run()
    assert said.count("警告: 记不下这次生成了什么") == 1
    assert (tmp_path / "build" / OTHER).exists()
    assert list(json.loads((tmp_path / "build/manifest.json").read_bytes())["projects"]) == [
        "unit/01"
    ]


def test_what_nobody_asks_for_any_more_is_forgotten(tmp_path: Path, run: Run) -> None:
    two(tmp_path)
    outs = ("stays", "old", "gone", "gone-today")
    for out in outs:
        run("--out", out)
    at = {
        (one / "output-folder").read_text("utf-8").rpartition("/")[2]: one
        for one in builds(tmp_path / "cache")
    }
    assert sorted(at) == sorted(outs)
    day = 24 * 3600
    minute = 60
    for out, age in (
        ("stays", 30 * day - minute), ("old", 30 * day + minute), ("gone", day + minute)
    ):  # fmt: skip
        then = at[out].stat().st_mtime - age
        os.utime(at[out], (then, then))
    for out in ("gone", "gone-today"):
        shutil.rmtree(tmp_path / out)
    aside = tmp_path / "cache/ptgen/builds/notes"
    aside.mkdir()
    os.utime(aside, (0, 0))
    run("--out", "new")
    assert [at[out].exists() for out in outs] == [True, False, False, True]
    assert aside.exists()
