"""The line by which another machine installs the ptgen that is running here."""

from __future__ import annotations

import importlib.metadata
import json

import ptgen

FILE = "requirements.txt"
_TOLD = """\
# 用哪个版本的 ptgen，各人和自动检查都按这一行安装：pip install -r requirements.txt
# 从 git 仓库安装时写成：ptgen @ git+https://仓库的地址@版本
"""


def requirements() -> str:
    """The text of a requirements file with the one line."""
    return f"{_TOLD}{requirement(_origin())}\n"


def requirement(origin: str | None) -> str:
    """The line, from what the installer noted about where ptgen came from (PEP 610).

    A repository and commit where it came from one, else the released version.
    """
    noted = json.loads(origin) if origin else {}
    source = noted.get("vcs_info")
    if source is None:
        return f"ptgen=={ptgen.__version__}"
    return f"ptgen @ {source['vcs']}+{noted['url']}@{source['commit_id']}"


def _origin() -> str | None:
    try:
        return importlib.metadata.distribution("ptgen").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None
