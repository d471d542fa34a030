"""What comes from others: pinned, hashed, looked up, and never run when it is installed."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.faults.conftest import ROOT

LOCK = f"""\
jinja2==2.4.1 \\
    --hash=sha256:{"0" * 64}
click==8.1.0 \\
    --hash=sha256:{"1" * 64}
"""
USES = re.compile(r"^\s*(?:- )?uses:\s*(\S+)(.*)$", re.MULTILINE)
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$")


def workflows() -> list[Path]:
    """Every file that names actions, ours and those that users get."""
    places = (".github", "ptgen/edit/scaffold/files/.github", "docs/ci")
    found = [path for place in places for path in sorted((ROOT / place).rglob("*.yml"))]
    return [ROOT / "action.yml", *found]


def loose(text: str) -> list[str]:
    """The actions of a workflow that are not pinned by a commit, with its version beside it."""
    return [
        used
        for used, rest in USES.findall(text)
        # One's own repository, and the placeholder for it that users replace.
        if used != "./" and not used.startswith("OWNER/")
        if not PINNED.match(used) or not re.match(r"\s+# v\d+\.\d+\.\d+$", rest)
    ]


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_actions_are_pinned_by_commit(path: Path) -> None:
    assert loose(path.read_text("utf-8")) == []


def test_workflows_are_found_and_a_loose_action_is_seen() -> None:
    assert len(workflows()) >= 4
    sha = "0123456789" * 4
    text = f"- uses: a/b@v4\n  uses: a/c@{sha}\n- uses: a/d@{sha} # v1.2.3\n- uses: ./\n"
    assert loose(text) == ["a/b@v4", f"a/c@{sha}"]


INSTALLS = re.compile(r"\bpip install\b|\bnpm (?:ci|install)\b")


def careless(text: str) -> list[str]:
    """Commands that install what has no hash, or that run what packages bring along."""
    # setup.sh keeps `pip install` in an array, and npm in a variable.
    whole = text.replace("\\\n", " ").replace("${pip[@]}", "pip install").replace("$npm", "npm")
    found = []
    for line in whole.replace('"', "").splitlines():
        used = INSTALLS.search(line)
        if used is None or line.lstrip().startswith(("#", "local -a pip=")):
            continue
        fine = (
            {"--ignore-scripts"}
            if "npm" in used[0]
            else {"--require-hashes", "--no-deps", "--no-index"}
        )
        if fine.isdisjoint(line.split()):
            found.append(" ".join(line.split()))
    return found


def scripts() -> list[Path]:
    own = sorted((ROOT / "scripts").rglob("*.sh"))
    return [*own, ROOT / "action.yml", ROOT / ".ci" / "run", ROOT / "Makefile", *workflows()[1:]]


def test_nothing_is_installed_without_a_hash_and_no_package_runs_a_script() -> None:
    # The workflows of a user's repository install what its own requirements.txt pins.
    users = ROOT / "docs/ci/github-shards.yml"
    own = [path for path in scripts() if "scaffold" not in path.parts and path != users]
    found = {path.name: careless(path.read_text("utf-8")) for path in own}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_careless_installation_is_seen() -> None:
    text = 'pip install x\n"$npm" ci a \\\n  --no-audit\n"${pip[@]}" --require-hashes -r l\n'
    assert careless(text) == ["pip install x", "npm ci a --no-audit"]


def test_set_up_takes_hashes_and_ready_made_packages_only() -> None:
    text = (ROOT / "scripts" / "setup.sh").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if "--require-hashes" in line]
    words = shlex.split(line.replace("||", ""))
    # A package that is built here would run its own code to do so.
    assert "--only-binary=:all:" in words


@contextmanager
def database(vulnerable: str) -> Iterator[str]:
    """A database of vulnerabilities on loopback that knows one package."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found = query["package"]["name"] == vulnerable
            known = {"id": "PYSEC-0000-1", "affected": [{"package": query["package"]}]}
            answer = json.dumps({"vulns": [known]} if found else {}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 as its base has it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def audited(folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    lock = folder / "requirements.lock"
    lock.write_text(LOCK, "utf-8")
    environment = {**os.environ, "OSV_URL": url, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "audit.py", lock],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_an_audit_fails_on_a_finding_and_names_it(tmp_path: Path) -> None:
    with database("jinja2") as url:
        done = audited(tmp_path, url)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "jinja2" in done.stdout
    assert "PYSEC-0000-1" in done.stdout
    assert "click" not in done.stdout


def test_an_audit_without_a_finding_says_so(tmp_path: Path) -> None:
    with database("nothing") as url:
        done = audited(tmp_path, url)
    assert (done.returncode, done.stdout) == (0, "pip-audit：锁定的各版本没有已知的漏洞\n")


def test_an_audit_that_reaches_no_database_says_so_in_a_line(tmp_path: Path) -> None:
    with database("nothing") as url:
        pass
    done = audited(tmp_path, url)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("跳过 pip-audit：连不上漏洞库 ")
    assert done.stdout.count("\n") == 1


def test_make_test_audits() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    recipe = text.partition("\ntest:\n")[2].partition("\n\n")[0]
    assert "scripts/audit.py" in recipe
