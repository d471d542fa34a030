"""Kill the cutting of fonts at each moment, in copies of this process.

    python -m tests.faults.kill_fonts FOLDER

The last line is a JSON object: moments, wrong (a list of sentences).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from ptgen.render.fonts.cache import cut_fonts
from ptgen.render.fonts.installed import installed_faces
from ptgen.render.fonts.roles import Face, FontSet, Role, RoleFonts
from tests.faults.inspect_output import tree
from tests.faults.moments import install

FAMILY = "LXGW WenKai"
FONTS = FontSet((RoleFonts(Role.SUBHEADING, (FAMILY,), 400),))


def copied(cache: Path, face: Face, moment: int | None) -> int:
    """Cut one face in a copy of this process; what ``waitpid`` says."""
    counter = cache.with_name("counter")
    counter.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        os.setsid()
        if moment is not None:
            install((cache,), counter, moment)
        cut_fonts(FONTS, {FAMILY: (face,)}, root=cache)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def run(folder: Path) -> None:
    """Count the moments, then kill at each of them and cut again."""
    cache = folder / "cache"
    face = installed_faces()[FAMILY][0]
    face = Face((80, 80), face.file, face.index)
    copied(cache, face, 0)
    moments = cache.with_name("counter").stat().st_size
    whole, wrong = tree(cache), []
    for moment in range(1, moments + 1):
        shutil.rmtree(cache)
        killed = copied(cache, face, moment)
        if not os.WIFSIGNALED(killed) or os.WTERMSIG(killed) != signal.SIGKILL:
            wrong.append(f"moment {moment}: not killed, {killed}")
        if copied(cache, face, None) != 0 or tree(cache) != whole:
            wrong.append(f"moment {moment}: {sorted(tree(cache))}")
    sys.stdout.write(json.dumps({"moments": moments, "wrong": wrong}) + "\n")


if __name__ == "__main__":
    run(Path(sys.argv[1]).resolve())
