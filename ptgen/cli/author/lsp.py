"""``ptgen lsp``: the language server that editors start."""

import os
import signal
import sys

import click

from ptgen.cli.localization import command
from ptgen.cli.places import flag
from ptgen.lsp.server import serve


@command(
    help="供编辑器启动：写的时候就检查、补全、说明、显示金额。从标准输入读、向标准输出写（LSP），日志在标准错误。",
    epilog="例：ptgen lsp\n\nVS Code 里装 ptgen 扩展就行，别的编辑器把这个命令写进设置。",
)
@flag("--stdio", help="经标准输入输出，本来就是这样，可不写")
def lsp(*, stdio: bool) -> int:  # noqa: ARG001 some editors cannot leave it away
    """Answer until the editor ends it; see the help."""
    if sys.stdin.isatty():
        raise click.UsageError("ptgen lsp 由编辑器启动，不在终端里用；检查项目用 ptgen check")
    for number in (signal.SIGINT, signal.SIGTERM):
        # Nothing is half-made: it may end at once, though a thread waits for the next message.
        signal.signal(number, signal.SIG_DFL)
    # Whatever else prints goes to the log; the folder in which an editor started it may go away.
    with os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)
        os.chdir(os.sep)
        return serve(sys.stdin.buffer, sink)
