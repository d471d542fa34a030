"""Kill builds, one at each moment of its work, in copies of a process that has all imported.

    python -m tests.faults.kill_builds FOLDER FORMATS PARTS PART

FOLDER holds ``projects/``, ``former/`` (the output before), ``former-cache/`` (what was remembered
of it) and ``whole/`` (the output that an undisturbed build makes). One moment of PARTS is taken. The last line is a JSON object:
moments, kills, wrong (a list of sentences).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from ptgen.cli.main import main
from tests.faults.inspect_output import broken, settled, tree
from tests.faults.moments import install

CACHE_HOME = "XDG_CACHE_HOME"


def build(folder: Path, formats: str, out: str, *options: str) -> int:
    """Build in this process; its exit status."""
    os.chdir(folder)
    try:
        main(["build", "--jobs", "1", "--quiet", "--format", formats, "--out", out, *options])
    except SystemExit as stop:
        return int(stop.code or 0)


def copied(folder: Path, formats: str, moment: int | None) -> int:
    """Build ``out/`` in a copy of this process, killed at a moment; what ``waitpid`` says."""
    counter = folder / "counter"
    counter.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        os.setsid()
        if moment is not None:
            install(watched(folder), counter, moment)
        os._exit(build(folder, formats, "out"))
    return os.waitpid(child, 0)[1]


def watched(folder: Path) -> tuple[Path, Path]:
    """The output and what is remembered of builds; the fonts beside that are left alone."""
    return folder / "out", folder / "cache/ptgen/builds"


def kept(folder: Path) -> tuple[Path, Path]:
    """Their copies."""
    return folder / "former", folder / "former-cache"


def keep(folder: Path) -> None:
    """Copy the output and what is remembered of it."""
    for source, copy in zip(watched(folder), kept(folder), strict=True):
        shutil.copytree(source, copy)


def restore(folder: Path) -> None:
    """The output and what is remembered as they were before the build."""
    for place, copy in zip(watched(folder), kept(folder), strict=True):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(copy, place)


def killed_at(folder: Path, formats: str, moment: int) -> list[str]:
    """What is wrong after a kill, and after the next build."""
    former, whole = tree(folder / "former"), tree(folder / "whole")
    restore(folder)
    status = copied(folder, formats, moment)
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
        return [f"moment {moment}: not killed, {status}"]
    wrong = broken(tree(folder / "out"), former, whole)
    if copied(folder, formats, None) != 0:
        wrong.append("the next build fails")
    elif settled(tree(folder / "out")) != settled(whole):
        wrong.append("the next build does not end as an undisturbed one")
    return [f"moment {moment}: {one}" for one in wrong]


def run(folder: Path, formats: str, parts: int, part: int) -> None:
    """Count the moments, then kill at one of ``parts`` of them."""
    os.environ[CACHE_HOME] = str(folder / "cache")
    build(folder, formats, "warm")
    restore(folder)
    copied(folder, formats, 0)
    moments = (folder / "counter").stat().st_size
    taken = range(1 + part, moments + 1, parts)
    wrong = [one for moment in taken for one in killed_at(folder, formats, moment)]
    sys.stdout.write(json.dumps({"moments": moments, "kills": len(taken), "wrong": wrong}) + "\n")


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve(), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
