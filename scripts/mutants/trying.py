"""Let mutants meet their tests, and keep how each fared."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from pathlib import Path

from drawing import ROOT, Mutant
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
    """The state of a test's file; of all tests where none is named."""
    path = test.partition("::")[0]
    return file_digest(path) if (ROOT / path).is_file() else tests_digest()


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
        failed = slot / "failed"
        if status in (1, 2):
            how, by = "killed", failed.read_text("utf-8")
        elif status < 0:
            how, by = "stopped", (tests.of(mutant) or [""])[0].partition("::")[0]
        elif status in (0, 5):
            how, by = "survived", ""
        else:
            raise SystemExit(
                f"{mutant.path}:{mutant.line}: {status}\n{(slot / 'output').read_text('utf-8')}"
            )
        results.add(mutant, how, by)
        sys.stdout.write(f"{how} {mutant.path}:{mutant.line} {mutant.operator} {by}\n")
        sys.stdout.flush()

    in_turn((one for one in mutants if results.of(one) is None), start, done)
