"""Let mutants meet their tests, and keep how each fared."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from pathlib import Path

from drawing import ROOT, Mutant, digest
from forks import Run, forked, in_turn, pytest_run
from measuring import KEPT, Tests, file_digest, tests_digest


class Results:
    """How mutants fared, kept as it comes."""

    def __init__(self) -> None:
        self.path = KEPT / "results.jsonl"
        KEPT.mkdir(parents=True, exist_ok=True)
        self.found: dict[str, dict[str, str]] = {}
        if self.path.exists():
            for line in self.path.read_text("utf-8").splitlines():
                with contextlib.suppress(ValueError):
                    one = json.loads(line)
                    self.found[one["key"]] = one

    def of(self, mutant: Mutant) -> dict[str, str] | None:
        """What is known: a kill while its test is as it was, a survival while all tests are."""
        one = self.found.get(mutant.key)
        if one is None:
            return None
        return one if one["state"] == _state(one["by"]) else None

    def add(self, mutant: Mutant, how: str, by: str) -> None:
        """Keep one."""
        one = {"key": mutant.key, "how": how, "by": by, "state": _state(by)}
        self.found[mutant.key] = one
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(one, ensure_ascii=False) + "\n")


def _state(test: str) -> str:
    """The text of a test; of its file or of all tests where none is named."""
    path, _, name = test.partition("::")
    if not (ROOT / path).is_file():
        return tests_digest()
    text = (ROOT / path).read_text("utf-8")
    found = re.search(
        rf"^def {name.partition('[')[0]}\(.*?(?=^[^\s)]|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return digest(found.group()) if name and found else file_digest(path)


def try_all(mutants: list[Mutant], tests: Tests, results: Results) -> None:
    """Let mutants meet their tests."""

    def start(mutant: Mutant, slot: Path) -> int:
        chosen = tests.of(mutant)
        path = slot / "tree" / mutant.path
        shutil.copy(path, slot / "whole")
        path.write_text(mutant.text, "utf-8")
        (slot / "failed").unlink(missing_ok=True)

        def work() -> int:
            run = Run(chosen)
            files = list(dict.fromkeys(test.partition("::")[0] for test in chosen))
            status = pytest_run(run, files, "-x") if chosen else 5
            (slot / "failed").write_text("".join(run.failed[:1]) or "".join(files[:1]), "utf-8")
            return status

        return forked(slot, 20 + 4 * sum(tests.cost[test] for test in chosen), work)

    def done(mutant: Mutant, slot: Path, status: int) -> None:
        shutil.copy(slot / "whole", slot / "tree" / mutant.path)
        failed, first = slot / "failed", next(iter(tests.of(mutant)), "").partition("::")[0]
        if status in (1, 2, 4):
            by = failed.read_text("utf-8") if failed.exists() else ""
            how = "killed"
        elif status < 0:
            how, by = "stopped", first
        elif status in (0, 5):
            how, by, first = "survived", "", ""
        else:
            raise SystemExit(
                f"{mutant.path}:{mutant.line}: {status}\n{(slot / 'output').read_text('utf-8')}"
            )
        results.add(mutant, how, by or first)
        sys.stdout.write(f"{how} {mutant.path}:{mutant.line} {mutant.operator} {by or first}\n")
        sys.stdout.flush()

    todo = [one for one in mutants if results.of(one) is None]
    in_turn(sorted(todo, key=lambda one: one.key in results.found), start, done)
