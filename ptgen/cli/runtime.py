"""The process: its streams, signals and encoding, and what the system may refuse it."""

import contextlib
import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click

from ptgen.core.atomic import reason
from ptgen.core.system import start_again
from ptgen.report.escape import visible

# Where programs, modules and libraries are looked for.
_SEARCHED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
_OF_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class Ended(BaseException):
    """The system asked the program to end (SIGTERM); like KeyboardInterrupt no ordinary exception."""


def search_no_working_directory() -> None:
    """Find programs, modules and libraries nowhere below the working directory.

    What lies there is a stranger's. It would be searched by each Python that is started with ``-c``
    or ``-m``, as those of a pool are, and wherever a list of folders has an empty or a relative
    entry. A list that Python itself has read already makes this program start once more.
    """
    read_already = bool(sys.flags.ignore_environment) and not sys.flags.safe_path
    for name in _SEARCHED:
        folders = os.environ.pop(name, "").split(os.pathsep)
        kept = [folder for folder in folders if Path(folder).is_absolute()]
        if kept:
            os.environ[name] = os.pathsep.join(kept)
        read_already |= name != "PATH" and kept != folders != [""]
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # so Windows is told
    if read_already:
        start_again()


def open_streams() -> None:
    """Make the streams fit for Chinese, whatever the locale; closed ones (``>&-``) lead nowhere.

    Otherwise the first files that the program opens would take their places.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # Python has None for a stream that was closed when it started.
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if _knows_chinese(stream.encoding) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _knows_chinese(encoding: str) -> bool:
    try:
        "指标≥".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def drop_output() -> None:
    """Let what is still to be written to the standard output go nowhere.

    Python writes it once more when it ends.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def ending_on_request() -> Iterator[None]:
    """Raise :class:`Ended` on SIGTERM, so that half-made files and other processes go too."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Ended

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def require_utf8() -> None:
    """Refuse to work where names of files cannot be Chinese."""
    encoding = sys.getfilesystemencoding()
    if encoding.lower().replace("-", "") != "utf8":
        raise click.UsageError(
            f"这里的文件名用 {encoding} 编码，写不了中文。"
            "请运行 export LC_ALL=C.UTF-8，并去掉环境变量 PYTHONUTF8=0，再重新运行"
        )


def could_not_run(failure: OSError | MemoryError | ImportError) -> int:
    """Say what the system refused; the exit status."""
    if isinstance(failure, MemoryError):
        message = "内存不够。请关闭别的程序，或用 --jobs 1，再重新运行"
    elif isinstance(failure, ImportError):
        message = (
            f"程序库没有装好：{failure}。请运行 pip install --upgrade ptgen，再用 ptgen doctor 查看"
        )
    elif failure.filename is not None:
        message = f"{visible(str(failure.filename))}：{reason(failure)}"
    elif failure.errno in _OF_WRITING:
        # Whoever writes a file reports its failure; this is the output itself.
        message = f"输出写不了：{reason(failure)}"
        drop_output()
    else:
        message = f"系统拒绝了：{reason(failure)}"
    with contextlib.suppress(OSError):
        click.echo(f"错误: {message}", err=True)
    return 2
