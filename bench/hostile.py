"""What each bomb takes: ``python bench/hostile.py [name …]``.

Seconds of processor time and the most memory of ``ptgen check`` over each file of
``tests/hostile/bombs.py``, in a process that has imported ptgen; those that take longest last.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.hostile.bombs import BOMBS  # noqa: E402
from tests.hostile.runner import Run, Runner  # noqa: E402


def measured(names: list[str]) -> list[tuple[str, Run]]:
    """Each bomb with what it took, the quickest first."""
    runner = Runner()
    runs = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            projects = Path(folder, "projects")
            projects.mkdir()
            (projects / "a.yaml").write_text(BOMBS[name](), "utf-8")
            runs.append((name, runner.run(Path(folder), "check")))
    runner.close()
    return sorted(runs, key=lambda pair: pair[1].seconds)


if __name__ == "__main__":
    for name, run in measured(sys.argv[1:] or list(BOMBS)):
        print(f"{run.seconds:6.2f} s {run.megabytes:5} MB  {name}: {run.told[:60]}")
