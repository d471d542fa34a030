"""Change single places of the code and see whether a test notices: ``make mutants``.

The changes are those of cosmic-ray's operators; which are tried is drawn with a seed. Each file of
tests is run once to measure which lines its tests run and how long they take, so that a mutant
meets the tests of its own line, those nearest to it first. What is found is kept in
.cache/mutants/ as it comes: a run that was ended goes on where it stood, and a mutant is tried
again only when its module or the tests have changed. Writes docs/mutants.md.

Each run is a fork of this process, which has imported the libraries and nothing of ptgen.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import tomllib
from dataclasses import asdict
from importlib.metadata import entry_points
from itertools import islice
from pathlib import Path

from drawing import COUNT, ROOT, SEED, Mutant, digest, drawn, places_digest
from forks import in_turn
from measuring import ENOUGH, KEPT, Tests, keep, measure, measured_at, test_files
from trying import Results, try_all

EQUAL = Path(__file__).with_name("equal.toml")
LIBRARIES = (
    "docx docxtpl fontTools.ttLib hypothesis jinja2 lxml.etree openpyxl pydantic rich ruamel.yaml "
    "typer typer.testing weasyprint xlsxwriter markdown_it"
)


def chosen() -> list[Mutant]:
    """The mutants that are tried; drawing them takes a while."""
    path = KEPT / f"drawn-{digest(places_digest(), str(SEED), str(COUNT))}.json"
    if not path.exists():
        keep(path, json.dumps([asdict(one) for one in islice(drawn(), COUNT)], ensure_ascii=False))
    return [Mutant(**one) for one in json.loads(path.read_text("utf-8"))]


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a mutant says the same as the code."""
    if not EQUAL.exists():
        return {}
    found = tomllib.loads(EQUAL.read_text("utf-8"))["equal"]
    return {(one["path"], one["line"], one["operator"]): one["why"] for one in found}


def page(mutants: list[Mutant], results: Results) -> str:
    """docs/mutants.md."""
    how = [(one, (results.of(one) or {"how": ""})["how"]) for one in mutants]
    left = sorted(
        (one for one, word in how if word not in ("killed", "stopped")),
        key=lambda one: (one.path, one.line),
    )
    stopped = sum(word == "stopped" for _, word in how)
    dead = len(mutants) - len(left)
    why = reasons()
    lines = [
        "# 测试能发现多少改错的地方",
        "",
        (
            "`make mutants` 在计算金额、预算、算式、规则、比较、成文、缓存和限度的代码里按随机数改一处"
            "（`<` 改成 `<=`、数加一、条件取反……），看测试会不会失败。类型标注和类的装饰不算，一行最多改一次。"
        ),
        "",
        (
            f"种子 {SEED}，改了 {len(mutants)} 处，测试发现 {dead} 处"
            f"（{100 * dead / len(mutants):.1f} %），其中 {stopped} 处是程序不再结束、被时间限度终止的。"
        ),
        "",
        (
            "看的是检查、比较、预算、算式、指标、成文、缓存、`ptgen diff` 和它的报告的测试，不是全部："
            f"每处改动先由离它最近、运行到这一行的看，到有一个失败为止，最多 {ENOUGH:.0f} 秒。"
            "测试或那一行改过，就再看一次；别的结果留在 `.cache/mutants/`。"
        ),
        "",
        "没有发现的，和为什么：",
        "",
        "| 文件 | 原来的一行 | 改法 | 为什么没有发现 |",
        "| --- | --- | --- | --- |",
    ]
    for one in left:
        said = why.get((one.path, one.source, one.operator), "还没有测试")
        words = one.source.replace("|", "\\|")
        lines.append(f"| `{one.path}` | `{words}` | {one.operator} | {said} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw the mutants, try them and write the page."""
    mutants = chosen()
    for name in LIBRARIES.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    files = [path for path in test_files() if not measured_at(path).exists()]

    def measured(path: str, slot: Path, status: int) -> None:
        sys.stdout.write(f"measured {path} {status}\n")
        sys.stdout.flush()
        if not measured_at(path).exists():
            sys.stdout.write((slot / "output").read_text("utf-8", "replace")[-2000:])

    in_turn(files, measure, measured)
    results = Results()
    try_all(mutants, Tests(), results)
    (ROOT / "docs" / "mutants.md").write_text(page(mutants, results), "utf-8")


if __name__ == "__main__":
    main()
