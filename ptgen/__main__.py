"""``python -m ptgen``; says what to install where Python or a package is missing or too old."""

import os
import sys

# This file, and the package's own, must be understood by every Python 3.
if sys.version_info < (3, 11):  # noqa: UP036 a checkout may be started by any Python
    sys.stderr.write(
        "错误: ptgen 需要 Python 3.11 或更高版本，现在的是 %d.%d。"  # noqa: UP031 see above
        "请先安装（Debian、Ubuntu：sudo apt-get install python3 python3-venv），"
        "再用它运行 pip install ptgen。\n" % sys.version_info[:2]
    )
    sys.exit(2)

# ``-m`` puts the working directory first, where a stranger's modules may lie. (Both modules above
# are part of the interpreter.) A checkout that is not installed is found nowhere else.
if (
    __name__ == "__main__"
    and not sys.flags.safe_path
    and sys.path[0] != os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 pathlib may be the stranger's
):
    del sys.path[0]

try:
    from ptgen.cli import command
except ModuleNotFoundError as failure:
    sys.stderr.write(
        f"错误: 缺少 Python 程序库 {failure.name}。"
        "请运行 pip install ptgen；在检出的代码里请运行 make demo。\n"
    )
    sys.exit(2)

# Other processes of a pool import this file under another name.
if __name__ == "__main__":
    command()
