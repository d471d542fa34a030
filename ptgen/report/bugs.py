"""A failure of ptgen itself, as the one who has to mend it needs to read it."""

from __future__ import annotations

import traceback

import ptgen

_ADVICE = (
    "错误: ptgen 自身出错，不是项目文件或模板的问题。\n"
    "请把下面的内容报告给 ptgen 的维护者（在 ptgen 的代码仓库里提交问题），\n"
    "并附上运行的命令和引起它的项目文件，先去掉不便公开的内容。\n"
)


def bug_text(failure: BaseException) -> str:
    """What to do, the version, and the traceback, that of another process included."""
    trace = "".join(traceback.format_exception(failure))
    return f"{_ADVICE}\nptgen {ptgen.__version__}\n{trace}"
