"""``ptgen text``: a file as plain text, for ``git diff`` (textconv) and for pipes."""

from pathlib import Path

import click

from ptgen.cli.localization import command
from ptgen.cli.places import PATH
from ptgen.core.atomic import reason
from ptgen.core.errors import PtgenError
from ptgen.read.package import PackageError, is_zip
from ptgen.report.escape import visible
from ptgen.report.textconv.docx import docx_text
from ptgen.report.textconv.project import project_text

# The largest file that is read; a document of ours has well below one megabyte.
_MAX_BYTES = 32 * 1024 * 1024


@command(
    help="""让 git 说得出文书改了哪些字：把项目文件或 Word 文书显示为纯文字，项目文件的每项明细后面是算出的金额。

    git 用它显示差别（只需设一次）：

    \b
    git config diff.ptgen.textconv "ptgen text"
    echo "*.docx diff=ptgen" >> .gitattributes
    echo "projects/**/*.yaml diff=ptgen" >> .gitattributes
    """,
    epilog="例：ptgen text build/songjiang-2022/01-equipment/绩效目标表.docx",
)
@click.argument("file", type=PATH, metavar="文件")
def text(file: Path) -> int:
    """Print the text; a file that has none becomes one line, so that git can go on."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as failure:
        raise PtgenError(f"读不了 {file}：{reason(failure)}") from failure
    printed = "（文件太大，不能显示）\n" if len(data) > _MAX_BYTES else _text(data, file.name)
    click.echo("\n".join(map(visible, printed.split("\n"))), nl=False)
    return 0


def _text(data: bytes, name: str) -> str:
    if is_zip(data):
        try:
            return docx_text(data)
        except PackageError as failure:
            return f"（{failure}）\n"
    found = project_text(data, name)
    return data.decode("utf-8", "replace") if found is None else found
