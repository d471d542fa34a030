"""Stage cli: click's own words in Chinese."""

from __future__ import annotations

import click
from click.exceptions import NoSuchOption

from ptgen.diagnostics import nearest


class ChineseFormatter(click.HelpFormatter):
    """Help whose headings are Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """``用法: ptgen build [选项] …``."""
        chinese = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]…")
        super().write_usage(prog, chinese, "用法: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """``选项``, ``命令``."""
        words = {"Options": "选项", "Commands": "命令"}
        super().write_heading(words.get(heading, heading))


class ChineseContext(click.Context):
    """A context that formats help in Chinese; subcommands inherit it."""

    formatter_class = ChineseFormatter


class ChineseCommand(click.Command):
    """A command whose help is in Chinese."""

    context_class = ChineseContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Chinese sentence."""
        return help_in_chinese(super().get_help_option(ctx))


def help_in_chinese(option: click.Option | None) -> click.Option | None:
    """The help option, its own help in Chinese."""
    if option is not None:
        option.help = "显示这份帮助"
    return option


def in_chinese(failure: click.ClickException) -> str:
    """A wrong call in Chinese, with what to do."""
    command = (
        failure.ctx.command_path
        if isinstance(failure, click.UsageError) and failure.ctx
        else "ptgen"
    )
    return f"错误: {_said(failure)}\n用法见 {command} --help"


def _said(failure: click.ClickException) -> str:
    if isinstance(failure, NoSuchOption):
        near = nearest(failure.option_name, failure.possibilities or ())
        return f"没有选项 {failure.option_name}" + (f"，是不是 {near}？" if near else "")
    if isinstance(failure, click.MissingParameter):
        name = failure.param.human_readable_name if failure.param is not None else ""
        return f"缺少参数 {name}"
    if isinstance(failure, click.BadParameter):
        name = failure.param.get_error_hint(failure.ctx) if failure.param and failure.ctx else ""
        return f"参数 {name} 的值不对：{failure.message}"
    if isinstance(failure, click.UsageError):
        return failure.message.replace("No such command", "没有命令").replace(
            "Missing command", "缺少命令"
        )
    return failure.message
