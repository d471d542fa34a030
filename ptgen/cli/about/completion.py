"""``ptgen completion``: the script by which a shell completes commands, files, codes."""

import click
from click.shell_completion import get_completion_class

from ptgen.cli.localization import command

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_PTGEN_COMPLETE"


@command(
    help="""少打字：输出补全脚本，按 Tab 补全命令、选项、文件、规则代码、版式和版本。

    放进 shell 的启动文件，以后每次打开终端都有：

    \b
    bash  echo 'eval "$(ptgen completion bash)"' >> ~/.bashrc
    zsh   echo 'eval "$(ptgen completion zsh)"' >> ~/.zshrc
    fish  ptgen completion fish > ~/.config/fish/completions/ptgen.fish
    """,
    epilog="例：ptgen completion bash >> ~/.bashrc",
)
@click.argument("shell", type=click.Choice(SHELLS), metavar=f"[{'|'.join(SHELLS)}]")
@click.pass_context
def completion(context: click.Context, *, shell: str) -> int:
    """Print the script that click makes."""
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"没有 {shell} 的补全脚本")
    root = context.find_root()
    script = found(root.command, {}, "ptgen", VARIABLE)
    # What click prints before it has looked at the shell's version.
    click.echo(script.source_template % script.source_vars())
    return 0
