"""``ptgen serve``: look at the projects in a browser."""

from pathlib import Path

import click

from ptgen.cli.localization import command
from ptgen.cli.places import paths_argument, require_there


@command(
    help="""边写边看：在浏览器里查看 [路径] 下的项目（默认 projects/）：金额、问题、文书和变化。

    文件一存盘，打开的页面就跟着更新。只供查看，不改任何文件；按 Ctrl-C 结束。
    """,
    epilog="例：ptgen serve\n\n然后用浏览器打开 http://127.0.0.1:8000/",
)
@paths_argument
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="地址",
    help="在哪个地址提供页面（默认 127.0.0.1，只有本机能打开）",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    metavar="端口",
    help="端口（默认 8000；0 由系统选一个空的）",
)
def serve(*, paths: tuple[Path, ...], host: str, port: int) -> int:
    """Take the address, say so, and answer; see the help."""
    # The help need not wait for a web server to be imported.
    from ptgen.serve.security import OWN_NAMES  # noqa: PLC0415
    from ptgen.serve.server import address_of, server_for, take  # noqa: PLC0415

    require_there(paths)
    listener = take(host, port)
    if host not in OWN_NAMES:
        warning = "同一网络里的人都能打开这些页面，而且不需要密码。只在本机查看时不必写 --host。"
        click.echo(f"警告: {warning}", err=True)

    try:
        server = server_for(paths, host)
        click.echo(f"用浏览器打开 {address_of(listener, host)}，按 Ctrl-C 结束")
        server.run([listener])
    except KeyboardInterrupt:
        click.echo("已结束")
    return 0
