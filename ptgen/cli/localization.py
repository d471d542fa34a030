"""What click says by itself, in Chinese."""

import re
from collections.abc import Callable, Iterable

import click
from click.exceptions import NoSuchOption

from ptgen.core.diagnostics import nearest

# Click's sentences, as patterns, with what stands for them.
_SENTENCES = (
    (r"No such command '(.*?)'\..*", "没有命令 {0}"),
    (r"Missing command\.", "缺少命令"),
    (r"Option '(.*?)' requires an argument\.", "选项 {0} 后面要写一个值"),
    (r"Option '(.*?)' requires (\d+) arguments\.", "选项 {0} 后面要写 {1} 个值"),
    (r"Option '(.*?)' does not take a value\.", "选项 {0} 后面不写值"),
    (r"Got unexpected extra arguments? \((.*)\)", "多写了 {0}"),
    (r"(.*) is not one of (.*)\.", "没有 {0}，可选的有：{1}"),
    (r"(.*) is not a valid (?:integer|int|float)(?: range)?\.", "{0} 不是数字"),
    (r"(.*) is not in the range (.*?)<=x<=(.*)\.", "{0} 不在 {1} 到 {2} 之间"),
    (r"(.*) is not in the range x>=(.*)\.", "{0} 小于 {1}"),
    (r"\w+ '(.*)' does not exist\.", "没有 {0}"),
    (r"\w+ '(.*)' is a file\.", "{0} 是文件，应为文件夹"),
    (r"\w+ '(.*)' is a directory\.", "{0} 是文件夹，应为文件"),
    (r"\w+ '(.*)' is not readable\.", "{0} 读不到，请核对权限"),
    (r"\w+ '(.*)' is not writable\.", "{0} 写不了，请核对权限"),
)


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

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """``[必写]`` where click says that an option is required."""
        chinese = [(name, re.sub(r"(\[|; )required\]", r"\1必写]", text)) for name, text in rows]
        super().write_dl(chinese, col_max, col_spacing)


class ChineseContext(click.Context):
    """A context that formats help in Chinese; subcommands inherit it."""

    formatter_class = ChineseFormatter


class ChineseCommand(click.Command):
    """A command whose help is in Chinese."""

    context_class = ChineseContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Chinese sentence."""
        return help_in_chinese(super().get_help_option(ctx))


def command(**settings: str) -> Callable[[Callable[..., int | None]], click.Command]:
    """Make a function a command whose help is in Chinese."""
    return click.command(cls=ChineseCommand, **settings)


def help_in_chinese(option: click.Option | None) -> click.Option | None:
    """The help option, its own help in Chinese."""
    if option is not None:
        option.help = "显示这份帮助"
    return option


def in_chinese(failure: click.ClickException) -> str:
    """A wrong call in Chinese, with what to do."""
    # A group that is called without a command carries its whole help.
    if failure.message.startswith("用法: "):
        return failure.message
    context = failure.ctx if isinstance(failure, click.UsageError) else None
    command = context.command_path if context else "ptgen"
    return f"错误: {_sentence(failure)}\n用法见 {command} --help"


def _sentence(failure: click.ClickException) -> str:
    if isinstance(failure, NoSuchOption):
        name = failure.option_name
        return f"没有选项 {name}{suggestion(name, failure.possibilities or ())}"
    if isinstance(failure, click.MissingParameter):
        name = failure.param.human_readable_name if failure.param is not None else ""
        return f"缺少参数 {name}"
    message = failure.message
    for english, chinese in _SENTENCES:
        match = re.fullmatch(english, message, re.DOTALL)
        if match:
            message = chinese.format(*match.groups())
            break
    if isinstance(failure, click.BadParameter):
        name = failure.param.get_error_hint(failure.ctx) if failure.param and failure.ctx else ""
        return f"参数 {_listed(name)} 的值不对：{_listed(message)}"
    context = failure.ctx if isinstance(failure, click.UsageError) else None
    if context and isinstance(context.command, click.Group) and message.startswith("没有命令"):
        commands = context.command.list_commands(context)
        return message + suggestion(failure.message.split("'")[1], commands)
    return message


def _listed(message: str) -> str:
    """``'text', 'json'`` becomes ``text、json``."""
    return message.replace("', '", "、").replace("'", "")


def suggestion(word: str, words: Iterable[str]) -> str:
    """``，是不是 build？``: the one of the words that was perhaps meant; empty where none is near."""
    near = nearest(word, words)
    return f"，是不是 {near}？" if near else ""
