"""Commands under limits and mounts that an ordinary user may set too."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.faults.conftest import ROOT


def uncounted() -> dict[str, str]:
    """The environment without coverage, whose own file a limit would hit too."""
    return {name: value for name, value in os.environ.items() if "COVERAGE" not in name}


def limited(limit: int, size: int, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """ptgen with a limit of the system's, such as ``RLIMIT_FSIZE``, in bytes."""

    def restrict() -> None:
        resource.setrlimit(limit, (size, size))

    return subprocess.run(
        [sys.executable, "-m", "ptgen", *arguments],
        cwd=cwd,
        env={**uncounted(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=restrict,
    )


def mounted(
    mount: str, *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str] | None:
    """ptgen where a line of shell has mounted something; ``None`` where nobody may mount.

    A name space of its own holds the mount, which is gone with the process.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    own = [unshare, "--mount"] if os.geteuid() == 0 else [unshare, "--user", "-r", "--mount"]
    if subprocess.run([*own, "true"], check=False, capture_output=True).returncode != 0:
        return None
    shell = ["sh", "-ec", f'{mount}; exec "$@"', "sh", sys.executable, "-m", "ptgen", *arguments]
    return subprocess.run(
        [*own, *shell],
        cwd=cwd,
        env={**uncounted(), "PYTHONPATH": str(ROOT), **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
