#!/usr/bin/env python3
"""Ask a database of known vulnerabilities about every locked version.

Exit status: 0 nothing found, or no database to be reached (said in one line); 1 something found.
The database is that of osv.dev, or what ``OSV_URL`` names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"  # it has all of requirements.lock too
DATABASE = "https://api.osv.dev/v1/query"
SECONDS_TO_ANSWER, SECONDS_IN_ALL = 5, 120


def unreachable(url: str) -> str | None:
    """Why a database does not answer; ``None`` when it does."""
    if not url.startswith(("https://", "http://127.0.0.1:")):
        return f"{url} 不是 https 地址"
    query = b'{"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "26.0"}'
    request = urllib.request.Request(url, query, {"Content-Type": "application/json"})  # noqa: S310 see above
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER):  # noqa: S310 see above
            return None
    except (OSError, ValueError) as failure:
        reason = failure.reason if isinstance(failure, urllib.error.URLError) else failure
        return str(reason)


def audit(lock: Path, url: str) -> int:
    """Run pip-audit on a lock file; its findings go to the standard output."""
    why = unreachable(url)
    if why is not None:
        print(f"跳过 pip-audit：连不上漏洞库 {url}（{why}）")
        return 0
    # Only what is pinned is looked up: nothing is installed, resolved or asked of a registry.
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"]
    command += ["--require-hashes", "--vulnerability-service", "osv", "--osv-url", url]
    command += ["--progress-spinner", "off", "--desc", "off", "--timeout", str(SECONDS_TO_ANSWER)]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=SECONDS_IN_ALL
        )
    except subprocess.TimeoutExpired:
        print(f"跳过 pip-audit：漏洞库 {url} 超过 {SECONDS_IN_ALL} 秒没有答完")
        return 0
    if done.returncode == 0:
        print("pip-audit：锁定的各版本没有已知的漏洞")
        return 0
    # Its table names what was found; without one it could not ask, which is no finding.
    if "ID" in done.stdout.split():
        print(done.stdout, end="")
        print("pip-audit：锁定的版本有已知的漏洞，请在 pyproject.toml 里提高版本，再运行 make lock")
        return 1
    print(f"跳过 pip-audit：{(done.stderr.strip().splitlines() or ['没有结果'])[-1]}")
    return 0


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCK
    sys.exit(audit(place, os.environ.get("OSV_URL", DATABASE)))
