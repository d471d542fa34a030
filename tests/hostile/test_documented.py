"""The table of what was tried says as many cases as there are."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"\| (?P<count>\d+) \|[^|]*\| `tests/(?P<test>[^`]+)` \|$", re.MULTILINE)


def test_the_table_counts_right() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-p",
            "no:cacheprovider",
            "tests/hostile",
            "tests/build/test_cache.py",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    named = (line.split("[")[0] for line in done.stdout.splitlines() if "::" in line)
    counted = Counter(name.removeprefix("tests/") for name in named)
    rows = _ROW.findall((ROOT / "docs" / "security.md").read_text("utf-8"))
    assert len(rows) > 30
    assert {test: int(count) for count, test in rows} == {test: counted[test] for _, test in rows}
