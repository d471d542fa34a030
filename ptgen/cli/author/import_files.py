"""``ptgen import``: last year's documents become project files."""

import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from ptgen.check.engine import check
from ptgen.check.rules.file.pending import CHECKING, FILLING, TO_FILL
from ptgen.cli.about.completers import layout_option
from ptgen.cli.localization import command
from ptgen.cli.places import FILE, THERE, YEAR, flag, unit_option
from ptgen.core import atomic
from ptgen.core.diagnostics import Diagnostic, Severity, has_errors
from ptgen.core.filesystem import shown
from ptgen.importer.drafts.write import write_new
from ptgen.importer.plan import ImportPlan, plan_import
from ptgen.importer.private import without_persons
from ptgen.importer.report.outcome import differences, left_over, told
from ptgen.importer.report.page import report_html
from ptgen.read.document import SourceDocument
from ptgen.read.errors import SourceError
from ptgen.read.read import SUFFIXES, read_document
from ptgen.report.escape import visible
from ptgen.report.findings.text import place, render_text, summary

_MOST = 20  # lines of one kind


@command(
    help="读去年的经费情况说明和绩效目标表（Word、PDF、Excel、文字文件），写成项目文件和 unit.yaml：算式、金额、目标、指标都带过来；再生成一次，和原件逐格核对。已有的文件不动。",
    epilog="例：ptgen import 去年预算.docx --unit projects/某单位-2025\n\n"
    "状态码 0 已写好，1 有文件读不了或内容有错，2 无法运行。",
)
@click.argument("files", nargs=-1, required=True, type=THERE, metavar="文件或文件夹…")
@unit_option(help="写到哪个单位的文件夹里；不写就由主管部门和年度取名")
@layout_option(help="表是哪个版式的；不写就看哪个最合适，都不合适就照表做一个")
@click.option("--year", type=YEAR, metavar="年度", help="哪一年的；不写就看文件里写的")
@flag("--dry-run", help="只说会写什么，不写")
@click.option("--report", type=FILE, metavar="文件.html", help="把原件和生成的并排写成网页")
def import_(
    *,
    files: tuple[Path, ...],
    unit: Path | None,
    edition: str | None,
    year: int | None,
    dry_run: bool,
    report: Path | None,
) -> int:
    """Read, plan, write and say what became of it; see the help."""
    documents, unreadable = _read(tuple(_files(files)))
    for failure in unreadable:
        click.echo(f"读不了  {visible(str(failure))}", err=True)
    if not documents:
        raise click.UsageError("没有能读的文件；可以读 " + "、".join(SUFFIXES))
    plan = plan_import(documents, unit, edition, year)
    if not dry_run:
        write_new(plan.texts)
    for path in plan.texts:
        click.echo(f"{'会新建' if dry_run else '新建'}  {visible(shown(path))}")
    _tell(plan)
    if report is not None:
        atomic.write(report.parent.resolve() / report.name, report_html(plan).encode())
        click.echo(f"并排核对的网页  {visible(shown(report))}")
    found = check([project.loaded for project in plan.projects])
    return 1 if _findings(found, plan) or unreadable else 0


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files, and those in folders that may be read, each once."""
    for path in dict.fromkeys(paths):
        if not path.is_dir():
            yield path
            continue
        for one in sorted(path.rglob("*")):
            hidden = any(part.startswith((".", "~$")) for part in one.relative_to(path).parts)
            if one.suffix.lower() in SUFFIXES and one.is_file() and not hidden:
                yield one


def _read(paths: Sequence[Path]) -> tuple[list[SourceDocument], list[SourceError]]:
    """What can be read, and why the rest cannot, with a bar on a terminal."""
    documents: list[SourceDocument] = []
    failures: list[SourceError] = []
    with contextlib.ExitStack() as stack:
        bar = None
        if sys.stdout.isatty() and len(paths) > 1:
            from ptgen.cli.publish.reporter import progress_bar  # noqa: PLC0415 imports rich

            bar = stack.enter_context(progress_bar())
            task = bar.add_task("读入", total=len(paths))
        for path in paths:
            try:
                documents.append(read_document(path))
            except SourceError as failure:
                failures.append(failure)
            if bar is not None:
                bar.update(task, advance=1, description=visible(path.name))
    return documents, failures


def _tell(plan: ImportPlan) -> None:
    for line in plan.reasons:
        click.echo(visible(line))
    click.echo(f"生成以后和原件核对：{told(plan.compared) or '没有能生成的文书'}")
    _some(
        f"  {project.draft.reading.name} {one.place}：原文“{without_persons(one.source)[0]}”，"
        f"生成“{one.built}”；{said}"
        for project in plan.projects
        for one, said in differences(project)
    )
    _some(f"  {line}" for line in left_over(plan))


def _some(lines: Iterable[str]) -> None:
    found = [" ".join(line.split("\n")) for line in lines]
    for line in found[:_MOST]:
        click.echo(visible(line))
    if len(found) > _MOST:
        click.echo(f"  另有 {len(found) - _MOST} 处，用 --report 写成网页看全部")


def _findings(found: Sequence[Diagnostic], plan: ImportPlan) -> bool:
    """Say what is to be looked at, and what keeps projects from being built."""
    marks = [one for one in found if one.code == CHECKING.code]
    _some(f"{place(one)}  {one.message}" for one in marks)
    click.echo(f"要核对的有 {len(marks)} 处；核对一处，删去一处注释，ptgen check 列出余下的")
    unfilled = [one for one in found if one.code == FILLING.code]
    if unfilled:
        click.echo(
            f"原文没有写的有 {len(unfilled)} 处：换成本项目的内容，再删去旁边的“# {TO_FILL}”"
        )
    rest = [one for one in found if one.code not in (CHECKING.code, FILLING.code)]
    click.echo(f"检查的结果：{summary(rest)}；已忽略的原文矛盾用 ptgen check --show-ignored 查看")
    wrong = [one for one in rest if one.severity is Severity.ERROR]
    lines = {path: text for one in plan.projects for path, text in one.loaded.lines.items()}
    click.echo(render_text(wrong, lines, color=False), nl=False, err=True)
    return has_errors(wrong)
