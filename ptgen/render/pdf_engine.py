"""Stage render: the WeasyPrint of this process, or what to install where it cannot be used."""

from __future__ import annotations

import re
from typing import Final

from ptgen.render.errors import MachineError
from ptgen.render.fonts import require_subsetter

try:
    import weasyprint  # type: ignore[import-untyped]
except OSError as error:
    raise MachineError(
        "缺少排版 PDF 的程序库：请运行 apt-get install "
        f"libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0（{error}）。"
    ) from error

from ptgen.render import pdf_frames, pdf_lines, pdf_log

SUPPORTED: Final = ((70, 0), (71, 0))
"""The half-open range of WeasyPrint's versions whose line layout is known to fit ours."""


def prepare() -> None:
    """Make this process ready to draw; raises :class:`MachineError`."""
    check_version(weasyprint.__version__)
    require_subsetter()
    pdf_lines.install()
    pdf_frames.install()
    pdf_log.hear_libraries()


def check_version(version: str) -> None:
    """Raise :class:`MachineError` unless ``version`` is in :data:`SUPPORTED`."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:2])
    first, beyond = SUPPORTED
    if not first <= numbers < beyond:
        raise MachineError(
            f"不支持 WeasyPrint {version}：请运行 "
            f"pip install 'weasyprint>={first[0]}.{first[1]},<{beyond[0]}'。"
        )
