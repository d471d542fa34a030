"""Run git so that it starts no other program, whatever a repository's settings name.

No hook, filter, comparison, pager, signature check or transport, no lock, no network.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ptgen.core.errors import PtgenError

# The last word over all settings, those of the repository and those that it includes.
_HARDENED: Final = (
    "--no-pager",
    "--literal-pathspecs",
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "fetch.bundleURI="),
    *("-c", "log.showSignature=false"),
)
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "",  # none
    "GIT_GRAFT_FILE": os.devnull,  # no other history, and no other contents, than those pushed
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",  # which versions before 2.39.4 do not know: they reach no remote
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
NO_GIT: Final = "比较两个文件夹请用 --no-git 旧文件夹 新文件夹"


class GitError(PtgenError):
    """Why git cannot say what was asked, in Chinese, with what to do."""


def run_git(here: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A git command in a folder, done; whether it succeeded is the caller's to see."""
    try:
        return subprocess.run(  # noqa: S603 arguments are ours, revisions are checked
            command(*arguments),
            cwd=here,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as failure:
        raise GitError(f"没有找到 git，请先安装；{NO_GIT}") from failure


def command(*arguments: str) -> tuple[str, ...]:
    """The words that start git."""
    return ("git", *_HARDENED, *arguments)


def environment() -> Mapping[str, str]:
    """The user's environment, with what git must be told by it."""
    return {**os.environ, **_ENVIRONMENT}
