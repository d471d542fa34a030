"""``ptgen`` itself: which commands there are, help in Chinese, exit status.

Exit status: 0 fine, 1 the input has errors, 2 the program could not run.
"""

import contextlib
import gc
import importlib
import keyword
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

import ptgen
from ptgen.cli.localization import ChineseContext, help_in_chinese, in_chinese
from ptgen.cli.runtime import (
    Ended,
    could_not_run,
    drop_output,
    ending_on_request,
    open_streams,
    require_utf8,
    search_no_working_directory,
)
from ptgen.core.errors import PtgenError
from ptgen.report.bugs import bug_text
from ptgen.report.escape import visible

# The module of each command (its function has the command's name) and its line in the help.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("ptgen.cli.author.init", "建好一个可以马上使用的文件夹"),
    "new": ("ptgen.cli.author.new", "新建一个项目文件，每个键都有说明和示例"),
    "import": ("ptgen.cli.author.import_files", "把去年的 Word、PDF、Excel 文书变成项目文件"),
    "rollover": ("ptgen.cli.author.rollover", "把一个单位的项目带到下一年，标出要核对的地方"),
    "check": ("ptgen.cli.author.check", "检查项目，指出每处问题在哪一行、怎么改"),
    "rule": ("ptgen.cli.author.rule", "列出检查规则，或说明其中一条"),
    "fmt": ("ptgen.cli.author.fmt", "把项目文件改成统一的写法，注释保留"),
    "build": ("ptgen.cli.publish.build", "生成各项目的文书（Word、PDF）"),
    "merge": ("ptgen.cli.publish.merge", "把分几份生成的文书合并起来，再生成汇总和汇编"),
    "serve": ("ptgen.cli.publish.serve", "在浏览器里查看项目，存盘后页面自动更新"),
    "lsp": ("ptgen.cli.author.lsp", "供编辑器启动：写的时候就检查、补全、显示金额"),
    "diff": ("ptgen.cli.review.diff", "比较两个版本：金额、指标和文字变了什么"),
    "text": ("ptgen.cli.review.text", "把项目文件或 Word 文书显示为纯文字，供 git diff 使用"),
    "export": ("ptgen.cli.publish.export", "输出算出的数据（JSON、CSV、XLSX），供其他程序使用"),
    "templates": ("ptgen.cli.publish.templates", "列出各模板，写出自带的模板供修改"),
    "layouts": ("ptgen.cli.about.layouts", "列出各版式：要填什么，从哪里来"),
    "doctor": ("ptgen.cli.about.doctor", "查看这台机器缺什么，怎样安装"),
    "fonts": ("ptgen.cli.about.fonts", "列出公文用的字体，把字体装到自己的文件夹"),
    "completion": ("ptgen.cli.about.completion", "输出 shell 的补全脚本"),
    "schema": ("ptgen.cli.about.schema", "输出 JSON Schema，供编辑器使用"),
}


class LazyGroup(click.Group):
    """Commands by name; listing them imports none of them."""

    context_class = ChineseContext

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click calls it so
        """The names in the order of daily use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), name)
        return command if isinstance(command, click.Command) else None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Chinese sentence."""
        return help_in_chinese(super().get_help_option(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in the help, from :data:`COMMANDS`."""
        with formatter.section("命令"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    help="把写成文本的预算项目生成经费情况说明和绩效目标表。",
    epilog="例：ptgen build projects/",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(ptgen.__version__, message="ptgen %(version)s", help="显示版本")
def group() -> None:
    """Before any command: names of files are Chinese."""
    require_utf8()


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run ptgen and exit: 0 fine, 1 input wrong, 2 could not run, 130 stopped by Ctrl-C.

    1 also for a bug of ptgen's, which is shown with its traceback, and when what reads the output
    has gone (``ptgen check | head``), as click has it; 143 when the system asked it to end (SIGTERM).
    """
    open_streams()
    try:
        with ending_on_request():
            status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_output()
        status = 1
    except (OSError, MemoryError, ImportError) as failure:
        status = could_not_run(failure)
    except Exception as failure:  # noqa: BLE001 whatever it is: nobody expected it
        with contextlib.suppress(OSError):
            click.echo(bug_text(failure), nl=False, err=True)
        status = 1
    sys.exit(status)


def command() -> NoReturn:
    """Run ptgen as all that this process is for, with the words of the command line."""
    # Modules and models last as long as the program: looking for garbage among them takes a tenth
    # of a short run.
    gc.set_threshold(100_000, 50, 50)
    search_no_working_directory()
    # No other package's plugin is to look into what is read here, nor be searched for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    main()


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = group.main(
            args=None if arguments is None else list(arguments),
            prog_name="ptgen",
            standalone_mode=False,
        )
    except click.ClickException as failure:
        click.echo(in_chinese(failure), err=True)
        return 2
    except PtgenError as failure:
        click.echo(f"错误: {visible(str(failure))}", err=True)
        return 2
    except Ended:
        click.echo("已停止", err=True)
        return 143
    except (click.Abort, KeyboardInterrupt):
        click.echo("已停止", err=True)
        return 130
    return status if isinstance(status, int) else 0
